"""Batch, layer and group normalization."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dltrain.lazy import np, torch
from dltrain.models.layers.base import LAYERS, Defaults, Layer, Shape, ShapeError, channel_axis, shape_words, size
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.models.stages import Stage


def channels_of(shape: Shape) -> int:
    """The axis that is normalized one by one: the features, or the channels of a picture."""
    return shape[channel_axis(shape)]


@LAYERS.entry("batch_norm")
@options
class BatchNorm(Layer):
    """γ (x - mean) / √(variance + ε) + β, over the batch in training, over running statistics afterwards
    (Ioffe & Szegedy 2015, arXiv:1502.03167)."""

    momentum: float = option(0.1, help="how fast the running statistics follow", above=0, at_most=1)
    epsilon: float = option(1e-5, help="added to the variance", above=0)

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) > 3:
            raise ShapeError(f"batch_norm takes at most channels × height × width, but {shape_words(shape)} arrives here")
        return shape

    def normalizes(self, defaults: Defaults) -> bool:
        return True

    def parameters(self, shape: Shape) -> int:
        return 2 * channels_of(shape)

    def stages(self, name: str, shape: Shape) -> list[Stage] | None:
        from dltrain.models.normalized import Normalized

        return [Normalized(name, shape[-1], self.momentum, self.epsilon)] if len(shape) == 1 else None

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:

        from dltrain.modules import BatchNorm1d, BatchNorm2d, LastAxisBatchNorm

        kind = {1: BatchNorm1d, 2: LastAxisBatchNorm, 3: BatchNorm2d}[len(shape)]
        return kind(channels_of(shape), eps=self.epsilon, momentum=self.momentum)


@LAYERS.entry("layer_norm")
@options
class LayerNorm(Layer):
    """γ (x - mean) / √(variance + ε) + β, over the features of each row by itself (Ba, Kiros & Hinton 2016, arXiv:1607.06450).

    Of (steps, features) every step by itself; of a picture all of it.
    """

    by_step: ClassVar[bool] = True

    epsilon: float = option(1e-5, help="added to the variance", above=0)

    def normalized(self, shape: Shape) -> Shape:
        """The axes that a mean and a variance are taken over."""
        return shape if len(shape) != 2 else shape[-1:]

    def normalizes(self, defaults: Defaults) -> bool:
        return True

    def parameters(self, shape: Shape) -> int:
        return 2 * size(self.normalized(shape))

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        return nn.LayerNorm(self.normalized(shape), eps=self.epsilon)


@LAYERS.entry("group_norm")
@options
class GroupNorm(Layer):
    """γ (x - mean) / √(variance + ε) + β, over each group of channels of each row by itself, at all its steps or pixels;
    γ and β are the channel's own (Wu & He 2018, arXiv:1803.08494)."""

    groups: int = option(help="how many groups the channels are parted into", at_least=1)
    epsilon: float = option(1e-5, help="added to the variance", above=0)

    def output_shape(self, shape: Shape) -> Shape:
        if channels_of(shape) % self.groups:
            raise ShapeError(f"groups: {self.groups} does not divide {channels_of(shape)} channels", "groups")
        if size(shape) == self.groups:
            raise ShapeError(
                f"each of {self.groups} groups is a single number here, and normalized it is always 0; take fewer", "groups"
            )
        return shape

    def normalizes(self, defaults: Defaults) -> bool:
        return True

    def parameters(self, shape: Shape) -> int:
        return 2 * channels_of(shape)

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        from dltrain.modules import StepsGroupNorm

        kind = StepsGroupNorm if len(shape) == 2 else nn.GroupNorm
        return kind(self.groups, channels_of(shape), eps=self.epsilon)
