"""`dltrain resume`: goes on from the last checkpoint, bitwise as if never stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dltrain import runs
from dltrain.commands.folds import TrainFold, carry_out_folds, fold_count
from dltrain.commands.one_run import Manner, carry_out, train_one
from dltrain.commands.setup import Setup, build_network, prepare_to_train, ruler_of
from dltrain.errors import DamagedError, InputError
from dltrain.runs import Checkpoint, Run
from dltrain.schedules import SCHEDULES
from dltrain.spec.experiment import Experiment
from dltrain.spec.loading import Loaded, load_text
from dltrain.spec.writing import as_yaml, plain

HARMLESS = ("name", "training.save_every", "training.early_stopping.patience", "training.epochs")


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
        checkpoint = found.latest_checkpoint()
        changes = changes_of(setup, checkpoint) if checkpoint else {}
        if changes and not allow_changes:
            raise InputError(_refusal(run, changes))
        session = _session_of(found, setup, checkpoint, manner, interruption)
        session.changes = {key: {"before": before, "now": now} for key, (before, now) in changes.items()}
        found.write_spec(as_yaml(setup.resolved.experiment))
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
        or status == "stopped_early"
        or (status == "completed" and summary.get("epochs") == experiment.training.epochs)
    )


def _session_of(run: Run, setup: Setup, checkpoint: Checkpoint | None, manner: Manner, interruption: Any) -> Any:
    import torch

    from dltrain.training.saving import State
    from dltrain.training.session import Session

    session = Session(
        setup.resolved, setup.dataset, build_network(setup.resolved, manner.say), ruler_of(setup), run, interruption
    )
    if checkpoint is None:
        return session
    for note in checkpoint.notes:
        manner.say(f"notice: {note}")

    def state_of(tensors: Mapping[str, Any], state: Mapping[str, Any]) -> State:
        return State(state["epoch"], state["step"], {name: torch.from_numpy(array) for name, array in tensors.items()})

    last = state_of(checkpoint.tensors, checkpoint.state)
    best = last if checkpoint.which == "best" else _best_of(run, state_of)
    wanted = session.best_epoch_of(checkpoint.state["history"])
    if best is None or best.epoch != wanted:
        manner.say("notice: the best state is lost, so the run is trained again from epoch 1, which ends in the same result")
        return session
    try:
        session.restore(last, best, checkpoint.state["history"])
    except (KeyError, RuntimeError) as error:
        raise InputError(f"{run.folder}: the checkpoint does not fit the network of the spec: {error}") from None
    return session


def _best_of(run: Run, state_of: Any) -> Any:
    try:
        return state_of(*run.read_checkpoint("best"))
    except (DamagedError, InputError):
        return None


def changes_of(setup: Setup, checkpoint: Checkpoint) -> dict[str, tuple[Any, Any]]:
    """What has changed since the checkpoint, and would change its numbers: key → (before, now)."""
    before, now = flat(checkpoint.state["spec"]), flat(plain(setup.resolved.experiment))
    changed = {
        key: (before.get(key, "–"), now.get(key, "–"))
        for key in sorted(before.keys() | now.keys())
        if before.get(key) != now.get(key)
    }
    training = setup.resolved.experiment.training
    stretched = SCHEDULES.name_of(training.schedule) in ("cosine", "linear", "one_cycle") or str(
        getattr(training.schedule, "warmup", "")
    ).endswith("%")
    harmless = HARMLESS[:-1] if stretched else HARMLESS
    changed = {key: values for key, values in changed.items() if key not in harmless}
    if checkpoint.state["fingerprint"] != setup.dataset.fingerprint:
        changed["the data (SHA-256)"] = (checkpoint.state["fingerprint"][:12], setup.dataset.fingerprint[:12])
    return changed


def flat(value: Any, prefix: str = "") -> dict[str, Any]:
    """Nested mappings and lists as dotted keys, those of `--set`."""
    if isinstance(value, dict | list) and value:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        merged: dict[str, Any] = {}
        for key, child in items:
            merged |= flat(child, f"{prefix}.{key}" if prefix else str(key))
        return merged
    return {prefix: value}


def _refusal(run: Path, changes: Mapping[str, tuple[Any, Any]]) -> str:
    lines = [f"  {key}: {before} → {now}" for key, (before, now) in changes.items()]
    head = f"{run} would not go on exactly as it began, because of what has changed since its checkpoint:"
    return "\n".join([head, *lines, "go on all the same with --allow-changes, or train a new run"])
