"""The plan of a table: a number for each state and action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from dltrain.models.inputs import LayerLine
from dltrain.models.plan import Plan


@dataclass(frozen=True)
class TablePlan:
    """A table of what each action is worth in each state. Made without torch."""

    states: int
    actions: int

    networks: ClassVar[Mapping[str, Plan]] = {}
    normalizes_rows: ClassVar[bool] = False
    gains_from_bfloat16: ClassVar[bool] = False

    @property
    def lines(self) -> tuple[LayerLine, ...]:
        """The table in the table of layers."""
        return (LayerLine("values", "table", (self.actions,), self.parameters),)

    @property
    def parameters(self) -> int:
        """How many numbers it has."""
        return self.states * self.actions

    @property
    def multiplications(self) -> int:
        """None: a number is looked up."""
        return 0

    @property
    def words(self) -> str:
        """`a table of 12 states × 4 actions`."""
        return f"a table of {self.states:,} state{'s' * (self.states != 1)} × {self.actions} actions"

    @property
    def unfilled(self) -> TablePlan:
        """Itself, which begins as zeros."""
        return self
