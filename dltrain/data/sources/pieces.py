"""Columns that grow as a file is read block by block, until it is known of what kind each is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dltrain.data.decimals import folded, narrowed, raised
from dltrain.data.memory import returnable
from dltrain.data.number_formats import PLAIN
from dltrain.data.sources.cells import LARGEST, NUMBER, Read, column_of_words, finite, numbers_in
from dltrain.data.sources.number_names import codes_among
from dltrain.data.sources.number_words import MISSING
from dltrain.data.sources.place import Place
from dltrain.data.table import Numbers, Request, all_whole
from dltrain.process.lazy import Lazy

if TYPE_CHECKING:
    import numpy as np
    import polars
    from numpy.typing import NDArray
else:
    np = Lazy("numpy")


class Mixed(Exception):  # no error: the file is read again with the cells of this column as they are written
    """The column `name` is numbers in one block and words in another."""

    def __init__(self, name: str) -> None:
        self.name = name


@dataclass(frozen=True)
class Floats:
    """A block's cells as numbers, as `Numbers` has them; finite: whether all are within bounds; absent: how often words stand for
    missing ones."""

    numbers: Numbers
    finite: bool = True
    absent: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, values: NDArray[np.float64], missing: int, absent: Counter[str]) -> Floats:
        if found := folded(values, missing):
            return cls(Numbers(found[0], found[1] == 0, found[1]), absent=absent)
        return cls(Numbers(values, all_whole(values)), not (np.abs(values) > LARGEST).any(), absent)


@dataclass(frozen=True)
class Codes:
    """A block's cells as they are written: int32 (rows,) into `levels`, strings that differ; -1 where there is none."""

    codes: NDArray[np.int32]
    levels: polars.Series


Piece = Floats | Codes


def typed(request: Request) -> bool:
    """Whether a cell's number says all of it: not where some numbers stand for missing cells, or are written in another way."""
    return request.numbers == PLAIN and not any(NUMBER.fullmatch(word.strip()) for word in request.missing_values)


def floats_of(numbers: polars.Series, missing: int) -> Floats | None:
    """Cells as Float64, so many of them missing; None where another is infinite or too large, or is no number."""
    values = numbers.to_numpy()
    if found := folded(values, missing):
        return Floats(Numbers(found[0], found[1] == 0, found[1]))
    if np.count_nonzero(np.abs(values) <= LARGEST) < len(values) - missing:
        return None
    return Floats(Numbers(values, all_whole(values)))


def floats_of_text(cells: polars.Series, request: Request) -> Floats | None:
    """Cells that were read as strings; None where one is no number, or the numbers of a column that may be names are names."""
    found = _floats_of_text(cells, request)
    return None if found and cells.name in request.names and codes_among(cells.to_frame(), {cells.name: found.numbers}) else found


def _floats_of_text(cells: polars.Series, request: Request) -> Floats | None:
    import polars

    if typed(request) and (found := floats_of(cells.cast(polars.Float64, strict=False), cells.null_count())):
        return found
    stripped = cells.str.strip_chars()
    absent = stripped.is_in(["", *sorted(word.strip() for word in request.missing_values)])
    stripped = polars.select(polars.when(~absent).then(stripped)).to_series()
    numbers = numbers_in(stripped, request.numbers)
    others: Counter[str] = Counter()
    if numbers.null_count() > stripped.null_count():
        others.update(stripped.filter(numbers.is_null() & stripped.is_not_null()))
        if not others.keys() <= MISSING or numbers.null_count() == len(numbers):
            return None
    return Floats.of(numbers.to_numpy(), numbers.null_count(), others)


@dataclass
class Growing:
    """A column so far. `rows`: about how many there will be."""

    name: str
    rows: int
    levels: list[polars.Series] = field(default_factory=list)
    whole: bool = True
    finite: bool = True
    absent: Counter[str] = field(default_factory=Counter)
    power: int = 0
    _cells: NDArray[Any] | None = None  # codes, or what `Numbers` stores
    _count: int = 0
    _known: int = 0  # levels

    def add(self, piece: Piece) -> None:
        """Raises Mixed."""
        if isinstance(piece, Floats):
            if not self.levels:
                self._add_numbers(piece)
            elif piece.numbers.missing.all():
                self._append(np.full(len(piece.numbers.stored), -1, dtype=np.int16))
            else:
                raise Mixed(self.name)
            return
        if not self.levels and self._count:
            if not self._numbers().missing.all():
                raise Mixed(self.name)
            self._cells = np.full(max(self.rows, self._count), -1, dtype=np.int16)
        if not self.levels or not self.levels[-1].equals(piece.levels):
            self.levels.append(piece.levels)
            self._known += len(piece.levels)
        before = self._known - len(self.levels[-1])
        codes = np.where(piece.codes < 0, np.int32(-1), piece.codes + np.int32(before))
        if self._known < 2**15:
            codes = codes.astype(np.int16)
        elif self._cells is not None and self._cells.dtype == np.int16:
            self._cells = self._cells.astype(np.int32)
        self._append(codes)

    def column(self, place: Place, request: Request) -> Read:
        """The whole. Raises DataError."""
        import polars

        if not self.levels:
            found = self._numbers()
            if found.stored.dtype == np.int32:
                found = Numbers(narrowed(found.stored), found.whole, found.power)
            elif not self.finite:
                found = finite(found.values, place)
            return Read(found, absent=self.absent)
        assert self._cells is not None
        written = polars.concat(self.levels)
        levels = written.unique().sort()
        place_of = written.cast(polars.Enum(levels)).to_physical().cast(polars.Int32).to_numpy()
        return column_of_words(np.append(place_of, np.int32(-1))[self._cells[: self._count]], levels, place, request)

    def _numbers(self) -> Numbers:
        assert self._cells is not None
        return Numbers(self._cells[: self._count], self.whole, self.power)

    def _add_numbers(self, piece: Floats) -> None:
        stored = piece.numbers.stored
        if self._cells is None:
            self.power = piece.numbers.power
        elif (self._cells.dtype, self.power) != (stored.dtype, piece.numbers.power):
            stored = self._alike(piece.numbers)
        self.whole &= piece.numbers.whole
        self.finite &= piece.finite
        self.absent += piece.absent
        self._append(stored)

    def _alike(self, numbers: Numbers) -> NDArray[Any]:
        """These numbers, stored as those before are: with the digits after the point that either needs, or else as float64."""
        assert self._cells is not None
        if self._cells.dtype != np.float64 and numbers.stored.dtype != np.float64:
            power = max(self.power, numbers.power)
            new = raised(numbers.stored, power - numbers.power)
            old = raised(self._cells[: self._count], power - self.power) if power > self.power else self._cells[: self._count]
            if old is not None and new is not None:
                self._cells[: self._count] = old
                self.power = power
                return new
        if self._cells.dtype != np.float64:
            grown = returnable(len(self._cells), np.float64)
            grown[: self._count] = self._numbers().values
            self._cells, self.power = grown, 0
        return numbers.values

    def _append(self, cells: NDArray[Any]) -> None:
        end = self._count + len(cells)
        if self._cells is None:
            self._cells = returnable(max(self.rows, end), cells.dtype)
        elif end > len(self._cells):
            grown = returnable(end + end // 4, self._cells.dtype)
            grown[: self._count] = self._cells[: self._count]
            self._cells = grown
        self._cells[self._count : end] = cells
        self._count = end
