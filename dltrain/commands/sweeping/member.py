"""One member of a sweep: its runs, a seed each, trained one after another, without a look at the test rows."""

from __future__ import annotations

import dataclasses
import functools
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import dltrain.runs as runs
from dltrain.commands.sweeping.part import NO_SWEEP, train_run, value_of
from dltrain.commands.training.display import Display, Start, Unfinished
from dltrain.commands.training.progress import Progress
from dltrain.errors import DltrainError
from dltrain.files.atomic import WriteError
from dltrain.process.limits import shortage
from dltrain.runs import Run
from dltrain.spec.loading import Loaded, load_text

if TYPE_CHECKING:
    from dltrain.runs.history import Record

Ended = Literal["completed", "pruned", "diverged", "failed", "interrupted"]


@dataclass(frozen=True)
class Order:
    """What it takes to train a member, as plain values, which another process can be told.

    `spec` is the text of the sweep's spec, `folder` its directory, `values` are the member's, by key; `folders` are its runs',
    one a seed, within the sweep's. `monitor` is what the best is chosen by. after `every` so many
    epochs it is asked whether the member is to go on (0: never); `test`: whether test rows are measured.
    """

    number: int
    spec: str
    folder: str
    values: Mapping[str, Any]
    seeds: Sequence[int]
    folders: Sequence[str]
    monitor: str
    every: int = 0
    test: bool = False
    pictures: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a member came out: for each seed that was trained the value of the monitor at the best epoch; why it failed."""

    number: int
    status: Ended
    values: Sequence[float | None] = ()
    error: str = ""
    exit_code: int = 0  # of an interruption


Report = Callable[[Progress], bool]  # answers whether the member is to end here


@functools.lru_cache(maxsize=1)
def sweep_spec(text: str, folder: str) -> Loaded:
    """The spec of a sweep in its directory, read once: all of its settings are checked. Raises InputError."""
    return load_text(text, str(Path(folder) / runs.SPEC), Path(folder), Path(folder).name)


def spec_of(order: Order, seed: int) -> Loaded:
    """The spec of one of a member's runs, all with the learning rate that the first has found. Raises InputError where the keys'
    values do not go together."""
    loaded = sweep_spec(order.spec, order.folder).setting(order.values)
    if loaded.experiment.training.learning_rate == "auto":
        loaded = _with_found_rate(loaded, Path(order.folder) / order.folders[0])
    experiment = dataclasses.replace(loaded.experiment, seed=seed, sweep=NO_SWEEP)
    if experiment.threads == "auto":  # members share the cores; their bits do not depend on how many there are
        experiment = dataclasses.replace(experiment, threads=1)
    return dataclasses.replace(loaded, experiment=experiment)


def _with_found_rate(loaded: Loaded, first: Path) -> Loaded:
    if not runs.is_run(first):
        return loaded
    found = load_text(Run(first).read_spec(), str(first / runs.SPEC), first, first.name).experiment.training.learning_rate
    training = dataclasses.replace(loaded.experiment.training, learning_rate=found)
    return dataclasses.replace(loaded, experiment=dataclasses.replace(loaded.experiment, training=training))


def train_member(order: Order, report: Report, display: Display = Display(charts=False)) -> Outcome:
    """Trains the runs of a member, or goes on with them where they were interrupted. What is wrong with them is told as the
    outcome. Raises WriteError."""
    values: list[float | None] = []
    pruned: list[bool] = []
    try:
        for index, (seed, folder) in enumerate(zip(order.seeds, order.folders, strict=True)):
            watching = _watching(order, index, report, pruned)
            shown = dataclasses.replace(display, charts=order.pictures, watch=watching)
            summary = train_run(spec_of(order, seed), Path(order.folder) / folder, shown, test=order.test)
            values.append(value_of(Run(Path(order.folder) / folder), summary, order.monitor))
    except Unfinished as error:
        if pruned:
            return Outcome(order.number, "pruned", values)
        if error.exit_code == 4:
            return Outcome(order.number, "diverged", values, str(error))
        return Outcome(order.number, "interrupted", values, exit_code=error.exit_code)
    except WriteError:
        raise
    except DltrainError as error:
        return Outcome(order.number, "failed", values, str(error))
    except Exception as error:
        what = shortage(error) or f"this is a bug in dltrain, not your fault: {''.join(traceback.format_exception(error)[-3:])}"
        return Outcome(order.number, "failed", values, what)
    return Outcome(order.number, "completed", values)


def _watching(
    order: Order, index: int, report: Report, pruned: list[bool]
) -> Callable[[Start, Iterator[Record]], Iterator[Record]]:
    """What passes on the records of a run, reports each epoch and ends where the report says so."""
    from dltrain.training.loop import is_lost, is_paused

    def watch(start: Start, records: Iterator[Record]) -> Iterator[Record]:
        def is_over(record: Mapping[str, Any]) -> bool:
            epoch = record["epoch"]
            losses = {name: record[name] for name in ("train_loss", "validation_loss", order.monitor) if name in record}
            asks = order.every > 0 and index == 0 and epoch % order.every == 0
            if report(Progress(order.number, index, epoch, start.epochs, losses, record.get(order.monitor), asks)) and asks:
                pruned.append(True)
            return bool(pruned)

        if any(map(is_over, start.run.read_metrics()[: start.done])):
            return
        for record in records:
            yield record
            if not (is_paused(record) or is_lost(record)) and is_over(record):
                return

    return watch
