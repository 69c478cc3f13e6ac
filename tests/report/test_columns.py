"""How the cells of a column are distributed, counted by hand."""

from __future__ import annotations

import numpy as np

from dltrain.charts.sparkline import sparkline
from dltrain.data.table import Array, Booleans, Numbers, Texts, Words
from dltrain.report.analyses.columns import Distribution, distribution_of


def test_numbers_are_counted_in_bins_of_equal_width() -> None:
    found = distribution_of(Numbers.of(np.array([0.0, 1.0, 1.0, 4.0, np.nan])))
    # Three values differ, so there are three bins: 0 to 4/3, to 8/3, to 4.
    assert found == Distribution([3, 0, 1], 3, 0.0, 1.0, 4.0)


def test_a_constant_is_one_bin() -> None:
    assert distribution_of(Numbers.of(np.array([2.0, 2.0]))) == Distribution([2], 1, 2.0, 2.0, 2.0)


def test_words_are_counted_the_most_frequent_first() -> None:
    words = Words(np.array([0, 1, 1, -1]), ("가", "나"))
    assert distribution_of(words) == Distribution([2, 1], 2, levels=("나", "가"))


def test_truths_have_the_words_of_their_file() -> None:
    found = distribution_of(Booleans(np.array([1.0, 0.0, 1.0]), ("no", "yes")))
    assert found == Distribution([2, 1], 2, levels=("yes", "no"))


def test_texts_are_told_by_their_lengths() -> None:
    found = distribution_of(Texts(np.array([0, 1, 1]), ("ab", "abcd")))
    assert found == Distribution([1, 2], 2, 2.0, 4.0, 4.0)


def test_nothing_is_said_of_arrays_and_of_columns_without_a_cell() -> None:
    assert distribution_of(Array(np.zeros((2, 3)))) is None
    assert distribution_of(Numbers.of(np.array([np.nan]))) is None


def test_the_smallest_count_can_be_seen_and_its_label_is_escaped() -> None:
    svg = sparkline([1000, 1, 0], "of <b>")
    assert svg.count("<rect") == 2
    assert 'height="1.0"' in svg
    assert 'aria-label="of &lt;b&gt;"' in svg
