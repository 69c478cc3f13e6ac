"""The rows of a split as torch tensors on the device of the network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from dltrain.data.part import Part
from dltrain.tasks import Task
from dltrain.training.targets import relative_weights, target_columns


@dataclass(frozen=True)
class Rows:
    """The rows of one split as tensors on the device. pixels: offset and factor of each block that is uint8, else None."""

    inputs: tuple[Tensor, ...]
    targets: Tensor
    weights: Tensor | None
    count: int
    pixels: tuple[tuple[Tensor, Tensor] | None, ...] = ()

    def scaled(self) -> Rows:
        """The same with numbers in place of pixels."""
        if not any(self.pixels):
            return self
        both = zip(self.inputs, self.pixels, strict=True)
        inputs = tuple(block if own is None else block.float().sub_(own[0]).mul_(own[1]) for block, own in both)
        return Rows(inputs, self.targets, self.weights, self.count)

    @property
    def bytes(self) -> int:
        return sum(block.nbytes for block in self.inputs)

    def take(self, index: Tensor) -> Rows:
        """The rows with these numbers, in this order."""
        weights = None if self.weights is None else self.weights.index_select(0, index)
        inputs = tuple(block.index_select(0, index) for block in self.inputs)
        return Rows(inputs, self.targets.index_select(0, index), weights, len(index), self.pixels)

    def slice(self, start: int, stop: int) -> Rows:
        """These rows, each laid out by itself even where windows overlap: not every kernel takes numbers that do."""
        weights = None if self.weights is None else self.weights[start:stop]
        inputs = tuple(block[start:stop].contiguous() for block in self.inputs)
        return Rows(inputs, self.targets[start:stop].contiguous(), weights, stop - start, self.pixels)


def rows_of(part: Part, form: Task, by_class: np.ndarray | None, device: str) -> Rows:
    """A split on the device, for scores of this form; a row counts by its `relative_weights`."""
    weights = relative_weights(part.weights, by_class, part.target)
    inputs = tuple(resident(torch.from_numpy(block), device) for block in part.inputs.values())
    targets = resident(torch.from_numpy(target_columns(part.target, form)), device)
    own = None if weights is None else torch.from_numpy(weights).to(device)
    return Rows(inputs, targets, own, len(part.rows), _pixels(part, device))


def resident(tensor: Tensor, device: str) -> Tensor:
    """A tensor on the device. Windows that overlap stay a view there: the numbers beneath them go over once."""
    shape, stride = tensor.shape, tensor.stride()
    span = 1 + sum((length - 1) * step for length, step in zip(shape, stride, strict=True))
    if span >= tensor.numel() or device == "cpu":
        return tensor.to(device)
    return tensor.as_strided((span,), (1,)).to(device).as_strided(shape, stride)


def rows_without_targets(part: Part, device: str) -> Rows:
    """A split on the device, of which nothing is to be predicted."""
    inputs = tuple(torch.from_numpy(block).to(device) for block in part.inputs.values())
    return Rows(inputs, torch.empty(len(part.rows), 0, device=device), None, len(part.rows), _pixels(part, device))


def _pixels(part: Part, device: str) -> tuple[tuple[Tensor, Tensor] | None, ...]:
    found = [part.pixels.get(name) for name in part.inputs]
    return tuple(
        None if own is None else (torch.from_numpy(own.offset).to(device), torch.from_numpy(own.factor).to(device))
        for own in found
    )
