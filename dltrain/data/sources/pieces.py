"""Columns that grow as a file is read block by block, until it is known of what kind each is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dltrain.data.sources.cells import NUMBER, Place, column_of_words, finite
from dltrain.data.table import Column, Numbers, Request, all_whole
from dltrain.lazy import Lazy

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
    """A block's cells as numbers: float64 (rows,), NaN where missing."""

    values: NDArray[np.float64]
    whole: bool
    finite: bool = True


@dataclass(frozen=True)
class Codes:
    """A block's cells as they are written: int32 (rows,) into `levels`, strings that differ; -1 where there is none."""

    codes: NDArray[np.int32]
    levels: polars.Series


Piece = Floats | Codes


def typed(request: Request) -> bool:
    """Whether a cell's number says all of it: not where some numbers stand for missing cells."""
    return not any(NUMBER.fullmatch(word.strip()) for word in request.missing_values)


def floats_of(numbers: polars.Series, missing: int) -> Floats | None:
    """Cells as Float64, of which so many are missing; None where another is not finite, so that it matters how it is written."""
    values = numbers.to_numpy()
    if np.count_nonzero(np.isfinite(values)) < len(values) - missing:
        return None
    return Floats(values, all_whole(values))


def floats_of_text(cells: polars.Series, request: Request) -> Floats | None:
    """Cells that were read as strings; None where one is no number."""
    import polars

    if typed(request) and (found := floats_of(cells.cast(polars.Float64, strict=False), cells.null_count())):
        return found
    stripped = cells.str.strip_chars()
    absent = stripped.is_in(["", *sorted(word.strip() for word in request.missing_values)])
    stripped = polars.select(polars.when(~absent).then(stripped)).to_series()
    numbers = stripped.cast(polars.Float64, strict=False).fill_nan(None)  # the cast reads `nan` as a number
    if numbers.null_count() > stripped.null_count():
        return None
    values = numbers.to_numpy()
    return Floats(values, all_whole(values), finite=not np.isinf(values).any())


@dataclass
class Growing:
    """A column so far. `rows`: about how many there will be."""

    name: str
    rows: int
    levels: list[polars.Series] = field(default_factory=list)
    whole: bool = True
    finite: bool = True
    _values: NDArray[Any] | None = None
    _count: int = 0
    _known: int = 0  # levels

    def add(self, piece: Piece) -> None:
        """Raises Mixed."""
        if isinstance(piece, Floats):
            if self.levels and not np.isnan(piece.values).all():
                raise Mixed(self.name)
            self.whole &= piece.whole
            self.finite &= piece.finite
            self._append(piece.values if not self.levels else np.full(len(piece.values), -1, dtype=np.int32))
            return
        if not self.levels and self._count:
            assert self._values is not None
            if not np.isnan(self._values[: self._count]).all():
                raise Mixed(self.name)
            self._values = np.full(len(self._values), -1, dtype=np.int32)
        self._append(np.where(piece.codes < 0, np.int32(-1), piece.codes + np.int32(self._known)))
        self._known += len(piece.levels)
        self.levels.append(piece.levels)

    def column(self, place: Place, request: Request) -> Column:
        """The whole. Raises DataError."""
        import polars

        assert self._values is not None
        values = self._values[: self._count]
        if not self.levels:
            return Numbers(values, self.whole) if self.finite else finite(values, place)
        found = polars.concat(self.levels)
        levels = found.unique().sort()
        place_of = found.cast(polars.Enum(levels)).to_physical().cast(polars.Int32).to_numpy()
        return column_of_words(np.append(place_of, np.int32(-1))[values], levels, place, request)

    def _append(self, values: NDArray[Any]) -> None:
        end = self._count + len(values)
        if self._values is None:
            self._values = np.empty(max(self.rows, end), dtype=values.dtype)  # what is never written takes no memory
        elif end > len(self._values):
            self._values = np.concatenate([self._values[: self._count], np.empty(end // 4 + len(values), dtype=values.dtype)])
        self._values[self._count : end] = values
        self._count = end
