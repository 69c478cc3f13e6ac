"""A run directory that another process writes: this one trains along, and leaves no trace there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dltrain.files.reading import JsonObject
from dltrain.runs.run import Array, Run, Which
from dltrain.runs.samples import Samples


class _Unsampled(Samples):
    """Takes no samples down."""

    def add(self, sample: Mapping[str, Any]) -> None:
        """Adds nothing."""

    def cut(self, is_kept: Callable[[JsonObject], bool]) -> list[JsonObject]:
        """Cuts nothing, and knows of nothing."""
        return []


class UnwrittenRun(Run):
    """Reads as a run does; what is to be written, or logged, is another process's business."""

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "health", _Unsampled(self.health.path, self.check_lock))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """The process that writes has it."""
        yield

    def _write(self, path: Path, content: bytes | Iterable[bytes]) -> None:
        pass

    def flush(self) -> None:
        """Nothing waits."""

    def reopen(self, *, begins: bool = False) -> None:
        """Takes nothing away."""

    def append_metrics(self, record: Mapping[str, Any]) -> None:
        """Adds nothing."""

    def log(self, text: str) -> None:
        """Logs nothing."""

    def write_checkpoint(self, which: Which, tensors: Mapping[str, Array], state: Mapping[str, Any]) -> None:
        """Writes nothing."""
