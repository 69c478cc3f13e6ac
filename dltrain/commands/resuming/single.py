"""A run of its own that goes on: everything is read and checked first, and only then is anything written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dltrain.commands.loading.checkpoint_state import GARBLED, check_state, latest_of, raise_as_damage
from dltrain.commands.preparing.setup import Setup, build_network, prepare_to_train
from dltrain.commands.resuming.changes import Settled, cuts_other_batches, draws_other_rows, lines_of, settle
from dltrain.commands.training.display import Display
from dltrain.commands.training.members_by_rank import refuse_others
from dltrain.commands.training.one_run import carry_out, new_session
from dltrain.commands.training.parts_by_rank import RankPool
from dltrain.errors import DamagedError, InputError, listing
from dltrain.process.limits import is_out_of_memory
from dltrain.runs import Checkpoint, Run, Summary, Which
from dltrain.spec import writing
from dltrain.spec.loading import Loaded, load_text

if TYPE_CHECKING:
    from dltrain.training.distribution import Group
    from dltrain.training.ensembles.ensemble import EnsembleTraining
    from dltrain.training.session import Session
    from dltrain.training.signals import Interruption

UNCHANGED = Settled({}, {}, {})  # where there is no checkpoint, and all begins at epoch 1


@dataclass(frozen=True)
class Ready:
    """A run that can go on, where its checkpoint left it or at epoch 1. Nothing of it is written yet.

    `outdated` are the checkpoints that are to be put on the disk as they would be now had the run never stopped, and had its
    spec always been this one.
    """

    run: Run
    setup: Setup
    settled: Settled
    session: Session[Any] | EnsembleTraining
    outdated: tuple[tuple[Which, Checkpoint], ...] = ()
    group: Group | RankPool | None = None  # those that train it with this process

    def carry_out(self, display: Display, interruption: Interruption) -> Summary:
        """Writes what has changed, trains on to the end and returns the summary. Raises Unfinished once everything is saved."""
        from dltrain.training.session import Session

        run, spec = self.run, writing.plain(self.setup.resolved.experiment)
        run.reopen(begins=self.settled is UNCHANGED)
        if self.settled.harmful:
            run.write_changes(self.settled.recorded)
        run.write_spec(writing.as_yaml(self.setup.resolved.experiment))
        for which, held in self.outdated:
            run.write_checkpoint(which, held.tensors, held.state | {"spec": spec})
        self.session.changes = self.settled.recorded
        if isinstance(self.session, Session):
            run.rewrite_metrics(self.session.history)
            step = self.session.engine.step
            self.session.health += run.health.cut(lambda sample: sample["step"] <= step)
            return carry_out(self.session, self.setup, display, interruption)
        from dltrain.commands.training.members import carry_out_members

        run.rewrite_metrics(self.session.recorded)
        self.session.health += run.health.cut(self.session.was_sampled)
        return carry_out_members(self.session, self.setup, display, interruption, self.group)


def ready(
    run: Run,
    loaded: Loaded,
    allow_changes: bool,
    anew: str,
    display: Display,
    stopping: Callable[[], bool] = lambda: False,
    meet: Callable[[Setup, Checkpoint | None], Group | RankPool | None] = lambda setup, checkpoint: None,
) -> Ready:
    """Reads and checks all that it takes to go on, the shapes of the weights too. `anew` says how to train a new run instead;
    `meet` joins the processes that train it with this one.

    Raises InputError where the spec or the data has changed and may not, DamagedError; writes nothing.
    """
    checkpoint = latest_of(run)
    setup = prepare_to_train(loaded, begins=checkpoint is None)
    if checkpoint is None:
        _refuse_to_replace(run, loaded, anew)
        settled = UNCHANGED
    else:
        settled = _settled(run, setup, checkpoint, allow_changes, anew, display)
        checkpoint = _with_its_batches(checkpoint, settled, display)
    group = meet(setup, checkpoint)
    try:
        if setup.resolved.experiment.ensemble is None:
            prepared = _single(run, setup, checkpoint, settled, display, stopping)
        else:
            refuse_others(run, setup, anew)
            prepared = _ensemble(run, setup, checkpoint, settled, display, stopping)
    except GARBLED as error:
        if is_out_of_memory(error):
            raise
        if settled.harmful:
            changed = listing(settled.harmful)
            raise InputError(f"{run.folder}: its weights do not fit what has changed ({changed}): {error}; {anew}") from None
        raise DamagedError(f"{run.folder}: the checkpoint does not fit the network of the spec: {error}") from None
    if settled.refusal is not None:
        raise InputError(settled.refusal)
    if setup.dataset.test is not None and draws_other_rows(setup, settled.harmful):
        display.say("notice: the split was drawn anew of other rows: test rows may be among those trained on before the change")
    return replace(prepared, group=group)


def _refuse_to_replace(run: Run, loaded: Loaded, anew: str) -> None:
    """Raises InputError where a run has results, no checkpoint that they could be made of again, and another spec by now."""
    try:
        summary, text = run.read_summary(), run.read_spec()
    except DamagedError:
        return
    if (
        summary
        and summary.epochs
        and load_text(text, str(run.spec_path), run.folder, run.folder.name).experiment != loaded.experiment
    ):
        raise InputError(f"{run.folder} has results, but no checkpoint to go on from with another spec; {anew}")


def _settled(run: Run, setup: Setup, checkpoint: Checkpoint, allow_changes: bool, anew: str, display: Display) -> Settled:
    """What has changed since the checkpoint, once all of it is said. Raises InputError with what may not change."""
    with raise_as_damage(run.checkpoint_path(checkpoint.which)):
        settled = settle(run, setup, checkpoint, allow_changes, anew)
    for note in [*checkpoint.notes, *_other_versions(checkpoint.state["versions"], setup.resolved.experiment.device)]:
        display.say(f"notice: {note}")
    for line in lines_of({**settled.harmful, **settled.mild}):
        display.say(f"notice: changed since the checkpoint:{line}")
    return settled


def _with_its_batches(checkpoint: Checkpoint, settled: Settled, display: Display) -> Checkpoint:
    """The checkpoint; where it was written within an epoch whose batches are others now, at the first of these."""
    if not checkpoint.state.get("partial") or not any(map(cuts_other_batches, settled.harmful)):
        return checkpoint
    display.say("notice: the epoch in hand begins anew, since its batches are others now")
    return replace(checkpoint, state={**checkpoint.state, "partial": {"steps": 0}})


def _single(
    run: Run, setup: Setup, checkpoint: Checkpoint | None, settled: Settled, display: Display, stopping: Callable[[], bool]
) -> Ready:
    """The session where the checkpoint was written; at epoch 1 where there is none, or where its best state is lost."""
    from dltrain.training.ensembles.committee import take_over
    from dltrain.training.monitor import best_epoch_of
    from dltrain.training.saving import TrainingState

    if checkpoint is None:
        return Ready(run, setup, settled, new_session(setup, build_network(setup.resolved, display.say), run, stopping))
    history = checkpoint.state["history"]
    with raise_as_damage(run.checkpoint_path(checkpoint.which)):
        best_epoch = best_epoch_of(setup.resolved, history)
    is_best = checkpoint.state["epoch"] == best_epoch and not checkpoint.state.get("partial")
    best = checkpoint if is_best else _best_of(run)
    if best is None or best.state["epoch"] != best_epoch:
        end = "with all that has changed from the start" if settled.recorded else "which ends in the same result"
        display.say(f"notice: the best state is lost, so the run is trained again from epoch 1, {end}")
        return Ready(run, setup, settled, new_session(setup, build_network(setup.resolved, display.say), run, stopping))
    network = build_network(setup.resolved, display.say, begins=False)
    if network is not None:
        take_over(network, checkpoint.tensors)
    session = new_session(setup, network, run, stopping)
    _, now = session.keeper.states()
    if not setup.resolved.model.is_fitted_at_once:  # whose shapes the fit alone tells; restoring checks them
        _check_shapes(now.tensors, checkpoint.tensors)
    session.restore(TrainingState.of(checkpoint.tensors, checkpoint.state), TrainingState.of(best.tensors, best.state), history)
    spec = writing.plain(setup.resolved.experiment)
    both: tuple[tuple[Which, Checkpoint], ...] = (("best", best), ("last", checkpoint))
    outdated = tuple((which, held) for which, held in both if held.which != which or held.state["spec"] != spec)
    return Ready(run, setup, settled, session, outdated)


def _check_shapes(expected: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Raises ValueError where a checkpoint's tensors are not those of a network and its optimizer; another one may need fewer."""
    for name in {**expected, **{name: tensor for name, tensor in given.items() if name.startswith("model.")}}:
        was, would_be = (_form(tensors[name]) if name in tensors else "not there" for tensors in (given, expected))
        if was != would_be:
            raise ValueError(f"{name} was {was} and would be {would_be}")


def _form(tensor: Any) -> str:
    return " × ".join(map(str, tensor.shape)) or "a number"


def _ensemble(
    run: Run, setup: Setup, checkpoint: Checkpoint | None, settled: Settled, display: Display, stopping: Callable[[], bool]
) -> Ready:
    """The ensemble with the members that are finished, where the next one goes on."""
    from dltrain.commands.training.members import ensemble_of

    if settled.harmful:  # the member in training takes its weights back when its turn comes: that is too late to be refused
        next(ensemble_of(setup, run, checkpoint, Display(), stopping).sessions(), None)
    return Ready(run, setup, settled, ensemble_of(setup, run, checkpoint, display, stopping))


def _best_of(run: Run) -> Checkpoint | None:
    try:
        best = Checkpoint("best", *run.read_checkpoint("best"))
        check_state(run.checkpoint_path("best"), best.state)
        return best
    except (DamagedError, InputError):
        return None


def _other_versions(before: Mapping[str, str], device: str) -> list[str]:
    """What is said where the last bits may come out differently."""
    from dltrain.training.session import versions

    return [
        f"the run began with {name} {before.get(name, '–')} and goes on with {now}; its last bits may differ"
        for name, now in versions(device).items()
        if before.get(name) != now
    ]
