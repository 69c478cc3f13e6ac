"""What a fitted column is: how it would be declared, the inputs it gives the network, and how its cells become these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers, TableColumn
from dltrain.data.encoding.misfits import Misfits
from dltrain.data.options.columns import ColumnKind
from dltrain.data.transforms.scale import Pixels, Scale
from dltrain.files.typed_json import Count

FLAT = "features"  # the name of the block of all numbers that are no block of their own

Floats = NDArray[np.float32]
# Writes a chunk of the rows into float32 (rows of the chunk, inputs), which holds zeros. Raises DataError.
Writer = Callable[[slice, Floats], None]
Notices = list[tuple[str, str]]  # column, what was out of the ordinary


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
class FitData:
    """What a column is fitted to: the training rows, how many of them have no value, and how numbers are scaled."""

    rows: RowNumbers
    missing: int
    scale: str


@dataclass(frozen=True)
class ConstantCells:
    """A column of one value in all training rows: the value in words, the cells of some other rows, and which of these differ."""

    value: str
    cells: NDArray[Any]
    differs: NDArray[np.bool_]


@dataclass(frozen=True)
class Feature:
    """A fitted column. `missing` is the number of training rows without a value."""

    kind: ClassVar[str]

    name: str
    missing: Count

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of its numbers; none where it is codes."""
        raise NotImplementedError

    @property
    def block(self) -> Block | None:
        """The input of the network that it is by itself; None where its numbers join the flat block."""
        return None

    @property
    def width(self) -> int:
        """How many numbers, or vectors' dimensions, it gives the network."""
        return len(self.inputs)

    @property
    def options(self) -> ColumnKind | None:
        """What would declare it in a spec; None for arrays."""
        raise NotImplementedError

    @property
    def values(self) -> int | None:
        """How many values are told apart; None for numbers."""
        return None

    @property
    def words(self) -> tuple[str, ...]:
        """The words that it knows."""
        return ()

    @property
    def marks(self) -> tuple[str | None, ...]:
        """What a 1 says in each of `inputs` that is 0 or 1, such as `sex = male`; None for one that tells how much."""
        return (None,) * len(self.inputs)

    @property
    def code_names(self) -> tuple[str, ...]:
        """What each code of its block says, such as `sex = male`, or of a text the token in quotes; none where it is no codes."""
        return ()

    @property
    def number_scale(self) -> Scale | None:
        """The scale of its first input, where it is a column of numbers."""
        return None

    def summary(self) -> str:
        """How it is encoded, in words."""
        raise NotImplementedError

    def writer(self, column: TableColumn, rows: RowNumbers) -> tuple[Writer, str | None]:
        """What writes the numbers of these rows, a chunk of them at a time, and a notice of what was out of the ordinary.

        Raises DataError.
        """
        raise NotImplementedError

    def encode(self, column: TableColumn, rows: RowNumbers) -> tuple[NDArray[Any], str | None]:
        """The block that it is by itself, for these rows, and a notice as of `writer`. Raises DataError."""
        raise NotImplementedError

    def pixels_of(self, column: TableColumn) -> NDArray[np.uint8] | None:
        """The cells that are the block as they are, uint8 (rows, ...); None where they are not. Raises DataError."""
        return None

    def pixels(self) -> Pixels:
        """What makes numbers of uint8 that `encode` has left as they were."""
        raise NotImplementedError

    def undo(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """What was written, (rows, ...) flattened, with its scaling undone: float64 (rows, numbers)."""
        return numbers

    def constant_cells(self, column: TableColumn) -> ConstantCells | None:
        """The cells of a column beside the one value of all training rows; None where these differ. Raises DataError."""
        return None

    def misfits(self) -> Misfits:
        """What of it contradicts the rest of it, where it was read from a file."""
        return iter(())


def count_cells(count: int) -> str:
    """`1 cell`, `3 cells`."""
    return "1 cell" if count == 1 else f"{count} cells"
