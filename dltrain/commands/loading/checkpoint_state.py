"""What a checkpoint's state must hold, so that one that was made or damaged with a right SHA-256 is told as such."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dltrain.errors import DamagedError, SpecError
from dltrain.files.typed_json import Count, Misfit, read_fields
from dltrain.process.limits import is_out_of_memory
from dltrain.runs import Checkpoint, Run
from dltrain.runs.history import History
from dltrain.spec.experiment import Experiment
from dltrain.spec.loading import load_plain
from dltrain.spec.resolve import Resolved, resolve

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding

GARBLED = (KeyError, TypeError, ValueError, AttributeError, IndexError, RuntimeError)  # what reading nonsense raises
MAX_STEPS = 2**53  # a float counts no further

MIN_ROWS = 2  # that any training had: what its spec asks for may need another row beside each, such as mixup


@dataclass(frozen=True)
class Finished:
    """What an ensemble has behind it."""

    trainings: Count
    epochs: Count
    steps: Count


@dataclass(frozen=True)
class CheckpointState:
    """Everything of a checkpoint that is no tensor."""

    epoch: Count
    step: Count
    spec: dict[str, Any]
    encoding: dict[str, Any]
    labels: tuple[int | str, ...]
    fingerprint: str
    monitor: str
    versions: dict[str, str]
    partial: dict[str, float] | None = None
    seeds: tuple[Count, ...] | None = None
    lanes: tuple[dict[str, Any], ...] | None = None
    finished: Finished | None = None
    threshold: float | None = None  # of two classes, chosen on the validation rows


def check_state(path: Path, state: Mapping[str, Any]) -> CheckpointState:
    """The state, once everything is there and of the right kind. Raises DamagedError."""
    with raise_as_damage(path):
        history = state.get("history")
        if not isinstance(history, History):
            raise Misfit("history", "the records of the epochs, but is missing")
        checked = read_fields(CheckpointState, {key: value for key, value in state.items() if key != "history"}, "")
        if checked.threshold is not None and not 0 < checked.threshold < 1:
            raise Misfit("threshold", f"above 0 and below 1, not {checked.threshold:g}")
        if checked.step > MAX_STEPS:
            raise Misfit("step", f"at most {MAX_STEPS:,}")
        if len(history) not in (checked.epoch, 0):  # of a stack the best state has none
            raise Misfit("history", f"that of {checked.epoch:,} epochs, as 'epoch' says, not of {len(history):,}")
        if checked.finished is not None and checked.finished.epochs > len(history):
            raise Misfit("finished.epochs", f"at most {len(history):,}, not {checked.finished.epochs:,}")
    return checked


def restored(path: Path, state: CheckpointState) -> tuple[Encoding, Resolved]:
    """The encoding and the experiment of a state, which must go together. Raises DamagedError."""
    from dltrain.data.encoding import serialization  # which loads numpy, that an ill spec's errors need not wait for

    with raise_as_damage(path):
        encoding = serialization.from_json(state.encoding)
        if list(state.labels) != encoding.labels:
            raise Misfit("labels", "the labels of 'encoding.target'")
        experiment = load_plain(state.spec, str(path))
        check_together(experiment, encoding)
        try:
            return encoding, resolve(experiment, encoding, rows=MIN_ROWS, validated=True, folder=Path())
        except SpecError as error:
            contradictions = "; ".join(f"'{'.'.join(map(str, ('spec', *one.path)))}': {one.message}" for one in error.problems)
            raise DamagedError(f"'{path}' contradicts itself: {contradictions}") from None


def check_together(experiment: Experiment, encoding: Encoding) -> None:
    """Raises Misfit where an encoding is not one of the data that a spec describes."""
    if not experiment.model.has_data:
        return
    data = experiment.data
    purpose = experiment.model.purpose
    if (None if encoding.task.has_target else encoding.task) is not purpose:
        raise Misfit("encoding.target.kind", f"what 'spec.model.type' learns from, not '{encoding.target.kind}'")
    if not purpose and data.targets and encoding.target_columns != data.targets:
        raise Misfit("encoding.target.columns", f"{', '.join(data.targets)}, as 'spec.data.target' says")
    for name, encoded, written in (
        ("weight", encoding.weight, data.weight_column),
        ("group", encoding.group, data.group_column),
        ("window", encoding.window, data.window),
    ):
        if encoded != written:
            raise Misfit(f"encoding.{name}", f"what 'spec.data.{name}' says")
    asked = None if data.reduce is None else data.reduce.components
    if (encoding.reduction and encoding.reduction.components) != asked:
        raise Misfit("encoding.reduction", f"{'none' if asked is None else f'of {asked} components'}, as 'spec.data.reduce' says")
    for index, feature in enumerate(encoding.features):
        kind = feature.options
        if kind is not None and feature.name not in encoding.target_columns and (data.columns or {}).get(feature.name) != kind:
            raise Misfit(f"encoding.features.{index}", f"what 'spec.data.columns' says of the column '{feature.name}'")


def latest_of(run: Run) -> Checkpoint | None:
    """The run's latest whole checkpoint, whose spec is one. Raises DamagedError."""
    checkpoint = run.latest_checkpoint()
    if checkpoint is not None:
        path = run.checkpoint_path(checkpoint.which)
        load_plain(check_state(path, checkpoint.state).spec, str(path))
    return checkpoint


@contextmanager
def raise_as_damage(path: Path) -> Iterator[None]:
    """Raises DamagedError in place of what goes wrong in reading a checkpoint's nonsense."""
    try:
        yield
    except Misfit as error:
        raise DamagedError(f"'{path}' is not as any training wrote it: {error}") from None
    except GARBLED as error:
        if is_out_of_memory(error):
            raise
        raise DamagedError(f"{path}: its state lacks or garbles {error}") from None
