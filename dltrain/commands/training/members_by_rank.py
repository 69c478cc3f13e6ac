"""The members of an ensemble that know nothing of each other, trained beside each other by the processes of torchrun: each takes
the next one that nobody has, and keeps it in a folder of its own until all are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dltrain.commands.loading.checkpoint_state import GARBLED, latest_of
from dltrain.commands.preparing.setup import Setup
from dltrain.commands.training.display import Display, Unfinished
from dltrain.commands.training.following import follow, logged
from dltrain.commands.training.parts_by_rank import RankPool
from dltrain.commands.training.parts_in_turn import resumable
from dltrain.errors import DamagedError, InputError
from dltrain.runs import Checkpoint, Run
from dltrain.runs.members import member_run, member_runs, take_over_log
from dltrain.runs.summary import Ending
from dltrain.spec.writing import plain

if TYPE_CHECKING:
    from torch import Tensor

    from dltrain.training.ensembles.ensemble import EnsembleTraining
    from dltrain.training.ensembles.member import MemberTraining, Stored
    from dltrain.training.measuring.measure import Evaluator
    from dltrain.training.session import Session


def train_members_by_rank(ensemble: EnsembleTraining, setup: Setup, pool: RankPool, display: Display) -> None:
    """Trains all that is left, and takes it over in its order: up to one that diverged, which is left to be trained in turn, with
    those after it. Raises Unfinished once everything is saved, EndedError in all processes but the first."""
    from dltrain.training.signals import interruptible

    name, turns = str(setup.resolved.experiment.name), ensemble.turns[ensemble.finished :]

    def train(turn: MemberTraining) -> None:
        ensemble.run.check_lock()
        member = member_run(ensemble.run, turn.name)
        with member.lock(), interruptible() as interruption:
            logged(member, display)(ensemble.words_of(turn))
            session = _session(ensemble, turn, member, interruption)
            follow(session, setup, display)
            if session.status == "interrupted":
                raise Unfinished("interrupted", interruption.exit_code_of(), Ending(name, "interrupted"))

    with resumable(ensemble.run, name):
        pool.train(turns, train, lambda turn: None)
    for turn in turns:
        member = member_run(ensemble.run, turn.name)
        checkpoint = latest_of(member)
        trained = None if checkpoint is None else ensemble.trained(*last_and_best(member, checkpoint))
        if trained is None:
            break
        ensemble.take_over(turn, trained)
        take_over_log(ensemble.run, member)
        for sample in member.health.read():
            ensemble.health.append(sample)
            ensemble.run.health.add(sample)
    ensemble.run.rewrite_metrics(ensemble.recorded)


def refuse_others(run: Run, setup: Setup, anew: str) -> None:
    """Raises InputError where members of a run are in training by another spec or with other data; they go on as they were begun.
    `anew` says how to train a new run instead."""
    for member in member_runs(run):
        checkpoint = latest_of(member)
        if checkpoint is None:
            continue
        now = {"spec": plain(setup.resolved.experiment), "fingerprint": setup.dataset.fingerprint}
        if others := [what for what, fact in now.items() if checkpoint.state[what] != fact]:
            what = "another spec" if "spec" in others else "other data"
            raise InputError(f"{member.folder} was begun with {what}, and goes on as it was begun; {anew}")


def last_and_best(run: Run, checkpoint: Checkpoint) -> tuple[Stored, Stored | None]:
    """The latest checkpoint of a run, and the best one, if it is whole."""
    last = _as_tensors(checkpoint.tensors, checkpoint.state)
    if checkpoint.which == "best":
        return last, last
    try:
        return last, _as_tensors(*run.read_checkpoint("best"))
    except (DamagedError, InputError):
        return last, None


def _session(ensemble: EnsembleTraining, turn: MemberTraining, member: Run, stopping: Any) -> Session[Evaluator]:
    """A training where its checkpoint left it, or at its beginning. Raises DamagedError."""
    checkpoint = latest_of(member)
    if checkpoint is None:
        return ensemble.restored_member_session(turn, member, stopping, None, None)
    path = member.checkpoint_path(checkpoint.which)
    try:
        return ensemble.restored_member_session(turn, member, stopping, *last_and_best(member, checkpoint))
    except GARBLED as error:
        raise DamagedError(f"{path}: the checkpoint does not fit the network of the spec: {error}") from None


def _as_tensors(arrays: Mapping[str, Any], state: Mapping[str, Any]) -> tuple[dict[str, Tensor], Mapping[str, Any]]:
    import torch

    return {name: torch.from_numpy(array) for name, array in arrays.items()}, state
