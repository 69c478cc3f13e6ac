"""What contradicts within the spec's `data` section, and what of it could never act."""

from __future__ import annotations

from collections.abc import Iterator

from dltrain.data.dates.formats import pattern_of
from dltrain.data.options.columns import Categorical, ColumnKind, Datetime, Image, Labels, Numeric, Text, kind_name
from dltrain.data.options.fractions import split_fractions
from dltrain.data.options.section import Data, Files, column_names
from dltrain.data.options.split import Split
from dltrain.data.options.targets import TARGET_KINDS
from dltrain.data.options.tokenizers import BYTES
from dltrain.data.sources.base import Source
from dltrain.errors import Problem


def problems(data: Data) -> list[Problem]:
    """What contradicts within the section, and what could never act."""
    all_problems = [*_source_problems(data), *_column_problems(data), *_split_problems(data), *_window_problems(data)]
    if data.memory == "mapped" and data.makes_groups:
        message = "'memory: mapped' does not go with 'group', whose sequences are put together in memory; leave it out"
        all_problems.append(Problem(("data", "memory"), message))
    return all_problems


def _source_problems(data: Data) -> Iterator[Problem]:
    by_part = isinstance(data.source, Files)
    sources = data.source.given() if isinstance(data.source, Files) else {"": data.source}
    for part, source in sources.items():
        if isinstance(source, Source):
            path = ("data", "source", part) if by_part else ("data", "source")
            yield from (Problem((*path, key), message) for key, message in source.problems())


def _never(path: tuple[str, ...], why: str) -> Problem:
    return Problem(path, f"'{path[-1]}' can never act: {why}", at_key=True)


def _column_problems(data: Data) -> Iterator[Problem]:
    uses: dict[str, str] = {}  # column -> what it is
    for key, columns in (
        ("target", data.targets),
        ("exclude", column_names(data.exclude)),
        ("features", column_names(data.features)),
    ):
        for index, name in enumerate(columns):
            written = getattr(data, key)
            path: tuple[str | int, ...] = ("data", key, index) if isinstance(written, list) else ("data", key)
            path = (*path, name) if isinstance(written, dict) else path
            if uses.get(name) == key:
                yield Problem(path, f"column '{name}' is named twice in '{key}'")
            elif name in uses and "target" in (uses[name], key) and not (data.window and key == "features"):
                yield Problem(path, f"column '{name}' is the target; leave it out of '{key}'")
            uses.setdefault(name, key)
        if getattr(data, key) in ([], {}):
            yield Problem(("data", key), f"'{key}' is empty; name columns, or leave it out")
    yield from _multitask_problems(data)
    if data.exclude is not None and data.features is not None:
        yield Problem(
            ("data", "exclude"), "'exclude' can never act beside 'features', which names the columns to keep", at_key=True
        )
    weight, by, group = data.weight_column, data.split_column, data.group_column
    for place_of, used, what in (
        (("data", "weight"), weight, "weight"),
        (("data", "split", "column"), by, "column that splits"),
        (("data", "group"), group, "group"),
    ):
        if used is not None and used in uses:
            yield Problem(place_of, f"column '{used}' is in '{uses[used]}'; it cannot be the {what} as well")
    if weight is not None and weight == by:
        yield Problem(("data", "weight"), f"column '{weight}' splits the rows; it cannot be the weight as well")
    if group is not None and group in (weight, by):
        other = "splits the rows" if group == by else "is the weight"
        yield Problem(("data", "group"), f"column '{group}' {other}; it cannot be the group as well")
    for name, kind in (data.columns or {}).items():
        yield from _kind_problems(
            data, name, kind, uses, {weight: "the weight", by: "the column that splits", group: "the group"}
        )


def _multitask_problems(data: Data) -> Iterator[Problem]:
    """Kinds of targets where there is one target alone, or which contradict what is declared of the column."""
    declared, kinds = data.columns or {}, data.target_kinds
    if len(kinds) == 1:
        (name,) = kinds
        message = f"the kinds of targets tell several apart; of one column write target: {name}"
        yield Problem(("data", "target", name), f"{message}, its kind under 'columns', its loss under 'training'", at_key=True)
    for name, kind in kinds.items():
        if name in declared and isinstance(declared[name], Numeric) != isinstance(kind.column, Numeric):
            is_what = f"a {TARGET_KINDS.name_of(kind)} by 'target'"
            message = f"column '{name}' is {is_what}, and {kind_name(declared[name])} here; leave it out here"
            yield Problem(("data", "columns", name), message)


def subword_problems(data: Data) -> Iterator[Problem]:
    """Vocabularies that have no room for the bytes, of which every text is made."""
    for name, kind in (data.columns or {}).items():
        if isinstance(kind, Text) and kind.tokenizer == "subword" and kind.vocabulary < BYTES:
            message = f"subwords need a token for each of the {BYTES} bytes; expected at least {BYTES}, not {kind.vocabulary}"
            yield Problem(("data", "columns", name, "vocabulary"), message)


def _kind_problems(
    data: Data, name: str, kind: ColumnKind, uses: dict[str, str], other: dict[str | None, str]
) -> Iterator[Problem]:
    path = ("data", "columns", name)
    use = uses.get(name)
    if name in other:
        yield _never(path, f"the column is {other[name]}")
    elif use == "exclude":
        yield _never(path, "the column is in 'exclude'")
    elif use is None and data.features is not None and data.target is not None:
        yield _never(path, "the column is not in 'features'")
    elif isinstance(kind, Labels) and use != "target" and data.targets:
        yield Problem(path, "'labels' is the kind of a target; expected numeric, categorical, boolean, datetime, text or image")
    elif use == "target":
        yield from _target_kind_problems(path, kind)
    if isinstance(kind, Datetime) and kind.format is not None:
        try:
            pattern_of(kind.format)
        except ValueError as error:
            yield Problem((*path, "format"), f"'{kind.format}' is no format of dates: {error}")
    if isinstance(kind, Image) and (problem := kind.size_problem()):
        yield Problem((*path, "size"), problem)
    if isinstance(kind, Categorical) and kind.encoding == "one_hot" and kind.dimensions != "auto":
        yield _never((*path, "dimensions"), "it belongs to encoding: embedding")


def _target_kind_problems(path: tuple[str, ...], kind: ColumnKind) -> Iterator[Problem]:
    if isinstance(kind, Datetime | Text | Image):
        what = {Datetime: "dates", Text: "texts", Image: "pictures"}[type(kind)]
        yield Problem(path, f"a target cannot be {what}; expected numeric, categorical or boolean")
    if isinstance(kind, Numeric) and kind.missing not in ("median", "error"):
        yield _never((*path, "missing"), "the column is the target, which every row must have")
    if isinstance(kind, Categorical) and kind.encoding == "embedding":
        yield _never((*path, "encoding"), "the column is the target")


def _split_problems(data: Data) -> Iterator[Problem]:
    split = data.split
    if not isinstance(split, Split):
        return
    at = ("data", "split")
    written = [key for key in ("validation", "test", "stratify", "folds", "fold") if getattr(split, key) is not None]
    written += [key for key, default in (("seed", 0), ("order", False)) if getattr(split, key) != default]
    if split.column is not None:
        for key in written:
            if (key, split.stratify) != ("stratify", False):
                yield _never((*at, key), "'column' says which row is in which part")
        if isinstance(data.source, Files):
            yield _never((*at, "column"), "the parts are separate files")
        return
    yield from _fraction_problems(data, split)
    if split.order:
        for key in written:
            if key in ("seed", "folds") or (key, split.stratify) == ("stratify", True):
                yield _never((*at, key), "with order: true the rows stay in order")
    if split.fold is not None and split.folds is None:
        yield _never((*at, "fold"), "it chooses one of 'folds'")
    elif split.fold is not None and split.folds is not None and split.fold > split.folds:
        yield Problem((*at, "fold"), f"there are {split.folds} folds; expected 1 to {split.folds}, not {split.fold}")


def _fraction_problems(data: Data, split: Split) -> Iterator[Problem]:
    at = ("data", "split")
    given = data.source.given() if isinstance(data.source, Files) else {}
    for part in ("validation", "test"):
        if part in given and getattr(split, part):
            yield _never((*at, part), f"{part} is a file of its own")
    if split.folds is not None:
        if split.test is not None:
            yield _never((*at, "test"), f"with folds: {split.folds} each fold is the test part of one run")
        if len(given) > 1:
            yield Problem(
                (*at, "folds"), "'folds' needs all rows in one file; leave out 'validation' and 'test' of 'source'", at_key=True
            )
    fractions = split_fractions(data)
    test = 1 / split.folds if split.folds else fractions.test
    if fractions.validation + test >= 1:
        shown = f"{fractions.validation:g} and {f'one of {split.folds} folds' if split.folds else f'{test:g}'}"
        key = "validation" if split.validation is not None else "test"
        yield Problem((*at, key), f"validation and test, {shown}, leave no rows to train on")
    if fractions.validation + test == 0:
        why = "no part is drawn from the rows"
        if split.seed:
            yield _never((*at, "seed"), why)
        if split.stratify:
            yield _never((*at, "stratify"), why)
        if split.order:
            yield _never((*at, "order"), why)


def _window_problems(data: Data) -> Iterator[Problem]:
    if data.window is None and data.group is None:
        return
    if data.missing_target == "drop":
        key = "group" if data.window is None else "window"
        yield _never(("data", "missing_target"), f"'{key}' makes sequences, of which no row can be left out")
    split = data.split if isinstance(data.split, Split) else Split()
    fractions = split_fractions(data)
    if data.window is not None and split.folds:
        yield _never(("data", "split", "folds"), "folds are drawn at random, and 'window' needs the rows in order")
    elif data.window is not None and not split.order and fractions.validation + fractions.test > 0:
        why = "a shuffled split would let windows overlap what they are tested on"
        if isinstance(data.split, Split):
            yield Problem(("data", "split"), f"'window' needs the rows in order: {why}; write order: true", at_key=True)
        else:
            yield Problem(
                ("data", "window"), f"'window' needs the rows in order: {why}; write split: {{order: true}}", at_key=True
            )
    for name, kind in (data.columns or {}).items():
        if isinstance(kind, Labels) and data.window is not None:
            yield Problem(("data", "columns", name), "'window' forecasts one value a column; expected numeric or categorical")
        if isinstance(kind, Categorical) and kind.encoding == "embedding" and name not in data.targets:
            key = "group" if data.window is None else "window"
            message = f"'{key}' makes sequences of numbers, which learned vectors cannot join; write encoding: one_hot"
            yield Problem(("data", "columns", name, "encoding"), message)
