"""Augmentation: pictures changed at random each time that they are trained on. Validation and test rows stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

# In the order of the table.
from dltrain.data.transforms.augmentation import moves, policy  # isort: skip
from dltrain.data.transforms.augmentation.base import AUGMENTATIONS, Augmentation
from dltrain.errors import Problem

__all__ = ["AUGMENTATIONS", "Augmentation", "moves", "policy", "problems"]
PATH = ("data", "augment")


def problems(augment: Sequence[Augmentation] | None, shapes: Sequence[tuple[int, ...]]) -> Iterator[Problem]:
    """What of the section does not fit the inputs of the network, of these shapes (rows left out)."""
    pictures = [shape for shape in shapes if len(shape) == 3]
    if augment and not pictures:
        seen = ", ".join(" × ".join(map(str, shape)) for shape in shapes)
        message = f"'augment' can never act: it changes pictures (channels × height × width), but the inputs are {seen} numbers"
        yield Problem(PATH, message, at_key=True)
        return
    augment = augment or ()
    for number, transform in enumerate(augment):
        if found := next((found for shape in pictures if (found := transform.problem(*shape))), None):
            key, message = found
            yield Problem((*PATH, number, key), message)
        if transform.of_light and any(earlier.of_light for earlier in augment[:number]):
            name = AUGMENTATIONS.name_of(transform)
            yield Problem((*PATH, number), f"'{name}' is there already; write more operations in the one: number: 4")
