"""The spec that lies in a run's folder: written by dltrain, so that one that cannot be read is damage, not its user's mistake."""

from __future__ import annotations

from collections.abc import Sequence

import dltrain.runs as runs
from dltrain.errors import DamagedError, InputError
from dltrain.runs import Run
from dltrain.spec.loading import Loaded, load_text
from dltrain.spec.parts import PartsError


def own_spec(run: Run, sets: Sequence[str] = (), *, as_written: bool = False) -> Loaded:
    """The spec of a run, with what is set over it; `as_written` refuses one that was changed since the run's end.

    Raises DamagedError where it is no spec, InputError where what is set over it cannot be.
    """
    text = run.read_spec(as_written=as_written)
    try:
        loaded = _read(run, text)
    except PartsError:
        raise
    except InputError as error:
        raise DamagedError(f"'{run.spec_path}' is damaged: it is no spec any more; {run.remedy(runs.SPEC)}\n{error}") from None
    return _read(run, text, sets) if sets else loaded


def _read(run: Run, text: str, sets: Sequence[str] = ()) -> Loaded:
    return load_text(text, str(run.spec_path), run.folder, run.folder.name, sets)
