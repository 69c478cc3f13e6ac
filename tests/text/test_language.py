"""The language follows the locale, by the first of the three variables that says something."""

import pytest

from dltrain.text.language import Language, language_of


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, Language.ko),
        ({"LANG": "ko"}, Language.ko),
        ({"LANG": "ko.UTF-8"}, Language.ko),
        ({"LANG": "Korean_Korea.949"}, Language.ko),
        ({"LANG": "en_US.UTF-8"}, Language.en),
        ({"LANG": "kok_IN"}, Language.en),  # Konkani
        ({"LANG": "C.UTF-8"}, Language.en),
        ({}, Language.en),
        ({"LC_ALL": "C", "LANG": "ko_KR.UTF-8"}, Language.en),
        ({"LC_ALL": "", "LC_MESSAGES": "ko_KR.UTF-8", "LANG": "en_US.UTF-8"}, Language.ko),  # an empty one says nothing
    ],
)
def test_the_language_is_that_of_the_locale(environment, language):
    assert language_of(environment) is language


def test_the_words_are_those_of_the_option():
    assert [*Language] == ["en", "ko"]
