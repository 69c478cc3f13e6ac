"""Prepared data that is kept for the next training of the same process, as long as nothing that it depends on has changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from dltrain.data.options.columns import Image
from dltrain.data.options.section import Data, Files
from dltrain.data.sources import source_of
from dltrain.data.sources.files import located
from dltrain.errors import DataError
from dltrain.files.states import state_of
from dltrain.spec.experiment import Experiment
from dltrain.spec.writing import plain

T = TypeVar("T")
OF_TRAINING = ("loss", "class_weights", "label_smoothing")  # by which a target is told to be classes or a number, and scaled


@dataclass
class _Kept:
    """The data that was prepared last, and what it depends on."""

    depends_on: str | None = None
    data: Any = None


_kept: ContextVar[_Kept | None] = ContextVar("kept data", default=None)


@contextmanager
def kept_data() -> Iterator[None]:
    """Within the block the data that was prepared last is kept, never more of it; blocks within it share it."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set(_Kept())
    try:
        yield
    finally:
        _kept.reset(token)


def prepared_once(experiment: Experiment, folder: Path, prepare: Callable[[], T]) -> T:
    """What `prepare` gives for the data of an experiment; what it gave last time where data is kept and nothing has changed that
    it depends on: keys of the spec, and the size, time and place on the disk of every file of the source."""
    kept = _kept.get()
    if kept is None:
        return prepare()
    depends_on = dependencies(experiment, folder)
    if depends_on is not None and depends_on == kept.depends_on:
        known: T = kept.data
        return known
    kept.depends_on = kept.data = None  # before there is another: never is there memory for two
    data = prepare()
    if depends_on is not None and depends_on == dependencies(experiment, folder):  # no file has changed meanwhile
        kept.depends_on, kept.data = depends_on, data
    return data


def dependencies(experiment: Experiment, folder: Path, *, without_pictures: bool = False) -> str | None:
    """All that preparing the data depends on; None where that cannot be told. without_pictures: but for the files that columns of
    pictures name, which only the table tells."""
    if names_pictures(experiment.data) and not without_pictures:
        return None
    files = _files(experiment, folder)
    if files is None:
        return None
    values = plain(experiment)
    training = [values["training"].get(key) for key in OF_TRAINING]
    own = [experiment.model.running_text, experiment.model.data_depends_on]
    model = [experiment.model.purpose, experiment.model.keeps_target, *own, values["model"].get("output")]
    return repr([os.path.abspath(folder), values.get("data"), training, values.get("metrics"), model, files])


def names_pictures(data: Data) -> bool:
    """Whether a column names pictures."""
    return any(isinstance(kind, Image) for kind in (data.columns or {}).values())


def _files(experiment: Experiment, folder: Path) -> list[tuple[str, str]] | None:
    """Every file and folder of the source, with what changes where it does; None where one cannot be looked at."""
    if experiment.data.is_absent:
        return []
    written = experiment.data.source
    found = []
    try:
        for source in written.given().values() if isinstance(written, Files) else [written]:
            options = source_of(source) if isinstance(source, str) else source
            for key in options.paths:
                if (path := getattr(options, key, None)) is not None:
                    found += [(one, state_of(one)) for one in _all_within(located(folder, path))]
    except (OSError, ValueError, DataError):
        return None
    return found


def _all_within(path: Path) -> Iterator[str]:
    """The path, and all that lies below it. Raises ValueError where a folder is a link, which might lead anywhere."""
    yield str(path)
    for above, folders, files in os.walk(path):
        if any(os.path.islink(os.path.join(above, name)) for name in folders):
            raise ValueError(f"a folder within {above} is a link")
        yield from (os.path.join(above, name) for name in [*folders, *files])
