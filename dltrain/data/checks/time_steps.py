"""The steps of a column of dates from row to row: those that go back, those that stand still, those that leave something out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers
from dltrain.data.dates.parsing import Dates

DAY = 24 * 60 * 60 * 1_000_000  # microseconds
ALIKE = 0.15  # by how much steps may differ that are alike: months and quarters do
LONGER = 1.5  # times the usual step, and something is left out
HOLIDAYS = 6  # working days that a business may be closed in a row
MAX_GAPS = 0.25  # of the steps; where there are more, irregular is what the rows are


@dataclass(frozen=True)
class Steps:
    """The steps of the rows of each line. before, after: int64 (steps,), rows; spans: int64 (steps,), microseconds."""

    before: RowNumbers
    after: RowNumbers
    spans: NDArray[np.int64]
    moments: Dates

    @property
    def back(self) -> NDArray[np.bool_]:
        """Where time goes back: bool (steps,)."""
        return np.asarray(self.spans < 0)

    @property
    def still(self) -> NDArray[np.bool_]:
        """Where time stands still: bool (steps,)."""
        return np.asarray(self.spans == 0)

    @property
    def usual(self) -> int:
        """The step that half of the steps forward are no longer than; 0 where there are none."""
        forward = self.spans[self.spans > 0]
        return int(np.median(forward)) if len(forward) else 0

    @property
    def regular(self) -> float:
        """How many of the steps forward are about as long as the usual one."""
        forward = self.spans[self.spans > 0]
        return float((np.abs(forward - self.usual) <= ALIKE * self.usual).mean()) if len(forward) else 0.0

    @property
    def gaps(self) -> NDArray[np.bool_]:
        """Where rows are left out: steps longer than usual, unless weekends, holidays or closing hours account for them. None
        where no step is usual."""
        long = self.spans > LONGER * self.usual
        if self.regular < 0.5 or not long.any():
            return np.zeros(len(self.spans), dtype=bool)
        first, last = (self.moments[rows].astype("datetime64[D]") for rows in (self.before, self.after))
        if abs(self.usual - DAY) <= ALIKE * DAY:
            weekdays = np.isin(np.arange(7), (self.moments[~np.isnat(self.moments)].astype("datetime64[D]").astype(int) + 3) % 7)
            if not weekdays.all():
                long &= np.busday_count(first, last, weekmask=weekdays) > HOLIDAYS
        elif self.usual < DAY:
            nights = first != last
            if long[nights].sum() > 0.5 * nights.sum():
                long &= ~nights
        return long if long.mean() <= MAX_GAPS else np.zeros(len(long), dtype=bool)


def steps_of(moments: Dates, lines: Sequence[RowNumbers]) -> Steps:
    """The steps within each line of rows; rows without a date are passed over."""
    kept = [line[~np.isnat(moments[line])] for line in lines]
    before = np.concatenate([line[:-1] for line in kept])
    after = np.concatenate([line[1:] for line in kept])
    return Steps(before, after, (moments[after] - moments[before]).astype(np.int64), moments)


def is_grid(moments: Dates) -> bool:
    """Whether nearly all dates differ and, once sorted, follow each other in steps that are alike: one row a day, an hour or a
    month, in whatever order."""
    present = moments[~np.isnat(moments)]
    different = np.unique(present)
    if len(different) < 0.9 * len(moments):
        return False
    steps = steps_of(different, [np.arange(len(different))])
    return steps.regular >= 0.7
