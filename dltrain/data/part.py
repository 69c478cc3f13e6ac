"""The examples of one part of a data set, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers
from dltrain.data.transforms.scale import Pixels
from dltrain.errors import DataError


@dataclass(frozen=True)
class Part:
    """The examples of one part: its rows, or the windows or groups that are made of them.

    inputs: block -> float32 (rows, ...) or int64 codes (rows,), in the order of `Encoding.blocks`; uint8 (rows, ...) of pictures,
        of which `pixels` makes numbers
    target: classes int64 (rows,); shares of classes, labels and values float32 (rows, columns); (rows, 0) where there is none
    weights: float32 (rows,), or None
    rows: int64 (rows,), the number of each row in its file, from 0, ascending; of a window that of its target's first row, of a
        group that of its own first
    series: int64 (rows,), of windows over several series the number of the one that each lies in, from 0 as the file has them;
        None where there are no such
    """

    inputs: dict[str, NDArray[Any]]
    target: NDArray[Any]
    weights: NDArray[np.float32] | None
    rows: RowNumbers
    pixels: dict[str, Pixels] = field(default_factory=dict)
    series: RowNumbers | None = None

    def numbers(self, block: str) -> NDArray[Any]:
        """A block of inputs as the network sees it: pixels as float32."""
        array = self.inputs[block]
        return self.pixels[block].numbers(array) if block in self.pixels else array

    def slice(self, some: slice) -> Part:
        """These examples; no number is copied."""
        inputs = {name: block[some] for name, block in self.inputs.items()}
        weights = None if self.weights is None else self.weights[some]
        series = None if self.series is None else self.series[some]
        return Part(inputs, self.target[some], weights, self.rows[some], self.pixels, series)


def joined(parts: Sequence[Part]) -> Part:
    """The examples of several parts one behind another; their numbers in the file are those of each. Raises DataError where they
    are of different lengths, as groups may be."""
    first = parts[0]
    blocks = {name: [part.inputs[name] for part in parts] for name in first.inputs}
    if different := [name for name, arrays in blocks.items() if len({array.shape[1:] for array in arrays}) > 1]:
        raise DataError(f"the examples of these files differ in their length ('{different[0]}'); measure each by itself")
    weights = [part.weights for part in parts if part.weights is not None]
    return Part(
        {name: np.concatenate(arrays) for name, arrays in blocks.items()},
        np.concatenate([part.target for part in parts]),
        np.concatenate(weights) if len(weights) == len(parts) else None,
        np.concatenate([part.rows for part in parts]),
        first.pixels,
    )
