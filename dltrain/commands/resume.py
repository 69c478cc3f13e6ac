"""`dltrain resume`: goes on from the last checkpoint, bitwise as if never stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dltrain import runs
from dltrain.atomic import WriteError
from dltrain.commands.folds import TrainFold, carry_out_folds, fold_count, fold_folder
from dltrain.commands.one_run import Manner, carry_out, new_session, train_one
from dltrain.commands.setup import Setup, build_network, prepare_to_train
from dltrain.commands.spec_differences import as_yaml, differences
from dltrain.commands.states import GARBLED, check_state, latest_of, told_as_damage
from dltrain.commands.sweep import resume_sweep
from dltrain.errors import DamagedError, InputError, listing
from dltrain.runs import Checkpoint, Run, Which
from dltrain.schedules import SCHEDULES
from dltrain.spec import writing
from dltrain.spec.experiment import Experiment
from dltrain.spec.loading import Loaded, load_plain, load_text

if TYPE_CHECKING:
    from dltrain.training.session import Session
    from dltrain.training.signals import Interruption

Changes = dict[str, list[Any]]  # key → [before, now]

HARMLESS = {"training.save_every", "training.early_stopping.patience", "training.epochs"}


def resume(*, run: Path, sets: Sequence[str] = (), allow_changes: bool = False, manner: Manner = Manner()) -> dict[str, Any]:
    """Trains a run to its end and returns its summary; a finished one, if it is whole, is left as it is.

    Raises InputError where the spec or the data has changed and `allow_changes` is not given; DamagedError; what `train` raises.
    """
    found = runs.open(run, to_mend=True)
    try:
        with found.lock():
            return _resume(found, sets, allow_changes, manner)
    except WriteError:
        loaded = _loaded(found, sets, manner)  # on a disk that cannot be written on it may be finished
        summary = None if sets else _end_of(found, loaded, manner)
        if summary is None:
            raise
        return summary


def _resume(run: Run, sets: Sequence[str], allow_changes: bool, manner: Manner) -> dict[str, Any]:
    from dltrain.training.signals import interruptible

    loaded = _loaded(run, sets, manner)
    summary = None if sets else _end_of(run, loaded, manner)
    if summary is not None:
        return summary
    if fold_count(loaded.experiment):
        return _resume_folds(run, loaded, sets, allow_changes, manner)
    setup = prepare_to_train(loaded)
    if setup.resolved.experiment.sweep is not None:
        with interruptible() as interruption:
            return resume_sweep(run, loaded, setup, manner, interruption, _resumed_or_begun(sets, allow_changes))
    checkpoint = latest_of(run)
    marked = _settle_changes(run, setup, checkpoint, allow_changes, manner) if checkpoint else {}
    run.reopen()
    run.write_spec(writing.as_yaml(setup.resolved.experiment))
    with interruptible() as interruption:
        if setup.resolved.experiment.ensemble:
            from dltrain.commands.members import carry_out_members, ensemble_of

            ensemble = ensemble_of(setup, run, checkpoint, manner, interruption)
            ensemble.changes = marked
            run.rewrite_metrics(ensemble.recorded)
            return carry_out_members(ensemble, setup, manner, interruption)
        session = _session_of(run, setup, checkpoint, manner, interruption)
        session.changes = marked
        run.rewrite_metrics(session.history)
        return carry_out(session, setup, manner, interruption)


def _loaded(run: Run, sets: Sequence[str], manner: Manner) -> Loaded:
    """The run's spec; where that is lost, the one that its checkpoint holds. Raises InputError, DamagedError."""
    try:
        text = run.read_spec()
    except DamagedError as error:
        checkpoint = latest_of(run)
        if checkpoint is None:
            raise
        manner.say(f"notice: {error}; taken from the checkpoint '{run.checkpoint_path(checkpoint.which)}'")
        text = writing.as_yaml(load_plain(checkpoint.state["spec"], str(run.checkpoint_path(checkpoint.which))))
        run.write_spec(text)
    try:
        return load_text(text, str(run.spec_path), run.folder, run.folder.name, sets)
    except InputError as error:
        if sets or not run.checkpoint_path("last").exists():
            raise
        hint = f"remove '{run.spec_path}' to go on with the spec that the checkpoint holds"
        raise InputError(f"{error}\n{hint}") from None


def _end_of(run: Run, loaded: Loaded, manner: Manner) -> dict[str, Any] | None:
    """How a run ended that is finished and whole, which is said; None where there is something to do."""
    try:
        summary = run.read_summary()
    except DamagedError as error:
        manner.say(f"notice: {error}")
        return None
    if summary is None or not is_finished(summary, loaded.experiment):
        return None
    folds = fold_count(loaded.experiment)
    parts = [run, *(Run(fold_folder(run, fold)) for fold in range(1, folds + 1))]
    has_own = not folds and loaded.experiment.sweep is None
    damages = [what for part in parts for what in part.damages(has_checkpoints=part is not run or has_own)]
    for what in damages:
        manner.say(f"notice: {what}")
    if damages:
        return None
    manner.say(f"{run.folder} is finished: {summary['status']} after {summary['epochs']:,} epochs; nothing to do")
    return summary


def _resumed_or_begun(sets: Sequence[str], allow_changes: bool) -> TrainFold:
    """Goes on with a fold or a member that has begun, and begins one that has not."""

    def train_part(loaded: Loaded, folder: Path | None, manner: Manner) -> dict[str, Any]:
        assert folder is not None
        try:
            runs.open(folder, to_mend=True)
        except InputError:
            return train_one(loaded, folder, manner)
        return resume(run=folder, sets=sets, allow_changes=allow_changes, manner=manner)

    return train_part


def _resume_folds(run: Run, loaded: Loaded, sets: Sequence[str], allow_changes: bool, manner: Manner) -> dict[str, Any]:
    _refuse_unlike_folds(run, loaded, sets, manner)
    run.reopen()
    summary = carry_out_folds(run, loaded, manner, _resumed_or_begun(sets, allow_changes))
    run.write_spec(writing.as_yaml(loaded.experiment))
    run.write_summary(summary)  # which goes with this spec
    return summary


def _refuse_unlike_folds(run: Run, loaded: Loaded, sets: Sequence[str], manner: Manner) -> None:
    """Raises InputError where only some folds were extended before a kill, and it is not said again how."""
    folds = [Run(fold_folder(run, fold)) for fold in range(1, fold_count(loaded.experiment) + 1)]
    specs = [writing.plain(_loaded(fold, sets, manner).experiment) for fold in folds if fold.spec_path.exists()]
    for key, values in (differences(specs) if specs else {}).items():
        if key.startswith("training."):
            told = listing(dict.fromkeys(map(_shown, values)))
            raise InputError(f"the folds of {run.folder} differ in {key} ({told}); say which with --set {key}=…")


def _settle_changes(
    run: Run, setup: Setup, checkpoint: Checkpoint, allow_changes: bool, manner: Manner
) -> dict[str, dict[str, Any]]:
    """Says, or refuses, what has changed since the checkpoint; all changes that the run has met and that break exactness."""
    for note in [*checkpoint.notes, *_other_versions(checkpoint.state["versions"])]:
        manner.say(f"notice: {note}")
    harmful, harmless = changes_of(setup, checkpoint)
    for line in _lines(harmless):
        manner.say(f"notice: changed since the checkpoint:{line}")
    before = run.read_changes()
    if not allow_changes and any(before.get(key, {}).get("now") != now for key, (_, now) in harmful.items()):
        raise InputError(_refusal(run.folder, harmful))
    if inner := [key for key in harmful if key.partition(".")[0] == "ensemble"]:
        raise InputError(f"{run.folder}: {listing(inner)} cannot change under way; train a new run")
    first = {key: before.get(key, {}).get("before", values[0]) for key, values in harmful.items()}
    changes = before | {key: {"before": first[key], "now": values[1]} for key, values in harmful.items()}
    if harmful:
        run.write_changes(changes)
    return changes


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
    """The session where the checkpoint was written; at epoch 1 where there is none, or where its best state is lost.

    Both checkpoints are left on the disk as they would be now had the run never stopped, and had its spec always been this one.
    """
    from dltrain.training.saving import State
    from dltrain.training.session import best_epoch_of

    session = new_session(setup, build_network(setup.resolved, manner.say), run, stopping)
    if checkpoint is None:
        return session
    history = checkpoint.state["history"]
    with told_as_damage(run.checkpoint_path(checkpoint.which)):
        best_epoch = best_epoch_of(setup.resolved, history)
    is_best = checkpoint.state["epoch"] == best_epoch and not checkpoint.state.get("partial")
    best = checkpoint if is_best else _best_of(run)
    if best is None or best.state["epoch"] != best_epoch:
        manner.say("notice: the best state is lost, so the run is trained again from epoch 1, which ends in the same result")
        return session
    try:
        session.restore(State.of(checkpoint.tensors, checkpoint.state), State.of(best.tensors, best.state), history)
    except GARBLED as error:
        raise DamagedError(f"{run.folder}: the checkpoint does not fit the network of the spec: {error}") from None
    spec = writing.plain(setup.resolved.experiment)
    which: Which
    for which, held in (("best", best), ("last", checkpoint)):
        if held.which != which or held.state["spec"] != spec:
            run.write_checkpoint(which, held.tensors, held.state | {"spec": spec})
    return session


def _best_of(run: Run) -> Checkpoint | None:
    try:
        best = Checkpoint("best", *run.read_checkpoint("best"))
        check_state(run.checkpoint_path("best"), best.state)
        return best
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


def changes_of(setup: Setup, checkpoint: Checkpoint) -> tuple[Changes, Changes]:
    """What has changed since the checkpoint, key → [before, now]: what would change its numbers, and what would not."""
    now = writing.plain(setup.resolved.experiment)
    changed = differences([checkpoint.state["spec"], now])
    harmless = HARMLESS - {"training.epochs"} if _depends_on_length(setup) else HARMLESS
    if (ensemble := setup.resolved.experiment.ensemble) is not None:
        # Members that are finished stay as they are, and others may follow; but not where all are needed to learn from.
        grows = not ensemble.parts and ensemble.members >= checkpoint.state["spec"].get("ensemble", {}).get("members", 0)
        harmless = {"training.save_every", "ensemble.members"} if grows else {"training.save_every"}
    mild = {key: values for key, values in changed.items() if key in harmless or key.startswith("baselines")}
    harmful = {key: values for key, values in changed.items() if key not in mild}
    if checkpoint.state["fingerprint"] != setup.dataset.fingerprint:
        harmful["the data (SHA-256)"] = [checkpoint.state["fingerprint"][:12], setup.dataset.fingerprint[:12]]
    return harmful, mild


def _depends_on_length(setup: Setup) -> bool:
    """Whether the learning rate of a step depends on how many steps there are in all."""
    schedule = setup.resolved.experiment.training.schedule
    share = str(getattr(schedule, "warmup", "")).endswith("%")
    return share or SCHEDULES.name_of(schedule) in ("cosine", "linear", "one_cycle")


def _refusal(run: Path, changes: Changes) -> str:
    head = f"{run} would not go on exactly as it began, because of what has changed since its checkpoint:"
    return "\n".join([head, *_lines(changes), "go on all the same with --allow-changes, or train a new run"])


def _lines(changes: Changes) -> list[str]:
    return [f"  {key}: {_shown(before)} → {_shown(now)}" for key, (before, now) in changes.items()]


def _shown(value: Any) -> str:
    return "–" if value is None else as_yaml(value)
