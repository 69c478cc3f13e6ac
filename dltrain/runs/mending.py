"""What to do where something of a run is damaged or lost: never to use what is damaged as well."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dltrain import checkpoints, records
from dltrain.errors import DamagedError, InputError
from dltrain.runs.names import CHECKPOINTS, SPEC
from dltrain.spec.loading import load_text

if TYPE_CHECKING:
    import numpy.typing as npt


def read_checkpoint(path: Path) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """A checkpoint's tensors and state, as `checkpoints.read`; of a damaged one the error says what is left to go on with."""
    try:
        return checkpoints.read(path)
    except checkpoints.DamagedCheckpointError as error:
        raise DamagedError(f"{error.what}; {instead_of(path)}") from None


def instead_of(path: Path) -> str:
    """What to use, or to type, where a checkpoint is damaged or lost."""
    folder = path.parent.parent
    is_of_run = path.parent.name == CHECKPOINTS and (folder / SPEC).exists()
    for other in sorted(path.parent.glob("*.safetensors")):
        if other.name != path.name and is_whole(other):
            return f"use '{other}'" + (f", or type: dltrain resume {quoted(folder)}, which makes it anew" if is_of_run else "")
    return again(folder) if is_of_run else "copy it here again"


def again(folder: Path) -> str:
    """What to type where no checkpoint of a run is whole."""
    spec = folder / SPEC
    if is_spec(spec):
        return f"no whole checkpoint is left; train again: dltrain train {quoted(spec)}"
    return f"no whole checkpoint is left, nor a whole '{spec}'; train again with a spec of your own"


def is_whole(path: Path) -> bool:
    """Whether a checkpoint can be read."""
    try:
        checkpoints.read(path)
    except (DamagedError, InputError):
        return False
    return True


def is_spec(path: Path) -> bool:
    """Whether a run's spec can be trained again."""
    try:
        load_text(records.read_text(path), str(path), path.parent, path.parent.name)
    except (DamagedError, InputError):
        return False
    return True


def quoted(path: Path) -> str:
    """A path as a shell takes it."""
    return shlex.quote(str(path))
