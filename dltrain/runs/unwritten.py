"""A run directory that another process writes: this one trains along, and leaves no trace there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dltrain.runs.run import Array, Run, Which


class UnwrittenRun(Run):
    """Reads as a run does; what is to be written, or logged, is another process's business."""

    @contextmanager
    def lock(self) -> Iterator[None]:
        """The process that writes has it."""
        yield

    def _write(self, path: Path, content: bytes | Iterable[bytes]) -> None:
        pass

    def flush(self) -> None:
        """Nothing waits."""

    def append_metrics(self, record: Mapping[str, Any]) -> None:
        """Adds nothing."""

    def log(self, text: str) -> None:
        """Logs nothing."""

    def write_checkpoint(self, which: Which, tensors: Mapping[str, Array], state: Mapping[str, Any]) -> None:
        """Writes nothing."""
