"""How much must be measured, against tables and by hand."""

from __future__ import annotations

import pytest

from dltrain.statistics import Measure, more_needed, needed, paired_t, power, welch_t

M = Measure("accuracy")


@pytest.mark.parametrize(("effect", "pairs"), [(0.2, 199), (0.5, 34), (0.8, 15), (1.0, 10)])
def test_pairs_are_those_of_the_tables(effect: float, pairs: int) -> None:
    """G*Power 3 (Faul et al. 2007), two dependent means, two-sided, 0.05 and 0.8."""
    assert needed(effect) == pairs


def test_two_samples_are_those_of_the_tables() -> None:
    """Cohen 1988, table 2.4.1: d = 0.5 needs 64 in each group; in deviations of the difference, √2 σ, that is 0.5 / √2."""
    assert needed(0.5 / 2**0.5, samples=2) == 64


def test_power_grows_and_ends_at_the_level_of_the_test() -> None:
    assert power(1e-9, 20) == pytest.approx(0.05, abs=1e-3)
    assert power(0.5, 34) > 0.8 > power(0.5, 33)
    assert needed(0.5, alpha=0.01) > needed(0.5)
    assert needed(0.0) is None
    assert needed(1e-4) is None


def test_a_huge_effect_is_found_at_once() -> None:
    assert power(50.0, 10) == pytest.approx(1.0)
    assert needed(50.0) == 2


def test_how_many_more() -> None:
    """Differences 0.02, -0.01, 0.02: an effect of 0.01 / 0.01732, 26 pairs, of which there are three."""
    assert more_needed(paired_t([0.9, 0.9, 0.9], [0.92, 0.89, 0.92], M)) == 26 - 3
    assert more_needed(paired_t([0.9, 0.9], [0.9, 0.9], M)) is None
    several = welch_t([0.90, 0.92, 0.94], [0.92, 0.94, 0.96], M)  # one deviation apart: Cohen's table has 17 of each
    assert more_needed(several) == 17 - 3
