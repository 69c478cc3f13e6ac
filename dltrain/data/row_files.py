"""Encoded rows as files of a folder, an array a file, and back as arrays that are mapped from them.

Windows that overlap are a view of the rows beneath them, which alone are in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dltrain.data import storage
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.data.sequences import nbytes
from dltrain.lazy import NDArray, np

Where = dict[str, Any]  # of an array: its file, type and shape; of overlapping windows their steps in bytes as well


def write(folder: Path, parts: Mapping[str, Part]) -> dict[str, Any]:
    """Writes the arrays of all parts; what `read` needs, as JSON has it. Raises OSError."""
    names = (f"{number}.bin" for number in range(10**6))
    return {part: _write(folder, rows, names) for part, rows in parts.items()}


def _write(folder: Path, part: Part, names: Iterator[str]) -> dict[str, Any]:
    def put(array: NDArray[Any] | None) -> Where | None:
        if array is None:
            return None
        name = next(names)
        where = {"file": name, "dtype": array.dtype.str, "shape": list(array.shape)}
        if array.nbytes > nbytes(array):
            where["steps"] = list(array.strides)
            array = _view(array, (nbytes(array) // array.itemsize,), (array.itemsize,))
        storage.write(array, folder / name)
        return where

    inputs = {block: put(array) for block, array in part.inputs.items()}
    of_rows = {"target": part.target, "weights": part.weights, "rows": part.rows, "series": part.series}
    return {"inputs": inputs} | {name: put(array) for name, array in of_rows.items()}


def read(folder: Path, given: Mapping[str, Any], encoding: Encoding) -> dict[str, Part]:
    """The parts. Raises OSError, and ValueError, KeyError, TypeError where they are not as `write` had them."""
    return {part: _read(folder, arrays, encoding) for part, arrays in given.items()}


def _read(folder: Path, given: Mapping[str, Any], encoding: Encoding) -> Part:
    def get(where: Where | None) -> Any:
        if where is None:
            return None
        path, dtype, shape = folder / Path(where["file"]).name, where["dtype"], tuple(where["shape"])
        if "steps" not in where:
            return storage.read(path, dtype, shape)
        steps, size = tuple(where["steps"]), np.dtype(dtype).itemsize
        span = size + sum((length - 1) * step for length, step in zip(shape, steps, strict=True))
        return _view(storage.read(path, dtype, (span // size,)), shape, steps)

    inputs = {block: get(where) for block, where in given["inputs"].items()}
    target, weights, rows, series = (get(given[name]) for name in ("target", "weights", "rows", "series"))
    return Part(inputs, target, weights, rows, encoding.pixels(inputs), series)


def _view(array: NDArray[Any], shape: tuple[int, ...], steps: tuple[int, ...]) -> NDArray[Any]:
    """Numbers from where an array begins on, seen so."""
    return np.lib.stride_tricks.as_strided(array, shape, steps)
