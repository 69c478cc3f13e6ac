"""An ensemble's run: its members one after another in one directory, then the whole of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from signal import SIGINT, SIGTERM
from typing import TYPE_CHECKING

from dltrain.commands.preparing.setup import Setup, build_network
from dltrain.commands.training.display import Display
from dltrain.commands.training.following import announce, follow
from dltrain.commands.training.members_by_rank import last_and_best, train_members_by_rank
from dltrain.commands.training.one_run import conclude_run, leave
from dltrain.commands.training.parts_by_rank import RankPool
from dltrain.commands.training.tracking import tracked
from dltrain.runs import Checkpoint, Run, Summary
from dltrain.runs.members import remove_members
from dltrain.spec.resolve import Resolved

if TYPE_CHECKING:
    from dltrain.modules import Network
    from dltrain.training.distribution import Group
    from dltrain.training.ensembles.ensemble import EnsembleTraining
    from dltrain.training.signals import Interruption


def ensemble_of(
    setup: Setup, run: Run, checkpoint: Checkpoint | None, display: Display, stopping: Callable[[], bool]
) -> EnsembleTraining:
    """The ensemble of a spec where the checkpoint left it, or at its beginning. Raises GARBLED where they do not fit."""
    from dltrain.training.ensembles.ensemble import EnsembleTraining
    from dltrain.training.measuring.evaluators import evaluator_of

    def said_once(text: str) -> None:
        if text not in said:
            said.append(text)
            display.say(text)

    def build(resolved: Resolved) -> Network:
        network: Network = build_network(resolved, said_once)
        return network

    said: list[str] = []
    evaluator = evaluator_of(setup.resolved, setup.dataset.encoding)
    ensemble = EnsembleTraining(setup.resolved, setup.dataset, evaluator, run, stopping, build, display.say)
    if checkpoint is None:
        return ensemble

    if not ensemble.restore(*last_and_best(run, checkpoint)):
        display.say("notice: the best state is lost, so its member is trained again from epoch 1, which ends in the same result")
    return ensemble


def carry_out_members(
    ensemble: EnsembleTraining, setup: Setup, display: Display, interruption: Interruption, among: Group | RankPool | None = None
) -> Summary:
    """Trains the members to their ends, concludes the whole and says how it went: `among` a pool of ranks those that it
    shares first. The caller holds the run's lock.

    Raises Unfinished once everything is saved.
    """
    from dltrain.training.distribution import current
    from dltrain.training.ensembles.combined import combined_session

    say = announce(ensemble.run, setup, display)
    ensemble.say = say
    group = current()
    pool = among if isinstance(among, RankPool) else None
    tracks = pool.is_first if pool else group.is_first
    tracking = tracked(ensemble.run, setup.resolved.experiment, display, say, interruption) if tracks else nullcontext(display)
    with tracking as display:
        if pool is not None:
            train_members_by_rank(ensemble, setup, pool, display)
        for which, session in ensemble.sessions():
            say(which)
            follow(session, setup, display)
        interruption.others = SIGTERM if group.world > 1 else SIGINT
        leave(group, ensemble.run, interruption)
        whole = combined_session(ensemble)
        if ensemble.unfinished is None:
            whole.saver.write()
        remove_members(ensemble.run)  # whose weights are in the run's own checkpoint now
        return conclude_run(whole, say, setup, display, interruption, ensemble.unfinished)
