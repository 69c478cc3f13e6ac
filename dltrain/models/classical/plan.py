"""The plan of a classical model: how many numbers of a row it is fitted to, and how many outputs it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from dltrain.models.inputs import LayerLine
from dltrain.models.plan import Plan


@dataclass(frozen=True)
class FittedPlan:
    """A model that is fitted at once, whose size only the fit tells. Made without torch."""

    name: str
    inputs: int
    outputs: int

    networks: ClassVar[Mapping[str, Plan]] = {}
    normalizes_rows: ClassVar[bool] = False
    gains_from_bfloat16: ClassVar[bool] = False
    lines: ClassVar[tuple[LayerLine, ...]] = ()
    parameters: ClassVar[int] = 0
    multiplications: ClassVar[int] = 0

    @property
    def words(self) -> str:
        """`a forest of 4 numbers`."""
        return f"{self.name.replace('_', ' ')} on {self.inputs:,} number{'s' * (self.inputs != 1)} a row"

    @property
    def unfilled(self) -> FittedPlan:
        """Itself, which begins with nothing."""
        return self
