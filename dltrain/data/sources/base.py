"""What every source of data answers, and the table of them."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from dltrain.data.sources.files import find, located
from dltrain.data.table import Booleans, Column, Request, Table, Words
from dltrain.errors import DataError
from dltrain.lazy import NDArray, np
from dltrain.types import Choices


class Source:
    """Where data comes from; its options are the fields of the entry.

    `target` is the column that is the target when the spec names none; None where the spec must name one. `paths` are the options
    that are paths, where it has them.
    """

    target: ClassVar[str | None] = None
    paths: ClassVar[tuple[str, ...]] = ("path",)

    def problems(self) -> list[tuple[str, str]]:
        """Options that are wrong whatever is read: an option, and what to say of it."""
        return []

    def lacking(self, folder: Path) -> list[tuple[str, str]]:
        """The options that name a file that is not there, or none that could be read, each with what to say of it."""
        problems = []
        for key in self.paths:
            name = getattr(self, key, None)
            try:
                if name is not None:
                    self.look(folder, name)
            except DataError as error:
                problems.append((key, str(error)))
        return problems

    def look(self, folder: Path, name: str) -> None:
        """Raises DataError where there is no such file."""
        find(folder, name)

    def read(self, folder: Path, request: Request) -> Table:
        """The columns that the request needs; paths are relative to `folder`. Raises DataError."""
        raise NotImplementedError

    def resident_size(self, folder: Path, request: Request) -> int:
        """Bytes of memory that its rows would take while they are read and encoded, as a first look at its beginning tells; 0
        where that is little, or cannot be told. Raises DataError."""
        return 0

    def absolute(self, folder: Path) -> Source:
        """The same source with its paths, if it has any, absolute: such that it reads the same from any folder."""
        written = {key: path for key in self.paths if (path := getattr(self, key, None)) is not None}
        there = {key: str(located(folder, path).absolute()) for key, path in written.items()}
        return dataclasses.replace(self, **there) if there else self  # type: ignore[type-var]  # it is a dataclass with paths

    def settled(self, train: Source) -> Source:
        """The same for rows that are no training rows: what it leaves open is as the source of the training rows has it."""
        return self

    def at(self, path: str) -> Source:
        """A source of the same kind with the same options for another file."""
        return dataclasses.replace(self, path=path)  # type: ignore[type-var]  # it is a dataclass with a path


SOURCES: Choices[Source] = Choices("source")


Codes = Mapping[str, dict[str, str]]


def fingerprint_of(columns: Mapping[str, Column]) -> str:
    """SHA-256 of the columns' names, types and values, for data that is no file."""
    digest = hashlib.sha256()
    for name, column in columns.items():
        values: NDArray[Any] = column.codes if isinstance(column, Words) else column.values
        words = column.levels if isinstance(column, Words) else column.words if isinstance(column, Booleans) else ()
        little_endian = np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<"))
        digest.update(repr((name, little_endian.dtype.str, values.shape, words)).encode())
        digest.update(little_endian.tobytes())
    return digest.hexdigest()


def table_of(name: str, columns: Mapping[str, Column], rows: int, request: Request, codes: Codes) -> Table:
    """A table of data that is no file, with the columns that the request needs."""
    return Table(
        name,
        {key: column for key, column in columns.items() if request.needs(key)},
        rows,
        fingerprint_of(columns),
        codes={key: spellings for key, spellings in codes.items() if request.needs(key)},
        left_out=tuple(key for key in columns if not request.needs(key)),
    )
