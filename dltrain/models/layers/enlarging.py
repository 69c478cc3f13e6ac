"""Layers that make pictures larger: the transposed convolution, and upsampling without weights."""

from __future__ import annotations

import dataclasses
import math
from typing import ClassVar, Literal

from dltrain.errors import Path
from dltrain.lazy import np, torch
from dltrain.models.activations import Activation
from dltrain.models.initializers import Initializer, Orthogonal
from dltrain.models.layers.base import LAYERS, PICTURE, Defaults, Layer, Shape, ShapeError, block, misplaced
from dltrain.models.layers.convolution import Convolution, needed_dilation
from dltrain.models.layers.windows import Lengths, list_problems, per_axis
from dltrain.types import option, options


@LAYERS.entry("conv_transpose2d")
@options
class ConvTranspose2d(Convolution):
    """The convolution turned around: each pixel that arrives lays the kernel, times its value, onto the larger picture that
    leaves; what overlaps is summed, and a bias added. A stride of 2 doubles height and width (Zeiler et al. 2010,
    Deconvolutional networks; Dumoulin & Visin 2016, arXiv:1603.07285).

    Takes (channels, height, width). What leaves is (length - 1) · stride - 2 · padding + dilation · (kernel - 1) +
    output_padding + 1 high and wide.
    """

    padding: int | list[int] = option(0, help="rows and columns of the result cut off on each side", at_least=0)
    output_padding: int | list[int] = option(
        0, help="rows and columns more, at the bottom and the right; fewer than the stride or the dilation", at_least=0
    )
    dilation: int | list[int] = option(1, help="the distance of the kernel's neighbouring weights in its result", at_least=1)
    axes: ClassVar[int] = 2
    takes: ClassVar[str] = PICTURE

    def problems(self) -> list[tuple[Path, str]]:
        problems = [*super().problems(), *list_problems({"output_padding": self.output_padding})]
        if problems:
            return problems
        kernel, stride, _, dilation, more = self.per_axis()
        for own, step, apart in zip(more, stride, needed_dilation(kernel, dilation), strict=True):
            if own >= max(step, apart):
                said = f"the output_padding of {own} is not smaller than the stride of {step} or the dilation of {apart}"
                return [(("output_padding",), said)]
        return []

    def automatic(self, activation: Activation, defaults: Defaults) -> Initializer:
        # A pixel of the result lies under one weight in height-stride times width-stride: the gain makes up for it.
        chosen = super().automatic(activation, defaults)
        kernel, stride, *_ = self.per_axis()
        missing = math.sqrt(math.prod(min(size, step) for size, step in zip(kernel, stride, strict=True)))
        return dataclasses.replace(chosen, gain=round(chosen.gain * missing, 4)) if isinstance(chosen, Orthogonal) else chosen

    def per_axis(self) -> tuple[tuple[int, ...], ...]:
        """Kernel, stride, padding, dilation and output_padding, each as (height, width)."""
        options: tuple[Lengths, ...] = (self.kernel_size, self.stride, self.padding, self.dilation, self.output_padding)
        return tuple(per_axis(value, self.axes) for value in options)

    def channels_in(self, shape: Shape) -> int:
        return shape[0]

    def lengths(self, shape: Shape) -> Shape:
        return shape[1:]

    def output_shape(self, shape: Shape) -> Shape:
        self.refuse_misfits(shape)
        lengths = []
        for length, kernel, stride, padding, dilation, more in zip(self.lengths(shape), *self.per_axis(), strict=True):
            full = (length - 1) * stride + dilation * (kernel - 1) + more + 1
            if full <= 2 * padding:
                said = f"the padding of {padding} on each side leaves nothing of the {full} that the kernel makes of {length}"
                raise ShapeError(said, "padding")
            lengths.append(full - 2 * padding)
        return (self.channels, *lengths)

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        from dltrain.modules import BatchNorm2d

        kernel, stride, padding, dilation, more = self.per_axis()
        dilation = needed_dilation(kernel, dilation)
        module = nn.ConvTranspose2d(shape[0], self.channels, kernel, stride, padding, more, self.groups, True, dilation)  # type: ignore[arg-type]
        drawn = module.weight.new_empty(self.weight_shape(shape))
        self.initialize(drawn, module.bias, random)  # type: ignore[arg-type]  # it has biases
        by_group = drawn.view(self.groups, -1, *drawn.shape[1:])  # (groups, channels of a group, those that arrive, kernel)
        module.weight.data.copy_(by_group.transpose(1, 2).reshape(module.weight.shape))  # torch has those that arrive first
        return block({"convolution": module, **self.after_weights(self.channels, BatchNorm2d)})


@LAYERS.entry("upsample2d")
@options
class Upsample2d(Layer):
    """Each channel's picture `factor` times as high and wide, without weights; a convolution behind it makes no checkerboard, as
    a transposed one may (Odena, Dumoulin & Olah 2016, Deconvolution and checkerboard artifacts).

    Takes (channels, height, width).
    """

    factor: int | list[int] = option(2, help="how many times as high and wide: one number, or two", at_least=1)
    mode: Literal["nearest", "bilinear"] = option(
        "nearest", help="nearest: each pixel repeated; bilinear: straight lines between the centres of pixels"
    )

    def problems(self) -> list[tuple[Path, str]]:
        return list_problems({"factor": self.factor})

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 3:
            raise misplaced(self, PICTURE, shape)
        height, width = per_axis(self.factor, 2)
        return (shape[0], height * shape[1], width * shape[2])

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        return nn.Upsample(self.output_shape(shape)[1:], mode=self.mode)
