"""One run directory: its files by name, each written whole or appended to, and read strictly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from dltrain.errors import DamagedError, InputError
from dltrain.files import reading, strict_json
from dltrain.files.atomic import WriteError, special_kind, sync_folder, write_atomically
from dltrain.files.lines import LineWriter
from dltrain.files.locking import Lock, locked
from dltrain.files.reading import JsonObject
from dltrain.files.temporary import remove_abandoned
from dltrain.lazy import NDArray, polars
from dltrain.runs import checkpoints, damage, names, origin, predictions, sums
from dltrain.runs.checkpoint_history import progress, read_checkpoint, write_checkpoint
from dltrain.runs.origin import Origin
from dltrain.runs.predictions import Columns
from dltrain.runs.samples import Samples
from dltrain.runs.summary import Summary, parsed

Array = NDArray[Any]

Which = Literal["best", "last"]

LATER_FIRST: tuple[Which, Which] = ("last", "best")


@dataclass(frozen=True)
class Checkpoint:
    """A whole checkpoint, which of the two it is, and what the user should be told about the other."""

    which: Which
    tensors: dict[str, Array]
    state: JsonObject
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """A run directory. Whoever writes holds its `lock`; every write may raise WriteError, or LockLostError where what is there
    now is another's; every read DamagedError."""

    folder: Path
    _metrics: LineWriter = field(init=False, repr=False, compare=False)
    health: Samples = field(init=False, repr=False, compare=False)
    _log: LineWriter = field(init=False, repr=False, compare=False)
    _locks: list[Lock] = field(default_factory=list, init=False, repr=False, compare=False)  # the one that is held

    def __post_init__(self) -> None:
        object.__setattr__(self, "_metrics", LineWriter(self.folder / names.METRICS, self.check_lock))
        object.__setattr__(self, "health", Samples(self.folder / names.HEALTH, self.check_lock))
        object.__setattr__(self, "_log", LineWriter(self.folder / names.LOG, self.check_lock))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keeps every other process from writing here. A dead process's lock is no lock; what it left half-written is removed.

        Raises InputError where another process holds it, DamagedError where something else lies in a file's place.
        """
        with locked(self.folder) as lock:
            self._refuse_special()
            remove_abandoned(self.folder)
            remove_abandoned(self.folder / names.CHECKPOINTS)
            self._locks.append(lock)
            try:
                yield
            finally:
                try:
                    self.flush()
                finally:
                    self._locks.clear()

    def _refuse_special(self) -> None:
        """Raises DamagedError before anything is changed: a pipe would be waited for, a folder or a device be in the way."""
        files = (*names.RESULTS, names.HEALTH, names.SUMMARY, names.LOG, names.SUMS)
        paths = [*(self.folder / name for name in files), *map(self.checkpoint_path, LATER_FIRST)]
        kinds = [(path, special_kind(path)) for path in paths]
        if problems := [f"'{path}' is {kind}, not a file; remove it" for path, kind in kinds if kind]:
            raise DamagedError("\n".join(problems))

    def check_lock(self) -> None:
        """Raises LockLostError where the lock was taken and is no longer this process's, since the folder is another."""
        for lock in self._locks:
            lock.check()

    def _write(self, path: Path, content: bytes | Iterable[bytes]) -> None:
        self.check_lock()
        write_atomically(path, content)

    def flush(self) -> None:
        """Writes out the metrics and the log that still wait for their turn."""
        self._metrics.flush()
        self.health.flush()
        self._log.flush()

    def write_spec(self, text: str) -> None:
        """Writes the resolved spec."""
        self._write(self.folder / names.SPEC, text.encode("utf-8"))

    def read_spec(self, name: str = names.SPEC, *, as_written: bool = False) -> str:
        """The text of the resolved spec; one that was changed since the run's end is damaged where it is to be `as_written`."""
        if as_written:
            self._read(name)
        return reading.read_text(self.folder / name)

    @property
    def spec_path(self) -> Path:
        """Where the resolved spec is, for messages about its lines."""
        return self.folder / names.SPEC

    def append_metrics(self, record: Mapping[str, Any]) -> None:
        """Adds an epoch's line; it reaches the disk within a second or with `flush`. Numbers that are not finite become null."""
        self._metrics.append(strict_json.dumps(record) + "\n")

    def rewrite_metrics(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Puts these epochs in place of all that is there."""
        self.check_lock()
        self._metrics.pending.clear()
        self._write(self._metrics.path, (strict_json.dumps(record).encode("utf-8") + b"\n" for record in records))

    def read_metrics(self) -> list[JsonObject]:
        """An epoch's record each, oldest first; none before the first epoch. A last line that was torn by a kill is left
        out. Raises DamagedError."""
        path = self._metrics.path
        if not path.exists():
            return []
        lines = self._read(names.METRICS).removesuffix(b"\n").split(b"\n")
        metrics = []
        for number, line in enumerate(lines, 1):
            try:
                metrics.append(reading.parsed_object(line))
            except ValueError as error:
                if number < len(lines):
                    raise DamagedError(f"'{path}' is damaged in line {number}: {error}; {self.remedy(names.METRICS)}") from None
        return metrics

    def begin(self, began: Origin) -> None:
        """Writes how the run began as the first line of its log."""
        self.log(began.line())
        self._log.flush()

    def origin(self) -> Origin | None:
        """How the run began; None where its log does not say."""
        return origin.read(self.folder / names.LOG)

    def write_summary(self, summary: Summary) -> Summary:
        """Writes how the run ended, and how it began, which the summary that is returned has too; numbers that are not finite
        become null. Before it, the SHA-256 of all results, as sha256sum writes and checks them: from then on they are read
        only as they are now.
        """
        self._metrics.flush()
        began = self.origin() or Origin(Path())
        summary = replace(summary, started=began.started, command=began.command, note=began.note)
        content = _json(summary.plain())
        self._write(self.folder / names.SUMS, sums.written(self.folder, {names.SUMMARY: content}))
        self._write(self.folder / names.SUMMARY, content)
        return summary

    def read_summary(self) -> Summary | None:
        """How the run ended; None where it has not."""
        record = self._read_object(names.SUMMARY)
        return None if record is None else parsed(record, self.folder / names.SUMMARY)

    def reopen(self, *, begins: bool = False) -> None:
        """Takes away how the run ended, because it goes on: no reader shall take old results for those of the new end. Where it
        `begins` anew, it has met no changes either. Raises WriteError."""
        self.check_lock()
        for name in (names.SUMMARY, names.SUMS, *names.OUTCOMES, *([names.CHANGES] if begins else [])):
            path = self.folder / name
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise WriteError.of(path, error) from error

    def write_changes(self, changes: Mapping[str, Any]) -> None:
        """Writes what was changed of the spec or the data while the run was under way: key → `{before, now}`."""
        self._write(self.folder / names.CHANGES, _json(changes))

    def read_changes(self) -> JsonObject:
        """What `write_changes` wrote; empty where nothing was changed."""
        return self._read_object(names.CHANGES) or {}

    def write_confusion_matrix(self, matrix: Mapping[str, Any]) -> None:
        """Writes `{labels, train, validation, test}`: rows are the true class, columns the predicted."""
        self.write_outcome(names.CONFUSION_MATRIX, matrix)

    def read_confusion_matrix(self) -> JsonObject | None:
        """What `write_confusion_matrix` wrote; None where there is none."""
        return self._read_object(names.CONFUSION_MATRIX)

    def write_outcome(self, name: str, outcome: Mapping[str, Any] | str) -> None:
        """Writes one of names.OUTCOMES, such as `importances.json` or `tree.txt`, which are of some kinds of model alone."""
        self._write(self.folder / name, f"{outcome}\n".encode() if isinstance(outcome, str) else _json(outcome))

    def read_outcome(self, name: str) -> JsonObject | None:
        """What `write_outcome` wrote as JSON; None where there is none."""
        return self._read_object(name)

    def read_tree(self) -> str | None:
        """A tree in words; None where there is none."""
        return self._read(names.TREE).decode("utf-8").removesuffix("\n") if (self.folder / names.TREE).exists() else None

    def write_predictions(self, *chunks: Columns, rest: Iterable[Columns] = ()) -> None:
        """Writes the test rows: `row`, `true`, `predicted`, `probability_<label>`; the `rest` may be made as it is written."""
        self.check_lock()
        predictions.write(self.folder / names.PREDICTIONS, [*chunks], rest)

    def read_predictions(self) -> polars.DataFrame | None:
        """What `write_predictions` wrote; None where there is none. Raises DamagedError."""
        path = self.folder / names.PREDICTIONS
        if not path.exists():
            return None
        try:
            return predictions.parsed(self._read(names.PREDICTIONS))
        except ValueError as error:
            raise DamagedError(f"'{path}' is damaged: {error}; {self.remedy(names.PREDICTIONS)}") from None

    def write_chart(self, name: str, png: bytes) -> Path:
        """Writes a picture, such as "curves", and says where it is."""
        path = self.folder / f"{name}.png"
        self._write(path, png)
        return path

    def read_chart(self, name: str) -> bytes | None:
        """A picture that `write_chart` wrote, a PNG; None where there is none. Raises DamagedError."""
        return reading.read_bytes(path) if (path := self.folder / f"{name}.png").is_file() else None

    def log(self, text: str) -> None:
        """Adds what was said on the terminal to the log."""
        self._log.append(text if text.endswith("\n") else text + "\n")

    def checkpoint_path(self, which: Which) -> Path:
        """Where a checkpoint is, or will be."""
        return self.folder / names.CHECKPOINTS / f"{which}.safetensors"

    def write_checkpoint(self, which: Which, tensors: Mapping[str, Array], state: Mapping[str, Any]) -> None:
        """Writes a checkpoint in place of the one before, after all metrics that came before it. `state` needs `epoch`.

        Tensors and state are as in `checkpoints.write`, besides a History as `history`, which is written as tensors. Where
        training goes on from `last`, write `best` first. Raises WriteError.
        """
        self.flush()
        self.check_lock()
        path = self.checkpoint_path(which)
        if not path.parent.is_dir():
            try:
                path.parent.mkdir(exist_ok=True)
            except OSError as error:
                raise WriteError.of(path.parent, error) from error
            sync_folder(self.folder)
        write_checkpoint(path, tensors, state)

    def read_checkpoint(self, which: Which) -> tuple[dict[str, Array], JsonObject]:
        """The tensors and the state of a checkpoint. Raises InputError where it is not there."""
        return read_checkpoint(self.checkpoint_path(which))

    def damages(self, has_checkpoints: bool = True) -> list[str]:
        """What is not as it was written, or gone, of a run that has ended; each as a sentence."""
        try:
            damages = [what for name in self._sums() if (what := self._damage(name))]
        except DamagedError as error:
            damages = [str(error)]
        if (self.folder / names.SUMMARY).exists() and not (self.folder / names.SUMS).exists():
            damages.append(f"'{self.folder / names.SUMS}' is missing")
        for which in LATER_FIRST if has_checkpoints else ():
            try:
                self.read_checkpoint(which)
            except checkpoints.DamagedCheckpointError as error:
                damages.append(error.what)
            except (DamagedError, InputError) as error:
                damages.append(str(error))
        return damages

    def _read_object(self, name: str) -> JsonObject | None:
        if not (self.folder / name).exists():
            return None
        try:
            return reading.parsed_object(self._read(name))
        except ValueError as error:
            raise DamagedError(f"'{self.folder / name}' is damaged: {error}; {self.remedy(name)}") from None

    def _read(self, name: str) -> bytes:
        """A result's bytes. Raises DamagedError where they are not those of the run's end."""
        content = reading.read_bytes(self.folder / name)
        if what := self._damage(name, content):
            raise DamagedError(f"{what}; {self.remedy(name)}")
        return content

    def _damage(self, name: str, content: bytes | None = None) -> str | None:
        """What is to be said of a result that is not as it was at the run's end. Raises DamagedError where that is not known."""
        path, digest = self.folder / name, self._sums().get(name)
        if digest is None:
            return None
        try:
            content = reading.read_bytes(path) if content is None else content
        except DamagedError as error:
            return str(error)
        return None if digest == sums.sha256(content) else f"'{path}' is damaged: its SHA-256 is not that in {names.SUMS}"

    def _sums(self) -> dict[str, str]:
        """The SHA-256 of each result by its name; of a run that has not ended, none. Raises DamagedError."""
        path = self.folder / names.SUMS
        if not path.exists() or not (self.folder / names.SUMMARY).exists():
            return {}
        try:
            return sums.read(path)
        except ValueError as error:
            raise DamagedError(f"'{path}' is damaged in {error}; {self.remedy(names.SUMS)}") from None

    def remedy(self, name: str) -> str:
        """What to type where a result is damaged."""
        paths = [path for which in LATER_FIRST if (path := self.checkpoint_path(which)).exists()]
        return damage.of_result(self.folder, name, paths)

    def latest_checkpoint(self) -> Checkpoint | None:
        """The later of the whole ones among `last` and `best`, by their epoch (and step, where the state has it).

        None where there is neither. Its notes tell of one that is damaged, or of a `best` that is missing beside `last`. Raises
        DamagedError where no whole one is left.
        """
        whole: list[tuple[tuple[int, int], Checkpoint]] = []
        notes = []
        for which in LATER_FIRST:
            path = self.checkpoint_path(which)
            if path.exists():
                try:
                    tensors, state = read_checkpoint(path)
                    whole.append((progress(path, state), Checkpoint(which, tensors, state)))
                except checkpoints.DamagedCheckpointError as error:
                    notes.append(error.what)
                except (DamagedError, InputError) as error:
                    notes.append(str(error))
            elif whole and which == "best":
                notes.append(f"the checkpoint '{path}' is missing")
        if whole:
            _, latest = max(whole, key=lambda pair: pair[0])
            return replace(latest, notes=tuple(notes))
        if notes:
            raise DamagedError("\n".join([*notes, damage.again(self.folder)]))
        return None


def _json(value: Mapping[str, Any]) -> bytes:
    return (strict_json.dumps(value, indent=2) + "\n").encode("utf-8")
