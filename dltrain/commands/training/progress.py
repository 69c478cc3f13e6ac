"""How far the members of a sweep are, and who shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from dltrain.text.formatting import number


@dataclass(frozen=True)
class Progress:
    """How far one of a member's runs is: the index of its seed, the epoch of so many, the record's losses and the `value`
    of what the best is chosen by. `asks`: whether the member ends here if the answer says so."""

    number: int
    seed_index: int
    epoch: int
    epochs: int
    losses: Mapping[str, float | None]
    value: float | None
    asks: bool = False


@dataclass(frozen=True)
class Line:
    """A member as it is now: its values, how far it is, and in the end the mean over its seeds of what the best is chosen by."""

    number: int
    values: Mapping[str, Any]
    status: str
    progress: Progress | None = None
    seeds: int = 1
    value: float | None = None

    @property
    def place(self) -> str:
        """How far it is, in words."""
        if self.progress is None:
            return self.status
        seed = f"seed {self.progress.seed_index + 1} of {self.seeds}, " if self.seeds > 1 else ""
        return f"{seed}epoch {self.progress.epoch:,} of {self.progress.epochs:,}"

    @property
    def losses(self) -> str:
        """Its losses, in words."""
        known = {} if self.progress is None else self.progress.losses
        return "   ".join(f"{name} {number(value)}" for name, value in known.items())


class Board(Protocol):
    """Shows members, each by its latest line."""

    def show(self, line: Line) -> None:
        """Shows how far a member is."""


class _Blank:
    def show(self, line: Line) -> None:
        pass


@contextmanager
def blank(total: int | None, maximize: bool) -> Iterator[Board]:
    """A board that shows nothing, of so many members."""
    yield _Blank()
