"""Arrays saved by numpy.savez."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.cells import VERBATIM, Place, finite, finite_array, text_of_numbers, words_of
from dltrain.data.sources.files import content, find
from dltrain.data.table import Array, Booleans, Column, Request, Table
from dltrain.errors import DataError
from dltrain.lazy import Lazy
from dltrain.types import option, page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Lazy("numpy")

LARGEST = 16 * 2**30  # bytes that a file may unpack to
LARGEST_EXPANSION = 1000  # times its own size, beyond a first 256 MiB: more is no data, but a bomb
UNSUSPICIOUS = 256 * 2**20


@SOURCES.entry("npz")
@page
class Npz(Source):
    """The arrays of an .npz file: one dimension is a column, more are (rows, ...). Pickled objects are never loaded."""

    path: str = option(help="the file, relative to the spec's folder")

    def read(self, folder: Path, request: Request) -> Table:
        path = find(folder, self.path)
        raw = content(path, self.path)
        try:
            self._check_size(path, len(raw))
            with np.load(path, allow_pickle=False) as file:
                names = [name for name in file.files if request.needs(name)]
                arrays = {name: self._array(file, name) for name in names}
                left_out = tuple(name for name in file.files if name not in arrays)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, AttributeError, NotImplementedError) as error:
            raise DataError(f"{self.path}: not a whole .npz file: {error}") from error
        rows = self._rows(arrays)
        columns = {name: self._column(array, Place(self.path, name), request) for name, array in arrays.items()}
        return Table(self.path, columns, rows, hashlib.sha256(raw).hexdigest(), left_out=left_out)

    def _check_size(self, path: Path, size: int) -> None:
        with zipfile.ZipFile(path) as members:
            names = [member.filename for member in members.infolist()]
            total = sum(member.file_size for member in members.infolist())
        if len(set(names)) < len(names):
            raise DataError(f"{self.path}: two arrays have the same name; names must differ")
        if total > LARGEST or total > max(LARGEST_EXPANSION * size, UNSUSPICIOUS):
            raise DataError(f"{self.path}: {size:,} bytes that unpack to {total:,}; at most {LARGEST:,} are read")

    def _array(self, file: Any, name: str) -> NDArray[Any]:
        try:
            array = file[name]
        except (ValueError, MemoryError) as error:
            if "pickle" in str(error):
                raise DataError(
                    f"{self.path}: array '{name}' holds pickled objects, which are never loaded; save numbers or strings"
                ) from error
            raise DataError(f"{self.path}: array '{name}' is damaged: {error}") from error
        if not isinstance(array, np.ndarray):
            raise DataError(f"{self.path}: '{name}' is not an array")
        return array

    def _rows(self, arrays: dict[str, NDArray[Any]]) -> int:
        if not arrays:
            raise DataError(f"{self.path}: there are no arrays to use")
        for name, array in arrays.items():
            if array.ndim == 0:
                raise DataError(f"{self.path}: array '{name}' is a single value, not a column; write exclude: [{name}]")
        first, rows = next((name, len(array)) for name, array in arrays.items())
        for name, array in arrays.items():
            if len(array) != rows:
                raise DataError(f"{self.path}: array '{first}' has {rows} rows, '{name}' has {len(array)}; they must be equal")
        if rows == 0:
            raise DataError(f"{self.path}: the arrays have no rows")
        return rows

    def _column(self, array: NDArray[Any], place: Place, request: Request) -> Column:
        kind = request.kinds.get(place.column)
        if array.dtype.kind not in "biufUSM" or (array.ndim > 1 and array.dtype.kind not in "biuf"):
            raise place.error(f"arrays of {array.dtype} in {array.ndim} dimensions cannot be used; expected numbers or strings")
        if array.ndim > 1:
            finite_array(array, place)
            return Array(array)
        if array.dtype.kind == "b":
            return (
                words_of(np.where(array, "true", "false").tolist(), ())
                if kind in VERBATIM
                else Booleans(array.astype(np.float64))
            )
        if array.dtype.kind in "iu" and kind in VERBATIM:
            return words_of([str(number) for number in array.tolist()], request.missing_values)
        if array.dtype.kind in "iuf":
            numbers = finite(array.astype(np.float64), place)
            return words_of(text_of_numbers(numbers.values), request.missing_values) if kind in VERBATIM else numbers
        if kind == "numeric":
            raise place.error("it is declared numeric, but the array holds strings; save it as numbers")
        return words_of(_texts(array, place), request.missing_values)


def _texts(array: NDArray[Any], place: Place) -> list[str | None]:
    if array.dtype.kind == "M":
        return [None if text == "NaT" else text for text in np.datetime_as_string(array).tolist()]
    try:
        return [text.decode() if isinstance(text, bytes) else text for text in array.tolist()]
    except UnicodeDecodeError as error:
        raise place.error("its bytes are not utf-8; save it as strings") from error
