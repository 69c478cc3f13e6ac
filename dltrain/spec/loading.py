"""A spec file and its `--set` overrides become an Experiment, or one error that shows every problem where it was written."""

from __future__ import annotations

import dataclasses
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.errors import DamagedError, InputError, Problem, did_you_mean
from dltrain.spec import overrides, parts, yaml12
from dltrain.spec.experiment import Experiment, problems, run_name
from dltrain.spec.grids import apply_grid, replaced_by
from dltrain.spec.messages import shown
from dltrain.spec.nodes import Mark, Node
from dltrain.spec.override_paths import anchor, forget_origin
from dltrain.spec.parameters import section_problems, space_in
from dltrain.spec.reading import Reader
from dltrain.spec.settings import anchor_parameters, read_setting
from dltrain.spec.space import Space
from dltrain.spec.spec_text import SpecText, error_at
from dltrain.spec.unread import until_unread

STDIN = "<stdin>"  # the name of a spec that came through it, in messages and where its run says how it began


@dataclass(frozen=True)
class Loaded:
    """A spec that was read without problems; `text` can still show where a problem with the data comes from, `sets` are what was
    set over it, `grids` the parameters of a sweep that were given beside it, `replaced` the keys of those that the file has as
    well, `space` what the sweep chooses from, `command` the words that were typed to train it, `note` what its user noted."""

    experiment: Experiment
    text: SpecText
    folder: Path
    sets: tuple[str, ...] = ()
    grids: tuple[str, ...] = ()
    space: Space = Space()
    command: str | None = None
    note: str | None = None
    replaced: tuple[str, ...] = ()

    def setting(self, values: Mapping[str, Any]) -> Loaded:
        """The spec of a setting of its sweep: with these values, by key, and without the sweep. Raises InputError."""
        experiment, root, faults = read_setting(self.text.root, values)
        if faults:
            raise error_at(self.text.name, self.text.text, faults)
        experiment = dataclasses.replace(experiment, name=self.experiment.name)
        text = dataclasses.replace(self.text, root=root)
        return dataclasses.replace(self, experiment=experiment, text=text, grids=(), space=Space())


def load(path: Path, sets: Sequence[str] = (), grids: Sequence[str] = ()) -> Loaded:
    """Reads a spec file, or what comes through stdin where the path is `-`. `grids`: parameters of its sweep, as `KEY=V1,V2`.

    Raises InputError with every problem of file and command line.
    """
    if path == Path("-"):
        return load_text(_text_of_stdin(), STDIN, Path(), "stdin", sets, grids, use=parts.given())
    return load_text(_text_of(path), str(path), path.parent, path.stem, sets, grids, use=parts.given())


def load_text(
    text: str,
    name: str,
    folder: Path,
    stem: str,
    sets: Sequence[str] = (),
    grids: Sequence[str] = (),
    *,
    use: Sequence[str] = (),
) -> Loaded:
    """Reads a spec. `stem` is the name of its runs where it has none of its own, `use` are files of parts besides those that it
    names. Raises InputError."""
    try:
        root, faults = yaml12.parse(text)
    except yaml12.Fault as fault:
        raise error_at(name, text, [(fault.mark, fault.message)]) from None
    marked = [(fault.mark, fault.message) for fault in faults]
    if not isinstance(root.value, dict):
        expected = "a spec is a mapping with the keys 'data', 'model' and 'training'"
        raise error_at(name, text, [*marked, (root.mark, f"{expected}, not {shown(root.plain())}")])
    replaced = replaced_by(root, grids)
    for apply, words in ((overrides.apply, sets), (apply_grid, grids)):
        for index, word in enumerate(words):
            try:
                apply(root, word, index)
            except overrides.OverrideFault as fault:
                marked.append((fault.mark, fault.message))
    parts.settle(root, folder, use)
    marked += anchor(root, folder) if sets or grids else []
    anchor_parameters(root, folder)
    forget_origin(root)
    spec_text = SpecText(name, text, root)
    experiment, problems_found = _read(root)
    space, faults_of_space = space_in(root)
    marked += faults_of_space
    problems_found += until_unread(section_problems(experiment, space, is_sound=not faults_of_space))
    if problems_found or marked:
        spoilt = {mark for mark, _ in marked}  # what is said of a value with a tag goes without saying
        raise error_at(name, text, [*marked, *(fault for fault in spec_text.placed(problems_found) if fault[0] not in spoilt)])
    if experiment.name is None:
        experiment = dataclasses.replace(experiment, name=run_name(stem))
    return Loaded(experiment, spec_text, folder, tuple(sets), tuple(grids), space, replaced=replaced)


def load_plain(values: dict[str, Any], name: str) -> Experiment:
    """An experiment out of plain values, such as a checkpoint holds. Raises DamagedError naming `name` where they are none,
    InputError where it takes parts that nobody has named."""
    parts.require(values, name)
    experiment, problems_found = _read(_node(values, 0, name))
    if problems_found:
        what = "; ".join(f"'{'.'.join(map(str, ('spec', *problem.path)))}': {problem.message}" for problem in problems_found)
        raise DamagedError(f"{name}: its spec is not one that this dltrain reads: {what}")
    return experiment


def _node(value: Any, depth: int, name: str) -> Node:
    if depth > yaml12.MAX_DEPTH:
        raise DamagedError(f"{name}: 'spec' is nested more than {yaml12.MAX_DEPTH} deep")
    if isinstance(value, dict):
        children = {key: _node(child, depth + 1, name) for key, child in value.items()}
        return Node(children, Mark(), dict.fromkeys(value, Mark()))
    if isinstance(value, list):
        return Node([_node(child, depth + 1, name) for child in value], Mark())
    return Node(yaml12.bounded(value) if type(value) is int else value, Mark())


def _read(root: Node) -> tuple[Experiment, list[Problem]]:
    """The experiment, not to be used where there are problems, and all problems, those across keys too."""
    reader = Reader(Experiment)
    experiment = reader.instance(Experiment, root, ())
    return experiment, [*reader.problems, *problems(experiment)]


def _text_of(path: Path) -> str:
    if not os.path.exists(path):
        raise InputError(f"{path}: no such file{_near(path)}")
    if path.is_dir():
        specs = sorted(entry.name for entry in path.glob("*.y*ml"))
        hint = f"; write {path / specs[0]}" if len(specs) == 1 else f"; it holds {', '.join(specs[:8])}" if specs else ""
        raise InputError(f"{path}: a folder, not a spec{hint}")
    if path.name.lower().endswith((".csv", ".csv.gz", ".tsv", ".tsv.gz", ".parquet", ".npz", ".xlsx")):
        raise InputError(f"{path}: a table, not a spec; for a first spec of it write dltrain init {shlex.quote(str(path))}")
    if not path.is_file():
        raise InputError(f"{path}: a pipe or a device, not a spec; write - in its place, and pipe into the command what it gives")
    try:
        with path.open("rb") as file:
            return _decoded(str(path), file.read(yaml12.MAX_BYTES + 1))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _text_of_stdin() -> str:
    """The spec that comes through stdin. Raises InputError where nothing can come, or comes."""
    if sys.stdin is None or sys.stdin.closed:
        raise InputError(f"{STDIN}: it is closed; name a file, or pipe a spec into the command")
    if sys.stdin.isatty():
        sys.stderr.write("reading the spec from the terminal: its YAML, then Ctrl-D (Ctrl-Z on Windows)\n")
    text = _decoded(STDIN, sys.stdin.buffer.read(yaml12.MAX_BYTES + 1))
    if not text.strip():
        raise InputError(f"{STDIN}: nothing came; expected a spec, as in dltrain train - < titanic.yaml")
    return text


def _decoded(name: str, raw: bytes) -> str:
    """The text of a spec. Raises InputError where it is too long, or not UTF-8."""
    if len(raw) > yaml12.MAX_BYTES:
        raise InputError(f"{name}: larger than {yaml12.MAX_BYTES // 2**20} MiB; a spec is a short YAML file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}:{line}: not UTF-8 (byte {raw[error.start]:#04x}); save the file as UTF-8") from None


def _near(path: Path) -> str:
    """The spec that is probably meant, `xor.yaml` for `xor` among them."""
    if not os.path.isdir(path.parent):
        return f"; there is no folder '{path.parent}'"
    names = sorted(entry.name for entry in path.parent.iterdir())
    full = next((name for name in names if name in (f"{path.name}.yaml", f"{path.name}.yml")), None)
    if hint := f"; did you mean '{full}'?" if full else did_you_mean(path.name, names):
        return hint
    specs = (path.parent / name / f"{path.name}{ending}" for name in names for ending in ("", ".yaml", ".yml"))
    below = next((spec for spec in specs if spec.suffix in (".yaml", ".yml") and spec.is_file()), None)
    return f"; write {shlex.quote(str(below))}" if below else ""
