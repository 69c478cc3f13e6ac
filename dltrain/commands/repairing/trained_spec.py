"""The spec that a run was trained by, where it is to be changed and trained again: the user's own file, wherever it says that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dltrain.commands.loading.origin import origin_of
from dltrain.commands.loading.own_spec import own_spec
from dltrain.errors import InputError
from dltrain.files.reading import read_text
from dltrain.runs import Run
from dltrain.runs.sweeps import SweepRecord, best_spec_path, is_search, read_best_spec, read_sweep
from dltrain.spec.loading import STDIN


@dataclass(frozen=True)
class Source:
    """A spec that was trained: its file and its text, what was set over it on the command line, and whose it is, in words.
    `stem` is what files that are made of it begin with."""

    path: Path
    text: str
    stem: Path
    whose: str
    sets: Sequence[str] = ()


def source_of(run: Run) -> Source:
    """The user's file, with what was set over it. Of a sweep that varies keys of it, and of its members, that would be another
    experiment: there it is the spec of the best member, and the member's own. So it is where the user's file is not known any
    more. Raises InputError, where a sweep has no best member yet; DamagedError."""
    folder = run.folder.resolve()
    record = read_sweep(folder) if is_search(folder) else SweepRecord()
    if any(member.values for member in record.members):
        if not best_spec_path(folder).is_file():
            raise InputError(f"'{run.folder}': the sweep has no best member yet, whose spec to change; go on with it first")
        whose = f"the spec of member {record.best}, the best of the sweep,"
        return Source(best_spec_path(run.folder), read_best_spec(run), Path(folder.name), whose)
    if is_search(folder.parent):
        stem = Path(f"{folder.parent.name}_{folder.name}")
        return Source(run.spec_path, own_spec(run, as_written=True).text.text, stem, "the spec of this member of the sweep")
    origin = origin_of(run)
    if origin is None or is_search(origin.path.parent):
        began = run.origin()
        why = "came through stdin" if began and began.path == Path(STDIN) else "is not known any more"
        whose = f"the run's own spec, since the user's {why},"
        return Source(run.spec_path, own_spec(run, as_written=True).text.text, Path(folder.name), whose)
    return Source(origin.path, read_text(origin.path), origin.path.with_suffix(""), f"'{origin.path}'", origin.sets)
