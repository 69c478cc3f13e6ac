"""What to type where a file of a run is damaged or lost; nothing that is damaged as well is ever offered."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dltrain.errors import DamagedError, InputError
from dltrain.files import reading
from dltrain.runs import checkpoints
from dltrain.runs.checkpoint_history import read_checkpoint
from dltrain.runs.names import CHECKPOINTS, SPEC


@contextmanager
def with_remedy(path: Path) -> Iterator[None]:
    """Raises DamagedError of a damaged checkpoint that is read in this block, with what is left to go on with."""
    try:
        yield
    except checkpoints.DamagedCheckpointError as error:
        raise DamagedError(f"{error.what}; {instead_of(path)}") from None


def of_result(folder: Path, name: str, paths: Sequence[Path]) -> str:
    """What to do where a result of a run is damaged; `paths` are the checkpoints that there are of it."""
    if paths and not any(map(is_whole, paths)):
        return again(folder)
    if name != SPEC:
        return f"dltrain resume {shell_quoted(folder)} makes it anew"
    if paths:
        return f"remove it, and dltrain resume {shell_quoted(folder)} writes it anew as its checkpoint has it"
    return "put back what was there, or train again with a spec of your own"


def instead_of(path: Path) -> str:
    """What to use, or to type, where a checkpoint is damaged or lost."""
    folder = path.parent.parent
    is_of_run = path.parent.name == CHECKPOINTS and (folder / SPEC).exists()
    for other in sorted(path.parent.glob("*.safetensors")):
        if other.name != path.name and is_whole(other):
            return f"use '{other}'" + (
                f", or type: dltrain resume {shell_quoted(folder)}, which makes it anew" if is_of_run else ""
            )
    return again(folder) if is_of_run else "copy it here again"


def again(folder: Path) -> str:
    """What to type where no checkpoint of a run is whole."""
    spec = folder / SPEC
    if is_spec(spec):
        return f"no whole checkpoint is left; train again: dltrain train {shell_quoted(spec)}"
    return f"no whole checkpoint is left, nor a whole '{spec}'; train again with a spec of your own"


def is_whole(path: Path) -> bool:
    """Whether a checkpoint can be read."""
    try:
        read_checkpoint(path)
    except (DamagedError, InputError):
        return False
    return True


def is_spec(path: Path) -> bool:
    """Whether a run's spec can be trained again."""
    from dltrain.spec.loading import load_text  # the whole spec, which a list of runs need not wait for

    try:
        load_text(reading.read_text(path), str(path), path.parent, path.parent.name)
    except (DamagedError, InputError):
        return False
    return True


def shell_quoted(path: Path) -> str:
    """A path as a shell takes it."""
    return shlex.quote(str(path))
