"""The encoding of a data set: everything that was fitted to the training rows, enough to encode any other file the same way."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import ColumnLocation
from dltrain.data.encoding.array import ArrayFeature
from dltrain.data.encoding.categorical import CategoryFeature
from dltrain.data.encoding.feature import Feature, Writer
from dltrain.data.encoding.numeric import NumericFeature
from dltrain.data.encoding.targets.target import Target
from dltrain.data.encoding.targets.unsupervised import InputTarget
from dltrain.data.encoding.targets.values import ValuesTarget
from dltrain.data.encoding.text import TextFeature
from dltrain.data.memory import give_back
from dltrain.data.options.columns import ColumnKind
from dltrain.data.options.split import Window
from dltrain.data.table import Array, Numbers, Table
from dltrain.data.transforms.reduction import Projection, Reduction
from dltrain.data.transforms.scale import Pixels, Scale
from dltrain.errors import Problem, SpecError, each

FLAT = "features"


STRETCH = 2**20  # numbers that are written at a time


# The network's inputs by block, and what was out of the ordinary: (column, notice) pairs.
Encoded = tuple[dict[str, NDArray[Any]], list[tuple[str, str]]]


@dataclass(frozen=True)
class Block:
    """One input of the network: float32 (rows, *shape), or uint8 of which each batch makes such numbers; or codes (rows, *shape)
    below `levels` for vectors of `dimensions`: int64 (rows,), or of a text int32 (rows, length), whose vectors are averaged, or
    where `dimensions` is 0 enter one after another."""

    name: str
    shape: tuple[int, ...]
    levels: int | None = None
    dimensions: int | None = None


@dataclass(frozen=True)
class Encoding:
    """Fitted features and target. left_out: columns of the training file that are not used.

    window, group: how rows become sequences, if they do; steps: how many rows an example then has, 0 where it is one row;
    reduction: what makes fewer of the scaled numbers of a row.
    """

    features: tuple[Feature, ...]
    target: Target
    weight: str | None
    left_out: tuple[str, ...]
    window: Window | None = None
    group: str | None = None
    steps: int = 0
    reduction: Projection | None = None

    @property
    def task(self) -> str:
        """binary, multiclass, multilabel, regression or reconstruction."""
        return self.target.task

    @property
    def labels(self) -> list[int | str]:
        """The classes in the order of their numbers, or the names of the labels; none where the targets are numbers."""
        return list(self.target.labels)

    @property
    def target_columns(self) -> tuple[str, ...]:
        return self.target.columns

    @property
    def horizon(self) -> int:
        """How many rows ahead the targets of an example reach."""
        return self.window.horizon if self.window else 1

    @property
    def target_names(self) -> list[str]:
        """The names of an example's targets; those of several rows ahead row after row: y_1, z_1, y_2, z_2."""
        inputs = self.number_names
        if self.reduction is not None:
            inputs = [f"{self.reduction.how}_{number}" for number in range(self.reduction.components)]
        names = self.target.names(inputs)
        if self.horizon == 1:
            return names
        return [f"{name}_{row}" for row in range(1, self.horizon + 1) for name in names]

    @property
    def input_names(self) -> list[str]:
        """The names of the numbers of the flat block, in order."""
        return [name for feature in self.features if not _own_block(feature) for name in feature.inputs]

    @property
    def number_names(self) -> list[str]:
        """The names of the numbers of all blocks side by side, before any reduction."""
        arrays = [feature for feature in self.features if isinstance(feature, ArrayFeature) and not feature.flat]
        return self.input_names + [f"{array.name}.{i}" for array in arrays for i in range(int(np.prod(array.shape)))]

    @property
    def blocks(self) -> list[Block]:
        """The network's inputs, as in `Part.inputs`: the flat features if there are any, then learned vectors and arrays; with a
        reduction its components, then learned vectors."""
        if self.reduction is None:
            return self._unreduced_blocks()
        codes = [block for block in self._unreduced_blocks() if block.levels]
        components = self.reduction.components
        return [Block(FLAT, (self.steps, components) if self.steps else (components,)), *codes]

    def _unreduced_blocks(self) -> list[Block]:
        width = len(self.input_names)
        shape = (self.steps, width) if self.steps else (width,)
        blocks = [Block(FLAT, shape)] if width else []
        for feature in filter(_own_block, self.features):
            if isinstance(feature, ArrayFeature):
                blocks.append(Block(feature.name, feature.shape))
            elif isinstance(feature, CategoryFeature):
                blocks.append(Block(feature.name, (), feature.codes, feature.dimensions))
            elif isinstance(feature, TextFeature):
                blocks.append(Block(feature.name, (feature.length,), feature.codes, feature.dimensions))
        return blocks

    def kinds(self) -> dict[str, ColumnKind]:
        """The features' kinds as a spec would declare them, arrays left out."""
        return {feature.name: feature.page for feature in self.features if feature.page is not None}

    def encode(self, table: Table, rows: NDArray[np.int64]) -> Encoded:
        """The network's inputs for these rows of a table. Raises DataError where a cell holds what its column may not."""
        return self._reduced(self._scaled(table, [rows])[0])

    def encode_parts(self, table: Table, parts: Sequence[NDArray[np.int64]]) -> list[Encoded]:
        """The same for the rows of each part, ascending, after which the table's features hold anything: they are used up."""
        return [self._reduced(encoded) for encoded in self._scaled(table, parts, use_up=True)]

    def _reduced(self, encoded: Encoded) -> Encoded:
        inputs, notices = encoded
        if self.reduction is not None:
            inputs = {FLAT: self.reduction.apply(self._side_by_side(self._unreduced_blocks(), inputs)), **self._codes(inputs)}
        return inputs, notices

    def targets(self, table: Table, rows: NDArray[np.int64], inputs: dict[str, NDArray[Any]]) -> NDArray[Any]:
        """The targets of these rows, whose inputs are given by block. Raises DataError where one may not be."""
        numbers = self._side_by_side(self.blocks, inputs) if isinstance(self.target, InputTarget) else None
        return self.target.of_rows(table, rows, numbers)

    def unscaled(self, numbers: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """The numbers of all blocks side by side, (rows, width), as columns in the features' own units."""
        if self.reduction is not None:
            numbers = self.reduction.undo(numbers)
        own = [feature for feature in self.features if _own_block(feature)]
        found, start = [], 0
        for feature in [*(feature for feature in self.features if not _own_block(feature)), *own]:
            found.append(feature.undo(numbers[:, start : start + _width(feature)]))
            start += _width(feature)
        return dict(zip(self.number_names, np.concatenate(found, axis=1).T, strict=True))

    def reduced(self, reduction: Reduction, table: Table, train: NDArray[np.int64]) -> Encoding:
        """The same with a reduction fitted on the rows `train`. Raises SpecError where they have fewer axes than it asks for."""
        inputs, _ = self._scaled(table, [train])[0]
        if len(self._codes(inputs)) == len(inputs):
            why = "'reduce' can never act: none of the features is a number"
            raise SpecError([Problem(("data", "reduce"), why, at_key=True)])
        numbers = self._side_by_side(self._unreduced_blocks(), inputs)
        if reduction.components > min(numbers.shape):
            there = f"{numbers.shape[0]:,} training rows of {numbers.shape[1]:,} numbers have at most {min(numbers.shape):,}"
            message = f"{there} components, not {reduction.components:,}"
            raise SpecError([Problem(("data", "reduce", "components"), message)])
        return dataclasses.replace(self, reduction=reduction.fit(numbers))

    def pixels(self, inputs: dict[str, NDArray[Any]]) -> dict[str, Pixels]:
        """What makes numbers of those blocks that are uint8."""
        arrays = {FLAT if array.flat else array.name: array for array in self.features if isinstance(array, ArrayFeature)}
        return {name: arrays[name].pixels() for name, block in inputs.items() if block.dtype == np.uint8}

    def _side_by_side(self, blocks: list[Block], inputs: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
        """The blocks of numbers as one: float32 (rows, width)."""
        pixels = self.pixels(inputs)
        given = {block.name: inputs[block.name] for block in blocks if not block.levels}
        flat = [pixels[name].numbers(array) if name in pixels else array for name, array in given.items()]
        flat = [array.reshape(len(array), -1) for array in flat]
        return flat[0] if len(flat) == 1 else np.concatenate(flat, axis=1)

    def _codes(self, inputs: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """The blocks of codes, which stand for learned vectors."""
        return {block.name: inputs[block.name] for block in self._unreduced_blocks() if block.levels}

    def _scaled(self, table: Table, parts: Sequence[NDArray[np.int64]], *, use_up: bool = False) -> list[Encoded]:
        """The rows of each part before any reduction. use_up: they are ascending, and the table gives its memory back."""
        width = 0 if self._flat_pixels(table) else len(self.input_names)
        flats = [np.zeros((len(rows), width), dtype=np.float32) for rows in parts]
        writers: list[list[tuple[slice, Writer]]] = []
        encoded: list[Encoded] = []
        for rows, flat in zip(parts, flats, strict=True):
            inputs, notices, found = self._begun(table, rows, flat)
            writers.append(found)
            encoded.append((inputs, notices))
        # All columns of a stretch of rows while it is in the processor's cache, rather than all rows of a column.
        step = max(1, STRETCH // max(width, 1))
        for begin in range(0, table.rows if use_up else max(map(len, parts)), step):
            for rows, flat, found in zip(parts, flats, writers, strict=True):
                low, high = np.searchsorted(rows, (begin, begin + step)) if use_up else (begin, begin + step)
                stretch = slice(int(low), min(int(high), len(rows)))
                if stretch.start < stretch.stop:
                    for columns, write in found:
                        write(stretch, flat[stretch, columns])
            if use_up:
                for column in (table.columns[feature.name] for feature in self.features):
                    if isinstance(column, Numbers):
                        give_back(column.stored, min(begin + step, table.rows))
        return encoded

    def _begun(
        self, table: Table, rows: NDArray[np.int64], flat: NDArray[np.float32]
    ) -> tuple[dict[str, NDArray[Any]], list[tuple[str, str]], list[tuple[slice, Writer]]]:
        """Inputs of these rows with what fills those of the flat block, and notices. Raises DataError with all bad columns."""
        inputs: dict[str, NDArray[Any]] = {FLAT: flat} if flat.shape[1] else {}
        notices: list[tuple[str, str]] = []
        found: list[tuple[slice, Writer]] = []
        start = 0

        def begin(feature: Feature) -> None:
            nonlocal start
            column, place = table.columns[feature.name], ColumnLocation(table, feature.name)
            notice: str | None = None
            if isinstance(feature, ArrayFeature) and (not feature.flat or not flat.shape[1]):
                inputs[FLAT if feature.flat else feature.name] = feature.encode(column, rows, place)
            elif isinstance(feature, TextFeature) or (isinstance(feature, CategoryFeature) and feature.dimensions):
                inputs[feature.name], notice = feature.encode(column, rows, place)
            else:
                write, notice = feature.writer(column, rows, place)
                found.append((slice(start, start + len(feature.inputs)), write))
                start += len(feature.inputs)
            if notice:
                notices.append((feature.name, f"column '{feature.name}': {notice}"))

        each(begin, self.features)
        return inputs, notices, found

    def _flat_pixels(self, table: Table) -> bool:
        """Whether the flat block is one array of pixels, and each example one row of it."""
        own = [table.columns[feature.name] for feature in self.features if not _own_block(feature)]
        return self.steps == 0 and len(own) == 1 and isinstance(own[0], Array) and own[0].values.dtype == np.uint8

    def target_values(self, targets: NDArray[Any]) -> NDArray[np.float64]:
        """Targets of numbers, or predictions of them: float64 (rows, targets), in their own unit; inputs stay scaled."""
        return self.target.undo(targets.astype(np.float64))

    def last_values(self, inputs: dict[str, NDArray[Any]]) -> NDArray[np.float32] | None:
        """The targets' values in the last row of each window, for every row ahead, scaled as targets are: float32 (windows,
        targets); None where there is no window, or a target is no number among its features."""
        own = {feature.name: feature for feature in self.features if isinstance(feature, NumericFeature)}
        if self.window is None or self.reduction is not None or not isinstance(self.target, ValuesTarget):
            return None
        if not set(self.target_columns) <= own.keys():
            return None
        last = inputs[FLAT][:, -1].astype(np.float64)
        chosen = [last[:, [self.input_names.index(name)]] for name in self.target_columns]
        values = [own[name].scale.undo(column) for name, column in zip(self.target_columns, chosen, strict=True)]
        scaled = self.target.scale.apply(np.concatenate(values, axis=1))
        return np.tile(scaled, (1, self.horizon)).astype(np.float32)

    def single_number(self, inputs: dict[str, NDArray[Any]]) -> NDArray[np.float64] | None:
        """The values of the one feature, in its own unit: float64 (rows,); None where there is not just one number a row."""
        scale = self._single_scale()
        return None if scale is None else scale.undo(inputs[FLAT].astype(np.float64))[:, 0]

    def encode_single_number(self, values: NDArray[Any]) -> NDArray[np.float32]:
        """Values of the one feature as the network sees them: float32 (rows, 1)."""
        scale = self._single_scale()
        assert scale is not None
        return scale.apply(values[:, None]).astype(np.float32)

    def _single_scale(self) -> Scale | None:
        only = self.features[0]
        alone = len(self.features) == 1 and not self.steps and self.reduction is None
        single = alone and isinstance(only, NumericFeature) and not only.indicator
        return only.scale if single and isinstance(only, NumericFeature) else None


def _width(feature: Feature) -> int:
    if isinstance(feature, ArrayFeature):
        return int(np.prod(feature.shape))
    if isinstance(feature, TextFeature):
        return feature.dimensions or feature.length
    return feature.dimensions if isinstance(feature, CategoryFeature) and feature.dimensions else len(feature.inputs)


def _own_block(feature: Feature) -> bool:
    """Whether it is an input of the network of its own rather than columns of the flat block."""
    return (
        isinstance(feature, TextFeature)
        or (isinstance(feature, ArrayFeature) and not feature.flat)
        or (isinstance(feature, CategoryFeature) and feature.dimensions > 0)
    )
