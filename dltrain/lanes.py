"""A number for each lane of a stack, which a formula takes wherever it takes one number for all of them.

The lanes of a stack may have learning rates, weight decays, momenta ... of their own. The formulas of optimizers are written for
one number: `parameters *= 1 - learning_rate * weight_decay`. Of `Lanes` the numbers among themselves are computed in float64, as
Python computes with one of them; beside an array of the network, whose axis in front are the lanes, each acts on its own lane, in
the array's type, as numpy does with a Python number. So a lane has the same bits whatever the others have.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Lanes(np.ndarray):
    """Float64 (lanes, 1). It is true where any of its numbers is not 0: the term is needed."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        beside = next((one for one in inputs if isinstance(one, np.ndarray) and not isinstance(one, Lanes)), None)
        if beside is not None:
            alike = [np.asarray(one, beside.dtype) if isinstance(one, Lanes) else one for one in inputs]
            return getattr(ufunc, method)(*alike, **options)
        plain = [np.asarray(one) for one in inputs]
        if ufunc is np.power:  # numpy's own may differ in the last bit from Python's, which one number is raised by
            base, exponent = np.broadcast_arrays(*plain)
            raised = [b**e for b, e in zip(base.ravel().tolist(), exponent.ravel().tolist(), strict=True)]
            return np.array(raised).reshape(base.shape).view(Lanes)
        return getattr(ufunc, method)(*plain, **options).view(Lanes)

    def __bool__(self) -> bool:
        return bool(self.view(np.ndarray).any())


def number_of(values: Sequence[Any]) -> Any:
    """What every lane has: the one value where all have the same, else Lanes of theirs."""
    first = values[0]
    if all(value == first for value in values):
        return first
    return np.array(values, np.float64).reshape(-1, 1).view(Lanes)


def of_lanes(number: Any, which: NDArray[Any]) -> Any:
    """The number of some lanes, by their indices or a mask: a number that all have, or Lanes."""
    if not isinstance(number, Lanes):
        return number
    return number_of(number.view(np.ndarray)[which, 0].tolist())


def listed(number: Any, lanes: int) -> list[float]:
    """The number of each of so many lanes."""
    return number.view(np.ndarray)[:, 0].tolist() if isinstance(number, Lanes) else [float(number)] * lanes
