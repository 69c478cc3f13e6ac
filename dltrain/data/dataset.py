"""From the raw tables to the arrays of each part: split, fitted to the training rows, encoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data import sequences, split
from dltrain.data.checks import spellings
from dltrain.data.checks.constants import varying
from dltrain.data.checks.identifiers import identifiers
from dltrain.data.checks.time_order import dates_in, order_notices, window_notices
from dltrain.data.checks.unread_dates import unread_dates
from dltrain.data.columns import ColumnLocation, parse_numbers, spelled
from dltrain.data.encoding.encoding import FLAT, Encoded, Encoding
from dltrain.data.encoding.feature import Feature
from dltrain.data.encoding.fit import fit
from dltrain.data.encoding.inference import inferred_kind
from dltrain.data.encoding.targets.classes import ClassTarget
from dltrain.data.encoding.targets.inference import infer
from dltrain.data.encoding.targets.target import Target
from dltrain.data.encoding.targets.unsupervised import InputTarget, NoTarget
from dltrain.data.encoding.targets.values import ValuesTarget, scaled
from dltrain.data.encoding.text import beside_others
from dltrain.data.options.section import Data, column_names
from dltrain.data.options.split import PARTS
from dltrain.data.part import Part
from dltrain.data.reading import Tables, helpers
from dltrain.data.sources.cells import LARGEST
from dltrain.data.table import Numbers, Table
from dltrain.errors import DataError, Problem, SpecError, did_you_mean, each, listing

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Dataset:
    """What the network learns from and is measured on, and the encoding that made it of the files."""

    train: Part
    validation: Part | None
    test: Part | None
    encoding: Encoding
    fingerprint: str
    notices: list[str]


def prepare(
    data: Data, tables: Tables, *, scale_target: bool, soft_classes: bool, purpose: str = "", use_up: bool = False
) -> Dataset:
    """Splits the rows, fits the encoding to the training rows and encodes every part.

    scale_target: whether regression targets are scaled; soft_classes: whether several target columns are the shares of classes;
    purpose: what the rows are learned for where nothing is to be predicted; use_up: whether the tables' memory may be given up.
    Where the split has folds and names none of them it is the first. Raises DataError, SpecError.
    """
    table = tables.train
    declared = data.columns or {}
    target: Target = InputTarget(()) if purpose == InputTarget.purpose else NoTarget(tables.target, purpose)
    if not purpose:
        target = infer(table, tables.target, declared, shares=soft_classes)
    own = target.encode(table) if not isinstance(target, ValuesTarget | InputTarget) else None
    _check_horizon(data, target, table)
    drawn = split.parts(data, tables, target, own)
    train = drawn["train"]
    if isinstance(target, ClassTarget):
        assert own is not None
        _check_classes(target, own[train], table)
    if isinstance(target, ValuesTarget) and scale_target:
        target = scaled(target, table, train, data.scale)
    names = _feature_names(data, tables)
    kinds = beside_others({name: declared.get(name) or inferred_kind(table.columns[name]) for name in names})

    def fitted(name: str) -> Feature:
        return fit(kinds[name], table.columns[name], train, data.scale, ColumnLocation(table, name))

    features = tuple(each(fitted, kinds))
    used = {*names, *target.columns, data.weight_column, data.group_column}
    left_out = tuple(name for name in [*table.columns, *table.left_out] if name not in used)
    steps = _steps(data, table, train)
    encoding = Encoding(features, target, data.weight_column, left_out, data.window, data.group_column, steps)
    _check_sequences(encoding, table)
    if data.reduce is not None:
        encoding = encoding.reduced(data.reduce, table, train)
    if isinstance(target, InputTarget):
        _check_numbers(encoding)
    doubtful = unread_dates(data, table, kinds)
    doubtful |= identifiers(data, table, {name: kind for name, kind in kinds.items() if name not in doubtful})
    notices = [notice for given in tables.given().values() for notice in given.notices] + list(doubtful.values())
    if not purpose:
        notices += order_notices(data, tables, kinds)
    parts: dict[str, Part] = {}
    files = tables.given()
    encoded: dict[str, Encoded] = {}
    if use_up and data.window is None and data.group_column is None:
        own_parts = [part for part in PARTS if files.get(part, table) is table and len(drawn[part])]
        encoded = dict(zip(own_parts, encoding.encode_parts(table, [drawn[part] for part in own_parts]), strict=True))
    for part in PARTS:
        source = files.get(part, table)
        if source is not table:
            _check_columns(encoding, source, with_target=True)
        rows = np.arange(source.rows) if source is not table else drawn[part]
        if len(rows):
            if part in encoded:
                parts[part], found = _finish(encoding, source, rows, encoded[part], with_target=True)
            else:
                parts[part], found = _encode(encoding, source, rows, with_target=True, part=part)
            notices += [f"{part} rows: {notice}" for name, notice in found if name not in doubtful]
            weights = parts[part].weights
            if weights is not None and not weights.any():
                raise ColumnLocation(source, str(encoding.weight)).error(f"is the weight, and 0 in every one of the {part} rows")
    notices += [*spellings.told(encoding), *_absent_classes(encoding, parts)]
    return Dataset(parts["train"], parts.get("validation"), parts.get("test"), encoding, tables.fingerprint, notices)


def _absent_classes(encoding: Encoding, parts: dict[str, Part]) -> list[str]:
    """A notice for each part that lacks rows of a class, whose results say nothing of that class."""
    if encoding.task not in ("binary", "multiclass"):
        return []
    notices = []
    for name, part in parts.items():
        present = set(part.target.tolist() if part.target.ndim == 1 else part.target.argmax(axis=1).tolist())
        absent = [f"'{label}'" for number, label in enumerate(encoding.labels) if number not in present]
        if absent:
            notices.append(f"no {name} row is of class {listing(absent, 10)}")
    return notices


def _check_numbers(encoding: Encoding) -> None:
    """Raises SpecError where an input is no number that could be given back."""
    if codes := [block.name for block in encoding.blocks if block.levels]:
        message = (
            f"an autoencoder gives back numbers, but '{codes[0]}' is learned as vectors; write encoding: one_hot, or exclude it"
        )
        raise SpecError([Problem(("data", "columns", codes[0]), message, at_key=True)])


def encode_new(encoding: Encoding, table: Table, *, with_target: bool) -> tuple[Part, list[str]]:
    """All rows of another table, its columns matched by name, and notices of what was out of the ordinary.

    Raises DataError where a column is missing or holds what it may not, and for labels that training did not know.
    """
    if table.rows == 0:
        raise DataError(f"{table.name}: there are no rows")
    _check_columns(encoding, table, with_target=with_target)
    known = {*(feature.name for feature in encoding.features), *encoding.target_columns, encoding.weight, *encoding.left_out}
    known.add(encoding.group)
    extra = [name for name in [*table.columns, *table.left_out] if name not in known]
    part, found = _encode(encoding, table, np.arange(table.rows), with_target=with_target)
    found += [("", notice) for notice in varying(encoding, table)]
    if encoding.window is not None:
        found += [("", notice) for notice in window_notices(table, dates_in(table, encoding.kinds()), encoding.group)]
    if extra:
        found.insert(0, ("", f"{table.name} has columns that training did not know, which are left out: {listing(extra, 12)}"))
    return part, [*table.notices, *(notice for _, notice in found)]


Notices = list[tuple[str, str]]  # column, what was out of the ordinary


def _encode(encoding: Encoding, table: Table, rows: Rows, *, with_target: bool, part: str = "") -> tuple[Part, Notices]:
    """The examples that these rows of a table make. part: its name; empty for a new file, where windows may reach into the
    future if there is no target."""
    if encoding.window is not None:
        found = sequences.windows(table, encoding.group, encoding.window, rows, name=part, ahead=not with_target)
        base, notices = _encode_rows(encoding, table, found.rows, with_target=with_target)
        return found.of(base), notices
    if encoding.group is not None:
        chosen = np.isin(np.arange(table.rows), rows)
        members = [line for line in sequences.lines(table, encoding.group) if chosen[line[0]]]
        base, notices = _encode_rows(encoding, table, np.concatenate(members), with_target=with_target)
        if with_target:
            sequences.check_constant(table, encoding.group, members, base.target, "the target")
        sizes = [len(line) for line in members]
        short, long = sum(size < encoding.steps for size in sizes), sum(size > encoding.steps for size in sizes)
        if short:
            told = f"{short} of {len(sizes)} groups have fewer than {encoding.steps} rows; zeros stand before their first"
            notices.append((encoding.group, told))
        if long:
            told = f"{long} of {len(sizes)} groups have more rows than any that trains; only their last {encoding.steps} are seen"
            notices.append((encoding.group, told))
        return sequences.padded(base, sizes, encoding.steps), notices
    return _encode_rows(encoding, table, rows, with_target=with_target)


def _encode_rows(encoding: Encoding, table: Table, rows: Rows, *, with_target: bool) -> tuple[Part, Notices]:
    return _finish(encoding, table, rows, encoding.encode(table, rows), with_target=with_target)


def _finish(encoding: Encoding, table: Table, rows: Rows, encoded: Encoded, *, with_target: bool) -> tuple[Part, Notices]:
    """The part of these rows with their inputs, and the targets and weights that go with them."""
    inputs, notices = encoded
    target = encoding.targets(table, rows, inputs) if with_target else np.empty((len(rows), 0), dtype=np.float32)
    weights = None
    if with_target and encoding.weight is not None and encoding.weight in table.columns:
        weights = _weights(table, encoding.weight)[rows]
    elif with_target and encoding.weight is not None:
        notices.append((encoding.weight, f"{table.name} has no column '{encoding.weight}': every row counts the same"))
    return Part(inputs, target, weights, table.numbers_of(rows), encoding.pixels(inputs)), notices


def _weights(table: Table, name: str) -> NDArray[np.float32]:
    place = ColumnLocation(table, name)
    found = parse_numbers(table.columns[name], place, "is the weight")
    wrong = ~(found >= 0)
    if wrong.any():
        row = int(wrong.argmax())
        shown = "no value" if np.isnan(found[row]) else f"{found[row]:g}"
        raise place.error(f"is the weight, of at least 0 in every row, but {place.row(wrong)} has {shown}")
    beyond = (found > 0) & ((found < 1 / LARGEST) | (found > LARGEST))  # where float32 has no number for it
    if beyond.any():
        span = f"expected 0, or {1 / LARGEST:g} to {LARGEST:g}; only the ratios of weights matter"
        raise place.error(f"is the weight, but {place.row(beyond)} has {found[beyond.argmax()]:g}; {span}")
    return found.astype(np.float32)


def _feature_names(data: Data, tables: Tables) -> list[str]:
    # What a window sees of its target lies in the past.
    apart = helpers(data) if data.window else (*tables.target, *helpers(data))
    chosen = set(column_names(data.features)) if data.features is not None else set(tables.train.columns)
    chosen -= {*apart, *column_names(data.exclude)}
    names = [name for name in tables.train.columns if name in chosen]
    if not names:
        raise DataError(f"{tables.train.name}: there are no columns to learn from besides {listing(apart)}")
    return names


def _check_columns(encoding: Encoding, table: Table, *, with_target: bool) -> None:
    """Raises DataError where a table lacks a column that is needed."""
    needed = [feature.name for feature in encoding.features]
    needed += [*encoding.target_columns] if with_target else []
    needed += [encoding.group] if encoding.group else []
    lacking = [name for name in needed if name not in table.columns]
    if lacking:
        others = [name for name in table.columns if name not in needed]
        shown = listing((f"'{name}'{did_you_mean(name, others)}" for name in lacking), 12)
        raise DataError(f"{table.name}: there is no column {shown}")


def _check_horizon(data: Data, target: Target, table: Table) -> None:
    if data.window is not None and data.window.horizon > 1 and not isinstance(target, ValuesTarget):
        message = f"a horizon of {data.window.horizon} needs targets that are numbers; these are {target.task}; write horizon: 1"
        name = target.columns[0]
        if isinstance(table.columns[name], Numbers) and name not in (data.columns or {}):
            message += f", or columns: {{{spelled(name)}: numeric}}"
        raise SpecError([Problem(("data", "window", "horizon"), message)])


def _check_sequences(encoding: Encoding, table: Table) -> None:
    """Raises DataError where an example is a sequence of rows and a column is no numbers of the flat block."""
    for block in encoding.blocks:
        if encoding.steps and block.name != FLAT:
            raise ColumnLocation(table, block.name).error(
                "cannot be part of a sequence of rows, which is made of numbers; leave it out"
            )


def _steps(data: Data, table: Table, train: Rows) -> int:
    """How many rows an example has where it is a sequence of them: a window's length, or that of the largest training group."""
    if data.window is None and data.group_column is None:
        return 0
    if data.window is not None:
        return data.window.length
    trains = np.isin(np.arange(table.rows), train)
    return max(len(line) for line in sequences.lines(table, data.group_column) if trains[line[0]])


def _check_classes(target: ClassTarget, codes: NDArray[Any], table: Table) -> None:
    if len(found := np.unique(codes)) < 2:
        label = target.classes[found[0]]
        raise DataError(f"{table.name}: every training row has the same target, {label}; there is nothing to tell apart")
