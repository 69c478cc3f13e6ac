"""`dltrain.train` in Python."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any

from dltrain.commands.train import train_loaded
from dltrain.python.carrying import carried_out
from dltrain.python.run import Run
from dltrain.python.specs import SpecLike, read_spec


def train(
    spec: SpecLike,
    *,
    run_dir: str | os.PathLike[str] | None = None,
    note: str | None = None,
    pictures: bool = True,
    **overrides: Any,
) -> Run:
    """Trains the experiment of a spec, a file or a mapping, and returns its run, as `dltrain train` does.

    spec: a YAML file, or the same as mappings, lists and scalars; of a mapping paths begin in the current folder
    overrides: keys of the spec with what takes the place of their values, `training__epochs=30` or `**{"training.epochs": 30}`
    run_dir: a new or empty folder for the run; `runs/<name>-<n>` of the current folder if omitted
    note: whatever is worth noting of it, which `dltrain runs` shows
    pictures: whether charts are drawn

    What the command says on the way goes to the log of Python, `logging.getLogger("dltrain")`, at level INFO.

    Raises InputError, with the text of the command's, before anything is written; Unfinished, with everything saved, where the
    training diverges; Interrupted, a KeyboardInterrupt, likewise at Ctrl-C.
    """
    loaded = dataclasses.replace(read_spec(spec, overrides), note=note)
    folder = None if run_dir is None else Path(run_dir)
    return Run(carried_out(lambda display: train_loaded(loaded, folder, display), pictures=pictures))
