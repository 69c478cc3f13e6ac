"""The `data` section with what was inferred written out."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dltrain.data.options.columns import ColumnKind, Image
from dltrain.data.options.fractions import split_fractions
from dltrain.data.options.section import Data, Files
from dltrain.data.options.split import Split
from dltrain.data.sources import absolute, source_of
from dltrain.tasks import Task

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding  # which loads numpy


def with_absolute_source(data: Data, folder: Path) -> Data:
    """The same section with the paths of its source absolute."""
    source: Any
    if isinstance(data.source, Files):
        source = Files(**{part: absolute(one, folder) for part, one in data.source.given().items()})
    else:
        source = absolute(data.source, folder)
    return dataclasses.replace(data, source=source)


def resolved(data: Data, encoding: Encoding, folder: Path) -> Data:
    """The same section with paths absolute and all that was inferred written out, so that it reads the same data again."""
    if data.is_absent:
        return data
    targets: list[str | int] = list(encoding.target_columns)
    return dataclasses.replace(
        with_absolute_source(data, folder),
        target=data.target if data.target_kinds or not targets else targets[0] if len(targets) == 1 else targets,
        columns={name: _placed(kind, data, folder) for name, kind in ((data.columns or {}) | _kinds(encoding)).items()} or None,
        split=_resolved_split(data, encoding.task, encoding.target.stratifies),
    )


def _placed(kind: ColumnKind, data: Data, folder: Path) -> ColumnKind:
    """A kind of column; that of pictures named in a source that is no file with the folder of the spec, where they are."""
    sources = data.source.given().values() if isinstance(data.source, Files) else [data.source]
    options = [source_of(source) if isinstance(source, str) else source for source in sources]
    if not isinstance(kind, Image) or all(hasattr(options, "path") for options in options):
        return kind
    return dataclasses.replace(kind, folder=str((folder / (kind.folder or "")).absolute()))


def _kinds(encoding: Encoding) -> dict[str, ColumnKind]:
    """The kinds of the features. What a target is, is told from its cells: its past, a feature of windows, says nothing of it."""
    return {name: kind for name, kind in encoding.kinds().items() if name not in encoding.target_columns}


def _resolved_split(data: Data, task: Task, classes: bool) -> Split | Literal["none"]:
    if data.split == "none" or (data.split is None and isinstance(data.source, Files)):
        return "none"
    split = data.split if isinstance(data.split, Split) else Split()
    if split.column is not None:
        return split
    part = split_fractions(data)
    if not split.folds and part.validation + part.test == 0:
        return "none"
    if task.writes:
        split = dataclasses.replace(split, order=True)
    stratify = False if split.order else (classes if split.stratify is None else split.stratify)
    given = data.source.given() if isinstance(data.source, Files) else {}
    return dataclasses.replace(
        split,
        validation=None if "validation" in given else part.validation,
        test=None if "test" in given or split.folds else part.test,
        stratify=stratify,
    )
