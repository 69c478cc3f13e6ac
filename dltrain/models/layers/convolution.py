"""Convolution along steps and over pictures."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from dltrain.errors import Path
from dltrain.lazy import np, torch
from dltrain.models.activations import Activation
from dltrain.models.initializers import Initializer, automatic_normal
from dltrain.models.layers.base import (
    LAYERS,
    PICTURE,
    SEQUENCE,
    Defaults,
    Shape,
    ShapeError,
    WeightedLayer,
    block,
    misplaced,
)
from dltrain.models.layers.windows import list_problems, per_axis, positions, same_padding
from dltrain.types import option, options


@options
class Convolution(WeightedLayer):
    """What both convolutions have in common; one works over `axes` axes beside the channels."""

    channels: int = option(help="how many channels leave", at_least=1)
    kernel_size: int | list[int] = option(help="the kernel's height and width: one number, or two", at_least=1)
    stride: int | list[int] = option(1, help="how far the kernel moves from one position to the next", at_least=1)
    padding: int | list[int] | Literal["same"] = option(
        0, help="zeros added on each side; same: as many as leave ⌈length / stride⌉ positions", at_least=0
    )
    dilation: int | list[int] = option(1, help="the distance of the kernel's neighbouring weights in its input", at_least=1)
    groups: int = option(
        1, help="groups of channels, each convolved by itself; as many as channels arrive: depthwise", at_least=1
    )
    axes: ClassVar[int]
    takes: ClassVar[str]

    def problems(self) -> list[tuple[Path, str]]:
        listed = {"kernel_size": self.kernel_size, "stride": self.stride, "padding": self.padding, "dilation": self.dilation}
        problems = [*super().problems(), *list_problems(listed)]
        if self.channels % self.groups:
            problems.append((("groups",), f"groups: {self.groups} does not divide {self.channels} channels"))
        return problems

    def automatic(self, activation: Activation, defaults: Defaults) -> Initializer:
        # The channels of several groups are no sum of the same inputs, and cannot be at right angles.
        return super().automatic(activation, defaults) if self.groups == 1 else automatic_normal(activation)

    def channels_in(self, shape: Shape) -> int:
        """How many channels arrive."""
        raise NotImplementedError

    def lengths(self, shape: Shape) -> Shape:
        """The axes that the kernel moves along."""
        raise NotImplementedError

    def weight_shape(self, shape: Shape) -> Shape:
        """(channels, channels of a group, *kernel)."""
        return (self.channels, self.channels_in(shape) // self.groups, *per_axis(self.kernel_size, self.axes))

    def paddings(self, lengths: Shape) -> tuple[tuple[int, int], ...]:
        """The zeros before and after each axis."""
        if self.padding != "same":
            return tuple((zeros, zeros) for zeros in per_axis(self.padding, self.axes))
        options = (per_axis(value, self.axes) for value in (self.kernel_size, self.stride, self.dilation))
        sizes = zip(lengths, *options, strict=True)
        return tuple(same_padding(length, dilation * (kernel - 1) + 1, stride) for length, kernel, stride, dilation in sizes)

    def refuse_misfits(self, shape: Shape) -> None:
        """Raises ShapeError where the axes are others, or the groups or the initializer do not fit what arrives."""
        if len(shape) != self.axes + 1:
            raise misplaced(self, self.takes, shape)
        if self.channels_in(shape) % self.groups:
            raise ShapeError(f"groups: {self.groups} does not divide {self.channels_in(shape)} channels", "groups")
        problem = self.initializer.problem(self.weight_shape(shape)) if self.initializer else None
        if problem:
            raise ShapeError(problem, "initializer")

    def positions(self, shape: Shape) -> Shape:
        """How many positions the kernel has along each axis. Raises ShapeError."""
        self.refuse_misfits(shape)
        lengths = self.lengths(shape)
        kernel, stride, dilation = (per_axis(value, self.axes) for value in (self.kernel_size, self.stride, self.dilation))
        return positions(lengths, kernel, stride, self.paddings(lengths), dilation, "kernel", "kernel_size")

    def parameters(self, shape: Shape) -> int:
        return math.prod(self.weight_shape(shape)) + self.channels + self.extra_parameters(self.channels)

    def convolution(self, kind: type[torch.nn.Module], shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        """The weights and the zeros around, for (rows, channels, lengths...)."""
        from torch import nn

        paddings = self.paddings(self.lengths(shape))
        even = all(before == after for before, after in paddings)
        kernel, stride, dilation = (per_axis(value, self.axes) for value in (self.kernel_size, self.stride, self.dilation))
        own = tuple(before for before, _ in paddings) if even else 0
        dilation = needed_dilation(kernel, dilation)
        module = kind(self.channels_in(shape), self.channels, kernel, stride, own, dilation, self.groups)
        self.initialize(module.weight, module.bias, random)  # type: ignore[arg-type]  # they are tensors
        if even:
            return module
        around = tuple(count for pair in reversed(paddings) for count in pair)  # torch counts from the last axis
        zeros: type[torch.nn.Module] = nn.ZeroPad1d if self.axes == 1 else nn.ZeroPad2d
        return nn.Sequential(zeros(around), module)


def needed_dilation(kernel: tuple[int, ...], dilation: tuple[int, ...]) -> tuple[int, ...]:
    """The dilation along each axis; 1 where the kernel is 1: it has nothing to dilate, and torch 2.13 may crash."""
    return tuple(1 if size == 1 else steps for size, steps in zip(kernel, dilation, strict=True))


@LAYERS.entry("conv1d")
@options
class Conv1d(Convolution):
    """Each channel at each step a weighted sum of all features of the steps under the kernel, and a bias; the same weights at
    every step (Waibel et al. 1989, time-delay networks). A cross-correlation: the kernel is not flipped.

    Takes (steps, features), makes (positions, channels).
    """

    kernel_size: int = option(help="the kernel's length in steps", at_least=1)
    stride: int = option(1, help="how far the kernel moves from one position to the next", at_least=1)
    padding: int | Literal["same"] = option(
        0, help="zeros added on each side; same: as many as leave ⌈steps / stride⌉ positions", at_least=0
    )
    dilation: int = option(1, help="the distance of the kernel's neighbouring weights in its input", at_least=1)
    axes: ClassVar[int] = 1
    takes: ClassVar[str] = SEQUENCE

    def channels_in(self, shape: Shape) -> int:
        return shape[-1]

    def lengths(self, shape: Shape) -> Shape:
        return shape[:-1]

    def output_shape(self, shape: Shape) -> Shape:
        return (*self.positions(shape), self.channels)

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        from dltrain.modules import LastAxisBatchNorm, OverSteps

        same = self.padding == "same"  # as many steps as a window of one step leaves
        reach = 1 if same else self.dilation * (self.kernel_size - 1) + 1
        padding = 0 if same else 2 * int(self.padding)
        convolution = OverSteps(self.convolution(nn.Conv1d, shape, random), reach, self.stride, padding)
        return block({"convolution": convolution, **self.after_weights(self.channels, LastAxisBatchNorm)})


@LAYERS.entry("conv2d")
@options
class Conv2d(Convolution):
    """Each channel at each pixel a weighted sum of all channels of the pixels under the kernel, and a bias; the same weights at
    every pixel (LeCun et al. 1998, Gradient-based learning applied to document recognition). A cross-correlation: the kernel is
    not flipped.

    Takes (channels, height, width).
    """

    axes: ClassVar[int] = 2
    takes: ClassVar[str] = PICTURE

    def channels_in(self, shape: Shape) -> int:
        return shape[0]

    def lengths(self, shape: Shape) -> Shape:
        return shape[1:]

    def output_shape(self, shape: Shape) -> Shape:
        return (self.channels, *self.positions(shape))

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        from dltrain.modules import BatchNorm2d

        convolution = self.convolution(nn.Conv2d, shape, random)
        return block({"convolution": convolution, **self.after_weights(self.channels, BatchNorm2d)})
