"""A run directory: the only place that knows its files' names, and the only reader and writer of them."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dltrain import checkpoints, strict_json
from dltrain.atomic import WriteError, reason, sweep, sync_folder, write_whole
from dltrain.errors import DamagedError, InputError, nearest
from dltrain.tabular import parquet

if TYPE_CHECKING:
    import numpy.typing as npt
    import polars

    Array = npt.NDArray[Any]

Record = dict[str, Any]
Which = Literal["best", "last"]

LATER_FIRST: tuple[Which, Which] = ("last", "best")

RUNS = Path("runs")
SPEC = "spec.yaml"
METRICS = "metrics.jsonl"
SUMMARY = "summary.json"
CONFUSION_MATRIX = "confusion_matrix.json"
PREDICTIONS = "predictions.parquet"
LOG = "log.txt"
LOCK = ".lock"
CHECKPOINTS = "checkpoints"
SECONDS_BETWEEN_WRITES = 1.0


@dataclass(frozen=True)
class Checkpoint:
    """A whole checkpoint, which of the two it is, and what the user should be told about the other."""

    which: Which
    tensors: dict[str, Array]
    state: Record
    notes: tuple[str, ...] = ()


class _Lines:
    """A file that is only appended to, at most once a second unless asked; between writes it is not held open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pending: list[str] = []
        self.written = -float("inf")

    def append(self, line: str) -> None:
        self.pending.append(line)
        if time.monotonic() - self.written >= SECONDS_BETWEEN_WRITES:
            self.flush()

    def flush(self) -> None:
        if self.pending:
            before = self.path.stat().st_size if self.path.exists() else 0
            try:
                with self.path.open("ab") as file:
                    file.write("".join(self.pending).encode("utf-8", "backslashreplace"))
            except OSError as error:
                with suppress(OSError):
                    os.truncate(self.path, before)
                raise WriteError(f"'{self.path}' cannot be written: {reason(error)}") from error
            self.pending.clear()
        self.written = time.monotonic()


@dataclass(frozen=True)
class Run:
    """A run directory. Whoever writes holds its `lock`; every write may raise WriteError, every read DamagedError."""

    folder: Path
    _metrics: _Lines = field(init=False, repr=False, compare=False)
    _log: _Lines = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_metrics", _Lines(self.folder / METRICS))
        object.__setattr__(self, "_log", _Lines(self.folder / LOG))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keeps every other process from writing here. A dead process's lock is no lock; what it left half-written is removed.

        Raises InputError where another process holds it.
        """
        with _locked(self.folder):
            sweep(self.folder)
            sweep(self.folder / CHECKPOINTS)
            try:
                yield
            finally:
                self.flush()

    def flush(self) -> None:
        """Writes out the metrics and the log that still wait for their turn."""
        self._metrics.flush()
        self._log.flush()

    def write_spec(self, text: str) -> None:
        """Writes the resolved spec."""
        write_whole(self.folder / SPEC, text.encode("utf-8"))

    def read_spec(self) -> str:
        """The text of the resolved spec."""
        return _read_text(self.spec_path)

    @property
    def spec_path(self) -> Path:
        """Where the resolved spec is, for messages about its lines."""
        return self.folder / SPEC

    def append_metrics(self, record: Mapping[str, Any]) -> None:
        """Adds an epoch's line; it reaches the disk within a second or with `flush`. Numbers that are not finite become null."""
        self._metrics.append(strict_json.dumps(record) + "\n")

    def rewrite_metrics(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Puts these epochs in place of all that is there."""
        self._metrics.pending.clear()
        write_whole(self._metrics.path, (strict_json.dumps(record).encode("utf-8") + b"\n" for record in records))

    def read_metrics(self) -> list[Record]:
        """An epoch's record each, oldest first; none before the first epoch. A last line that was torn by a kill is left out."""
        path = self._metrics.path
        if not path.exists():
            return []
        lines = _read(path).removesuffix(b"\n").split(b"\n")
        records = []
        for number, line in enumerate(lines, 1):
            try:
                records.append(_object(line))
            except ValueError as error:
                if number < len(lines):
                    raise DamagedError(f"'{path}' is damaged in line {number}: {error}; dltrain resume writes it anew") from None
        return records

    def write_summary(self, summary: Mapping[str, Any]) -> None:
        """Writes how the run ended; numbers that are not finite become null."""
        _write_json(self.folder / SUMMARY, summary)

    def read_summary(self) -> Record | None:
        """How the run ended; None where it has not."""
        return _read_json(self.folder / SUMMARY)

    def write_confusion_matrix(self, matrix: Mapping[str, Any]) -> None:
        """Writes `{labels, train, validation, test}`: rows are the true class, columns the predicted."""
        _write_json(self.folder / CONFUSION_MATRIX, matrix)

    def read_confusion_matrix(self) -> Record | None:
        """What `write_confusion_matrix` wrote; None where there is none."""
        return _read_json(self.folder / CONFUSION_MATRIX)

    def write_predictions(self, columns: Mapping[str, Array | Sequence[Any]]) -> None:
        """Writes the test rows: `row`, `true`, `predicted`, `probability_<label>`, each of the same length."""
        write_whole(self.folder / PREDICTIONS, parquet(columns))

    def read_predictions(self) -> polars.DataFrame | None:
        """What `write_predictions` wrote; None where there is none."""
        import polars

        path = self.folder / PREDICTIONS
        if not path.exists():
            return None
        try:
            return polars.read_parquet(_read(path))
        except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError, ValueError) as error:
            raise DamagedError(f"'{path}' is damaged: {error}") from None

    def write_picture(self, name: str, png: bytes) -> Path:
        """Writes a picture, such as "curves", and says where it is."""
        path = self.folder / f"{name}.png"
        write_whole(path, png)
        return path

    def log(self, text: str) -> None:
        """Adds what was said on the terminal to the log."""
        self._log.append(text if text.endswith("\n") else text + "\n")

    def checkpoint_path(self, which: Which) -> Path:
        """Where a checkpoint is, or will be."""
        return self.folder / CHECKPOINTS / f"{which}.safetensors"

    def write_checkpoint(self, which: Which, tensors: Mapping[str, Array], state: Mapping[str, Any]) -> None:
        """Writes a checkpoint in place of the one before, after all metrics that came before it. `state` needs `epoch`.

        Tensors and state are as in `checkpoints.write`. Where training goes on from `last`, write `best` first.
        """
        self.flush()
        path = self.checkpoint_path(which)
        if not path.parent.is_dir():
            try:
                path.parent.mkdir(exist_ok=True)
            except OSError as error:
                raise WriteError.of(path.parent, error) from error
            sync_folder(self.folder)
        checkpoints.write(path, tensors, state)

    def read_checkpoint(self, which: Which) -> tuple[dict[str, Array], Record]:
        """The tensors and the state of a checkpoint. Raises InputError where it is not there."""
        return checkpoints.read(self.checkpoint_path(which))

    def latest_checkpoint(self) -> Checkpoint | None:
        """The later of the whole ones among `last` and `best`, by their epoch (and step, where the state has it).

        None where there is neither. Its notes tell of one that is damaged, or of a `best` that is missing beside `last`. Raises
        DamagedError where no whole one is left.
        """
        found: list[tuple[tuple[int, int], Checkpoint]] = []
        notes = []
        for which in LATER_FIRST:
            path = self.checkpoint_path(which)
            if path.exists():
                try:
                    tensors, state = checkpoints.read(path)
                    found.append((_progress(path, state), Checkpoint(which, tensors, state)))
                except checkpoints.DamagedCheckpointError as error:
                    notes.append(error.what)
                except (DamagedError, InputError) as error:
                    notes.append(str(error))
            elif found and which == "best":
                notes.append(f"the checkpoint '{path}' is missing")
        if found:
            _, latest = max(found, key=lambda pair: pair[0])
            return replace(latest, notes=tuple(notes))
        if notes:
            raise DamagedError("\n".join(notes) + f"\nno whole checkpoint is left; train again: dltrain train {self.spec_path}")
        return None


def create(name: str, parent: Path = RUNS, folder: Path | None = None) -> Run:
    """Makes a new run directory: `folder`, which must be new or empty, or else `<name>-<n>` in `parent`, n above all there.

    No two processes ever get the same numbered one. Raises InputError where that cannot be.
    """
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            filled = any(entry.name != LOCK for entry in folder.iterdir())
        except OSError as error:
            raise _cannot_make(folder, error) from error
        if filled:
            raise InputError(f"'{folder}' is not empty; expected a new or an empty folder for the run")
        return Run(folder)
    if not name or re.search(r"[/\\\0]", name):
        raise InputError(f"a run cannot be named {name!r}; expected a name without / and \\")
    try:
        parent.mkdir(parents=True, exist_ok=True)
        pattern = re.compile(re.escape(name) + "-([0-9]+)")
        taken = [int(match[1]) for entry in parent.iterdir() if (match := pattern.fullmatch(entry.name))]
    except OSError as error:
        raise _cannot_make(parent, error) from error
    number = max(taken, default=0)
    while True:
        number += 1
        numbered = parent / f"{name}-{number}"
        try:
            numbered.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise _cannot_make(numbered, error) from error
        sync_folder(parent)
        return Run(numbered)


def open(path: Path) -> Run:
    """An existing run. Raises InputError where `path` is none, with what is missing or the nearest one."""
    if os.path.isfile(path):
        raise InputError(f"'{path}' is a file; expected a run directory")
    if not os.path.isdir(path):
        raise InputError(f"there is no run '{path}'{_nearest_run(path)}")
    if not os.path.isfile(path / SPEC):
        raise InputError(f"'{path}' is not a run: it has no {SPEC}{_nearest_run(path)}")
    return Run(path)


def find_checkpoint(path: Path) -> Path:
    """The file to read for what a user gave: a checkpoint, or a run, whose best one it is. Raises InputError if there is none."""
    if os.path.isfile(path):
        return path
    best = open(path).checkpoint_path("best")
    if not best.exists():
        raise InputError(f"the run '{path}' has no checkpoint yet: there is no '{best}'")
    return best


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """An exclusive lock on the file `.lock`, which the system releases when its holder dies; none on Windows."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    path = folder / LOCK
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise WriteError(f"the run '{folder}' cannot be written in: {reason(error)}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Between our open and our lock, the holder may have removed the file: then what we hold is no longer its name.
            if _same_file(descriptor, path):
                os.ftruncate(descriptor, 0)
                os.write(descriptor, f"{os.getpid()}\n".encode())
                break
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise InputError(
                f"the run '{folder}' is in use by process {holder or 'unknown'}; wait for it, or stop it first"
            ) from None
        except OSError as error:
            os.close(descriptor)
            raise WriteError(f"the run '{folder}' cannot be locked: {reason(error)}") from error
        os.close(descriptor)
    try:
        yield
    finally:
        try:
            path.unlink(missing_ok=True)
        finally:
            os.close(descriptor)


def _same_file(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _progress(path: Path, state: Record) -> tuple[int, int]:
    """How far training was: epoch and step."""
    epoch, step = state.get("epoch"), state.get("step", 0)
    if not isinstance(epoch, int) or not isinstance(step, int):
        raise checkpoints.DamagedCheckpointError(path, "it does not say how far training was")
    return epoch, step


def _nearest_run(path: Path) -> str:
    """`; did you mean 'runs/xor-1'?`, from the runs beside `path` and those in `runs/`."""
    near = {spec.parent.name: spec.parent for folder in (RUNS, path.parent) for spec in folder.glob(f"*/{SPEC}")}
    name = nearest(path.name, near)
    return f"; did you mean '{near[name]}'?" if name else ""


def _cannot_make(folder: Path, error: OSError) -> InputError:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return InputError(f"the run directory cannot be made: '{folder}' is a file, or lies in one; expected a folder")
    return InputError(f"the run directory '{folder}' cannot be made: {reason(error)}")


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    write_whole(path, (strict_json.dumps(value, indent=2) + "\n").encode("utf-8"))


def _read_json(path: Path) -> Record | None:
    if not path.exists():
        return None
    try:
        return _object(_read(path))
    except ValueError as error:
        raise DamagedError(f"'{path}' is damaged: {error}") from None


def _object(text: bytes) -> Record:
    value = strict_json.loads(text)
    if not isinstance(value, dict):
        raise ValueError(f"expected an object {{…}}, not {type(value).__name__}")
    return value


def _read_text(path: Path) -> str:
    try:
        return _read(path).decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DamagedError(f"'{path}' is damaged in line {line}: it is not UTF-8 text") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DamagedError(f"'{path}' cannot be read: {reason(error)}") from error
