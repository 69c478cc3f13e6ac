"""A lane of a stack as a training by itself, from which an ordinary run directory is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from dltrain.runs import Run
from dltrain.runs.history import History, Record
from dltrain.runs.summary import Status
from dltrain.training.explicit.session import explicit_session
from dltrain.training.explicit.stack import StackEngine
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.monitor import indices_of
from dltrain.training.saving import TrainingState
from dltrain.training.session import Session


def lane_session(stack: Session[Evaluator], lane: int, run: Run, stopping: Callable[[], bool]) -> Session[Evaluator]:
    """The session of one lane, by its index among them, where the stack has left it: as the lane's own run, in a directory of its
    own, would be there. Its metrics and checkpoints are written; it can be concluded, and goes on if it has not ended.

    A lane that diverged has as last state its best one, since the state before it diverged is gone.
    """
    engine: Any = stack.engine
    assert isinstance(engine, StackEngine)
    resolved, monitor = engine.lanes[lane], stack.monitor
    session = explicit_session(resolved, stack.dataset, stack.evaluator, run, stopping)
    best, last = (_state_of(state, lane) for state in stack.keeper.states())
    epochs, best_epoch = int(monitor.epochs[lane]), int(monitor.best_epoch[lane])
    status: Status = _status_of(stack, lane)
    per_epoch = engine.steps_per_epoch
    own_best = TrainingState(best_epoch, best_epoch * per_epoch, best)
    own_last = own_best if status == "diverged" else TrainingState(epochs, epochs * per_epoch, last)
    history = History(_records_of(stack, lane, epochs))
    session.restore(own_last, own_best, history)
    session.status, session.saver.written = status, {"best": None, "last": None}
    run.rewrite_metrics(history)
    session.saver.write()
    return session


def _status_of(stack: Session[Evaluator], lane: int) -> Status:
    ended = stack.monitor.status[lane]
    if ended == "stopped_early":
        return "stopped_early"
    if ended == "diverged":
        return "diverged"
    return "interrupted" if stack.status == "interrupted" else "completed"


def _state_of(state: TrainingState, lane: int) -> Mapping[str, np.ndarray]:
    return {name: np.array(array[lane]) for name, array in state.tensors.items() if not name.startswith("best.")}


def _records_of(stack: Session[Evaluator], lane: int, epochs: int) -> Iterator[Record]:
    """The records of a lane's epochs: its own values; its part of the time."""
    for record in stack.history.part(0, epochs):
        members = record["members"]
        indices = indices_of(members, stack.extras.seeds)
        index = int(np.searchsorted(indices, lane))
        shared = {name: value for name, value in record.items() if name != "members"}
        own = {name: values[index] for name, values in members.items() if name not in ("lane", "seed")}
        yield shared | own | {name: record[name] / len(indices) for name in ("seconds", "rows_per_second")}
