"""The rows of the data as they stand in its file: their names, cells and pictures."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from dltrain.charts.layers import as_url
from dltrain.charts.names import shortened
from dltrain.data.table import Array, Booleans, Numbers, Table, Words
from dltrain.lazy import NDArray, np
from dltrain.report.subject import Subject

TEXT = 300  # columns of text that are shown of a cell


@dataclass(frozen=True)
class Rows:
    """The rows of a split's file. `features` are the columns that are learned from."""

    table: Table
    features: tuple[str, ...]

    def index(self, row: int) -> int:
        """Where in the table the row of a number in the file is."""
        return row if self.table.numbers is None else int(np.searchsorted(self.table.numbers, row))

    def name(self, row: int) -> str:
        """How a row is named to a person: its own file, or its number, from 1."""
        return self.table.files[self.index(row)] if self.table.files else f"{row + 1:,}"

    def cell(self, row: int, name: str) -> str:
        """A cell in words; empty where it is missing."""
        index, column = self.index(row), self.table.columns[name]
        if isinstance(column, Words):
            code = int(column.codes[index])
            return shortened(column.levels[code], TEXT) if code >= 0 else ""
        if isinstance(column, Array):
            return " × ".join(map(str, column.values.shape[1:]))
        value = float(column.values[index])
        if math.isnan(value):
            return ""
        if isinstance(column, Booleans):
            return column.words[int(value)]
        return f"{value:.0f}" if isinstance(column, Numbers) and column.whole and abs(value) < 1e15 else f"{value:.6g}"

    def picture(self, row: int) -> str | None:
        """The row as a picture within a URL, where it is one."""
        pixels = self._pixels(self.index(row))
        return None if pixels is None else as_url(pixels)

    def _pixels(self, index: int) -> NDArray[np.uint8] | None:
        """uint8 (height, width, 3), where the row has one array of the shape of a picture, or columns that are named pixels."""
        columns = [self.table.columns[name] for name in self.features]
        if len(columns) == 1 and isinstance(columns[0], Array):
            return _coloured(columns[0].values[index], columns[0].values)
        side = math.isqrt(len(columns))
        named = all(re.match(r"(pixel|px)", name, re.IGNORECASE) for name in self.features)
        if side < 4 or side * side != len(columns) or not named:
            return None
        values = np.array([column.values[index] for column in columns if isinstance(column, Numbers)])
        return _coloured(values.reshape(side, side), values) if len(values) == len(columns) else None


def _coloured(values: NDArray[np.generic], all_of_them: NDArray[np.generic]) -> NDArray[np.uint8] | None:
    """(height, width) or (channels, height, width) of any numbers as colours; None where it is no picture."""
    array = values[None] if values.ndim == 2 else values
    if array.ndim != 3 or array.shape[0] not in (1, 3) or min(array.shape[1:]) < 4:
        return None
    if array.dtype != np.uint8:
        low, high = float(np.nanmin(all_of_them[:1000])), float(np.nanmax(all_of_them[:1000]))
        array = (255 * (array.astype(np.float64) - low) / ((high - low) or 1.0)).clip(0, 255).round()
    picture = array.astype(np.uint8).transpose(1, 2, 0)
    return np.repeat(picture, 3, axis=2) if picture.shape[2] == 1 else picture


def rows_of(subject: Subject, split: str) -> Rows | None:
    """The rows of a split's file, where the data is there and an example is a row of it."""
    if subject.tables is None or subject.encoding is None or subject.encoding.steps:
        return None
    table = subject.tables.given().get(split, subject.tables.train)
    return Rows(table, tuple(feature.name for feature in subject.encoding.features if feature.name in table.columns))
