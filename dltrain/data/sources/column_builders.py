"""Columns that are put together batch by batch as polars reads a text: numbers, or words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dltrain.data.number_formats import PLAIN
from dltrain.data.sources.cells import MAX_NUMBER, NUMBER, Read, column_of_words, finite, numbers_in
from dltrain.data.sources.column_origin import ColumnOrigin
from dltrain.data.sources.numeric_names import codes_among
from dltrain.data.sources.numeric_words import MISSING
from dltrain.data.storage import Storage
from dltrain.data.table import Numbers, Request
from dltrain.lazy import NDArray, np, polars


class NumberColumn:
    """A column of `rows` numbers, NaN where missing. missing: how many cells are blank; absent: how often words stand for missing
    ones."""

    def __init__(self, rows: int, storage: Storage) -> None:
        self.values: NDArray[np.float64] = storage.zeros((rows,), np.float64)
        self.missing = 0
        self.absent: Counter[str] = Counter()

    def put(self, at: int, cells: polars.Series, request: Request) -> bool:
        """Takes cells as they are written from row `at` on; False where they are no plain numbers."""
        numbers = numbers_of_text(cells, request)
        if numbers is None:
            return False
        values, absent = numbers
        self.absent += absent
        self.put_values(at, values)
        return True

    def put_values(self, at: int, values: NDArray[np.float64]) -> None:
        """Puts numbers, (rows,), at a row and those behind it."""
        np.add(values, 0.0, out=self.values[at : at + len(values)])  # -0 is 0

    def read(self, origin: ColumnOrigin, request: Request) -> Read:
        """The whole. Raises DataError."""
        return Read(finite(self.values, origin), absent=self.absent)


def put_numbers(columns: Sequence[NumberColumn], at: int, numbers: polars.DataFrame) -> None:
    """Puts what polars parsed, a Float64 column each, into the columns from row `at` on."""
    for column, values, cells in zip(columns, numbers.to_numpy().T, numbers, strict=True):
        column.put_values(at, values)
        column.missing += cells.null_count()


class WordColumn:
    """A column of `rows` cells as they are written: codes into the different words, in the order of their first occurrence."""

    def __init__(self, rows: int, storage: Storage) -> None:
        self.codes: NDArray[np.int32] = storage.zeros((rows,), np.int32)
        self._categories = polars.Categories.random()
        self._kept = polars.Series([], dtype=polars.Categorical(self._categories))  # without any column polars forgets the words

    @property
    def dtype(self) -> polars.DataType:
        """That of the cells while they are read."""
        return self._kept.dtype

    def put(self, at: int, cells: polars.Series, request: Request) -> bool:
        """Takes the cells from row `at` on."""
        codes = cells.cast(self.dtype).to_physical().cast(polars.Int32)
        self.codes[at : at + len(cells)] = codes.fill_null(-1).to_numpy()
        return True

    def read(self, origin: ColumnOrigin, request: Request) -> Read:
        """The whole. Raises DataError."""
        return column_of_words(*self.coded(), origin, request)

    def coded(self) -> tuple[NDArray[np.int32], polars.Series]:
        """The codes of all rows, -1 where there is no word, and the words that they stand for, in order."""
        words = self._categories.to_series()
        order = words.arg_sort().to_numpy()
        place_of = np.full(len(order) + 1, -1, dtype=np.int32)  # the last one serves code -1
        place_of[order] = np.arange(len(order), dtype=np.int32)
        return place_of[self.codes], words.sort()


def reads_plainly(request: Request) -> bool:
    """Whether a cell's number says all of it: not where some numbers stand for missing cells, or are written in another way."""
    return request.numbers == PLAIN and not any(NUMBER.fullmatch(word.strip()) for word in request.missing_values)


def are_plain(values: NDArray[np.float64], missing: int) -> bool:
    """Whether all but the missing ones are numbers, neither `nan` nor infinite or too large."""
    return bool(np.count_nonzero(np.abs(values) <= MAX_NUMBER) == len(values) - missing)


def numbers_of_text(cells: polars.Series, request: Request) -> tuple[NDArray[np.float64], Counter[str]] | None:
    """Cells as numbers (rows,), NaN where missing, and how often words stand for missing ones.

    None where one is no number, or where the column's numbers may be names and one of them is, such as 01.
    """
    numbers = _numbers_of_text(cells, request)
    if numbers and cells.name in request.names and codes_among(cells.to_frame(), {cells.name: Numbers.of(numbers[0])}):
        return None
    return numbers


def _numbers_of_text(cells: polars.Series, request: Request) -> tuple[NDArray[np.float64], Counter[str]] | None:
    if reads_plainly(request):
        values = cells.cast(polars.Float64, strict=False).to_numpy()
        if are_plain(values, cells.null_count()):
            return values, Counter()
    stripped = cells.str.strip_chars()
    absent = stripped.is_in(["", *sorted(word.strip() for word in request.missing_values)])
    stripped = polars.select(polars.when(~absent).then(stripped)).to_series()
    numbers = numbers_in(stripped, request.numbers)
    others: Counter[str] = Counter()
    if numbers.null_count() > stripped.null_count():
        others.update(stripped.filter(numbers.is_null() & stripped.is_not_null()))
        if not others.keys() <= MISSING or numbers.null_count() == len(numbers):
            return None
    return numbers.to_numpy(), others
