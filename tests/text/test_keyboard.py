"""A text that was typed while the keyboard stood in the other language is found by its keys."""

import pytest

from dltrain.text.keyboard import keys_of


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("기울기", "rldnfrl"),
        ("기울기 소실", "rldnfrl thtlf"),
        ("역전파", "durwjsvk"),
        ("값", "rkqt"),  # two consonants at the end
        ("과적합", "rhkwjrgkq"),  # two keys of one vowel
        ("ㅁㅇ므", "adam"),
        ("ㅣㅐㄴㄴ", "loss"),
        ("adam", "adam"),
    ],
)
def test_the_keys_are_those_of_the_two_set_layout(text, keys):
    assert keys_of(text) == keys
