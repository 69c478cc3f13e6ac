"""Pooling: the largest or the mean of a window, or of everything, or a mean with learned weights."""

from __future__ import annotations

import dataclasses
import math
from typing import Any, ClassVar

from dltrain.errors import Path
from dltrain.lazy import np, torch
from dltrain.models.layers.base import LAYERS, PICTURE, SEQUENCE, Defaults, Layer, Shape, misplaced
from dltrain.models.layers.windows import list_problems, per_axis, positions
from dltrain.types import option, options


@options
class Pool(Layer):
    """What pools over windows have in common; one works over `axes` axes beside the channels."""

    size: int | list[int] = option(help="the window's height and width: one number, or two", at_least=1)
    stride: int | list[int] = option(None, help="how far the window moves; by its own size if omitted", at_least=1)
    padding: int | list[int] = option(0, help="how much is added on each side, at most half of the window", at_least=0)
    axes: ClassVar[int]
    takes: ClassVar[str]

    def problems(self) -> list[tuple[Path, str]]:
        problems = list_problems({"size": self.size, "stride": self.stride, "padding": self.padding})
        if problems:
            return problems
        for size, padding in zip(per_axis(self.size, self.axes), per_axis(self.padding, self.axes), strict=True):
            if padding > size // 2:
                return [(("padding",), f"the padding of {padding} is more than half of the window of {size}")]
        return []

    def resolved(self, defaults: Defaults) -> Layer:
        return self if self.stride is not None else dataclasses.replace(self, stride=self.size)

    def steps(self) -> tuple[Any, Any, Any]:
        """Size, stride and padding along each axis, as torch takes them."""
        return per_axis(self.size, self.axes), per_axis(self.stride, self.axes), per_axis(self.padding, self.axes)

    def positions(self, lengths: Shape, shape: Shape) -> Shape:
        """How many positions of the window there are along each axis. Raises ShapeError where the shape has other axes."""
        if len(shape) != self.axes + 1:
            raise misplaced(self, self.takes, shape)
        size, stride, padding = self.steps()
        return positions(lengths, size, stride, tuple((zeros, zeros) for zeros in padding), (1,) * self.axes, "window", "size")


@options
class Pool1d(Pool):
    """A pool along the steps of (steps, features)."""

    size: int = option(help="the window's length in steps", at_least=1)
    stride: int = option(None, help="how far the window moves; by its own size if omitted", at_least=1)
    padding: int = option(0, help="how much is added on each side, at most half of the window", at_least=0)
    axes: ClassVar[int] = 1
    takes: ClassVar[str] = SEQUENCE

    def output_shape(self, shape: Shape) -> Shape:
        return (*self.positions(shape[:-1], shape), shape[-1])


@options
class Pool2d(Pool):
    """A pool over the pixels of (channels, height, width)."""

    axes: ClassVar[int] = 2
    takes: ClassVar[str] = PICTURE

    def output_shape(self, shape: Shape) -> Shape:
        return (shape[0], *self.positions(shape[1:], shape))


@LAYERS.entry("max_pool1d")
@options
class MaxPool1d(Pool1d):
    """The largest of the steps under the window, feature by feature; what is added on the sides never wins."""

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        from dltrain.modules import OverSteps

        return OverSteps(nn.MaxPool1d(*self.steps()), self.size, self.stride, 2 * self.padding, blank=-math.inf)


@LAYERS.entry("max_pool2d")
@options
class MaxPool2d(Pool2d):
    """The largest of the pixels under the window, channel by channel; what is added on the sides never wins (Ranzato, Huang,
    Boureau & LeCun, Unsupervised learning of invariant feature hierarchies, 2007)."""

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        return nn.MaxPool2d(*self.steps())


@LAYERS.entry("average_pool1d")
@options
class AveragePool1d(Pool1d):
    """The mean of the steps under the window, feature by feature; what is added on the sides counts as 0."""

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        from dltrain.modules import OverSteps

        return OverSteps(nn.AvgPool1d(*self.steps()), self.size, self.stride, 2 * self.padding)


@LAYERS.entry("average_pool2d")
@options
class AveragePool2d(Pool2d):
    """The mean of the pixels under the window, channel by channel; what is added on the sides counts as 0 (LeCun et al. 1989,
    Backpropagation applied to handwritten zip code recognition, with subsampling)."""

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        return nn.AvgPool2d(*self.steps())


@options
class GlobalPool(Layer):
    """Of (channels, height, width) one number a channel, of (steps, features) one a feature."""

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) not in (2, 3):
            raise misplaced(self, f"{SEQUENCE} or {PICTURE}", shape)
        return (shape[0] if len(shape) == 3 else shape[-1],)


@LAYERS.entry("global_average_pool")
@options
class GlobalAveragePool(GlobalPool):
    """The mean over the whole picture, channel by channel, or over all steps, feature by feature (Lin, Chen & Yan 2014,
    arXiv:1312.4400)."""

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from dltrain.modules import Mean

        return Mean((-2, -1) if len(shape) == 3 else (-2,))


@LAYERS.entry("global_max_pool")
@options
class GlobalMaxPool(GlobalPool):
    """The largest of the whole picture, channel by channel, or of all steps, feature by feature (Collobert et al. 2011, Natural
    language processing (almost) from scratch)."""

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from dltrain.modules import Max

        return Max((-2, -1) if len(shape) == 3 else (-2,))


@LAYERS.entry("attention_pool")
@options
class AttentionPool(Layer):
    """The mean of the steps weighted by softmax(X q / √features): each step counts as much as it agrees with a learned query q,
    one number a feature. q begins at 0, where it is global_average_pool (Yang et al. 2016, Hierarchical attention networks for
    document classification; the scores are those of Vaswani et al. 2017, arXiv:1706.03762).

    Takes (steps, features), makes (features).
    """

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 2:
            raise misplaced(self, SEQUENCE, shape)
        return (shape[-1],)

    def parameters(self, shape: Shape) -> int:
        return shape[-1]

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from dltrain.modules import AttentionPool as Module

        return Module(shape[-1])
