"""`dltrain resume`: goes on from the last checkpoint, bitwise as if never stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dltrain import runs
from dltrain.commands.folds import TrainFold, carry_out_folds, fold_count
from dltrain.commands.one_run import Manner, carry_out, new_session, train_one
from dltrain.commands.setup import Setup, build_network, prepare_to_train
from dltrain.commands.spec_differences import as_yaml, differences
from dltrain.commands.sweep import resume_sweep
from dltrain.errors import DamagedError, InputError, listing
from dltrain.runs import Checkpoint, Run
from dltrain.schedules import SCHEDULES
from dltrain.spec import writing
from dltrain.spec.experiment import Experiment
from dltrain.spec.loading import Loaded, load_text

if TYPE_CHECKING:
    from dltrain.training.saving import State
    from dltrain.training.session import Session
    from dltrain.training.signals import Interruption

HARMLESS = {"training.save_every", "training.early_stopping.patience", "training.epochs"}


def resume(*, run: Path, sets: Sequence[str] = (), allow_changes: bool = False, manner: Manner = Manner()) -> dict[str, Any]:
    """Trains a run to its end and returns its summary; a finished one is left as it is.

    Raises InputError where the spec or the data has changed and `allow_changes` is not given; DamagedError; what `train` raises.
    """
    from dltrain.training.signals import interruptible

    found = runs.open(run)
    with found.lock(), interruptible() as interruption:
        loaded = load_text(found.read_spec(), str(found.spec_path), found.folder, found.folder.name, sets)
        summary = found.read_summary()
        if summary is not None and not sets and is_finished(summary, loaded.experiment):
            manner.say(f"{run} is finished: {summary['status']} after {summary['epochs']:,} epochs; nothing to do")
            return summary
        if fold_count(loaded.experiment):
            return carry_out_folds(found, loaded, manner, _fold_by(sets, allow_changes))
        setup = prepare_to_train(loaded)
        if setup.resolved.experiment.sweep is not None:
            return resume_sweep(found, loaded, setup, manner, interruption, _fold_by(sets, allow_changes))
        checkpoint = found.latest_checkpoint()
        changes = changes_of(setup, checkpoint) if checkpoint else {}
        if changes and not allow_changes:
            raise InputError(_refusal(run, changes))
        if inner := [key for key in changes if key.partition(".")[0] == "ensemble"]:
            raise InputError(f"{run}: {listing(inner)} cannot change under way; train a new run")
        marked = {key: {"before": before, "now": now} for key, (before, now) in changes.items()}
        found.write_spec(writing.as_yaml(setup.resolved.experiment))
        for note in [*checkpoint.notes, *_other_versions(checkpoint.state["versions"])] if checkpoint else []:
            manner.say(f"notice: {note}")
        if setup.resolved.experiment.ensemble:
            from dltrain.commands.members import carry_out_members, ensemble_of

            ensemble = ensemble_of(setup, found, checkpoint, manner, interruption)
            ensemble.changes = marked
            found.rewrite_metrics(ensemble.recorded)
            return carry_out_members(ensemble, setup, manner, interruption.exit_code_of)
        session = _session_of(found, setup, checkpoint, manner, interruption)
        session.changes = marked
        found.rewrite_metrics(session.history)
        return carry_out(session, setup, manner, interruption.exit_code_of)


def _fold_by(sets: Sequence[str], allow_changes: bool) -> TrainFold:
    """Goes on with a fold that has begun, and begins one that has not."""

    def train_fold(loaded: Loaded, folder: Path | None, manner: Manner) -> dict[str, Any]:
        assert folder is not None
        if not (folder / runs.SPEC).exists():
            return train_one(loaded, folder, manner)
        return resume(run=folder, sets=sets, allow_changes=allow_changes, manner=manner)

    return train_fold


def is_finished(summary: Mapping[str, Any], experiment: Experiment) -> bool:
    """Whether there is nothing left to train."""
    status = summary.get("status")
    return (
        "folds" in summary
        or ("members" in summary and status == "completed" and experiment.sweep is not None)
        or status == "stopped_early"
        or (status == "completed" and (experiment.ensemble is not None or summary.get("epochs") == experiment.training.epochs))
    )


def _session_of(run: Run, setup: Setup, checkpoint: Checkpoint | None, manner: Manner, stopping: Interruption) -> Session[Any]:
    """The session where the checkpoint was written; at epoch 1 where there is none, or where its best state is lost."""
    from dltrain.training.saving import State
    from dltrain.training.session import best_epoch_of

    session = new_session(setup, build_network(setup.resolved, manner.say), run, stopping)
    if checkpoint is None:
        return session
    history = checkpoint.state["history"]
    last = State.of(checkpoint.tensors, checkpoint.state)
    best = last if checkpoint.which == "best" else _best_of(run)
    if best is None or best.epoch != best_epoch_of(setup.resolved, history):
        manner.say("notice: the best state is lost, so the run is trained again from epoch 1, which ends in the same result")
        return session
    try:
        session.restore(last, best, history)
    except (KeyError, RuntimeError) as error:
        raise InputError(f"{run.folder}: the checkpoint does not fit the network of the spec: {error}") from None
    return session


def _best_of(run: Run) -> State | None:
    from dltrain.training.saving import State

    try:
        return State.of(*run.read_checkpoint("best"))
    except (DamagedError, InputError):
        return None


def _other_versions(before: Mapping[str, str]) -> list[str]:
    """What is said where the last bits may come out differently."""
    from dltrain.training.session import versions

    return [
        f"the run began with {name} {before.get(name, '–')} and goes on with {now}; its last bits may differ"
        for name, now in versions().items()
        if before.get(name) != now
    ]


def changes_of(setup: Setup, checkpoint: Checkpoint) -> dict[str, list[Any]]:
    """What has changed since the checkpoint and would change its numbers: key → [before, now]."""
    now = writing.plain(setup.resolved.experiment)
    changed = differences([checkpoint.state["spec"], now])
    harmless = HARMLESS - {"training.epochs"} if _depends_on_length(setup) else HARMLESS
    if (ensemble := setup.resolved.experiment.ensemble) is not None:
        # Members that are finished stay as they are, and others may follow; but not where all are needed to learn from.
        grows = not ensemble.parts and ensemble.members >= checkpoint.state["spec"].get("ensemble", {}).get("members", 0)
        harmless = {"training.save_every", "ensemble.members"} if grows else {"training.save_every"}
    changed = {key: values for key, values in changed.items() if key not in harmless and not key.startswith("baselines")}
    if checkpoint.state["fingerprint"] != setup.dataset.fingerprint:
        changed["the data (SHA-256)"] = [checkpoint.state["fingerprint"][:12], setup.dataset.fingerprint[:12]]
    return changed


def _depends_on_length(setup: Setup) -> bool:
    """Whether the learning rate of a step depends on how many steps there are in all."""
    schedule = setup.resolved.experiment.training.schedule
    share = str(getattr(schedule, "warmup", "")).endswith("%")
    return share or SCHEDULES.name_of(schedule) in ("cosine", "linear", "one_cycle")


def _refusal(run: Path, changes: Mapping[str, list[Any]]) -> str:
    lines = [f"  {key}: {_shown(before)} → {_shown(now)}" for key, (before, now) in changes.items()]
    head = f"{run} would not go on exactly as it began, because of what has changed since its checkpoint:"
    return "\n".join([head, *lines, "go on all the same with --allow-changes, or train a new run"])


def _shown(value: Any) -> str:
    return "–" if value is None else as_yaml(value)
