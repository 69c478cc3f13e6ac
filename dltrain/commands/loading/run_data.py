"""The data that a run learned from: where it is, whether it is still the same, and which file is a copy of it."""

from __future__ import annotations

import dataclasses
import filecmp
import os
import shlex
from pathlib import Path

from dltrain.commands.loading.saved import Saved
from dltrain.commands.preparing.setup import read_data
from dltrain.data.dataset import Dataset
from dltrain.data.options.section import Data, Files
from dltrain.data.part import Part
from dltrain.data.sources import Source, source_of
from dltrain.data.table import Table
from dltrain.errors import DataError, InputError


def missing_file(data: Data) -> tuple[str, str] | None:
    """The first file of a source that is not there any more, and the key that names it; None where all are."""
    return next(iter(missing_files(data).items()), None)


def missing_files(data: Data) -> dict[str, str]:
    """The files of a source that are not there any more, by the key that names each."""
    missing: dict[str, str] = {}
    if data.is_absent:
        return missing
    sources = data.source.given() if isinstance(data.source, Files) else {"": data.source}
    for part, source in sources.items():
        key = f"data.source.{part}" if part else "data.source"
        options = _options_of(source)
        for name in options.paths if options is not None else ():
            path = getattr(options, name, None)
            if path is not None and not os.path.exists(os.path.expanduser(path)):
                missing[key if isinstance(source, str) else f"{key}.{name}"] = path
    return missing


def run_dataset(model: Saved, run: Path) -> Dataset:
    """The data of the run as it was split. Raises InputError where the source is not there any more, or has changed since."""
    experiment = model.resolved.experiment
    again = f"dltrain evaluate {shlex.quote(str(run))} --data FILE"
    if (missing := missing_file(experiment.data)) is not None:
        split = "" if isinstance(experiment.data.source, Files) else " --split test"
        raise InputError(f"the data of the run is no longer at '{missing[1]}'; if it was moved, type: {again}{split}")
    dataset = read_data(experiment, Path(), model.encoding)
    if dataset.fingerprint != model.fingerprint:
        raise InputError(
            f"the data of the run has changed since it was trained, so its splits are lost; name a file with --data: {again}"
        )
    return dataset


def run_dataset_in(model: Saved, file: Path, table: Table) -> Dataset | None:
    """The data of the run as it was split, where a file is that data or the part of it that was trained on; else None."""
    experiment = model.resolved.experiment
    source = experiment.data.source
    if isinstance(source, Files):
        if not _is_copy(file, _options_of(source.train)):
            return None
    elif table.fingerprint != model.fingerprint:
        return None
    else:
        options = _options_of(source)
        if options is None or not hasattr(options, "path"):
            return None
        moved = dataclasses.replace(experiment.data, source=options.at(str(file.absolute())))
        experiment = dataclasses.replace(experiment, data=moved)
    try:
        dataset = read_data(experiment, Path(), model.encoding)
    except InputError:  # of several files another one may be gone
        return None
    return dataset if dataset.fingerprint == model.fingerprint else None


def rows_trained_on(model: Saved, part: Part) -> int:
    """How many rows of a part are equal, in all that the network sees of them and in their target, to rows that the run was
    trained on; 0 where these are no longer where they were."""
    from dltrain.diagnosis.rows import Known

    try:
        dataset = read_data(model.resolved.experiment, Path(), model.encoding)
    except InputError:
        return 0
    if dataset.fingerprint != model.fingerprint:
        return 0
    return int(Known(dataset.train).seen(part).sum())


def _is_copy(file: Path, options: Source | None) -> bool:
    """Whether a file has the bytes of a source's."""
    path = getattr(options, "path", None)
    try:
        return path is not None and os.path.isfile(path) and filecmp.cmp(file, path, shallow=False)
    except OSError:
        return False


def _options_of(source: str | Source) -> Source | None:
    try:
        return source_of(source) if isinstance(source, str) else source
    except DataError:
        return None
