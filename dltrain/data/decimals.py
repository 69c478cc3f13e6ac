"""Decimal numbers as whole ones in half the memory or less, from which the same float64 come back, bit for bit.

A decimal of few digits is whole / 10^power, and the quotient of two numbers that float64 holds exactly is rounded as the decimal
itself is when it is read (Clinger 1990, the fast path). Whether all of a column are such decimals is tried, not assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dltrain.data.memory import returnable
from dltrain.process.lazy import Lazy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Lazy("numpy")

MOST = 9  # digits after the point
_SAMPLE = 64


def folded(values: NDArray[np.float64], missing: int) -> tuple[NDArray[np.int32], int] | None:
    """Whole numbers and their power, for float64 (rows,) of which `missing` are NaN; None where one is no such decimal."""
    sample = values[:_SAMPLE]
    sample = sample[~np.isnan(sample)]
    power = next((power for power in range(MOST + 1) if np.array_equal(_unscaled(_rounded(sample, power), power), sample)), None)
    while power is not None and power <= MOST:
        whole = _rounded(values, power)
        if np.count_nonzero(_unscaled(whole, power) == values) == len(values) - missing:
            if missing:
                whole[np.isnan(values)] = absent(whole.dtype)
            taken = np.count_nonzero(whole == absent(whole.dtype)) > missing  # one of the numbers is what stands for none
            return None if taken else (whole, power)
        power += 1 if power < MOST else MOST
    return None


def unfolded(whole: NDArray[Any], power: int) -> NDArray[np.float64]:
    """The numbers again: float64 (rows,), NaN where missing."""
    values = _unscaled(whole, power)
    gone = whole == absent(whole.dtype)
    if gone.any():
        values[gone] = np.nan
    return values


def raised(whole: NDArray[np.int32], by: int) -> NDArray[np.int32] | None:
    """The same with `by` more digits after the point; None where that is beyond int32."""
    gone = whole == absent(whole.dtype)
    found = np.where(gone, 0, whole).astype(np.int64) * 10**by
    if len(found) and max(int(found.max()), -int(found.min())) >= 2**31:
        return None
    return np.where(gone, absent(whole.dtype), found).astype(np.int32)


def narrowed(whole: NDArray[np.int32]) -> NDArray[Any]:
    """The same in the fewest bytes."""
    present = whole[whole != absent(whole.dtype)]
    low, high = (int(present.min()), int(present.max())) if len(present) else (0, 0)
    for dtype in (np.int8, np.int16):
        if absent(dtype) < low and high <= np.iinfo(dtype).max:
            small = returnable(len(whole), dtype)
            np.copyto(small, whole, casting="unsafe")
            small[whole == absent(whole.dtype)] = absent(dtype)
            return small
    return whole


def absent(dtype: Any) -> int:
    """What stands for a missing number: the lowest that there is."""
    return int(np.iinfo(dtype).min)


def _rounded(values: NDArray[np.float64], power: int) -> NDArray[np.int32]:
    with np.errstate(invalid="ignore", over="ignore"):
        return np.rint(values * 10.0**power if power else values).astype(np.int32)


def _unscaled(whole: NDArray[Any], power: int) -> NDArray[np.float64]:
    return whole / 10.0**power if power else whole.astype(np.float64)
