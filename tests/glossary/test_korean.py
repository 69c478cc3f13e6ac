"""Whatever the pages of the spec declare has its Korean words, and no words are left of what is no longer declared."""

from __future__ import annotations

import pytest

from dltrain.glossary import pages
from dltrain.glossary.korean import CHOICES, KEYS, OPTIONS, PROBLEMS, place_of
from dltrain.glossary.lessons import LESSONS
from dltrain.text.language import Language

CHOSEN = {f"{choice.kind} {choice.english[0]}": choice for choice in pages.choices()}


def is_korean(text: str) -> bool:
    return any("가" <= letter <= "힣" for letter in text)


def test_every_key_has_its_words() -> None:
    assert set(KEYS) == {key.path for key in pages.spec_keys()}


def test_every_choice_has_its_words() -> None:
    assert set(CHOICES) == set(CHOSEN)


def test_every_problem_has_its_name() -> None:
    assert {problem.english[0] for problem in pages.problems()} <= set(PROBLEMS)
    assert all(is_korean(problem.words[Language.ko]) for problem in pages.problems())


@pytest.mark.parametrize("table", [KEYS, CHOICES], ids=["keys", "choices"])
def test_the_words_are_korean(table: dict[str, tuple[str, str]]) -> None:
    formulas = {"activation mish", "activation softsign", "initializer xavier_uniform", "initializer he_uniform"}
    formulas |= {"initializer he_normal", "initializer lecun_normal", "initializer lecun_uniform"}
    assert [name for name, (names, words) in table.items() if not is_korean(names)] == []
    assert [name for name, (names, words) in table.items() if not is_korean(words) and name not in formulas] == []


def test_every_option_has_its_words_and_none_is_left_over() -> None:
    places = [place_of(choice.kind, choice.english[0], option.name) for choice in pages.choices() for option in choice.options]
    assert all(places)
    assert set(places) == set(OPTIONS)


def test_words_that_several_options_share_tell_the_same_in_english() -> None:
    told: dict[str, set[str]] = {}
    for choice in pages.choices():
        for option in choice.options:
            told.setdefault(place_of(choice.kind, choice.english[0], option.name), set()).add(option.help[Language.en])
    assert {place: words for place, words in told.items() if len(words) > 1} == {}


def test_lessons_are_told_of_what_there_is() -> None:
    told = {*CHOSEN, *(choice.kind for choice in pages.choices()), *(key.path for key in pages.spec_keys())}
    assert set(LESSONS) <= told | {f"problem {name}" for name in PROBLEMS}
