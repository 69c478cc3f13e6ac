"""The operations of a policy, one by one: what each does to pictures, and how strong it may be.

Pictures are float (rows, channels, height, width) from 0, black, to 1, white; a strength is (rows,), from 0, which leaves a
picture as it is, to the operation's largest, and for those that go two ways with a sign. The largest strengths are those of
Cubuk et al. 2020 (arXiv:1909.13719), as torchvision has them. What moves into a picture repeats its border.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass

from dltrain.data.transforms.augmentation.window import seen_through, turned
from dltrain.lazy import Tensor, torch

LEVELS = 256  # of brightness, of a channel
GREY = (0.299, 0.587, 0.114)  # how much red, green and blue are of a grey (ITU-R BT.601)


@dataclass(frozen=True)
class Operation:
    """A change of pictures. most: its largest strength; signed: whether it goes two ways; colours: whether it needs three
    channels."""

    apply: Callable[[Tensor, Tensor], Tensor]
    most: float = 1.0
    signed: bool = False
    colours: bool = False


def shear(pictures: Tensor, strength: Tensor) -> Tensor:
    """Pushes the rows of every other picture to the side, of the rest the columns up or down, by the strength times how far they
    are from the middle."""
    one, none = torch.ones_like(strength), torch.zeros_like(strength)
    along, down = _apart(strength)
    height, width = pictures.shape[2:]
    return seen_through(pictures, (one, along * height / width, none), (down * width / height, one, none))


def translate(pictures: Tensor, strength: Tensor) -> Tensor:
    """Moves every other picture to the side, the rest up or down, by a share of the side."""
    one, none = torch.ones_like(strength), torch.zeros_like(strength)
    along, down = _apart(strength)
    return seen_through(pictures, (one, none, 2 * along), (none, one, 2 * down))


def rotate(pictures: Tensor, strength: Tensor) -> Tensor:
    """Turns by so many radians about the centre."""
    none = torch.zeros_like(strength)
    return turned(pictures, strength.cos(), strength.sin(), none, none, pictures.shape[2] / pictures.shape[3])


def brightness(pictures: Tensor, strength: Tensor) -> Tensor:
    """(1 + s) x: towards black, or away from it."""
    return _away_from(torch.zeros_like(pictures), pictures, strength)


def contrast(pictures: Tensor, strength: Tensor) -> Tensor:
    """Towards the mean grey of the picture, or away from it."""
    return _away_from(_grey(pictures).mean((1, 2, 3), keepdim=True), pictures, strength)


def colour(pictures: Tensor, strength: Tensor) -> Tensor:
    """Towards the same picture in grey, or away from it."""
    return _away_from(_grey(pictures), pictures, strength)


def sharpness(pictures: Tensor, strength: Tensor) -> Tensor:
    """Towards the same picture with each pixel blurred by its neighbours, or away from it; pixels at the border stay."""
    from torch.nn import functional

    if min(pictures.shape[2:]) < 3:
        return pictures
    kernel = torch.ones(3, 3, device=pictures.device)
    kernel[1, 1].fill_(5)
    channels = pictures.shape[1]
    blurred = pictures.clone()
    weights = (kernel / kernel.sum()).expand(channels, 1, 3, 3)
    blurred[:, :, 1:-1, 1:-1] = functional.conv2d(pictures, weights, groups=channels)
    return _away_from(blurred, pictures, strength)


def posterize(pictures: Tensor, strength: Tensor) -> Tensor:
    """Keeps 8 - round(s) bits of the level of each pixel."""
    step = _spread(2.0 ** strength.round())
    return (pictures * (LEVELS - 1)).round_().div_(step).floor_().mul_(step).div_(LEVELS - 1)


def solarize(pictures: Tensor, strength: Tensor) -> Tensor:
    """Inverts the pixels that are 1 - s or lighter."""
    return torch.where(pictures >= 1 - _spread(strength), 1 - pictures, pictures)


def autocontrast(pictures: Tensor, strength: Tensor) -> Tensor:
    """Stretches each channel from its darkest to its lightest pixel over all of 0 to 1; one that is all alike stays."""
    low, high = pictures.amin((2, 3), keepdim=True), pictures.amax((2, 3), keepdim=True)
    span = high - low
    return torch.where(span > 0, (pictures - low) / span.clamp(min=1e-12), pictures)


def equalize(pictures: Tensor, strength: Tensor) -> Tensor:
    """Spreads the levels of each channel so that there are about as many pixels of each, by the whole numbers of Pillow's
    `ImageOps.equalize`."""
    levels = (pictures * (LEVELS - 1)).round_().long().flatten(2).flatten(0, 1)  # (rows × channels, pixels)
    counts = torch.zeros(len(levels), LEVELS, dtype=torch.long, device=pictures.device)
    counts.scatter_add_(1, levels, torch.ones_like(levels))
    last = counts.gather(1, levels.amax(1, keepdim=True))  # how many are of the lightest level there is
    step = (levels.shape[1] - last) // (LEVELS - 1)
    before = counts.cumsum(1) - counts
    table = ((before + step // 2) // step.clamp(min=1)).clamp_(0, LEVELS - 1)
    equal = table.gather(1, levels).where(step > 0, levels).float() / (LEVELS - 1)
    return equal.reshape(pictures.shape)


OPERATIONS = {
    "shear": Operation(shear, most=0.3, signed=True),
    "translate": Operation(translate, most=150 / 331, signed=True),
    "rotate": Operation(rotate, most=math.radians(30), signed=True),
    "brightness": Operation(brightness, most=0.9, signed=True),
    "contrast": Operation(contrast, most=0.9, signed=True),
    "colour": Operation(colour, most=0.9, signed=True, colours=True),
    "sharpness": Operation(sharpness, most=0.9, signed=True),
    "posterize": Operation(posterize, most=4),
    "solarize": Operation(solarize),
    "autocontrast": Operation(autocontrast),
    "equalize": Operation(equalize),
}


def _spread(numbers: Tensor) -> Tensor:
    """(rows,) as (rows, 1, 1, 1)."""
    return numbers[:, None, None, None]


def _apart(strength: Tensor) -> tuple[Tensor, Tensor]:
    """The strengths of every other row, and of the rest, with 0 in the places of the others."""
    is_first = torch.arange(len(strength), device=strength.device) % 2 == 0
    return strength * is_first, strength * ~is_first


def _grey(pictures: Tensor) -> Tensor:
    """One channel of grey: of red, green and blue by how light they look, else the mean of the channels."""
    if pictures.shape[1] != 3:
        return pictures.mean(1, keepdim=True)
    weights = _grey_weights(str(pictures.device))
    return (pictures * weights).sum(1, keepdim=True)


@functools.lru_cache(maxsize=8)
def _grey_weights(device: str) -> Tensor:
    return torch.tensor(GREY, device=device).reshape(1, 3, 1, 1)


def _away_from(other: Tensor, pictures: Tensor, strength: Tensor) -> Tensor:
    """other + (1 + s) (x - other), between 0 and 1."""
    return torch.lerp(other.expand_as(pictures), pictures, _spread(1 + strength)).clamp_(0, 1)
