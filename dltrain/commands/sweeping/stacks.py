"""Members that train together: those that differ in numbers of their own alone are lanes of one stack, in `lanes-<n>/`."""

from __future__ import annotations

import dataclasses
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dltrain.runs as runs
from dltrain.commands.preparing.setup import Setup, prepare_to_train
from dltrain.commands.sweeping.member import Order, Outcome, spec_of
from dltrain.commands.training.display import Display, Start, Unfinished
from dltrain.commands.training.following import follow
from dltrain.commands.training.progress import Progress
from dltrain.commands.training.tracking import tracked
from dltrain.errors import DamagedError, InputError
from dltrain.files.typed_json import Misfit
from dltrain.runs import SPEC, Run
from dltrain.runs.summary import Ending
from dltrain.runs.sweeps import read_lanes, write_lanes
from dltrain.spec.lanes import lane_groups
from dltrain.spec.training import split_of
from dltrain.spec.writing import as_yaml

if TYPE_CHECKING:
    from dltrain.runs.history import Record
    from dltrain.training.session import Session

MAX_LANES = 256
BETWEEN = 0.1  # seconds between two reports


@dataclass(frozen=True)
class Lane:
    """One run of a member: its order, the index of its seed, and its spec with its data."""

    order: Order
    index: int
    setup: Setup


def stacks_of(orders: Sequence[Order]) -> list[list[Lane]]:
    """The lanes of members that can train together, a stack each, of two lanes or more with the same data. Members whose spec is
    refused are in none: whoever trains them alone says why."""
    lanes = [lane for order in orders for lane in _lanes_of(order)]
    groups = [[lanes[index] for index in group] for group in lane_groups([lane.setup.resolved.experiment for lane in lanes])]
    return [group for group in groups if len(group) > 1]


def _lanes_of(order: Order) -> list[Lane]:
    try:
        setup = prepare_to_train(spec_of(order, order.seeds[0]))
    except InputError:
        return []
    lanes = []
    for index, seed in enumerate(order.seeds):
        experiment = dataclasses.replace(setup.resolved.experiment, seed=seed)
        own = Setup(dataclasses.replace(setup.resolved, experiment=experiment), setup.dataset)
        lanes.append(Lane(order, index, own))
    return lanes


def train_stack(above: Run, lanes: Sequence[Lane], keeps: bool, show: Callable[[Progress], object]) -> list[Outcome]:
    """Trains lanes as one stack, or goes on with it, and says how their members came out. `keeps`: whether each lane becomes
    a run of its own, as it does for a tracker. Raises Unfinished where a signal asked for an end; WriteError."""
    from dltrain.training.explicit.stack import stack_session
    from dltrain.training.measuring.evaluators import evaluator_of
    from dltrain.training.signals import interruptible

    first = lanes[0].setup
    keeps = keeps or bool(first.resolved.experiment.track)
    run = _run_of(above, lanes)
    evaluator = evaluator_of(first.resolved, first.dataset.encoding)
    with run.lock(), interruptible() as interruption:
        resolved = [lane.setup.resolved for lane in lanes]
        with stack_session(resolved, first.dataset, evaluator, run, interruption, all_metrics=keeps) as session:
            _restore(session)
            run.rewrite_metrics(session.history)
            follow(session, first, Display(charts=False, watch=_watching(lanes, show)))
            if session.status == "interrupted":
                raise Unfinished("", interruption.exit_code_of(), Ending("", "interrupted"))
            for index in range(len(lanes)) if keeps else ():
                _make_run(above, session, lanes, index, interruption)
            return _outcomes(session, lanes)


def _make_run(above: Run, stack: Session[Any], lanes: Sequence[Lane], index: int, stopping: Callable[[], bool]) -> None:
    """Makes the run of a lane, an ordinary one that was not measured on test rows, and tells trackers of it."""
    from dltrain.kinds.conclusion import conclude
    from dltrain.training.explicit.lane import lane_session

    lane = lanes[index]
    folder = above.folder / lane.order.folders[lane.index]
    if (folder / SPEC).is_file() and Run(folder).read_summary() is not None:
        return
    shutil.rmtree(folder, ignore_errors=True)
    run = runs.create("lane", as_yaml(lane.setup.resolved.experiment), folder=folder)
    with run.lock():
        run.log(f"trained as one of {len(lanes)} lanes of a stack")
        own = lane_session(stack, index, run, stopping)
        own.measures_test = False
        with tracked(run, lane.setup.resolved.experiment, Display(), run.log, stopping):
            conclude(own, run.log, lane.setup.findings)


def _run_of(above: Run, lanes: Sequence[Lane]) -> Run:
    """The directory of a stack, new or begun."""
    folder = above.folder / f"lanes-{lanes[0].order.number}"
    with suppress(InputError):
        return runs.open(folder, to_mend=True)
    run = runs.create("lanes", as_yaml(lanes[0].setup.resolved.experiment), folder=folder)
    write_lanes(run, sorted({lane.order.number for lane in lanes}))
    return run


def _restore(session: Session[Any]) -> None:
    """Puts a stack where its last checkpoint was written. It begins anew where there is none, or one of other lanes."""
    from dltrain.training.explicit.stack import restore_stack

    try:
        tensors, state = session.run.read_checkpoint("last")
        restore_stack(session, tensors, state)
    except (DamagedError, InputError, Misfit):
        return


def _watching(lanes: Sequence[Lane], show: Callable[[Progress], object]) -> Callable[[Start, Iterator[Record]], Iterator[Record]]:
    """What passes on the records of a stack, and shows each member now and then."""
    from dltrain.training.loop import is_lost, is_paused

    def watch(start: Start, records: Iterator[Record]) -> Iterator[Record]:
        shown = 0.0
        for record in records:
            yield record
            if is_paused(record) or is_lost(record) or time.monotonic() - shown < BETWEEN:
                continue
            shown = time.monotonic()
            table = record["members"]
            for row, lane in enumerate(table["lane"]):
                order, index = lanes[lane].order, lanes[lane].index
                names = [name for name in ("train_loss", "validation_loss", order.monitor) if name in table]
                losses = {name: table[name][row] for name in names}
                show(Progress(order.number, index, record["epoch"], start.epochs, losses, losses.get(order.monitor)))

    return watch


def _outcomes(session: Session[Any], lanes: Sequence[Lane]) -> list[Outcome]:
    """How each member came out, by the order of the lanes."""
    monitor = session.monitor
    values: dict[int, list[float | None]] = {}
    lost: set[int] = set()
    tables: dict[int, Mapping[str, Any]] = {}
    measured: dict[str, list[Any]] = {}
    for index, lane in enumerate(lanes):
        number, best = lane.order.number, int(monitor.best_epoch[index])
        if monitor.status[index] == "diverged":
            lost.add(number)
        name = lane.order.monitor
        if best and best not in tables:
            (record,) = session.history.part(best - 1, best)
            tables[best] = record["members"]
        if best and name in tables[best]:
            value = tables[best][name][tables[best]["lane"].index(index)]
        else:
            value = _measured(session, name, measured)[index]
        values.setdefault(number, []).append(value)
    message = "the loss became infinite or not a number"
    return [
        Outcome(number, "diverged", of_seeds, message) if number in lost else Outcome(number, "completed", of_seeds)
        for number, of_seeds in values.items()
    ]


def _measured(session: Session[Any], monitor: str, known: dict[str, list[Any]]) -> list[Any]:
    """A metric of the best weights of each lane that no epoch has recorded."""
    split, name = split_of(monitor)
    if split not in known:
        session.use_best()
        part, rows = session.splits[split]
        known[split] = [session.evaluator.measure(scores, rows, part) for scores in session.engine.scores(rows)]
    return [metrics.get(name) for metrics in known[split]]


def was_lane(above: Run, number: int) -> bool:
    """Whether a member was trained in a stack of the sweep."""
    return any(number in read_lanes(folder) for folder in above.folder.glob("lanes-*"))


def remove_stacks(above: Run) -> None:
    """Removes the directories of all stacks of a sweep."""
    for folder in above.folder.glob("lanes-*"):
        shutil.rmtree(folder, ignore_errors=True)
