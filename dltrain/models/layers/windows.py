"""The arithmetic of windows that slide: kernels of convolutions, windows of pools."""

from __future__ import annotations

import math
from collections.abc import Mapping

from dltrain.errors import Path
from dltrain.models.layers.base import Shape, ShapeError

Lengths = int | list[int]


def per_axis(value: Lengths, axes: int) -> tuple[int, ...]:
    """One number for each axis: the same for all, unless they are listed."""
    return tuple(value) if isinstance(value, list) else (value,) * axes


def list_problems(options: Mapping[str, object]) -> list[tuple[Path, str]]:
    """Options of a picture's layer that list another count of numbers than two."""
    wrong = {key: len(value) for key, value in options.items() if isinstance(value, list) and len(value) != 2}
    return [((key,), f"'{key}' needs one number, or two (height, width), not {count}") for key, count in wrong.items()]


def same_padding(length: int, reach: int, stride: int) -> tuple[int, int]:
    """The zeros before and after an axis that leave ⌈length / stride⌉ positions; an odd one goes after, as in TensorFlow."""
    zeros = max((math.ceil(length / stride) - 1) * stride + reach - length, 0)
    return zeros // 2, zeros - zeros // 2


def positions(
    lengths: Shape,
    windows: Shape,
    strides: Shape,
    paddings: tuple[tuple[int, int], ...],
    dilations: Shape,
    what: str,
    option: str,
) -> Shape:
    """How often each window fits: ⌊(length + padding - dilation · (window - 1) - 1) / stride⌋ + 1.

    `what` is the window's name in words and `option` its key. Raises ShapeError where it does not fit once.
    """
    counts = []
    for length, window, stride, padding, dilation in zip(lengths, windows, strides, paddings, dilations, strict=True):
        padded, reach = length + sum(padding), dilation * (window - 1) + 1
        if reach > padded:
            dilated = f", dilated to {reach}," if dilation > 1 else ""
            around = "padded input" if sum(padding) else "input"
            raise ShapeError(f"the {what} of {window}{dilated} is larger than the {around} of {padded}", option)
        counts.append((padded - reach) // stride + 1)
    return tuple(counts)
