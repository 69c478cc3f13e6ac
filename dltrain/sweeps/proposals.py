"""Which setting the trial of a number has: by the number alone in a grid and at random, by the earlier trials too with TPE.

So whichever process asks, and however often, the answer is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dltrain.spec.space import Point, Space
from dltrain.sweeps.points import Past, random_point
from dltrain.sweeps.tpe import tpe_point


@dataclass(frozen=True)
class Search:
    """How the settings of a space are chosen."""

    space: Space
    method: Literal["grid", "random", "tpe"]
    seed: int
    direction: Literal["min", "max"]

    def point(self, number: int, past: Sequence[Past]) -> Point:
        """The point of a trial, from 1 on; `past` holds the trials before it, and those that are under way beside it."""
        if self.method == "grid":
            return self.space.setting(number - 1)
        if self.method == "random":
            return random_point(self.space, self.seed, number)
        return tpe_point(self.space, self.seed, number, past, self.direction)
