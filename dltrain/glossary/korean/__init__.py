"""The Korean words of keys, choices and options: one table, which the tests compare with the pages."""

from __future__ import annotations

from dltrain.glossary.korean import (
    data_choices,
    evaluation_choices,
    keys,
    network_choices,
    options,
    problems,
    reward_choices,
    training_choices,
)

KEYS = keys.WORDS
OPTIONS = options.WORDS
PROBLEMS = problems.NAMES
CHOICES = data_choices.WORDS | network_choices.WORDS | training_choices.WORDS | evaluation_choices.WORDS | reward_choices.WORDS


def place_of(kind: str, name: str, option: str) -> str:
    """The entry of OPTIONS that tells an option of a choice: the choice's own, else that of its kind, else the option's."""
    places = (f"{kind} {name}.{option}", f"{kind}.{option}", option)
    return next((place for place in places if place in OPTIONS), "")


def option_words(kind: str, name: str, option: str) -> str:
    """What an option of a choice is, in Korean; empty where nothing is written."""
    return OPTIONS.get(place_of(kind, name, option), "")
