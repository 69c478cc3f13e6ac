"""Moments that are counted in numbers for which no format has a code: micro- and nanoseconds since 1970, a spreadsheet's days."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.dates.guesses import TIME_NAME
from dltrain.data.dates.parsing import Dates
from dltrain.data.table import Numbers

DATE_NAME = re.compile(
    r"(^|[^a-z])date(time)?s?([^a-z]|$)|날짜|일자|일시|년월일"
)  # of days, whose numbers are those of much else


@dataclass(frozen=True)
class Count:
    """How moments are counted. low, high: between which all numbers must lie; named: what the column is called then; origin: the
    moment of 0; microseconds: those of 1."""

    what: str
    low: float
    high: float
    named: re.Pattern[str]
    origin: np.datetime64
    microseconds: float

    def moments(self, numbers: NDArray[np.float64]) -> Dates:
        """datetime64[us] of the numbers, NaT where one is missing."""
        since = np.nan_to_num(np.rint(numbers * self.microseconds)).astype("timedelta64[us]")
        moments: Dates = self.origin + since
        moments[np.isnan(numbers)] = np.datetime64("NaT")
        return moments


COUNTS = (
    Count("microseconds since 1970", 1e15, 2e15, TIME_NAME, np.datetime64("1970-01-01", "us"), 1),
    Count("nanoseconds since 1970", 1e18, 2e18, TIME_NAME, np.datetime64("1970-01-01", "us"), 1e-3),
    # Day 1 is 1 January 1900, and a 29 February 1900 is counted that was none.
    Count("a spreadsheet's days", 20_000, 55_000, DATE_NAME, np.datetime64("1899-12-30", "us"), 86_400_000_000),
)


def count_of(column: Numbers, name: str) -> Count | None:
    """How the numbers of a column count moments; None where they do not, by its name or by a number."""
    spelled = re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower()
    for count in COUNTS:
        if not count.named.search(spelled):
            continue
        present = column.values[~np.isnan(column.values)]
        if len(present) and count.low <= present.min() and present.max() < count.high and np.ptp(present) > 0:
            return count
    return None
