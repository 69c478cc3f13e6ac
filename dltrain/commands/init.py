"""`dltrain init`: a first spec, with a comment for every choice, from a look at the data."""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.commands.drafting.columns import (
    Guess,
    Role,
    guess_target,
    has_classes,
    is_korean,
    is_steady,
    role_of,
    smallest_share,
    unread_moments,
)
from dltrain.commands.drafting.draft import Draft
from dltrain.commands.drafting.material import Material, flow, material_of
from dltrain.commands.preparing.setup import Setup, prepare
from dltrain.data.checks.blanks_below import blanks_below
from dltrain.data.checks.odd_row_notices import odd_row_notices
from dltrain.data.table import Array, Table, Texts, Words, missing_cells
from dltrain.errors import DltrainError, InputError, did_you_mean, listing
from dltrain.files.atomic import write_atomically
from dltrain.lazy import np
from dltrain.spec.loading import Loaded, load_text
from dltrain.spec.yaml12 import parse_value
from dltrain.text.language import Language, language_of

ROUNDS = 6  # of drafting, reading what the data show, and drafting again
ADVISED = re.compile(r"write (?:source|train): (\{.*\})")
MISSING = re.compile(r"write missing_values: (\[.*?\])(?: and|, or)")
CODES = re.compile(r"column '(.+)': whole numbers such as '\d+' lose their leading zeros")
WINDOW = 24  # rows of a series that are seen
SERIES = 200  # rows, from which on a series is forecast from windows of it


class UnclearTarget(InputError):
    """Nothing tells which of the `columns` is to be predicted."""

    def __init__(self, message: str, columns: Sequence[str]) -> None:
        super().__init__(message)
        self.columns = columns


@dataclass(frozen=True)
class Drafted:
    """What was written: the spec, where, and the setup that it comes to."""

    path: Path
    text: str
    guess: Guess | None
    setup: Setup


def init(
    *, data: Path, target: str | Sequence[str] = (), output: Path | None = None, language: Language | None = None
) -> Drafted:
    """Looks at a table or a folder, and writes a spec that trains as it is; one that is there already is kept. `target`: the
    column that is predicted, or several.

    Raises InputError where there is nothing to learn from or where `output` is there, UnclearTarget where no column is the one to
    predict by its name or place.
    """
    folder = output.parent if output is not None else Path()
    material = material_of(data, folder)
    name = re.sub(r"[^\w.-]+", "_", material.name).strip("_.") or "spec"
    path = output if output is not None else Path(f"{name}.yaml")
    if path.exists():
        raise InputError(f"'{path}' is there already and is kept; name another file with --output")
    draft = _first_draft(material, folder, data, [target] if isinstance(target, str) else target)
    words = str(language or language_of())
    draft, setup = _settled(draft, lambda one: _loaded(one.text(words, path.name), path, folder), data)
    told = [notice for notice in draft.told if notice not in setup.dataset.notices]  # of columns that are left out by now
    setup = dataclasses.replace(setup, dataset=dataclasses.replace(setup.dataset, notices=[*told, *setup.dataset.notices]))
    text = draft.text(words, path.name)
    write_atomically(path, text.encode())
    return Drafted(path, text, draft.guess, setup)


def _loaded(text: str, path: Path, folder: Path) -> Loaded:
    return load_text(text, str(path), folder, path.stem)


def _first_draft(material: Material, folder: Path, data: Path, named: Sequence[str]) -> Draft:
    """What the columns are for, by their cells and names."""
    material, table = _table_of(material, folder, data)
    if material.kind in ("pictures", "texts"):
        if named:
            raise InputError(f"--target never acts here: what is predicted of {data} is the folder that a file lies in")
        first = next((one for one in table.columns.values() if isinstance(one, Array)), None)
        roles = {name: Role("text") for name, one in table.columns.items() if isinstance(one, Texts)}
        shape = () if first is None else first.values.shape[1:]
        return Draft(material, None, roles, int(0.6 * table.rows), shape, reads=_reading(table, roles))
    others = {part: _table_of(dataclasses.replace(material, source=one), folder, data) for part, one in material.others.items()}
    missing = [word for one, _ in others.values() for word in one.missing]
    material = dataclasses.replace(material, missing=tuple(dict.fromkeys([*material.missing, *missing])))
    unlabelled = list(others["test"][1].columns) if "test" in others else None
    guess = _target(table, unlabelled, data, named)
    targets = list(named) or [guess.name]
    labelled = {part: one.source for part, (one, rows) in others.items() if set(targets) <= rows.columns.keys()}
    if labelled:
        material = dataclasses.replace(material, source={"train": material.source, **labelled})
    column = table.columns[guess.name]
    kinds = {name: "class" if has_classes(table.columns[name]) else "value" for name in targets}
    arrays = [one for one in table.columns.values() if isinstance(one, Array)]
    codes = {found[1] for notice in table.notices if (found := CODES.match(notice))}
    roles = {name: role_of(one, name, is_code=name in codes) for name, one in table.columns.items() if name not in targets}
    if all(role.is_left_out for role in roles.values()):
        those = f"target{'s' * (len(targets) > 1)} {listing(map(repr, targets))}"
        raise InputError(f"{data}: besides the {those} there is no column to learn from")
    return Draft(
        material,
        guess,
        roles,
        int(0.6 * table.rows),
        arrays[0].values.shape[1:] if arrays else (),
        smallest_share(column) if has_classes(column) and len(targets) == 1 else 1.0,
        int(np.any([missing_cells(table.columns[name]) for name in targets], axis=0).sum()),
        kinds=kinds,
        steady=tuple(name for name in roles if is_steady(table, name)),
        reads=_reading(table, roles),
        told=(*odd_row_notices(table), *blanks_below(table, roles), *_undated(table, roles)),
    )


def _undated(table: Table, roles: Mapping[str, Role]) -> list[str]:
    """What is to be said of the columns that are left out because their dates cannot all be read."""
    told = (unread_moments(table.columns[name], name) for name, role in roles.items() if role.what == "undated")
    return [notice for notice in told if notice]


def _reading(table: Table, roles: Mapping[str, Role]) -> str | None:
    """How a text is read that is all there is to learn from; None beside other columns."""
    kept = [name for name, role in roles.items() if not role.is_left_out]
    if [roles[name].what for name in kept] != ["text"]:
        return None
    column = table.columns[kept[0]]
    return "characters" if isinstance(column, Words) and is_korean(column) else "words"


def _table_of(material: Material, folder: Path, data: Path) -> tuple[Material, Table]:
    """The training table, and the material with what its reader asks to write of the source, as it says itself."""
    for _ in range(ROUNDS):
        missing = f", missing_values: {flow(list(material.missing))}" if material.missing else ""
        text = f"data: {{source: {flow(material.source)}{missing}}}\nmodel: {{layers: [1]}}\n"
        try:
            return material, _read(_loaded(text, Path("spec.yaml"), folder))
        except DltrainError as error:
            words = {word: None for found in MISSING.findall(str(error)) for word in _words(found)}
            if words.keys() - set(material.missing):
                material = dataclasses.replace(material, missing=tuple(dict.fromkeys([*material.missing, *words])))
                continue
            advice = ADVISED.search(str(error))
            source: Any = _parsed(advice[1]) if advice else None
            if source is None or source == material.source:
                raise InputError(f"{data}: {error}" if str(data) not in str(error) else str(error)) from None
            material = dataclasses.replace(material, source=source)
    raise InputError(f"{data} cannot be read")


def _read(loaded: Loaded) -> Table:
    from dltrain.data import reading

    return reading.read(loaded.experiment.data, loaded.folder, with_target=False).train


def _words(text: str) -> list[str]:
    """The words of a list, as YAML."""
    listed: Any = parse_value(text).plain()
    return [str(word) for word in listed]


def _parsed(text: str) -> Any:
    """The mapping at the beginning of a text, as YAML; None where there is none."""
    depth = 0
    for index, letter in enumerate(text):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth == 0:
            return parse_value(text[: index + 1]).plain()
    return None


def _target(table: Table, unlabelled: Sequence[str] | None, data: Path, named: Sequence[str]) -> Guess:
    """The first of the columns that are `named`, or the one that is guessed."""
    names = list(table.columns)
    for index, one in enumerate(named):
        if one not in names:
            raise InputError(
                f"--target: no column '{one}' in {data}{did_you_mean(one, names) or f'; it has {listing(names, 20)}'}"
            )
        if one in named[:index]:
            raise InputError(f"--target: '{one}' is named twice")
    if named:
        return Guess(named[0], "given")
    guess = guess_target(table, unlabelled)
    if isinstance(guess, Guess):
        return guess
    shown = guess or names
    raise UnclearTarget(
        f"{data}: which column is to be predicted? It could be {listing(shown, 12)}; "
        f"write dltrain init {shlex.quote(str(data))} --target {shlex.quote(shown[-1])}",
        shown,
    )


def _settled(draft: Draft, load: Callable[[Draft], Loaded], data: Path) -> tuple[Draft, Setup]:
    """The draft with what its own check finds: leaks and names of rows that are left out, a series that is kept in order."""
    for _ in range(ROUNDS):
        setup = prepare(load(draft))
        changed = _mended(draft, setup)
        if changed == draft:
            return draft, setup
        draft = changed
    return draft, prepare(load(draft))


def _mended(draft: Draft, setup: Setup) -> Draft:
    roles = dict(draft.roles)
    draft = dataclasses.replace(draft, rows=len(setup.dataset.train.rows))
    for finding in setup.findings:
        where = finding.where or ""
        if finding.problem in ("identifier_column", "target_leak") and where in roles and where != draft.series:
            rows = len(setup.dataset.train.rows)
            roles[where] = Role("identifier" if finding.problem == "identifier_column" else "leak", rows, rows)
        elif finding.problem == "validation_too_small":
            share = next((change.after for change in finding.patch if change.key == "data.split.validation"), draft.validation)
            draft = dataclasses.replace(draft, validation=float(share))
        elif finding.problem == "time_order_ignored":
            draft = dataclasses.replace(draft, series=where)
            if where in draft.steady and draft.rows >= SERIES and not draft.texts:
                roles[where] = Role("time")
                draft = dataclasses.replace(draft, window=WINDOW)
    return dataclasses.replace(draft, roles=roles)
