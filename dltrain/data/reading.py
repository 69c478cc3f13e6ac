"""From the spec's `data` section to its raw tables: the source read, the columns that it names found."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dltrain.data import image_columns
from dltrain.data.dates.guesses import TIME_NAME
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.missing_targets import with_targets
from dltrain.data.options.columns import ColumnKind, kind_name
from dltrain.data.options.section import Data, Files, column_names
from dltrain.data.options.split import PARTS
from dltrain.data.placement import fitting, storage_for
from dltrain.data.sources import Source, source_of
from dltrain.data.sources.files import located
from dltrain.data.sources.number_options import FormattedFile
from dltrain.data.storage import Storage
from dltrain.data.table import Request, Table
from dltrain.errors import DataError, Problem, SpecError, did_you_mean, joined_errors, listing


@dataclass(frozen=True)
class Tables:
    """The raw tables: that of `train`, out of which other parts may be drawn, and those that are files of their own; `source` is
    that of the spec, with what it left open settled; `times`: by part, columns of windows that are left out, and may still tell
    the time of the rows."""

    train: Table
    validation: Table | None
    test: Table | None
    target: tuple[str, ...]
    fingerprint: str
    source: str | Source | Files | None = None
    times: dict[str, Table] = field(default_factory=dict)

    def given(self) -> dict[str, Table]:
        """The tables that are there, by part."""
        return {part: table for part in PARTS if (table := getattr(self, part)) is not None}


def read(data: Data, folder: Path, *, with_target: bool = True) -> Tables:
    """Reads the source, or the file of each part; paths are relative to `folder`. Without `with_target` there may be no target.

    Raises DataError, and SpecError where the spec names a column that is not there or no target.
    """
    if isinstance(data.source, Files):
        sources = {part: _source(one, ("data", "source", part), folder) for part, one in data.source.given().items()}
    else:
        sources = {"train": _source(data.source, ("data", "source"), folder)}
    target = _target(data, sources["train"], with_target)
    request = dataclasses.replace(_request(data, target), labelled=with_target)
    storage, told = storage_for(data, sources.values(), folder, request)
    request = dataclasses.replace(request, storage=storage)
    tables = _tables(sources, folder, request, by_part=isinstance(data.source, Files))
    tables["train"] = dataclasses.replace(tables["train"], notices=(*told, *tables["train"].notices))
    if not with_target and not data.targets:
        target = tuple(name for name in target if name in tables["train"].columns)
    if data.rows is not None:
        tables = {part: table.head(data.rows) for part, table in tables.items()}
    for table in tables.values():
        if table.rows == 0:
            raise DataError(f"{table.name}: there are no rows")
    _check_names(data, target, tables["train"])
    if with_target:
        tables = {part: with_targets(table, target, data) for part, table in tables.items()}
    tables = _with_pictures(tables, sources, data, folder)
    prints = [table.fingerprint for table in tables.values()]
    fingerprint = prints[0] if len(prints) == 1 else hashlib.sha256("\n".join(prints).encode()).hexdigest()
    settled = {part: _settled(sources[part], table) for part, table in tables.items()}
    source = _with_settled(data.source, {part: settled[part] for part, table in tables.items() if table.settled})
    times = {part: _times(settled[part], folder, tables[part]) for part in tables if data.window}
    times_there = {part: dated for part, dated in times.items() if dated is not None}
    return Tables(tables["train"], tables.get("validation"), tables.get("test"), target, fingerprint, source, times_there)


def _with_pictures(tables: Mapping[str, Table], sources: Mapping[str, Source], data: Data, folder: Path) -> dict[str, Table]:
    """The tables with the pictures that their columns name, all in the size of those of the training rows. Raises DataError,
    SpecError."""
    kinds, made = dict(data.columns or {}), {}
    folders = {part: folder_of(source, folder) for part, source in sources.items()}
    for part, table in _placed(tables, data, kinds, folders).items():
        made[part] = image_columns.with_pictures(table, kinds, folders[part])
        kinds = image_columns.settled(kinds, made[part])
    return made


def _placed(
    tables: Mapping[str, Table], data: Data, kinds: Mapping[str, ColumnKind], folders: Mapping[str, Path]
) -> Mapping[str, Table]:
    """The tables, whose pictures will lie in files where they take too much memory, and a notice of it. Raises SpecError."""
    if any(table.storage.is_mapped for table in tables.values()):
        return tables
    size = sum(image_columns.resident_size(table, kinds, folders[part]) for part, table in tables.items())
    storage, told = fitting(data, size, "the pictures would take about")
    notices = {part: (*told, *table.notices) if part == "train" else table.notices for part, table in tables.items()}
    return {part: dataclasses.replace(table, storage=storage, notices=notices[part]) for part, table in tables.items()}


def folder_of(source: Source, folder: Path) -> Path:
    """The folder that paths in the cells of a source's table start from: its own, or `folder` where it is no file."""
    path = getattr(source, "path", None)
    return folder if path is None else located(folder, path).parent


def storage_of(data: Data, folder: Path) -> Storage:
    """Where the rows are to lie. Raises DataError, SpecError."""
    sources = data.source.given().values() if isinstance(data.source, Files) else [data.source]
    options = [_source(source, ("data", "source"), folder) for source in sources]
    return storage_for(data, options, folder, _request(data, data.targets))[0]


def _times(source: Source, folder: Path, table: Table) -> Table | None:
    """The columns left out of a table that are called as a time is, as words; None where none is or they cannot be read."""
    names = [name for name in table.left_out if TIME_NAME.search(name.lower())]
    if not names:
        return None
    try:
        dated = source.read(folder, Request(kinds=dict.fromkeys(names, "datetime"), needed=frozenset(names))).head(table.rows)
    except DataError:
        return None
    return dated if dated.rows == table.rows else None


def _tables(sources: dict[str, Source], folder: Path, request: Request, *, by_part: bool) -> dict[str, Table]:
    """Each source read, the others as that of the training rows was. Raises DataError with all that is wrong in any of them."""
    tables: dict[str, Table] = {}
    errors: list[DataError] = []
    for part, source in sources.items():
        if "train" in tables:
            source = source.settled(_settled(sources["train"], tables["train"]))
        key_path = ("data", "source", part) if by_part else ("data", "source")
        try:
            tables[part] = source.read(folder, dataclasses.replace(request, key_path=key_path))
        except DataError as error:
            errors.append(DataError(str(error).replace("write source: {", f"write {key_path[-1]}: {{")))
    if errors:
        raise joined_errors(errors)
    return tables


def _settled(source: Source, table: Table) -> Source:
    """The source of a table with what it left open as it was settled."""
    return dataclasses.replace(source, **table.settled) if table.settled else source  # type: ignore[type-var]  # it is a dataclass


def _with_settled(source: str | Source | Files, settled: Mapping[str, Source]) -> str | Source | Files:
    """The source of the spec with those of its parts that were settled."""
    if isinstance(source, Files):
        return dataclasses.replace(source, **settled)
    return settled.get("train") or source


def training_source(data: Data) -> Source:
    """The source of the training rows. Raises SpecError where it is a word that names none."""
    return _source(data.source.train if isinstance(data.source, Files) else data.source, ("data", "source"), Path())


def source_like(data: Data, path: Path, folder: Path) -> Source:
    """The source of a new file, which is read as that of the training rows was. Raises DataError."""
    like = training_source(data)
    try:
        if os.path.isdir(folder / path):
            raise DataError(f"{path}: expected a file, found a folder")
        source = source_of(str(path))
    except DataError:  # a folder, or an ending of its own: as `like` reads it
        if not hasattr(like, "path"):
            raise
        source = like
    if type(source) is type(like):
        return like.at(str(path))
    return source.formatted_like(like) if isinstance(source, FormattedFile) and isinstance(like, FormattedFile) else source


def read_file(data: Data, encoding: Encoding, path: Path, *, folder: Path = Path(), with_target: bool = True) -> Table:
    """A new file, read as that of the training rows was: its separators, kinds of columns, missing words. Paths of pictures in it
    start from its own folder, or, where it was laid down in a `folder` for a while, from the working directory. Raises DataError.
    """
    source = source_like(data, path, folder)
    targets = (*encoding.target_columns, *encoding.target.welcome)
    may_be_blank = frozenset(one.name for one in encoding.features if getattr(one, "policy", "") != "error") - {*targets}
    request = dataclasses.replace(_request(data, targets), key_path=(), lenient=not with_target, may_be_blank=may_be_blank)
    data = dataclasses.replace(data, memory="auto")
    storage, _ = storage_for(data, [source], folder, request)
    names = [feature.name for feature in encoding.features]
    names += [encoding.group or names[0]]
    names += [*targets, encoding.weight or names[0]] if with_target else []
    try:
        table = source.read(folder, dataclasses.replace(request, needed=frozenset(names), storage=storage))
        table = with_targets(table, encoding.target_columns, data) if with_target else table
        beside, kinds = folder_of(source, folder) if folder == Path() else Path(), (data.columns or {}) | encoding.kinds()
        return image_columns.with_pictures(_placed({"test": table}, data, kinds, {"test": beside})["test"], kinds, beside)
    except DataError as error:  # what to write in a spec comes too late
        raise DataError("\n".join(map(_without_advice, str(error).split("\n")))) from error


def _without_advice(line: str) -> str:
    what, *advice = re.split("[;,] (?:or )?write ", line, maxsplit=1)
    return f"{what}; correct the file, which is read as the training data was" if advice else what


def _source(written: str | Source, path: tuple[str, ...], folder: Path) -> Source:
    """The source that is written in the spec. Raises SpecError where it is a word that names none."""
    try:
        return source_of(written) if isinstance(written, str) else written
    except DataError as error:
        words = str(error)
        if os.path.isdir(located(folder, str(written))):
            words = f"'{written}' is a folder; write {{type: images, path: {written}}}, or type: text for .txt files"
        raise SpecError([Problem(path, words)]) from None


def _target(data: Data, source: Source, needed: bool) -> tuple[str, ...]:
    if data.targets:
        return data.targets
    if source.target is None and not needed:
        return ()
    if source.target is None:
        raise SpecError(
            [Problem(("data",), "missing key 'target' in data: expected the column to predict, or a list", at_key=True)]
        )
    return (source.target,)


def _request(data: Data, target: tuple[str, ...]) -> Request:
    words = frozenset(map(str, data.missing_values or ()))
    kinds = {name: kind_name(kind) for name, kind in data.kinds.items()}
    needed = None if data.features is None else frozenset({*column_names(data.features), *target, *helpers(data)})
    names = frozenset({*target, *([data.group_column] if data.group_column else [])})
    return Request(words, kinds, target, names, needed, frozenset(column_names(data.exclude)))


def helpers(data: Data) -> tuple[str, ...]:
    """The columns that are neither features nor target: that of the weights, that which splits, that of the groups."""
    return tuple(name for name in (data.weight_column, data.split_column, data.group_column) if name is not None)


def _check_names(data: Data, target: tuple[str, ...], table: Table) -> None:
    """Every column that the spec names must be there. Raises SpecError with all that are not."""
    there = [*table.columns, *table.left_out]
    missing = [
        Problem(
            path, f"no column '{name}' in {table.name}{did_you_mean(name, there) or f'; it has {listing(there, 12)}'}", at_key
        )
        for path, name, at_key in _named(data)
        if name not in there
    ]
    if missing:
        raise SpecError(missing)
    if not data.targets and target and target[0] not in table.columns:
        raise DataError(
            f"{table.name}: there is no column '{target[0]}' to predict; name one with 'target'; it has {listing(there, 12)}"
        )


def _named(data: Data) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    """Each column that the section names: its path, its name, and whether it is a key."""
    for key in ("target", "exclude", "features"):
        written = getattr(data, key)
        for index, name in enumerate(written if isinstance(written, list) else []):
            yield ("data", key, index), str(name), False
        for name in written if isinstance(written, dict) else ():
            yield ("data", key, name), name, True
        if written is not None and not isinstance(written, list | dict):
            yield ("data", key), str(written), False
    for name in data.columns or {}:
        yield ("data", "columns", name), name, True
    if data.weight_column is not None:
        yield ("data", "weight"), data.weight_column, False
    if data.split_column is not None:
        yield ("data", "split", "column"), data.split_column, False
    if data.group_column is not None:
        yield ("data", "group"), data.group_column, False
