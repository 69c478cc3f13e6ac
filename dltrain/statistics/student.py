"""Tests of values that were measured anew several times, over seeds or over folds: Student's, Welch's, and that of resamples."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dltrain.statistics.comparison import Comparison, mean_and_deviation


@dataclass(frozen=True)
class Measure:
    """What was measured: its name, such as `test accuracy`, whether more of it is better, and whether it is told in points."""

    name: str
    maximize: bool = True
    is_share: bool = True


@dataclass(frozen=True)
class Spread:
    """Values over seeds or folds: how many, their mean, their sample deviation, and the 95 % interval of the mean (Student's t).
    Of a single value there is neither deviation nor interval."""

    count: int
    mean: float
    deviation: float | None
    interval: tuple[float, float] | None


def spread(values: Sequence[float], test_share: float = 0.0, limits: tuple[float, float] = (-math.inf, math.inf)) -> Spread:
    """The spread of one value or more; ValueError for none. `test_share` as in `resampled_t`; the interval ends at the limits of
    what is measured, beyond which no mean can lie."""
    mean, deviation = mean_and_deviation(values)
    if deviation is None:
        return Spread(1, mean, None, None)
    reach = _quantile(len(values) - 1) * deviation * math.sqrt(1 / len(values) + test_share)
    return Spread(len(values), mean, deviation, (max(mean - reach, limits[0]), min(mean + reach, limits[1])))


def paired_t(a: Sequence[float], b: Sequence[float], measure: Measure, unit: str = "seed") -> Comparison:
    """Student's t-test (1908) of the differences b - a, seed by seed, both (seeds,) of two or more; ValueError for fewer."""
    return _of_differences(a, b, measure, unit, "paired t", 0.0)


def resampled_t(a: Sequence[float], b: Sequence[float], measure: Measure, test_share: float, unit: str = "fold") -> Comparison:
    """The corrected resampled t-test of Nadeau and Bengio (2003), fold by fold, both (folds,).

    The training rows of the folds overlap, so their differences are not independent, and Student's variance of the mean, s²/n,
    is too small: s² (1/n + n_test / n_train) takes its place. test_share: n_test / n_train, the rows that test over those that
    train, of one fold. More folds of the same rows tell little more.
    """
    return _of_differences(a, b, measure, unit, "corrected resampled t", test_share)


def welch_t(a: Sequence[float], b: Sequence[float], measure: Measure, unit: str = "seed") -> Comparison:
    """Welch's t-test (1947) of two samples, (n,) and (m,), which need not be of the same seeds nor scatter alike; of one value
    against several Student's, which takes it to scatter as these do. ValueError for two single values."""
    (mean_a, dev_a), (mean_b, dev_b) = mean_and_deviation(a), mean_and_deviation(b)
    if dev_a is None and dev_b is None:
        raise ValueError("one seed each tells nothing of luck")
    difference = mean_b - mean_a
    first = (dev_a if dev_a is not None else dev_b or 0.0) ** 2 / len(a)
    second = (dev_b if dev_b is not None else dev_a or 0.0) ** 2 / len(b)
    error, deviation = math.sqrt(first + second), math.sqrt(first * len(a) + second * len(b))
    count = min(len(a), len(b))
    if dev_a is None or dev_b is None:
        freedom: float = max(len(a), len(b)) - 1
    else:
        parts = first**2 / (len(a) - 1) + second**2 / (len(b) - 1)
        freedom = (first + second) ** 2 / parts if parts else 1.0
    if error == 0:
        p = _constant_p(difference, count)
        return _comparison("Welch's t", p, difference, 0.0, count, unit, measure, deviation, samples=2)
    p, reach = _two_sided(difference / error, freedom), _quantile(freedom) * error
    return _comparison("Welch's t", p, difference, reach, count, unit, measure, deviation, samples=2)


def _of_differences(
    a: Sequence[float], b: Sequence[float], measure: Measure, unit: str, method: str, test_share: float
) -> Comparison:
    differences = [there - here for here, there in zip(a, b, strict=True)]
    mean, deviation = mean_and_deviation(differences)
    if deviation is None:
        raise ValueError(f"one {unit} tells nothing of luck")
    count = len(differences)
    if deviation <= 1e-12 * abs(mean):
        p, reach = _constant_p(mean, count), 0.0
    elif deviation == 0:
        p, reach = 1.0, 0.0
    else:
        error = deviation * math.sqrt(1 / count + test_share)
        p, reach = _two_sided(mean / error, count - 1), _quantile(count - 1) * error
    return _comparison(method, p, mean, reach, count, unit, measure, deviation, may_grow=not test_share)


def _constant_p(difference: float, count: int) -> float:
    """Of differences that are all equal, as of a metric of few rows, t is not defined: the sign test, 2 / 2^n (Fisher 1925)."""
    return 2.0 ** (1 - count) if difference else 1.0


def _comparison(
    method: str,
    p: float,
    difference: float,
    reach: float,
    count: int,
    unit: str,
    measure: Measure,
    deviation: float,
    *,
    samples: int = 1,
    may_grow: bool = True,
) -> Comparison:
    return Comparison(
        method,
        p,
        difference,
        (difference - reach, difference + reach),
        count,
        unit,
        measure.name,
        measure.maximize,
        measure.is_share,
        deviation,
        2 if samples == 2 else 1,
        may_grow=may_grow,
    )


def _two_sided(t: float, freedom: float) -> float:
    from scipy.special import stdtr

    return float(2 * stdtr(freedom, -abs(t)))


def _quantile(freedom: float) -> float:
    """The 97.5 % quantile of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))
