"""`dltrain.runs` in Python."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

from dltrain.commands import runs as command
from dltrain.lazy import polars
from dltrain.python.run import Run
from dltrain.runs import RUNS


class Runs(Sequence[Run]):
    """The runs of a folder; `frame` has a row for each, with the columns of `dltrain runs --json`."""

    def __init__(self, lines: Sequence[command.RunLine]) -> None:
        self._lines = lines

    @property
    def frame(self) -> polars.DataFrame:
        """A row a run: its folder, name, status, when it began, its first metric by split, the baseline, what was found first."""
        return polars.DataFrame([line.plain() for line in self._lines], infer_schema_length=None)

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> Run: ...

    @overload
    def __getitem__(self, index: slice) -> Runs: ...

    def __getitem__(self, index: int | slice) -> Run | Runs:
        return Runs(self._lines[index]) if isinstance(index, slice) else Run(self._lines[index].run)

    def __iter__(self) -> Iterator[Run]:
        return (Run(line.run) for line in self._lines)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self)) or "<no runs>"

    def _repr_html_(self) -> str:
        shown = [field.name for field in dataclasses.fields(command.RunLine) if field.name in SHOWN]
        return self.frame.select(shown)._repr_html_() if self._lines else "no runs"


SHOWN = ("run", "status", "started", "epochs", "metric", "validation", "test", "finding", "note")  # in a notebook


def runs(folder: str | os.PathLike[str] = RUNS, *, sort_by: str = "started", limit: int | None = None) -> Runs:
    """The runs of a folder, the newest first, as `dltrain runs` lists them; damaged ones are among them.

    sort_by: started, run, name, status, epochs or seconds, or a metric, by its validation value: the best first
    limit: how many at most

    Raises InputError where there is no such folder or column.
    """
    return Runs(command.runs(folder=Path(folder), sort_by=sort_by, limit=limit))
