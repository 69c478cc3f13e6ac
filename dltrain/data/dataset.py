"""From the raw tables to the arrays of each part: split, fitted to the training rows, encoded."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from dltrain.data import examples, running_text, sequences, split
from dltrain.data.checks import learnability, spellings
from dltrain.data.checks.blanks_below import blanks_below
from dltrain.data.checks.constants import varying
from dltrain.data.checks.far_from_training import far_columns
from dltrain.data.checks.far_numbers import far_numbers
from dltrain.data.checks.identifiers import identifiers
from dltrain.data.checks.odd_row_notices import odd_row_notices
from dltrain.data.checks.time_order import dates_in, order_notices, shuffled_series, window_notices
from dltrain.data.checks.unread_dates import unread_dates
from dltrain.data.columns import RowNumbers, TableColumn
from dltrain.data.draws import Parts
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.fit import fit_columns, inferred_kind
from dltrain.data.encoding.targets.beside import beside
from dltrain.data.encoding.targets.inference import infer
from dltrain.data.encoding.targets.multitask import MultitaskTarget
from dltrain.data.encoding.targets.target import Target
from dltrain.data.encoding.targets.unsupervised import InputTarget, without_target
from dltrain.data.encoding.targets.values import ValuesTarget
from dltrain.data.encoding.text import beside_others
from dltrain.data.encoding.writing import Encoded
from dltrain.data.odd_rows import total_rows
from dltrain.data.options.columns import ColumnKind
from dltrain.data.options.section import Data, column_names
from dltrain.data.options.split import PARTS
from dltrain.data.options.tokenizers import RunningText
from dltrain.data.part import Part
from dltrain.data.placement import fitting
from dltrain.data.reading import Tables, helpers
from dltrain.data.table import Table
from dltrain.errors import DataError, listing
from dltrain.tasks import Task

KindsTaken = Callable[[Mapping[str, ColumnKind | None]], Mapping[str, ColumnKind | None]]


@dataclass(frozen=True)
class Dataset:
    """What the network learns from and is measured on, and the encoding that made it of the files."""

    train: Part
    validation: Part | None
    test: Part | None
    encoding: Encoding
    fingerprint: str
    notices: list[str]
    identifiers: Mapping[str, str] = field(default_factory=dict)  # columns that seem to name their rows, each with its notice
    shuffled_series: Mapping[str, str] = field(default_factory=dict)  # the column that tells the time of rows drawn at random
    is_mapped: bool = False  # whether the rows lie in files


def prepare(
    data: Data,
    tables: Tables,
    *,
    scale_target: bool,
    soft_classes: bool,
    purpose: Task | None = None,
    keeps_target: bool = False,
    running: RunningText | None = None,
    kinds_taken: KindsTaken = beside_others,
    use_up: bool = False,
) -> Dataset:
    """Splits the rows, fits the encoding to the training rows and encodes every part.

    scale_target: whether regression targets are scaled; soft_classes: whether several target columns are the shares of classes;
    purpose: the task of rows without a target; keeps_target: whether one that is named stands beside them; running: how a text
    is read that is to be written on; kinds_taken: what the network takes of the features' kinds; use_up: whether the tables'
    memory may be given up.
    Where the split has folds and names none of them it is the first. Raises DataError, SpecError.
    """
    table = tables.train
    if running is not None:
        return _of_running_text(data, tables, running)
    target = _target(data, tables, purpose, keeps_target=keeps_target, soft_classes=soft_classes)
    encoded = target.encode(table) if not isinstance(target, ValuesTarget | InputTarget) else None
    learnability.check_horizon(data, target, table)
    drawn = {part: table.storage.keep(rows) for part, rows in split.parts(data, tables, target, encoded).items()}
    if encoded is not None:
        learnability.check_classes(target, encoded[drawn["train"]], table)
    target = _fitted(data, table, target, drawn["train"], scale_target)
    kinds = dict(kinds_taken(_kinds(data, tables)))
    encoding = _fit(data, table, kinds, target, drawn["train"])
    tables, told = _placed(data, tables, encoding)
    doubtful = unread_dates(data, table, kinds)
    named = identifiers(data, table, {name: kind for name, kind in kinds.items() if name not in doubtful})
    doubtful |= named
    notices = [notice for given in tables.given().values() for notice in given.notices] + told + list(doubtful.values())
    notices += _rows_notices(tables, kinds)
    shuffled: Mapping[str, str] = {}
    if not purpose:
        shuffled = shuffled_series(data, tables.train, kinds)
        notices += [*order_notices(data, tables, kinds), *shuffled.values()]
    parts: dict[str, Part] = {}
    for name, (part, encoding_notices) in _encode(encoding, tables, drawn, use_up=use_up and not encoding.steps).items():
        parts[name] = part
        notices += [f"{name} rows: {notice}" for column, notice in encoding_notices if column not in doubtful]
    notices += [*spellings.notices(encoding), *learnability.absent_classes(encoding, parts)]
    whole = parts["train"], parts.get("validation"), parts.get("test"), encoding, tables.fingerprint, notices
    return Dataset(*whole, named, shuffled, tables.train.storage.is_mapped)


def _rows_notices(tables: Tables, kinds: Mapping[str, ColumnKind | None]) -> list[str]:
    """Notices of rows that are none of the table, of cells that were merged, and of numbers far from all others."""
    given = tables.given().values()
    notices = [notice for table in given for notice in (*odd_row_notices(table), *blanks_below(table, kinds))]
    return notices + far_numbers(tables.train, [*kinds, *tables.target], total_rows(tables.train).rows)


def _target(data: Data, tables: Tables, purpose: Task | None, *, keeps_target: bool, soft_classes: bool) -> Target:
    """What is to be predicted, numbers not scaled yet; or what stands beside rows that are learned without. Raises DataError."""
    if purpose and keeps_target:
        return beside(purpose, tables.train, tables.target, data.kinds)
    if purpose:
        return without_target(purpose, tables.target)
    are_several = bool(data.target_kinds)
    return infer(tables.train, tables.target, data.kinds, soft_classes=soft_classes, are_several=are_several)


def _fitted(data: Data, table: Table, target: Target, train: RowNumbers, scales: bool) -> Target:
    """The target with its numbers scaled, if they are to be, by the rows `train`. Raises DataError."""
    if isinstance(target, MultitaskTarget):
        scaled = {name: kind.is_scaled for name, kind in data.target_kinds.items()}
        return target.fitted(table, train, data.scale, scaled)
    return target.scaled(table, train, data.scale) if isinstance(target, ValuesTarget) and scales else target


def _of_running_text(data: Data, tables: Tables, running: RunningText) -> Dataset:
    encoding, parts, notices = running_text.fitted(data, tables, running)
    return Dataset(parts["train"], parts.get("validation"), parts.get("test"), encoding, tables.fingerprint, notices)


def _kinds(data: Data, tables: Tables) -> dict[str, ColumnKind | None]:
    """The kind of each feature, as declared or else as its cells look. Raises DataError where there is no feature."""
    # What a window sees of its target lies in the past.
    apart = helpers(data) if data.window else (*tables.target, *helpers(data))
    columns = tables.train.columns
    chosen = set(columns) if data.features is None else set(column_names(data.features))
    chosen -= {*apart, *column_names(data.exclude)}
    names = [name for name in columns if name in chosen]
    if not names:
        raise DataError(f"{tables.train.name}: there are no columns to learn from besides {listing(apart)}")
    declared = data.columns or {}
    return {name: declared.get(name) or inferred_kind(columns[name]) for name in names}


def _fit(data: Data, table: Table, kinds: Mapping[str, ColumnKind | None], target: Target, train: RowNumbers) -> Encoding:
    """The encoding, fitted to the rows `train`. Raises DataError, SpecError."""
    features = fit_columns(table, kinds, train, data.scale)
    used = {*kinds, *target.columns, *target.welcome, data.weight_column, data.group_column}
    left_out = tuple(name for name in [*table.columns, *table.left_out] if name not in used)
    steps = _steps(data, table, train)
    encoding = Encoding(features, target, data.weight_column, left_out, data.window, data.group_column, steps)
    learnability.check_sequences(encoding, table)
    if data.reduce is not None:
        encoding = encoding.reduced(data.reduce, table, train)
    if isinstance(target, InputTarget):
        learnability.check_numbers(encoding)
    return encoding


def _placed(data: Data, tables: Tables, encoding: Encoding) -> tuple[Tables, list[str]]:
    """The tables, whose rows will be encoded into files where that takes too much memory, and a notice of it: words may become
    many numbers each. Raises SpecError."""
    if tables.train.storage.is_mapped:
        return tables, []
    given = tables.given()
    size = sum(table.rows for table in given.values()) * encoding.row_bytes(tables.train)
    storage, told = fitting(data, size, "encoded, the rows would take")
    if not storage.is_mapped:
        return tables, told
    train, *others = (table and dataclasses.replace(table, storage=storage) for table in map(tables.given().get, PARTS))
    assert train is not None
    return dataclasses.replace(tables, train=train, validation=others[0], test=others[1]), told


def _steps(data: Data, table: Table, train: RowNumbers) -> int:
    """How many rows an example has where it is a sequence of them: a window's length, or that of the largest training group."""
    if data.window is not None:
        return data.window.length
    if data.group_column is None:
        return 0
    trains = np.isin(np.arange(table.rows), train)
    return max(len(line) for line in sequences.lines(table, data.group_column) if trains[line[0]])


def _encode(encoding: Encoding, tables: Tables, drawn: Parts, *, use_up: bool) -> dict[str, tuple[Part, list[tuple[str, str]]]]:
    """The examples and notices of each part, by name. use_up: whether the training table may be used up. Raises DataError."""
    files = tables.given()
    carved = [part for part in PARTS if files.get(part, tables.train) is tables.train and len(drawn[part])]
    encoded: dict[str, Encoded] = {}
    if use_up:
        encoded = dict(zip(carved, encoding.encode_parts(tables.train, [drawn[part] for part in carved]), strict=True))
    parts = {}
    for name in PARTS:
        table = files.get(name, tables.train)
        if table is not tables.train:
            learnability.check_columns(encoding, table, with_target=True)
        elif name not in carved:
            continue
        rows = drawn[name] if name in carved else np.arange(table.rows)
        part, notices = examples.encode(encoding, table, rows, with_target=True, part=name, encoded=encoded.get(name))
        if part.weights is not None and not part.weights.any():
            column = TableColumn(table, str(encoding.weight))
            raise column.error(f"is the weight, and 0 in every one of the {name} rows")
        parts[name] = part, notices
    return parts


def encode_new(encoding: Encoding, table: Table, *, with_target: bool) -> tuple[Part, list[str]]:
    """All rows of another table, its columns matched by name, and notices of what was out of the ordinary.

    Raises DataError where a column is missing or holds what it may not, and for labels that training did not know.
    """
    if table.rows == 0:
        raise DataError(f"{table.name}: there are no rows")
    if encoding.task.writes:
        return running_text.encode_new(encoding, table)
    learnability.check_columns(encoding, table, with_target=with_target)
    known = {*(feature.name for feature in encoding.features), *encoding.target_columns}
    known |= {*encoding.target.welcome, *encoding.left_out}
    known |= {name for name in (encoding.weight, encoding.group) if name is not None}
    extra = [name for name in [*table.columns, *table.left_out] if name not in known]
    part, encoding_notices = examples.encode(encoding, table, np.arange(table.rows), with_target=with_target)
    notices = [*(notice for _, notice in encoding_notices), *varying(encoding, table), *far_columns(encoding, table)]
    notices += odd_row_notices(table, "measured" if with_target else "predicted")
    notices += blanks_below(table, [feature.name for feature in encoding.features])
    if encoding.window is not None:
        notices += window_notices(table, dates_in(table, encoding.kinds()), encoding.group)
    if extra:
        notices.insert(0, f"{table.name} has columns that training did not know, which are left out: {listing(extra, 12)}")
    return part, [*table.notices, *notices]
