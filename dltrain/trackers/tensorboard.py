"""TensorBoard: curves, parameters, pictures and words of a run as event files."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from dltrain.trackers.base import TRACKERS, Sink, Tracker
from dltrain.trackers.events import Events, end_of_session, picture, scalar, start_of_session, text
from dltrain.trackers.job import Job, Results
from dltrain.trackers.lines import Line, final_metrics
from dltrain.trackers.words import matrix_words, result_words
from dltrain.types import option, options


@TRACKERS.entry("tensorboard")
@options
class TensorBoard(Tracker):
    """Event files for TensorBoard: a curve of each recorded value, the spec, the final metrics and the pictures. They are shown
    by `tensorboard --logdir runs`. Abadi et al., TensorFlow: a system for large-scale machine learning (2016)."""

    package: ClassVar[str] = "tensorboard"
    extra: ClassVar[str] = "tensorboard"

    folder: str = option(
        None, help="where each run gets a folder of its name; `tensorboard` in the run's own directory if omitted"
    )

    def resolved(self, folder: Path, name: str) -> Tracker:
        """With the folder by its whole path."""
        return self if self.folder is None else TensorBoard(os.path.abspath(folder / os.path.expanduser(self.folder)))

    def sink(self, job: Job, state: dict[str, Any]) -> Sink:
        return _Sink(job, state, self.folder)


class _Sink:
    """The event files of a run: one in its folder, and one in a folder within for each member.

    Every file begins by saying at which epoch it does: TensorBoard then drops what an older file has from there on, which a
    killed process wrote and could not note, or which was trained otherwise since.
    """

    most = 20_000

    def __init__(self, job: Job, state: dict[str, Any], folder: str | None) -> None:
        self.job, self.state, self.folder = job, state, folder
        self.files: dict[str, Events] = {}

    def open(self) -> None:
        if self.folder is None:
            self.state["folder"] = self.job.events  # wherever the run was moved to
        elif "folder" not in self.state:
            self.state["folder"] = str(_unused(Path(self.folder) / self.job.name))

    @property
    def location(self) -> str:
        return f"{self.state['folder']}, which is shown by: tensorboard --logdir {self.folder or self.job.shown}"

    def send(self, lines: Sequence[Line]) -> None:
        try:
            for line in lines:
                for entry in line.entries:
                    values = [scalar(grouped(name), value) for name, value in entry.values.items()]
                    self._events(entry.member, entry.epoch).add(values, entry.epoch, line.moment)
            self._write_parameters(lines[0].moment)
            self._flush()
        except BaseException:  # whatever it is, lines may be half there
            self.files.clear()  # the next file takes the place of what this one has got of them
            raise

    def has(self, probe: Sequence[Any]) -> bool:
        return False  # it is dropped where it is

    def take_back(self, kept: int, sent: int, is_rounding: bool) -> int:
        self.files.clear()  # the next file says from where on it holds
        return kept

    def conclude(self, results: Results, progressed: Callable[[], None]) -> None:
        summary, now = results.summarized(), time.time()
        metrics, last = final_metrics(summary), int(summary.get("epochs", 0))
        if not summary or self.state.get("final") == [last, metrics]:  # it was cut off, or is there already
            return
        events = self._events("", last + 1)
        self._write_parameters(now)
        words = {"spec": f"```yaml\n{results.read(results.spec)}\n```", "result": result_words(summary, results)}
        if matrix := results.matrix():
            words["confusion_matrix"] = matrix_words(matrix)
        events.add([scalar(name, value) for name, value in metrics.items()], last, now)
        events.add([picture(path) for path in results.pictures()], last, now)
        events.add([text(tag, one) for tag, one in words.items()], last, now)
        events.add([end_of_session(summary.get("status") == "diverged", now)], last, now)
        self._flush()
        self.state["final"] = [last, metrics]

    def _write_parameters(self, moment: float) -> None:
        if not self.state.get("has_parameters"):
            self._events("", 1).add([start_of_session(self.job.parameters, self.job.name, moment)], 0, moment)
            self.state["has_parameters"] = True

    def _events(self, member: str, epoch: int) -> Events:
        if member not in self.files:
            self.files[member] = Events(Path(self.state["folder"]) / member, epoch)
        return self.files[member]

    def _flush(self) -> None:
        for one in self.files.values():
            one.flush()


def grouped(name: str) -> str:
    """The name of a recorded value as TensorBoard shows it, beside its kin.

    >>> grouped("validation_accuracy")
    'accuracy/validation'
    """
    split, _, metric = name.partition("_")
    return f"{metric}/{split}" if split in ("train", "validation") and metric else name


def _unused(folder: Path) -> Path:
    """The folder, or one with a number behind it where it is another run's."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    number, free = 1, folder
    while True:
        try:
            free.mkdir()
            return free
        except FileExistsError:
            number += 1
            free = folder.with_name(f"{folder.name}-{number}")
