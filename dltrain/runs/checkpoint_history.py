"""A run's checkpoint as its file has it: the history of the epochs lies among the tensors, because all else of the state is in
the header, whose length is limited.

How long the epochs took stays in the header, as text, so that the tensors of two runs of one spec are the same bit for bit; of a
very long training only the last of these times are kept.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dltrain.files.reading import JsonObject
from dltrain.lazy import NDArray
from dltrain.runs import checkpoints, history
from dltrain.runs.history import History
from dltrain.runs.older import with_means

Array = NDArray[Any]

TIMES = ("seconds", "rows_per_second")  # which vary between repeats
MAX_TIMES = 2**20  # epochs: 22 MB of text


def write_checkpoint(path: Path, tensors: Mapping[str, Array], state: Mapping[str, Any]) -> None:
    """As `checkpoints.write`; a History among the state is written as tensors."""
    recorded = state.get("history")
    if isinstance(recorded, History):
        columns = recorded.tensors()
        times = {name: columns.pop(history.PREFIX + name) for name in TIMES if history.PREFIX + name in columns}
        layout = recorded.layout() | {"times": {name: column_as_text(column[-MAX_TIMES:]) for name, column in times.items()}}
        tensors, state = {**tensors, **columns}, {**state, "history": layout}
    checkpoints.write(path, tensors, state)


def read_checkpoint(path: Path) -> tuple[dict[str, Array], JsonObject]:
    """The tensors and the state of a checkpoint, its history, where it has one, a History again. Raises InputError,
    DamagedError."""
    tensors, state = checkpoints.read(path)
    columns = {name: tensors.pop(name) for name in list(tensors) if name.startswith(history.PREFIX)}
    if "history" in state:
        layout = state["history"]
        try:
            if isinstance(layout, dict) and "times" in layout:
                columns |= times_of(layout["times"], len(columns.get(f"{history.PREFIX}epoch", ())))
            state["history"] = history.of_checkpoint(columns, layout)
        except ValueError as error:
            raise checkpoints.DamagedCheckpointError(path, str(error)) from None
    return with_means(tensors, state), state


def column_as_text(column: Array) -> str:
    """A column of numbers, (epochs,), as base 64 of little-endian float64."""
    return base64.b64encode(column.astype("<f8").tobytes()).decode("ascii")


def times_of(times: Any, epochs: int) -> dict[str, Array]:
    """The columns of times, (epochs,): NaN for those that were not kept. Raises ValueError, which names the key."""
    import numpy as np

    if not isinstance(times, dict) or not set(times) <= set(TIMES):
        raise ValueError(f"history.times must be a mapping of {' and '.join(TIMES)}")
    columns = {}
    for name, text in times.items():
        try:
            kept = np.frombuffer(base64.b64decode(text, validate=True), "<f8").astype(np.float64)
        except (ValueError, TypeError):
            raise ValueError(f"history.times.{name} must be numbers of 8 bytes in base 64") from None
        columns[history.PREFIX + name] = np.concatenate([np.full(max(0, epochs - len(kept)), np.nan), kept])
    return columns


def progress(path: Path, state: JsonObject) -> tuple[int, int]:
    """How far training was when a checkpoint was written: epoch and step. Raises DamagedCheckpointError."""
    epoch, step = state.get("epoch"), state.get("step", 0)
    if not isinstance(epoch, int) or not isinstance(step, int):
        raise checkpoints.DamagedCheckpointError(path, "it does not say how far training was")
    return epoch, step
