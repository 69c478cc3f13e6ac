"""Probabilities as they are written for people: six decimals, and more where fewer would say never or always."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DECIMALS = 6
DIGITS = 3  # of what lies nearer to 0 or 1 than DECIMALS show


def rounded(probabilities: NDArray[np.floating]) -> NDArray[np.float64]:
    """float64 of the same shape. What is neither 0 nor 1 is not rounded to it: 0.00000012345 becomes 1.23e-07."""
    exact = probabilities.astype(np.float64)
    short = exact.round(DECIMALS)
    never, always = (short == 0) & (exact != 0), (short == 1) & (exact != 1)
    short[never] = _in_digits(exact[never])
    short[always] = 1 - _in_digits(1 - exact[always])
    return np.asarray(short)


def _in_digits(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([float(f"{value:.{DIGITS - 1}e}") for value in values.tolist()], dtype=np.float64)
