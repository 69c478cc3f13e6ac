"""Arrays saved by numpy.savez."""

from __future__ import annotations

import hashlib
import math
import zipfile
from pathlib import Path
from typing import Any, Literal

from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.cells import VERBATIM, Read, finite, finite_array, read_columns, text_of_numbers, words_of
from dltrain.data.sources.column_origin import ColumnOrigin
from dltrain.data.sources.files import composed, find, unreadable
from dltrain.data.sources.numeric_names import is_long
from dltrain.data.sources.numeric_words import TRAINED_ON_NUMBERS, Cells
from dltrain.data.sources.reading_advice import with_options
from dltrain.data.storage import Storage
from dltrain.data.table import Array, Booleans, Column, Request, Table
from dltrain.errors import DataError, listing
from dltrain.lazy import NDArray, np
from dltrain.types import option, options

MAX_BYTES = 16 * 2**30  # bytes that a file may unpack to
MAX_EXPANSION = 1000  # times its own size, beyond a first 256 MiB: more is no data, but a bomb
UNSUSPICIOUS = 256 * 2**20
WHOLE_DATES: dict[str, Literal["D", "m"]] = {
    "Y": "D",
    "M": "D",
    "h": "m",
}  # the unit in which moments of a coarser one are written, as dates are
PIECE = 2**24  # bytes that are read at a time
MIN_IMAGE_SIDE = 8  # pixels
WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # of compression, those that numpy writes


@SOURCES.entry("npz")
@options
class Npz(Source):
    """The arrays of an .npz file: one dimension is a column, more are (rows, ...), pictures (rows, channels, height, width).

    Pickled objects are never loaded.
    """

    path: str = option(help="the file, relative to the spec's folder")
    channels: Literal["first", "last"] | None = option(
        None,
        help="where arrays of four dimensions have their channels: first (after the rows), or last, as (rows, height, width, 3)",
    )

    def read(self, folder: Path, request: Request) -> Table:
        path = find(folder, self.path)
        try:
            with path.open("rb") as file:
                digest, size = hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
        except OSError as error:
            raise unreadable(self.path, error) from error
        try:
            archive = zipfile.ZipFile(path)
        except Exception as error:  # damaged archives make zipfile raise errors of every kind
            raise DataError(f"{self.path}: not a whole .npz file: {_brief(error)}") from error
        with archive:
            members = self._members(archive, size)
            needed = {name: member for name, member in members.items() if request.needs(name)}
            arrays = {name: self._array(archive, member, name, request.storage) for name, member in needed.items()}
        left_out = tuple(name for name in members if name not in arrays)
        if not arrays and members and request.needed:
            wanted = listing(sorted(f"'{name}'" for name in request.needed))
            raise DataError(f"{self.path}: expected the arrays {wanted}; it has {listing(members)}")
        rows = self._rows(arrays)
        arrays, seen = self._channels_first(arrays, request)
        columns, notices = read_columns(
            arrays, lambda name, array: self._column(array, ColumnOrigin(self.path, name), request), request
        )
        return Table(
            self.path,
            columns,
            rows,
            digest,
            left_out=left_out,
            notices=(*seen, *notices),
            storage=request.storage,
        )

    def resident_size(self, folder: Path, request: Request) -> int:
        path = find(folder, self.path)
        try:
            with zipfile.ZipFile(path) as archive:
                sizes = {composed(member.filename.removesuffix(".npy")): member.file_size for member in archive.infolist()}
        except (OSError, zipfile.BadZipFile):
            return 0  # what is wrong is said when it is read
        return 2 * sum(size for name, size in sizes.items() if request.needs(name))  # the arrays, and those of each part

    def _channels_first(self, arrays: dict[str, NDArray[Any]], request: Request) -> tuple[dict[str, NDArray[Any]], list[str]]:
        """The arrays with channels before height and width, and a notice where they seem to come last, and no word of it."""
        pictures = [name for name, array in arrays.items() if array.ndim == 4 and name not in request.target]
        if self.channels == "last":
            if not pictures:
                raise DataError(f"{self.path}: 'channels' can never act: no array is (rows, height, width, channels)")
            return arrays | {name: np.ascontiguousarray(np.moveaxis(arrays[name], 3, 1)) for name in pictures}, []
        if self.channels == "first" or not request.key_path:
            return arrays, []
        return arrays, [self._channels_notice(name, arrays[name], request) for name in pictures if _channels_last(arrays[name])]

    def _channels_notice(self, name: str, array: NDArray[Any], request: Request) -> str:
        _, height, width, channels = array.shape
        looks = f"array '{name}' is {height} × {width} × {channels} a row, which looks like pictures with their channels last"
        advice = with_options(self, request, channels="last")
        taken = f"is read as {height} channels of {width} × {channels}"
        return f"{self.path}: {looks}, and {taken}; {advice}; or channels: first if it is so"

    def _members(self, archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
        """The arrays by name. Raises DataError where two have the same one, or all of them unpack to more than arrays would."""
        members = {composed(member.filename.removesuffix(".npy")): member for member in archive.infolist()}
        total = sum(member.file_size for member in archive.infolist())
        if len(members) < len(archive.infolist()):
            raise DataError(f"{self.path}: two arrays have the same name; names must differ")
        most = min(MAX_BYTES, max(MAX_EXPANSION * size, UNSUSPICIOUS))
        if total > most:
            raise DataError(f"{self.path}: {size:,} bytes that unpack to {total:,}; at most {most:,} are read")
        odd = [name for name, member in members.items() if member.compress_type not in WAYS]
        if odd:
            raise DataError(f"{self.path}: array '{odd[0]}' is compressed in a way that numpy.savez_compressed has not")
        return members

    def _array(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, storage: Storage) -> NDArray[Any]:
        """The array in a member: no object is ever unpickled, and no more memory asked for than the member holds."""
        try:
            file: Any
            with archive.open(member) as file:
                shape, by_column, dtype = self._header(file, member.file_size, name)
                if storage.is_mapped and not by_column:
                    array = storage.zeros(shape, dtype)
                    view = array.reshape(-1).view(np.uint8).data
                    filled = 0
                    while count := file.readinto(view[filled : filled + PIECE]):
                        filled += count
                else:
                    file.seek(0)
                    array = np.lib.format.read_array(file, allow_pickle=False)
                file.read(1)  # at the end of the member zipfile compares its checksum
        except DataError:
            raise
        except Exception as error:  # damaged members make numpy and zipfile raise errors of every kind
            raise DataError(f"{self.path}: array '{name}' is damaged: {_brief(error)}") from error
        return array

    def _header(self, file: Any, size: int, name: str) -> tuple[tuple[int, ...], bool, Any]:
        """What the header says: the shape, whether columns lie one after another, and the type. Raises DataError where what
        follows it is no array of numbers or strings as large as it says."""
        version = np.lib.format.read_magic(file)
        if version > (2, 0):
            raise DataError(f"{self.path}: array '{name}' holds records; save each of their fields as an array")
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, by_column, dtype = read(file)
        if dtype.hasobject:
            raise DataError(f"{self.path}: array '{name}' holds pickled objects, which are never loaded; save numbers or strings")
        announced, there = min(math.prod(shape) * dtype.itemsize, 2**63), size - file.tell()
        if announced != there or min(shape, default=1) < 0:
            raise DataError(f"{self.path}: array '{name}' is damaged: it announces {announced:,} bytes and holds {there:,}")
        if announced == 0 and shape[:1] > (0,):
            raise DataError(f"{self.path}: array '{name}' holds no values: {' × '.join(map(str, shape))} of {dtype}")
        return shape, by_column, dtype

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

    def _column(self, array: NDArray[Any], origin: ColumnOrigin, request: Request) -> Read:
        kind = request.kinds.get(origin.column)
        if array.dtype.kind not in "biufUSM" or (array.ndim > 1 and array.dtype.kind not in "biuf"):
            raise origin.error(f"arrays of {array.dtype} in {array.ndim} dimensions cannot be used; expected numbers or strings")
        if array.ndim > 1:
            finite_array(array, origin)
            return Read(Array(array))
        if array.dtype.kind == "b":
            words = kind in VERBATIM
            return Read(words_of(np.where(array, "true", "false").tolist(), ()) if words else Booleans(array.astype(np.float64)))
        if array.dtype.kind in "iu":
            found = words_of([str(number) for number in array.tolist()], request.missing_values) if kind in VERBATIM else None
            return Read(found or _whole(array, origin, request))
        if array.dtype.kind == "f":
            with np.errstate(over="ignore"):  # of numbers that only a longer type can hold
                numbers = finite(array.astype(np.float64), origin)
            words = kind in VERBATIM
            return Read(words_of(text_of_numbers(numbers.values), request.missing_values) if words else numbers)
        if kind == "numeric":
            what = "it is declared numeric" if request.may_be_blank is None else TRAINED_ON_NUMBERS
            raise origin.error(f"{what}, but the array holds strings; save it as numbers")
        strings = words_of(_texts(array, origin), request.missing_values)
        return Read(strings, [] if kind in VERBATIM else Cells.of(strings, origin, request).check(strings=True))


def _whole(array: NDArray[Any], origin: ColumnOrigin, request: Request) -> Column:
    """Whole numbers, or their words where they are names too long for a number."""
    if origin.column in request.names and is_long(int(array.min()), int(array.max())):
        words = words_of([str(number) for number in array.tolist()], ())
        cells = Cells.of(words, origin, request)
        if cells.name is not None:
            return words
    return finite(array.astype(np.float64), origin)


def _channels_last(array: NDArray[Any]) -> bool:
    """Whether rows look like (height, width, channels): grey, red-green-blue, or with transparency."""
    _, height, width, channels = array.shape
    return channels in (1, 3, 4) and min(height, width) >= MIN_IMAGE_SIDE and max(height, width) <= 4 * min(height, width)


def _brief(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _texts(array: NDArray[Any], origin: ColumnOrigin) -> list[str | None]:
    try:
        if array.dtype.kind == "M":
            unit = np.datetime_data(array.dtype)[0]
            moments = np.datetime_as_string(array, unit=WHOLE_DATES.get(unit))
            return [None if text == "NaT" else text for text in moments.tolist()]
        texts = [text.decode() if isinstance(text, bytes) else text for text in array.tolist()]
        "".join(texts).encode()  # half of a surrogate pair is no character
    except (ValueError, SystemError) as error:  # the latter for numbers beyond Unicode
        raise origin.error(f"cannot be read as text: {error}; save it as strings") from error
    return texts
