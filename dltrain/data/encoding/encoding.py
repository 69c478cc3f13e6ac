"""The encoding of a data set: everything that was fitted to the training rows, enough to encode any other file the same way."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers
from dltrain.data.encoding import writing
from dltrain.data.encoding.feature import FLAT, Block, Feature
from dltrain.data.encoding.targets.target import Target
from dltrain.data.encoding.writing import Encoded
from dltrain.data.options.columns import ColumnKind
from dltrain.data.options.split import Window
from dltrain.data.table import Array, Table
from dltrain.data.transforms.reduction import Projection, Reduction
from dltrain.data.transforms.scale import Pixels, Scale
from dltrain.errors import Problem, SpecError
from dltrain.tasks import Task


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
    def task(self) -> Task:
        """What is learned of the rows."""
        return self.target.task

    @property
    def labels(self) -> list[int | str]:
        """The classes in the order of their numbers, or the names of the labels; none where the targets are numbers."""
        return list(self.target.labels)

    @property
    def target_columns(self) -> tuple[str, ...]:
        """The columns of the data that are predicted."""
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
        return [name for feature in self.features if feature.block is None for name in feature.inputs]

    @property
    def number_names(self) -> list[str]:
        """The names of the numbers of all blocks side by side, before any reduction."""
        return [name for feature in self._flat_first for name in feature.inputs]

    @property
    def _flat_first(self) -> list[Feature]:
        """The features in the order of their numbers side by side: those of the flat block, then those that are blocks."""
        return sorted(self.features, key=lambda feature: feature.block is not None)

    @property
    def blocks(self) -> list[Block]:
        """The network's inputs, as in `Part.inputs`: the flat features if there are any, then learned vectors and arrays; with a
        reduction its components, then learned vectors."""
        if self.reduction is None:
            return self._unreduced_blocks()
        return [self._flat_block(self.reduction.components), *(block for block in self._unreduced_blocks() if block.levels)]

    def _unreduced_blocks(self) -> list[Block]:
        blocks = [feature.block for feature in self.features]
        flat = [feature.width for feature, block in zip(self.features, blocks, strict=True) if block is None]
        return [*([self._flat_block(sum(flat))] if flat else []), *(block for block in blocks if block is not None)]

    def _flat_block(self, width: int) -> Block:
        return Block(FLAT, (self.steps, width) if self.steps else (width,))

    def kinds(self) -> dict[str, ColumnKind]:
        """The features' kinds as a spec would declare them, arrays left out."""
        return {feature.name: feature.options for feature in self.features if feature.options is not None}

    def row_bytes(self, table: Table) -> int:
        """The bytes that an encoded row of a table takes, before any reduction: pictures stay bytes, all else is float32."""
        cells = {feature.name: table.columns.get(feature.name) for feature in self.features}
        small = {name for name, column in cells.items() if isinstance(column, Array) and column.values.dtype == np.uint8}
        return sum(feature.width * (1 if feature.name in small else 4) for feature in self.features)

    def encode(self, table: Table, rows: RowNumbers) -> Encoded:
        """The network's inputs for these rows of a table. Raises DataError where a cell holds what its column may not."""
        return self._reduced(self._unreduced(table, rows))

    def encode_parts(self, table: Table, parts: Sequence[RowNumbers]) -> list[Encoded]:
        """The same for the rows of each part, ascending, after which the table's features hold anything: they are used up."""
        encoded = writing.encode(self.features, table, parts, is_sequence=self.steps > 0, use_up=True)
        return list(map(self._reduced, encoded))

    def _unreduced(self, table: Table, rows: RowNumbers) -> Encoded:
        return writing.encode(self.features, table, [rows], is_sequence=self.steps > 0)[0]

    def _reduced(self, encoded: Encoded) -> Encoded:
        inputs, notices = encoded
        if self.reduction is not None:
            inputs = {FLAT: self.reduction.apply(self._side_by_side(self._unreduced_blocks(), inputs)), **self._codes(inputs)}
        return inputs, notices

    def targets(self, table: Table, rows: RowNumbers, inputs: dict[str, NDArray[Any]]) -> NDArray[Any]:
        """The targets of these rows, whose inputs are given by block. Raises DataError where one may not be."""
        return self.target.of_rows(table, rows, lambda: self.numbers(inputs))

    def undo(self, numbers: NDArray[Any]) -> NDArray[np.float64]:
        """The numbers of all blocks side by side in the features' own units: (rows, width) → float64 (rows, width)."""
        numbers = numbers.astype(np.float64) if self.reduction is None else self.reduction.undo(numbers)
        features = self._flat_first
        ends = np.cumsum([feature.width for feature in features])
        pieces = zip(features, np.split(numbers, ends[:-1], axis=1), strict=True)
        return np.concatenate([feature.undo(piece) for feature, piece in pieces], axis=1)

    def columns_of(self, numbers: NDArray[Any]) -> dict[str, NDArray[np.float64]]:
        """The same as the columns of a table."""
        return dict(zip(self.number_names, self.undo(numbers).T, strict=True))

    def reduced(self, reduction: Reduction, table: Table, train: RowNumbers) -> Encoding:
        """The same with a reduction fitted on the rows `train`. Raises SpecError where they have fewer axes than it asks for."""
        inputs, _ = self._unreduced(table, train)
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
        raw = {name for name, array in inputs.items() if array.dtype == np.uint8}
        blocks = [(feature, feature.block.name if feature.block else FLAT) for feature in self.features] if raw else []
        return {name: feature.pixels() for feature, name in blocks if name in raw}

    def numbers(self, inputs: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
        """The numbers of all blocks side by side, as the network sees them: float32 (rows, width)."""
        return self._side_by_side(self.blocks, inputs)

    def _side_by_side(self, blocks: list[Block], inputs: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
        """The blocks of numbers as one: float32 (rows, width)."""
        pixels = self.pixels(inputs)
        arrays = {block.name: inputs[block.name] for block in blocks if not block.levels}
        flat = [pixels[name].numbers(array) if name in pixels else array for name, array in arrays.items()]
        flat = [array.reshape(len(array), -1) for array in flat]
        return flat[0] if len(flat) == 1 else np.concatenate(flat, axis=1)

    def _codes(self, inputs: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """The blocks of codes, which stand for learned vectors."""
        return {block.name: inputs[block.name] for block in self._unreduced_blocks() if block.levels}

    def target_values(self, targets: NDArray[Any]) -> NDArray[np.float64]:
        """Targets of numbers, or predictions of them: float64 (rows, targets), in their own unit; inputs stay scaled."""
        return self.target.undo(targets.astype(np.float64))

    def last_values(self, inputs: dict[str, NDArray[Any]]) -> NDArray[np.float32] | None:
        """The targets' values in the last row of each window, for every row ahead, scaled as targets are: float32 (windows,
        targets); None where there is no window, or a target is no number among its features."""
        scales = {feature.name: feature.number_scale for feature in self.features}
        chosen = [scale for name in self.target_columns if (scale := scales.get(name))]
        to_scale = self.target.number_scale
        if self.window is None or self.reduction is not None or to_scale is None or len(chosen) < len(self.target_columns):
            return None
        last = inputs[FLAT][:, -1].astype(np.float64)
        indices = [self.input_names.index(name) for name in self.target_columns]
        values = np.concatenate([scale.undo(last[:, [index]]) for index, scale in zip(indices, chosen, strict=True)], axis=1)
        return np.tile(to_scale.apply(values), (1, self.horizon)).astype(np.float32)

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
        is_single = len(self.features) == 1 and self.features[0].width == 1 and not self.steps and self.reduction is None
        return self.features[0].number_scale if is_single else None
