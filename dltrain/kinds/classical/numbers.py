"""The numbers of a row that a classical model is fitted to, by their names and in the columns' own units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.feature import Feature

HALF = 0.5  # between the 0 and the 1 of a mark


@dataclass(frozen=True)
class Number:
    """One number of a row. `is_mark`: whether it is 0 or 1; `name` then says what a 1 means. `is_count`: whether it is a whole
    number. `index` is its index among the numbers of its `feature`, None where it has no unit of its own."""

    column: str
    name: str
    is_mark: bool = False
    is_count: bool = False
    feature: Feature | None = None
    index: int = 0

    def own(self, value: float) -> float:
        """A value as the model sees it, in the column's own unit."""
        if self.feature is None:
            return value
        row = np.zeros((1, len(self.feature.inputs)))
        row[0, self.index] = value
        return float(self.feature.undo(row)[0, self.index])

    def question(self, threshold: float) -> tuple[str, bool]:
        """What is asked of a row, and whether those at or below the threshold are the ones of whom it is true."""
        if self.is_mark:
            return self.name, False
        if self.is_count and threshold < 1:
            return self.name, False
        value = self.own(threshold)
        return f"{self.name} ≤ {in_figures(np.floor(value) if self.is_count else value)}", True


def numbers_of(encoding: Encoding) -> list[Number]:
    """The numbers in the order of `dltrain.training.measuring.baselines.matrix`."""
    if encoding.reduction is not None:
        flat = [Number(name, name) for name in (f"{encoding.reduction.how}_{k}" for k in range(encoding.reduction.components))]
        return [*flat, *(one for feature in encoding.features if feature.code_names and feature.block for one in _codes(feature))]
    flat = [one for feature in encoding.features if feature.block is None for one in _amounts(feature)]
    if encoding.steps:
        flat = [Number(one.column, f"{one.name} in step {step + 1}") for step in range(encoding.steps) for one in flat]
    blocks = [feature for feature in encoding.features if feature.block is not None]
    return [*flat, *(one for feature in blocks for one in (_codes(feature) if feature.code_names else _amounts(feature)))]


def _amounts(feature: Feature) -> Iterator[Number]:
    for index, (name, mark) in enumerate(zip(feature.inputs, feature.marks, strict=True)):
        yield Number(feature.name, mark or name, is_mark=mark is not None, feature=feature, index=index)


def _codes(feature: Feature) -> Iterator[Number]:
    is_category = feature.block is not None and feature.block.shape == ()
    for name in feature.code_names:
        yield Number(feature.name, name, is_mark=is_category, is_count=not is_category)


def in_figures(value: float) -> str:
    """Six significant figures, which hide what float32 has added: `0.8`, `49,999.5`, `1,234,568`."""
    return (f"{value:,.0f}" if 1e6 <= abs(value) < 1e15 else f"{value:,.6g}").replace("-", "−")
