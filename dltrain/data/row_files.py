"""Encoded rows as files of a folder, an array a file, and back as arrays that are mapped from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dltrain.data import storage
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.lazy import NDArray

Where = dict[str, Any]  # of an array: its file, type and shape


def write(folder: Path, parts: Mapping[str, Part]) -> dict[str, Any]:
    """Writes the arrays of all parts; what `read` needs, as JSON has it. Raises OSError."""
    names = (f"{number}.bin" for number in range(10**6))
    return {part: _write(folder, rows, names) for part, rows in parts.items()}


def _write(folder: Path, part: Part, names: Iterator[str]) -> dict[str, Any]:
    def put(array: NDArray[Any] | None) -> Where | None:
        if array is None:
            return None
        name = next(names)
        storage.write(array, folder / name)
        return {"file": name, "dtype": array.dtype.str, "shape": list(array.shape)}

    inputs = {block: put(array) for block, array in part.inputs.items()}
    return {"inputs": inputs, "target": put(part.target), "weights": put(part.weights), "rows": put(part.rows)}


def read(folder: Path, given: Mapping[str, Any], encoding: Encoding) -> dict[str, Part]:
    """The parts. Raises OSError, and ValueError, KeyError, TypeError where they are not as `write` had them."""
    return {part: _read(folder, arrays, encoding) for part, arrays in given.items()}


def _read(folder: Path, given: Mapping[str, Any], encoding: Encoding) -> Part:
    def get(where: Where | None) -> Any:
        return None if where is None else storage.read(folder / Path(where["file"]).name, where["dtype"], tuple(where["shape"]))

    inputs = {block: get(where) for block, where in given["inputs"].items()}
    return Part(inputs, get(given["target"]), get(given["weights"]), get(given["rows"]), encoding.pixels(inputs))
