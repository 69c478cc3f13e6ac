"""A spec as Python has it, a file or a mapping, and what is set over it by keywords."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dltrain.python.plain import plain
from dltrain.python.tables import frame_columns, keep
from dltrain.runs import RUNS
from dltrain.spec.loading import Loaded, load, load_text
from dltrain.spec.parts import permitted
from dltrain.spec.writing import in_line, in_lines

SpecLike = str | os.PathLike[str] | Mapping[str, Any]
KEPT = "data"  # the folder of tables that came as frames
NAME, STEM = "<spec>", "experiment"  # of a spec without a file: in messages, and of its runs


def read_spec(spec: SpecLike, overrides: Mapping[str, Any]) -> Loaded:
    """The spec with the overrides, checked as the command line checks it; paths in a mapping begin in the current folder.

    Raises InputError with every problem of both.
    """
    sets = sets_of({key: _in_a_file(value) for key, value in overrides.items()})
    with permitted():
        if isinstance(spec, Mapping):
            data = spec.get("data")
            if isinstance(data, Mapping) and "source" in data:
                spec = {**spec, "data": {**data, "source": _in_a_file(data["source"])}}
            return load_text(in_lines(plain(spec, "")), NAME, Path(), STEM, sets)
        return load(Path(spec), sets)


def _in_a_file(value: Any) -> Any:
    """Of a frame the path of a file that it is kept in, beside the runs, so that a run can go on; else the value."""
    columns = frame_columns(value) if hasattr(value, "columns") or hasattr(value, "collect") else None
    return value if columns is None else keep(columns, RUNS / KEPT)


def sets_of(overrides: Mapping[str, Any]) -> list[str]:
    """The words of `--set` that say the same: `training__epochs` and `training.epochs` are the same key.

    A key with a dot is taken as it stands, so that `__` is part of a name there.
    """
    keys = {key: key if "." in key or '"' in key else key.replace("__", ".") for key in overrides}
    return [f"{keys[key]}={in_line(plain(value, keys[key]))}" for key, value in overrides.items()]
