"""A policy: some of many operations, drawn for each picture."""

from __future__ import annotations

from typing import ClassVar, Literal

from dltrain.data.transforms.augmentation.base import AUGMENTATIONS, Augmentation
from dltrain.data.transforms.augmentation.operations import OPERATIONS
from dltrain.errors import listing
from dltrain.lazy import Tensor, copy_to, torch
from dltrain.types import option, options

STRONGEST = 30.0  # the largest magnitude


@AUGMENTATIONS.entry("rand_augment")
@options
class RandAugment(Augmentation):
    """Takes each picture through `number` operations, drawn anew each time, all of one magnitude (RandAugment, Cubuk et al. 2020,
    arXiv:1909.13719). None of them mirrors a picture or turns it around, so that a 6 stays a 6; write flip beside it where
    a mirrored picture is the same thing. Black and white are the darkest and the lightest pixel of a channel in the training
    rows.
    """

    of_light: ClassVar[bool] = True

    number: int = option(2, help="how many operations, one after another", at_least=1, most=10)
    magnitude: float = option(9.0, help="how strong they are", above=0, at_most=STRONGEST)
    operations: list[
        Literal[
            "shear",
            "translate",
            "rotate",
            "brightness",
            "contrast",
            "colour",
            "sharpness",
            "posterize",
            "solarize",
            "autocontrast",
            "equalize",
        ]
    ] = option(None, help="which are drawn from; all, colour only where there are three channels, if omitted")

    def problem(self, channels: int, height: int, width: int) -> tuple[str, str] | None:
        if self.operations is not None and not self.operations:
            return "operations", "'operations' is empty; name some, or leave it out for all"
        if "colour" in (self.operations or ()) and channels != 3:
            others = listing([name for name in OPERATIONS if name != "colour"], len(OPERATIONS))
            return "operations", f"'colour' needs three channels, and the pictures have {channels}; there are {others}"
        return None

    def apply(self, pictures: Tensor, generator: torch.Generator) -> Tensor:
        rows, channels = pictures.shape[:2]
        all_that_fit = [name for name, one in OPERATIONS.items() if channels == 3 or not one.colours]
        names: list[str] = list(self.operations or all_that_fit)
        # On the CPU: what is to be done must be known here, and nothing is to wait for a GPU.
        source = generator if generator.device.type == "cpu" else torch.Generator().manual_seed(generator.initial_seed())
        pictures = pictures.clone()
        for _ in range(self.number):
            chosen = torch.randint(len(names), (rows,), generator=source)
            signs = torch.randint(2, (rows,), generator=source).float().mul_(2).sub_(1)
            order, counts = chosen.argsort(stable=True), chosen.bincount(minlength=len(names)).tolist()
            rows_of, signs_of = (torch.split(copy_to(one, pictures), counts) for one in (order, signs[order]))
            for name, index, sign in zip(names, rows_of, signs_of, strict=True):
                if len(index):
                    operation = OPERATIONS[name]
                    strength = (sign if operation.signed else sign.abs()) * (operation.most * self.magnitude / STRONGEST)
                    pictures[index] = operation.apply(pictures[index], strength)
        return pictures
