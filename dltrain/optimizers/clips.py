"""Limits on the gradient of a step."""

from __future__ import annotations

from typing import Annotated, Literal

from dltrain.types import Choices, option, options


class Clip:
    """What every limit has: `limit`, the greatest size, of the whole gradient or of each of its numbers."""

    limit: float


CLIPS: Choices[Clip] = Choices("gradient clip")
GradientClip = float | Annotated[Clip, CLIPS] | Literal["none"]


@CLIPS.entry("norm")
@options
class NormClip(Clip):
    """A gradient longer than c is shortened to that: g ← g · min(1, c / ‖g‖), over all parameters; a number alone means this.

    Pascanu, Mikolov & Bengio, On the difficulty of training recurrent neural networks (2013).
    """

    limit: float = option(help="the greatest length (2-norm) of the gradient of all parameters", above=0)


@CLIPS.entry("value")
@options
class ValueClip(Clip):
    """Each number of the gradient stays within ±c: gᵢ ← max(−c, min(gᵢ, c)), which may turn the step's direction.

    Mikolov, Statistical language models based on neural networks (2012), section 3.2.2; PyTorch's clip_grad_value_.
    """

    limit: float = option(help="the greatest size of each number of the gradient", above=0)


def limits_of(clip: GradientClip) -> tuple[float | None, float | None]:
    """The greatest norm of a gradient, and the greatest size of each of its numbers; None: without end."""
    if isinstance(clip, str):
        return None, None
    if isinstance(clip, ValueClip):
        return None, clip.limit
    return float(clip.limit if isinstance(clip, Clip) else clip), None
