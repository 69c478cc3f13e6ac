"""The patch of a diagnosis: written into a copy of the spec that was trained, and verified by training both."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dltrain.commands.repairing.trained_spec import Source, source_of
from dltrain.diagnosis import Change, Finding
from dltrain.errors import InputError
from dltrain.files.atomic import write_atomically
from dltrain.runs import Run
from dltrain.spec import yaml12
from dltrain.spec.editing import changed
from dltrain.spec.loading import Loaded, load_text
from dltrain.spec.override_paths import paths_in


@dataclass(frozen=True)
class Repair:
    """The spec that was trained, and repaired. `source` says where it stands."""

    source: Source
    before: str
    after: str
    changes: Sequence[Change]

    @property
    def path(self) -> Path:
        """The file of the spec that was trained."""
        return self.source.path

    def loaded(self, text: str, folder: Path | None = None) -> Loaded:
        """One of the two texts, read as a spec in its folder, or another. Raises InputError."""
        return load_text(text, str(self.path), folder or self.path.parent, self.path.stem)


def changes_of(problems: Sequence[Finding]) -> list[Change]:
    """What to change: the patches of all that ails a run, or else of its hints; of each key the first."""
    ills = [finding for finding in problems if finding.ails] or problems
    by_key: dict[str, Change] = {}
    for change in (change for finding in ills for change in finding.patch):
        if not any(key.startswith(f"{change.key}.") or change.key.startswith(f"{key}.") for key in by_key):
            by_key.setdefault(change.key, change)
    return list(by_key.values())


def repair(run: Run, problems: Sequence[Finding]) -> Repair:
    """The spec of a run with the patches of its problems, checked. Raises InputError where there is nothing to change, or it
    cannot be."""
    changes = changes_of(problems)
    if not changes:
        what = "nothing is wrong with it" if not problems else "what was found has no line to change"
        raise InputError(f"'{run.folder}': {what}, so there is no patch to apply")
    source = source_of(run)
    before = _with_sets(source.text, source.sets)
    after = before
    for change in changes:
        after = changed(after, change.key, change.after)
    made = Repair(source, before, after, changes)
    made.loaded(after)
    return made


def _with_sets(text: str, sets: Sequence[str]) -> str:
    for one in sets:
        key, _, value = one.partition("=")
        text = changed(text, key.strip().replace('"', ""), yaml12.parse_value(value).plain())
    return text


def write(made: Repair, file: Path | None) -> Path:
    """Writes the patched spec: into a file that is not there yet, or beside the user's spec under a new name. Raises InputError,
    WriteError."""
    path = file or next(one for one in _names(made) if not one.exists())
    if path.exists():
        raise InputError(f"'{path}' is there already; name another file, or remove it")
    if not path.parent.is_dir():
        raise InputError(f"'{path}' cannot be written: there is no folder '{path.parent}'")
    write_atomically(path, _moved(made.after, made.path.parent, path.parent).encode("utf-8"))
    return path


def _moved(text: str, folder: Path, to: Path) -> str:
    """The text of a spec of one folder that is to lie in another: its relative paths, which begin in its folder, lead where they
    did."""
    before, after = os.path.realpath(folder), os.path.realpath(to)
    if before == after:
        return text
    for key, node in paths_in(yaml12.parse(text)[0]):
        path = str(node.value)
        if not os.path.isabs(path) and not path.startswith("~"):
            text = changed(text, key, os.path.relpath(os.path.join(before, path), after))
    return text


def _names(made: Repair) -> Iterator[Path]:
    """titanic_repaired.yaml, titanic_repaired_2.yaml, and so on."""
    yield Path(f"{made.source.stem}_repaired.yaml")
    number = 2
    while True:
        yield Path(f"{made.source.stem}_repaired_{number}.yaml")
        number += 1


def named(loaded: Loaded, suffix: str) -> Loaded:
    """The same with a name of its own for its runs."""
    name = f"{loaded.experiment.name}_{suffix}"[:100]
    return dataclasses.replace(loaded, experiment=dataclasses.replace(loaded.experiment, name=name))
