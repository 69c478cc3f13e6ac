"""A column of categories: one-hot inputs, or codes of learned vectors."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import ColumnLocation, factorize, label_text, text_advice
from dltrain.data.encoding.feature import Feature, Floats, Rows, Writer, count_cells
from dltrain.data.options.columns import Categorical
from dltrain.data.table import Column
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
        return tuple(f"{self.name} {level}" for level in [*(f"= {level}" for level in self.levels), *self._own()])

    def _own(self) -> list[str]:
        return ["missing", "unseen"] if self.missing else ["unseen"]

    @property
    def page(self) -> Categorical:
        return Categorical(encoding=self.encoding, dimensions=self.dimensions or "auto")

    @property
    def values(self) -> int:
        return len(self.levels)

    @property
    def codes(self) -> int:
        """How many codes there are: levels, missing if there is one, unseen."""
        return len(self.levels) + len(self._own())

    def summary(self) -> str:
        return f"a learned vector of {self.dimensions}" if self.dimensions else "one-hot"

    def encode(self, column: Column, rows: Rows, place: ColumnLocation) -> tuple[NDArray[np.int64], str | None]:
        """Codes: int64 (rows,), with a notice where a value is one that no training row has."""
        codes, notice = self._coded(column, rows, place)
        return codes.astype(np.int64), notice

    def _coded(self, column: Column, rows: Rows, place: ColumnLocation) -> tuple[NDArray[Any], str | None]:
        """The same in the fewest bytes."""
        found = factorize(column, place)
        own = {level: code for code, level in enumerate(self.levels)}
        unseen = self.codes - 1
        renamed = np.array([own.get(label_text(label), unseen) for label in found.labels] + [unseen - bool(self.missing)])
        chosen = found.codes[rows]
        codes = renamed.astype(np.min_scalar_type(unseen))[chosen]
        new = chosen[codes == unseen]
        if not len(new):
            return codes, None
        words = [f"'{textwrap.shorten(str(found.labels[code]), 40)}'" if code >= 0 else "no value" for code in np.unique(new)]
        return codes, f"{count_cells(len(new))} with values that no training row has ({listing(words, 3)})"

    def writer(self, column: Column, rows: Rows, place: ColumnLocation) -> tuple[Writer, str | None]:
        codes, notice = self._coded(column, rows, place)

        def write(stretch: slice, out: Floats) -> None:
            out[np.arange(len(out)), codes[stretch]] = 1.0

        return write, notice


def _fit_categorical(kind: Categorical, column: Column, train: Rows, missing: int, place: ColumnLocation) -> CategoryFeature:
    found = factorize(column, place)
    codes = found.codes[train]
    occurs = np.unique(codes[codes >= 0])
    levels = tuple(label_text(found.labels[code]) for code in occurs)
    if kind.encoding == "one_hot":
        if len(levels) > WIDEST_ONE_HOT:
            embedded = f", or columns: {{{place.name}: {{type: categorical, encoding: embedding}}}}"
            advice = f"write exclude: [{place.name}]{text_advice(levels, place.name) or embedded}"
            raise place.error(f"has {len(levels)} different values in the training rows, too many for an input each; {advice}")
        return CategoryFeature(place.name, missing, levels, kind.encoding, 0)
    # Half the number of values, at most 50: the rule of thumb of fast.ai's first tabular course.
    dimensions = min(50, (len(levels) + 1) // 2) if kind.dimensions == "auto" else kind.dimensions
    return CategoryFeature(place.name, missing, levels, kind.encoding, dimensions)
