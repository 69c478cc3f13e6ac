"""Changes of where the pixels of a picture are, and what hides some of them."""

from __future__ import annotations

import math
from typing import Literal

from dltrain.data.transforms.augmentation.base import AUGMENTATIONS, Augmentation
from dltrain.data.transforms.augmentation.window import turned
from dltrain.lazy import Tensor, torch
from dltrain.types import option, options


@AUGMENTATIONS.entry("flip")
@options
class Flip(Augmentation):
    """Mirrors every other picture, drawn by lot."""

    direction: Literal["horizontal", "vertical"] = option("horizontal", help="left and right change places, or top and bottom")

    def apply(self, pictures: Tensor, generator: torch.Generator) -> Tensor:
        chosen = torch.rand(len(pictures), 1, 1, 1, generator=generator, device=pictures.device) < 0.5
        return torch.where(chosen, pictures.flip(-1 if self.direction == "horizontal" else -2), pictures)


@AUGMENTATIONS.entry("shift")
@options
class Shift(Augmentation):
    """Moves a picture by whole pixels, up to so many up or down and so many left or right. Also known as padding and cutting out
    again (He et al. 2016, arXiv:1512.03385, section 4.2)."""

    pixels: int = option(2, help="the furthest that a picture moves, each way", at_least=1)

    def problem(self, channels: int, height: int, width: int) -> tuple[str, str] | None:
        small = min(height, width)
        return None if self.pixels < small else ("pixels", f"pictures of {height} × {width} can move by {small - 1} at most")

    def apply(self, pictures: Tensor, generator: torch.Generator) -> Tensor:
        rows, _, height, width = pictures.shape
        moves = torch.randint(-self.pixels, self.pixels + 1, (2, rows, 1), generator=generator, device=pictures.device)
        down, right = (
            (torch.arange(length, device=pictures.device) + move).clamp_(0, length - 1)
            for length, move in zip((height, width), moves, strict=True)
        )  # (rows, height) and (rows, width): the pixels that come to stand there
        row = torch.arange(rows, device=pictures.device)[:, None, None]
        return pictures.permute(0, 2, 3, 1)[row, down[:, :, None], right[:, None, :]].permute(0, 3, 1, 2)


@AUGMENTATIONS.entry("crop")
@options
class Crop(Augmentation):
    """Cuts a window out of a picture, somewhere, its sides between `smallest` and all of the picture's, and enlarges it to the
    picture's size."""

    smallest: float = option(0.8, help="the shortest side of the window, as a share of the picture's", above=0, below=1)

    def apply(self, pictures: Tensor, generator: torch.Generator) -> Tensor:
        drawn = torch.rand(3, len(pictures), generator=generator, device=pictures.device)
        share = self.smallest + (1 - self.smallest) * drawn[0]
        places = (2 * drawn[1:] - 1) * (1 - share)
        return turned(pictures, share, torch.zeros_like(share), places[0], places[1])


@AUGMENTATIONS.entry("rotate")
@options
class Rotate(Augmentation):
    """Turns a picture about its centre by up to so many degrees, to the left or to the right (bilinear)."""

    degrees: float = option(10.0, help="the largest angle", above=0, at_most=180)

    def apply(self, pictures: Tensor, generator: torch.Generator) -> Tensor:
        drawn = torch.rand(len(pictures), generator=generator, device=pictures.device)
        angle = (2 * drawn - 1) * math.radians(self.degrees)
        height, width = pictures.shape[2:]
        none = torch.zeros_like(angle)
        return turned(pictures, angle.cos(), angle.sin(), none, none, height / width)


@AUGMENTATIONS.entry("erase")
@options
class Erase(Augmentation):
    """Sets a square of each picture to 0, which after standard scaling is the mean. Its centre lies anywhere in the picture, so
    the square may end at the border (cutout, DeVries and Taylor 2017, arXiv:1708.04552)."""

    size: int = option(8, help="the side of the square in pixels", at_least=1)

    def problem(self, channels: int, height: int, width: int) -> tuple[str, str] | None:
        large = max(height, width)
        return None if self.size < large else ("size", f"a square of {self.size} hides all of a picture of {height} × {width}")

    def apply(self, pictures: Tensor, generator: torch.Generator) -> Tensor:
        rows, _, height, width = pictures.shape
        drawn = torch.rand(2, rows, 1, generator=generator, device=pictures.device)
        hit = []
        for length, share in zip((height, width), drawn, strict=True):
            first = (share * length).floor() - self.size // 2
            pixel = torch.arange(length, device=pictures.device)
            hit.append((pixel >= first) & (pixel < first + self.size))
        return pictures.masked_fill((hit[0][:, :, None] & hit[1][:, None, :])[:, None], 0.0)


@AUGMENTATIONS.entry("noise")
@options
class Noise(Augmentation):
    """Adds a normal random number to each pixel of each channel."""

    std: float = option(0.1, help="its standard deviation, in the unit of the scaled pixels", above=0)

    def apply(self, pictures: Tensor, generator: torch.Generator) -> Tensor:
        return torch.empty_like(pictures).normal_(0.0, self.std, generator=generator).add_(pictures)
