"""A column of categories: one-hot inputs, or codes of learned vectors."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers, TableColumn, column_advice, factorize, label_text
from dltrain.data.encoding.feature import Block, Feature, FitData, Floats, Writer, count_cells
from dltrain.data.encoding.misfits import Misfits, repeated
from dltrain.data.options.columns import Categorical
from dltrain.errors import listing
from dltrain.files.typed_json import Count

WIDEST_ONE_HOT = 10_000


@dataclass(frozen=True)
class CategoryFeature(Feature):
    """One of `levels`, those of the training rows in sorted order; after them missing (if a training row was) and unseen."""

    kind = "categorical"

    levels: tuple[str, ...]
    encoding: Literal["one_hot", "embedding"]
    dimensions: Count

    @property
    def inputs(self) -> tuple[str, ...]:
        return () if self.dimensions else self.code_names

    @property
    def marks(self) -> tuple[str | None, ...]:
        return self.inputs

    @property
    def code_names(self) -> tuple[str, ...]:
        return tuple(f"{self.name} {code}" for code in (*(f"= {level}" for level in self.levels), *self._others))

    @property
    def _others(self) -> tuple[str, ...]:
        """The codes after those of the levels."""
        return ("missing", "unseen") if self.missing else ("unseen",)

    @property
    def codes(self) -> int:
        """How many codes there are: levels, missing if there is one, unseen."""
        return len(self.levels) + len(self._others)

    @property
    def block(self) -> Block | None:
        return Block(self.name, (), self.codes, self.dimensions) if self.dimensions else None

    @property
    def width(self) -> int:
        return self.dimensions or self.codes

    @property
    def options(self) -> Categorical:
        return Categorical(encoding=self.encoding, dimensions=self.dimensions or "auto")

    @property
    def words(self) -> tuple[str, ...]:
        return self.levels

    @property
    def values(self) -> int:
        return len(self.levels)

    def summary(self) -> str:
        return f"a learned vector of {self.dimensions}" if self.dimensions else "one-hot"

    def encode(self, column: TableColumn, rows: RowNumbers) -> tuple[NDArray[np.int64], str | None]:
        """Codes: int64 (rows,), with a notice where a value is one that no training row has."""
        codes, notice = self._coded(column, rows)
        return codes.astype(np.int64), notice

    def _coded(self, column: TableColumn, rows: RowNumbers) -> tuple[NDArray[Any], str | None]:
        """The same in the fewest bytes."""
        values = factorize(column)
        known = {level: code for code, level in enumerate(self.levels)}
        unseen = self.codes - 1
        renamed = np.array([*(known.get(word, unseen) for word in values.words), unseen - bool(self.missing)])
        chosen = values.codes[rows]
        codes = renamed.astype(np.min_scalar_type(unseen))[chosen]
        new = chosen[codes == unseen]
        if not len(new):
            return codes, None
        words = [f"'{textwrap.shorten(str(values.labels[code]), 40)}'" if code >= 0 else "no value" for code in np.unique(new)]
        return codes, f"{count_cells(len(new))} with values that no training row has ({listing(words, 3)})"

    def writer(self, column: TableColumn, rows: RowNumbers) -> tuple[Writer, str | None]:
        codes, notice = self._coded(column, rows)
        codes = column.table.storage.keep(codes)

        def write(chunk: slice, out: Floats) -> None:
            out[np.arange(len(out)), codes[chunk]] = 1.0

        return write, notice

    def misfits(self) -> Misfits:
        yield from repeated("levels", self.levels)
        if (self.dimensions > 0) != (self.encoding == "embedding"):
            expected = "1 or more for an embedding" if self.encoding == "embedding" else "0 for one_hot"
            yield "dimensions", f"{expected}, not {self.dimensions}"


def fit(kind: Categorical, column: TableColumn, training: FitData) -> CategoryFeature:
    """Raises DataError where there are too many values for an input each."""
    values = factorize(column)
    codes = values.codes[training.rows]
    levels = tuple(label_text(values.labels[code]) for code in np.unique(codes[codes >= 0]))
    dimensions = 0
    if kind.encoding == "embedding":
        # Half the number of values, at most 50: the rule of thumb of fast.ai's first tabular course.
        dimensions = min(50, (len(levels) + 1) // 2) if kind.dimensions == "auto" else kind.dimensions
    elif len(levels) > WIDEST_ONE_HOT:
        embedded = f", or columns: {{{column.name}: {{type: categorical, encoding: embedding}}}}"
        advice = column_advice(levels, column.name, (), embedded)
        raise column.error(f"has {len(levels)} different values in the training rows, too many for an input each; {advice}")
    return CategoryFeature(column.name, training.missing, levels, kind.encoding, dimensions)
