"""Arrays out of a file, which may hold anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.files.typed_json import Misfit
from dltrain.runs import stored_tensors

Arrays = Mapping[str, NDArray[Any]]


def shaped(arrays: Arrays, name: str, shape: tuple[int | None, ...], dtype: str = "float64") -> NDArray[Any]:
    """The array of a name, whose numbers are finite. None stands for any size. Raises Misfit."""
    if name not in arrays:
        raise Misfit(name, "a tensor, but is missing")
    array = arrays[name]
    sizes = tuple(there if wanted is None else wanted for wanted, there in zip(shape, array.shape, strict=False))
    stored_tensors.check({name: np.broadcast_to(np.zeros((), dtype), sizes + (0,) * (len(shape) - len(sizes)))}, arrays)
    if not np.isfinite(array).all():
        raise Misfit(name, "finite numbers")
    return array


def within(array: NDArray[Any], name: str, low: int, high: int) -> NDArray[np.int64]:
    """Whole numbers from `low` to below `high`. Raises Misfit."""
    if array.size and (array.min() < low or array.max() >= high):
        raise Misfit(name, f"numbers from {low} to {high - 1}")
    return array.astype(np.int64)


def dense(rows: Any) -> NDArray[Any]:
    """A matrix as an array, (rows, numbers), where it is sparse, too."""
    array: NDArray[Any] = rows if isinstance(rows, np.ndarray) else rows.toarray()
    return array


def shares(amounts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Amounts as shares of their sum; as they are where that is 0."""
    return np.asarray(amounts / (amounts.sum() or 1.0))
