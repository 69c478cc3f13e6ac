"""The rows of a split as the engines keep them: arrays of numpy, or tensors on the device of the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dltrain.arrays import Array, Arrays, torch_arrays
from dltrain.data.part import Part
from dltrain.lazy import NDArray
from dltrain.tasks import Task
from dltrain.training.minibatches.held import Block, Held, are_held, side_by_side
from dltrain.training.minibatches.targets import relative_weights, target_array

Pixels = tuple[Array, Array]  # the offset and the factor that make numbers of a block of uint8


@dataclass(frozen=True)
class Mixed:
    """What rows were mixed with: `shares`, (rows,), are what each kept of itself, the rest came from a row of this target and
    weight."""

    shares: Array
    targets: Array
    weights: Array | None


@dataclass(frozen=True)
class Rows:
    """The rows of one split in the arrays of `xp`: blocks of inputs (rows, ...), targets (rows,) or (rows, columns), weights
    (rows,). Those of a stack whose members have orders of their own have the members in front. pixels: of each block that is
    uint8, else None. mixed: what these rows were mixed with, if they were."""

    xp: Arrays
    inputs: tuple[Array, ...]
    targets: Array
    weights: Array | None
    count: int
    pixels: tuple[Pixels | None, ...] = ()
    mixed: Mixed | None = None

    def scaled(self) -> Rows:
        """The same with numbers in place of pixels."""
        if not any(self.pixels):
            return self
        blocks = zip(self.inputs, self.pixels, strict=True)
        inputs = tuple(block if pixels is None else self._numbers(block, *pixels) for block, pixels in blocks)
        return replace(self, inputs=inputs, pixels=())

    def _numbers(self, block: Array, offset: Array, factor: Array) -> Array:
        numbers = self.xp.as_type(block, offset)
        numbers -= offset
        numbers *= factor
        return numbers

    @property
    def arrays(self) -> tuple[Array, ...]:
        """The inputs, the targets, and the weights, if there are any."""
        return (*self.inputs, self.targets, *(() if self.weights is None else (self.weights,)))

    @property
    def bytes(self) -> int:
        """Of the inputs."""
        return sum(block.nbytes for block in self.inputs)

    @property
    def are_held(self) -> bool:
        """Whether the inputs are more than the GPU holds that they are for."""
        return any(isinstance(block, Held) for block in self.inputs)

    def copied(self) -> Rows:
        """The same numbers of tensors in memory of their own."""
        weights = None if self.weights is None else self.weights.clone()
        return replace(self, inputs=tuple(one.clone() for one in self.inputs), targets=self.targets.clone(), weights=weights)

    def laid_down(self) -> Rows:
        """The same rows where the network takes them."""
        return self.slice(0, self.count) if any(isinstance(block, Block) for block in self.inputs) else self

    def take(self, index: Array) -> Rows:
        """The rows with these numbers, (rows,) or (members, rows), in this order."""
        xp = self.xp
        blocks = (one.rows(xp.to_numpy(index)) if isinstance(one, Block) else xp.take(one, index) for one in self.inputs)
        return self._taken(index, tuple(blocks))

    def chosen(self, index: NDArray[np.int64]) -> Rows:
        """The same of numbers, (rows,), that numpy holds."""
        there, take = self.xp.like(index, self.targets), self.xp.take
        return self._taken(there, tuple(one.rows(index) if isinstance(one, Block) else take(one, there) for one in self.inputs))

    def _taken(self, index: Array, inputs: tuple[Array, ...]) -> Rows:
        weights = None if self.weights is None else self.xp.take(self.weights, index)
        return Rows(self.xp, inputs, self.xp.take(self.targets, index), weights, index.shape[-1], self.pixels)

    def slice(self, start: int, stop: int, members: int = 0) -> Rows:
        """These rows, each laid out by itself even where windows overlap: not every kernel takes numbers that do. `members` are
        axes in front."""
        here, apart = (slice(None),) * members + (slice(start, stop),), self.xp.laid_out
        weights = None if self.weights is None else self.weights[here]
        inputs = tuple(one.chunk(start, stop) if isinstance(one, Block) else apart(one[here]) for one in self.inputs)
        return Rows(self.xp, inputs, apart(self.targets[here]), weights, stop - start, self.pixels)


def joined(pieces: Sequence[Rows]) -> Rows:
    """The rows of all pieces, one after another."""
    return pieces[0] if len(pieces) == 1 else _put_together(pieces, pieces[0].xp.concatenate, sum(one.count for one in pieces))


def stacked(members: Sequence[Rows]) -> Rows:
    """Rows of equal number with the members of a stack in front."""
    return _put_together(members, members[0].xp.stack, members[0].count)


def _put_together(pieces: Sequence[Rows], put: Callable[[list[Array]], Array], count: int) -> Rows:
    first = pieces[0]
    inputs = tuple(put(list(blocks)) for blocks in zip(*(one.inputs for one in pieces), strict=True))
    weights = None if first.weights is None else put([one.weights for one in pieces])
    return replace(first, inputs=inputs, targets=put([one.targets for one in pieces]), weights=weights, count=count)


def rows_of(part: Part, form: Task, by_class: np.ndarray | None, device: str, *, holds: bool | None = None) -> Rows:
    """A split as tensors on a device, for scores of this form; a row counts by its `relative_weights`. holds: whether the inputs
    are held where they are; None: where they would take too much of the device's memory."""
    xp = torch_arrays()
    weights = relative_weights(part.weights, by_class, part.target)
    put = Held if (are_held([part], device) if holds is None else holds) else xp.to_device
    inputs = tuple(put(block, device) for block in part.inputs.values())
    targets = xp.to_device(target_array(part.target, form), device)
    return Rows(
        xp, inputs, targets, None if weights is None else xp.to_device(weights, device), len(part.rows), _pixels(part, device)
    )


def rows_without_targets(part: Part, device: str) -> Rows:
    """A split as tensors on a device, of which nothing is to be predicted."""
    xp = torch_arrays()
    inputs = tuple(xp.to_device(block, device) for block in part.inputs.values())
    return Rows(xp, inputs, xp.empty((len(part.rows), 0), inputs[0]), None, len(part.rows), _pixels(part, device))


def flat_rows_of(part: Part, form: Task, by_class: np.ndarray | None, xp: Arrays, *, holds: bool | None = None) -> Rows:
    """A split with all of its inputs side by side, (rows, features), as one block; else as `rows_of`."""
    weights = relative_weights(part.weights, by_class, part.target)
    block, pixels = _flat(part, xp, are_held([part], xp.device) if holds is None else holds)
    return Rows(
        xp,
        (block,),
        xp.from_numpy(target_array(part.target, form)),
        None if weights is None else xp.from_numpy(weights),
        len(part.rows),
        (pixels,),
    )


def _flat(part: Part, xp: Arrays, holds: bool) -> tuple[Any, Pixels | None]:
    """The inputs of a split side by side, and what makes numbers of their pixels."""
    if (made := side_by_side(part, xp)) is not None:
        return made, None
    pixels: Pixels | None = None
    if len(part.inputs) == 1:
        ((name, block),) = part.inputs.items()
        inputs = block.reshape(len(block), -1)
        if name in part.pixels:
            scaling = part.pixels[name].side_by_side(block.shape[1:])
            pixels = xp.from_numpy(scaling.offset), xp.from_numpy(scaling.factor)
    else:
        inputs = np.concatenate([part.numbers(name).reshape(len(part.rows), -1) for name in part.inputs], axis=1)
    return Held(inputs, xp.device) if holds else xp.from_numpy(inputs), pixels


def _pixels(part: Part, device: str) -> tuple[Pixels | None, ...]:
    to_device = torch_arrays().to_device
    given = [part.pixels.get(name) for name in part.inputs]
    return tuple(None if one is None else (to_device(one.offset, device), to_device(one.factor, device)) for one in given)
