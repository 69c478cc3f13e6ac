"""What every change of pictures answers, and the table of them.

Each takes a batch as the network sees it, float (rows, channels, height, width), after scaling, and the generator of the step,
from which each row draws its own change. What moves into a picture at its border repeats the border's pixels.
"""

from __future__ import annotations

from typing import ClassVar

from dltrain.lazy import Tensor, torch
from dltrain.types import Choices


class Augmentation:
    """A random change of pictures; its options are the fields of the entry."""

    of_light: ClassVar[bool] = False  # whether it takes pictures whose channels go from 0, black, to 1, white

    def problem(self, channels: int, height: int, width: int) -> tuple[str, str] | None:
        """The option that does not fit pictures of this shape, and what to say of it."""
        return None

    def apply(self, pictures: Tensor, generator: torch.Generator) -> Tensor:
        """The changed pictures, a new tensor of the same shape."""
        raise NotImplementedError


AUGMENTATIONS: Choices[Augmentation] = Choices("augmentation")
