"""Encoded rows that are kept in the user's cache folder, for the next training on the same data: made whole or not at all, used
again as long as nothing that they depend on has changed, and removed, the longest unused first, where they become too many."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dltrain
from dltrain.commands.preparing.kept_data import dependencies
from dltrain.data.resolved import with_absolute_source
from dltrain.errors import DltrainError, InputError
from dltrain.files import strict_json, temporary
from dltrain.files.cache_folder import cache_folder
from dltrain.files.states import state_of_all
from dltrain.files.temporary import is_temporary
from dltrain.files.typed_json import Misfit
from dltrain.spec.experiment import Experiment
from dltrain.spec.loading import load_text
from dltrain.spec.writing import as_yaml

if TYPE_CHECKING:
    from dltrain.data.dataset import Dataset
    from dltrain.data.options.section import Data
    from dltrain.data.table import NamedFiles

FORMAT = 2
META = "rows.json"
LIMIT = "DLTRAIN_CACHE_LIMIT"  # a variable: GiB that all of them may take
MAX_LIMIT = 2**33  # GiB: as large as a file may be


@dataclass(frozen=True)
class Prepared:
    """The data of an experiment, its section with what reading it settled, the name of the training table, and what is to be
    said of the target's kind: notices, and advice where something does not go with it. `key`: under which it is kept; `pictures`:
    the files that columns name."""

    dataset: Dataset
    section: Data
    name: str
    notices: tuple[str, ...]
    advice: str
    key: str | None = None
    pictures: tuple[NamedFiles, ...] = ()

    @property
    def bytes(self) -> int:
        """Of the encoded rows."""
        from dltrain.data.sequences import nbytes

        parts = (self.dataset.train, self.dataset.validation, self.dataset.test)
        return sum(nbytes(array) for part in parts if part for array in (*part.inputs.values(), part.target, part.rows))


@dataclass(frozen=True)
class Entry:
    """What is kept of one data set: of which table, how many rows, bytes, and when it was used last, in seconds since 1970."""

    folder: Path
    name: str
    rows: int
    bytes: int
    used: float


def rows_folder() -> Path:
    """Where the rows lie."""
    return cache_folder() / "rows"


def key_of(experiment: Experiment, folder: Path) -> str | None:
    """A name for all that the encoded rows depend on; None where that cannot be told."""
    data = dataclasses.replace(with_absolute_source(experiment.data, folder), memory="mapped")
    depends_on = dependencies(dataclasses.replace(experiment, data=data), Path("/"), without_pictures=True)
    if depends_on is None:
        return None
    return hashlib.sha256(f"{FORMAT}\n{dltrain.__version__}\n{depends_on}".encode()).hexdigest()[:32]


def kept(key: str | None) -> Prepared | None:
    """What is kept under a key; None where there is nothing, or it is not whole. Raises InputError where the limit is none."""
    if key is None:
        return None
    given_limit()  # before the work that it is about
    from dltrain.data import row_files
    from dltrain.data.dataset import Dataset
    from dltrain.data.encoding import serialization

    folder = rows_folder() / key
    try:
        known = strict_json.loads((folder / META).read_text("utf-8"))
        if any(state_of_all(_paths(folder, number)) != state for number, state in enumerate(known["pictures"])):
            return None
        encoding = serialization.from_json(known["encoding"])
        parts = row_files.read(folder, known["parts"], encoding)
        section = load_text(known["spec"], str(folder / META), Path("/"), "kept").experiment.data
        os.utime(folder / META)
        told = {name: known[name] for name in ("fingerprint", "notices", "identifiers", "shuffled_series")}
        dataset = Dataset(parts["train"], parts.get("validation"), parts.get("test"), encoding, **told, is_mapped=True)
        return Prepared(dataset, section, known["name"], tuple(known["target_notices"]), known["advice"], key)
    except (OSError, ValueError, KeyError, TypeError, Misfit, DltrainError):
        return None


def keep(prepared: Prepared, experiment: Experiment, folder: Path) -> None:
    """Keeps mapped rows under their key, if the limit allows; what was not used for longest makes room. Where the folder cannot
    be written in, or the system gives no name to a file without one, nothing is kept."""
    from dltrain.data import row_files
    from dltrain.data.encoding import serialization

    dataset, key = prepared.dataset, prepared.key
    if key is None or not dataset.is_mapped:
        return
    parts = {name: part for name in ("train", "validation", "test") if (part := getattr(dataset, name)) is not None}
    if prepared.bytes > limit():
        return
    absolute = dataclasses.replace(experiment, data=with_absolute_source(prepared.section, folder))
    known: dict[str, Any] = {
        "name": prepared.name,
        "rows": sum(len(part.rows) for part in parts.values()),
        "encoding": serialization.as_json(dataset.encoding),
        "spec": as_yaml(absolute),
        "fingerprint": dataset.fingerprint,
        "notices": dataset.notices,
        "identifiers": dict(dataset.identifiers),
        "shuffled_series": dict(dataset.shuffled_series),
        "target_notices": list(prepared.notices),
        "advice": prepared.advice,
        "pictures": [named.state for named in prepared.pictures],
    }
    with suppress(OSError), temporary.new_folder(rows_folder() / key) as made:
        known["parts"] = row_files.write(made, parts)
        for number, named in enumerate(prepared.pictures):
            _names(made, number).write_bytes(os.fsencode("\0".join(named.paths)))
        (made / META).write_text(strict_json.dumps(known), "utf-8")
        _remove(rows_folder() / key)  # what is damaged, or of other pictures
        os.rename(made, rows_folder() / key)
        make_room(but=key)


def _names(folder: Path, number: int) -> Path:
    """The file that has the paths of the files that a column names, a zero between any two."""
    return folder / f"pictures-{number}.txt"


def _paths(folder: Path, number: int) -> list[str]:
    return os.fsdecode(_names(folder, number).read_bytes()).split("\0")


def _remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path, ignore_errors=True)


def add_alias(key: str | None, other: str | None) -> None:
    """What is kept under a key is found under another one too: that of the spec with all written out."""
    if key and other and key != other and (rows_folder() / key).is_dir():
        with suppress(OSError):
            os.symlink(key, rows_folder() / other)


def limit() -> int:
    """The bytes that all of them may take: DLTRAIN_CACHE_LIMIT, in GiB, or half of what the disk has for them. Raises
    InputError."""
    if (given := given_limit()) is not None:
        return given
    top = next(folder for folder in (rows_folder(), *rows_folder().parents) if folder.is_dir())
    return (shutil.disk_usage(top).free + sum(entry.bytes for entry in entries())) // 2


def given_limit() -> int | None:
    """The bytes that DLTRAIN_CACHE_LIMIT allows; None where it says nothing. Raises InputError."""
    given = os.environ.get(LIMIT, "").strip()
    if not given:
        return None
    try:
        gib = float(given)
    except ValueError:
        gib = -1
    if 0 <= gib <= MAX_LIMIT:  # which no NaN is
        return int(gib * 2**30)
    meant = re.match(r"(\d+)\s*(g|gb|gib)$", given, re.IGNORECASE)
    such = f"such as {LIMIT}={meant[1] if meant else 50}, or 0 for none"
    raise InputError(f"the environment says {LIMIT}={given}; expected a number of GiB from 0 to {MAX_LIMIT:,}, {such}")


def entries() -> list[Entry]:
    """What is kept, the last used first."""
    found = [entry for folder in _folders() if (entry := _entry(folder)) is not None]
    return sorted(found, key=lambda entry: -entry.used)


def make_room(*, but: str) -> None:
    """Removes what was not used for longest until the rest keeps the limit."""
    left, most = entries(), limit()
    while left and sum(entry.bytes for entry in left) > most and left[-1].folder.name != but:
        shutil.rmtree(left.pop().folder, ignore_errors=True)


def clear() -> None:
    """Removes all of them, and what interrupted processes left. Trainings that use them go on."""
    with suppress(FileNotFoundError):
        for path in rows_folder().iterdir():
            _remove(path)


def _folders() -> Iterator[Path]:
    with suppress(OSError):
        for path in sorted(rows_folder().iterdir()):
            if path.is_dir() and not path.is_symlink() and not is_temporary(path.name):
                yield path


def _entry(folder: Path) -> Entry | None:
    try:
        known = strict_json.loads((folder / META).read_text("utf-8"))
        size = sum(path.stat().st_size for path in folder.iterdir())
        return Entry(folder, str(known["name"]), int(known["rows"]), size, (folder / META).stat().st_mtime)
    except (OSError, ValueError, KeyError, TypeError, DltrainError):
        return None
