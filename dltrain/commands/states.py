"""What a checkpoint's state must hold, so that one that was made or damaged with a right SHA-256 is told as such."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dltrain.errors import DamagedError
from dltrain.history import History
from dltrain.runs import Checkpoint, Run
from dltrain.spec.loading import load_plain

KINDS: dict[str, type] = {
    "epoch": int,
    "step": int,
    "spec": dict,
    "encoding": dict,
    "labels": list,
    "fingerprint": str,
    "monitor": str,
    "history": History,
    "versions": dict,
}
GARBLED = (KeyError, TypeError, ValueError, AttributeError, IndexError, RuntimeError)  # what reading nonsense raises


def check_state(path: Path, state: Mapping[str, Any]) -> None:
    """Raises DamagedError where something is not there or of another kind."""
    for key, kind in KINDS.items():
        if not isinstance(state.get(key), kind) or (kind is int and state[key] < 0):
            raise DamagedError(f"{path}: its state lacks or garbles '{key}'")


def latest_of(run: Run) -> Checkpoint | None:
    """The run's latest whole checkpoint, whose spec is one. Raises DamagedError."""
    checkpoint = run.latest_checkpoint()
    if checkpoint is not None:
        path = run.checkpoint_path(checkpoint.which)
        check_state(path, checkpoint.state)
        load_plain(checkpoint.state["spec"], str(path))
    return checkpoint


@contextmanager
def told_as_damage(path: Path) -> Iterator[None]:
    """Tells what goes wrong in reading a checkpoint's nonsense as damage."""
    try:
        yield
    except GARBLED as error:
        raise DamagedError(f"{path}: its state lacks or garbles {error}") from None
