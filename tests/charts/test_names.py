"""Titles, labels and numbers as they are written."""

from __future__ import annotations

import math

import pytest

from dltrain.charts.names import drawable_labels, in_figures, shortened


def test_long_labels_keep_their_beginning_and_their_end() -> None:
    assert shortened("versicolor", 24) == "versicolor"
    assert shortened("abcdefghijklmnopqrstuvwxyz", 10) == "abcdef…xyz"
    assert shortened("가나다라마바사아자차", 10) == "가나다…차"


def test_long_labels_that_differ_stay_different() -> None:
    ends = ["an experiment of long names that ends in A", "an experiment of long names that ends in B"]
    assert drawable_labels(ends) == ["an experiment o…nds in A", "an experiment o…nds in B"]
    later = ["the same beginning, then 1 of a long end", "the same beginning, then 2 of a long end"]
    assert drawable_labels(later) == ["the sam… 1 of a long end", "the sam… 2 of a long end"]
    sooner = ["a long beginning 1, then an end of many words", "a long beginning 2, then an end of many words"]
    assert len(set(drawable_labels(sooner))) == 2


def test_labels_that_differ_in_their_middle_alone_show_their_middle() -> None:
    labels = [f"a species of long name {number:02d}, found in the very north" for number in range(3)] + ["oak"]
    assert drawable_labels(labels) == ["a specie…00, found in t…", "a specie…01, found in t…", "a specie…02, found in t…", "oak"]


def test_labels_that_cannot_be_told_apart_in_so_little_room_are_numbered() -> None:
    labels = [f"{'x' * 40}{first}{'y' * 40}{last}{'z' * 40}" for first in (0, 1) for last in (0, 1)]
    assert [label[:2] for label in drawable_labels(labels)] == ["#1", "#2", "#3", "#4"]
    assert len(set(drawable_labels(labels))) == 4


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.97, "0.970"), (12.345, "12.3"), (4510.2, "4,510"), (1.2e-5, "1.20e-5"), (0.0, "0"), (-0.5, "-0.500"), (math.nan, "–")],
)
def test_numbers_in_three_figures(value: float, words: str) -> None:
    assert in_figures(value) == words
