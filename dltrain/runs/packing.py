"""A run's checkpoint as its file has it: the history of the epochs lies among the tensors, because all else of the state is in
the header, whose length is limited."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dltrain import checkpoints, history
from dltrain.history import History
from dltrain.records import Record

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]


def write_checkpoint(path: Path, tensors: Mapping[str, Array], state: Mapping[str, Any]) -> None:
    """As `checkpoints.write`; a History among the state is written as tensors."""
    recorded = state.get("history")
    if isinstance(recorded, History):
        tensors, state = {**tensors, **recorded.tensors()}, {**state, "history": recorded.layout()}
    checkpoints.write(path, tensors, state)


def read_checkpoint(path: Path) -> tuple[dict[str, Array], Record]:
    """The tensors and the state of a checkpoint, its history, where it has one, a History again. Raises InputError,
    DamagedError."""
    tensors, state = checkpoints.read(path)
    own = {name: tensors.pop(name) for name in list(tensors) if name.startswith(history.PREFIX)}
    if "history" in state:
        try:
            state["history"] = history.of_checkpoint(own, state["history"])
        except ValueError as error:
            raise checkpoints.DamagedCheckpointError(path, str(error)) from None
    return tensors, state
