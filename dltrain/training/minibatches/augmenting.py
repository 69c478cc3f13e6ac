"""Batches of pictures changed at random before the network sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

from dltrain.data.transforms.augmentation import Augmentation
from dltrain.randomness import torch_generator
from dltrain.training.minibatches.rows import Rows

if TYPE_CHECKING:
    from torch import Tensor

ROWS = 4096  # looked at together


@dataclass(frozen=True)
class PixelRange:
    """The darkest and the lightest number of each channel in the training rows, as the network sees them: (1, channels, 1, 1)."""

    black: Tensor
    white: Tensor

    @classmethod
    def of(cls, rows: Rows, index: int) -> PixelRange:
        """That of the block at an index of these rows, looked at some at a time."""
        ends: list[tuple[Tensor, Tensor]] = []
        for start in range(0, rows.count, ROWS):
            pictures = rows.slice(start, min(start + ROWS, rows.count)).inputs[index]
            ends.append((pictures.amin((0, 2, 3), keepdim=True), pictures.amax((0, 2, 3), keepdim=True)))
        lows, highs = (torch.cat(one) for one in zip(*ends, strict=True))
        pair = torch.cat([lows.amin(0, keepdim=True), highs.amax(0, keepdim=True)])
        black, white = replace(rows, inputs=(pair,), pixels=rows.pixels[index : index + 1]).scaled().inputs[0].split(1)
        return cls(black, torch.where(white > black, white, black + 1))

    def unit(self, pictures: Tensor) -> Tensor:
        """Pictures whose channels go from 0, black, to 1, white."""
        return ((pictures - self.black) / (self.white - self.black)).clamp_(0, 1)

    def back(self, pictures: Tensor) -> Tensor:
        """Such pictures as the network sees them."""
        return torch.lerp(self.black, self.white, pictures)


class Augmenting:
    """What changes the pictures of a batch, one after another, as a function of the seed, the epoch and the step."""

    def __init__(self, transforms: Sequence[Augmentation], rows: Rows, seed: int, device: str) -> None:
        self.transforms, self.seed, self.device = transforms, seed, device
        self.indices = [index for index, block in enumerate(rows.inputs) if block.ndim == 4] if transforms else []
        lit = any(transform.of_light for transform in transforms)
        self.pixel_range = {index: PixelRange.of(rows, index) for index in self.indices} if lit else {}

    def of(self, batch: Rows, epoch: int, number: int) -> Rows:
        """The batch of this number in an epoch with its pictures changed."""
        source = torch_generator(self.seed, "augmentation", epoch, number, self.device)
        inputs = list(batch.inputs)
        for index in self.indices:
            for transform in self.transforms:
                if transform.of_light:
                    pixel_range = self.pixel_range[index]
                    inputs[index] = pixel_range.back(transform.apply(pixel_range.unit(inputs[index]), source))
                else:
                    inputs[index] = transform.apply(inputs[index], source)
        return replace(batch, inputs=tuple(inputs))
