"""Arrays in the format of MNIST (LeCun, Cortes and Burges 1998, http://yann.lecun.com/exdb/mnist)."""

from __future__ import annotations

import gzip
import hashlib
import io
import math
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.cells import finite, finite_array
from dltrain.data.sources.column_origin import ColumnOrigin
from dltrain.data.sources.files import find, unreadable
from dltrain.data.storage import RESIDENT, Storage
from dltrain.data.table import Array, Column, Request, Table, Words
from dltrain.errors import DataError
from dltrain.lazy import NDArray, np
from dltrain.types import option, options

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
MAX_BYTES = 16 * 2**30  # bytes that are read
MAX_AXES = 8
DEFLATE_LIMIT = 1032  # bytes that one compressed byte can hold (zlib's own technical notes)
PIECE = 2**24  # bytes that are read at a time
GZIP = b"\x1f\x8b"


@SOURCES.entry("idx")
@options
class Idx(Source):
    """Pictures and their labels in two files of MNIST's format, plain or gzipped: the columns `image`, (channels, height, width)
    a row, and `label`, classes."""

    target: ClassVar[str | None] = "label"
    paths: ClassVar[tuple[str, ...]] = ("path", "labels")

    path: str = option(help="the file of the pictures, relative to the spec's folder")
    labels: str | None = option(None, help="the file of the labels; without it the rows can be predicted, but not learned from")

    def read(self, folder: Path, request: Request) -> Table:
        columns: dict[str, Column] = {}
        digest = hashlib.sha256()
        if request.needs("image"):
            columns["image"] = self._images(folder, digest, request.storage)
        if self.labels is None and "label" in request.target and request.needs("label"):
            raise DataError(f"{self.path}: no file with its labels is known; the source needs labels: FILE")
        if self.labels is not None and request.needs("label"):
            columns["label"] = self._labels(folder, self.labels, digest)
        rows = {name: len(column.codes if isinstance(column, Words) else column.values) for name, column in columns.items()}
        if len(set(rows.values())) > 1:
            raise DataError(f"{self.path} holds {rows['image']:,} pictures, {self.labels} {rows['label']:,} labels")
        there = ["image"] if self.labels is None else ["image", "label"]
        left_out = tuple(name for name in there if name not in columns)
        count = next(iter(rows.values()), 0)
        return Table(self.path, columns, count, digest.hexdigest(), left_out=left_out, storage=request.storage)

    def resident_size(self, folder: Path, request: Request) -> int:
        path = find(folder, self.path)
        try:
            with _unpacking(path) as file:
                return 2 * _header(file, self.path).size  # the pictures, and those of each part
        except (OSError, EOFError, zlib.error, DataError):
            return 0  # what is wrong is said when it is read

    def at(self, path: str) -> Idx:
        """The labels are looked for where MNIST has them: beside t10k-images-idx3-ubyte lies t10k-labels-idx1-ubyte."""
        name = Path(path).name.replace("images", "labels").replace("idx3", "idx1").replace("idx4", "idx1")
        beside = Path(path).with_name(name)
        return Idx(path=path, labels=str(beside) if name != Path(path).name and os.path.exists(beside) else None)

    def _images(self, folder: Path, digest: Any, storage: Storage) -> Array:
        values = _read(folder, self.path, digest, storage)
        if values.ndim == 1:
            raise DataError(f"{self.path}: holds one value a row, as a file of labels does; 'path' is the file of the pictures")
        finite_array(values, ColumnOrigin(self.path, "image"))
        return Array(values[:, None] if values.ndim == 3 else values)

    def _labels(self, folder: Path, name: str, digest: Any) -> Column:
        values = _read(folder, name, digest, RESIDENT)
        if values.ndim > 1:
            raise DataError(f"{name}: holds arrays, as a file of pictures does; 'labels' is the file of the labels")
        if values.dtype.kind == "f":
            return finite(values.astype(np.float64), ColumnOrigin(name, "label"))
        numbers, codes = np.unique(values, return_inverse=True)
        return Words.of(codes, tuple(str(number) for number in numbers.tolist()))


@dataclass(frozen=True)
class _Header:
    """What the first bytes of a file say: the type and the shape of what follows; `size` in bytes."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        return math.prod(self.shape) * self.dtype.itemsize


def _read(folder: Path, name: str, digest: Any, storage: Storage) -> NDArray[Any]:
    """The array of a file, in the machine's own byte order; the digest takes the file's bytes. No more memory is asked for than
    the header says, and nothing at all where the file cannot hold as much. Raises DataError."""
    path = find(folder, name)
    try:
        with path.open("rb") as whole:
            while piece := whole.read(2**18):
                digest.update(piece)
            size = whole.tell()
    except OSError as error:
        raise unreadable(name, error) from error
    try:
        with _unpacking(path) as file:
            header = _header(file, name)
            packed = not isinstance(file, io.BufferedReader)
            most = size * DEFLATE_LIMIT if packed else size
            if header.size > min(MAX_BYTES, most):
                raise DataError(
                    f"{name}: its header announces {header.size:,} bytes ({' × '.join(map(str, header.shape))}), more than "
                    + (f"the {MAX_BYTES:,} that are read" if header.size > MAX_BYTES else "the file can hold")
                )
            values = storage.zeros((header.size,), np.uint8)
            filled, view = 0, values.data
            while filled < header.size and (count := file.readinto(view[filled : filled + PIECE])):
                filled += count
            if filled < header.size or file.read(1):
                much = "more" if filled == header.size else f"{filled:,}"
                raise DataError(f"{name}: its header announces {header.size:,} bytes of numbers, but it holds {much}")
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{name}: not a whole gzip file: {error}") from error
    array: NDArray[Any] = values.view(header.dtype).reshape(header.shape)
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _unpacking(path: Path) -> Any:
    """The file, open at the beginning of what it holds, which may be packed."""
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
    return gzip.open(path) if packed else path.open("rb")  # the caller closes it


def _header(file: Any, name: str) -> _Header:
    start = file.read(4)
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in TYPES or start[3] == 0:
        shown = " ".join(f"{byte:02x}" for byte in start) or "nothing"
        raise DataError(
            f"{name}: not a file in MNIST's format: it begins with {shown}, expected 00 00, a type and the number of axes"
        )
    axes = start[3]
    if axes > MAX_AXES:
        raise DataError(f"{name}: its header announces {axes} axes; at most {MAX_AXES} are read")
    lengths = file.read(4 * axes)
    if len(lengths) < 4 * axes:
        raise DataError(f"{name}: it ends within its header")
    shape = tuple(int.from_bytes(lengths[at : at + 4], "big") for at in range(0, 4 * axes, 4))
    if 0 in shape:
        raise DataError(f"{name}: its header announces no numbers at all ({' × '.join(map(str, shape))})")
    return _Header(np.dtype(TYPES[start[2]]), shape)
