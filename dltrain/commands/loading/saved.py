"""A trained network out of its checkpoint: all that is needed to measure it or to predict lies in that one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import dltrain.runs as runs
from dltrain.commands.loading.checkpoint_state import CheckpointState, check_state, raise_as_damage, restored
from dltrain.commands.preparing.setup import device_like
from dltrain.data.encoding.encoding import Encoding
from dltrain.errors import DamagedError, InputError
from dltrain.kinds import kind_of
from dltrain.kinds.kind import Kind, Trained
from dltrain.process import gpu
from dltrain.runs.sweeps import best_run_of, read_sweep
from dltrain.spec.parts import notices
from dltrain.spec.resolve import Resolved
from dltrain.spec.writing import in_brief


@dataclass(frozen=True)
class Saved:
    """What a checkpoint holds: a network, the experiment that made it and the encoding of its data. `fingerprint` is that of the
    data; `notices` tell which checkpoint was taken, where a sweep was given."""

    path: Path
    epoch: int
    fingerprint: str
    resolved: Resolved
    encoding: Encoding
    trained: Trained
    notices: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """The kind of model."""
        return kind_of(self.resolved)


def load(path: Path, typed: str = "{}") -> Saved:
    """The network of a checkpoint, or of a run's best one. `typed` is what was typed around its name.

    Raises InputError, DamagedError.
    """
    file = runs.find_checkpoint(path, typed)
    with runs.with_remedy(file):
        tensors, given = runs.read_checkpoint(file)
    state = check_state(file, given)
    encoding, resolved = restored(file, state)
    experiment = resolved.experiment
    if experiment.sweep is not None:
        raise InputError(
            f"{file}: it holds the {experiment.sweep.seeds} networks of a sweep; train the one that you want by itself, "
            f"with its seed: dltrain train SPEC --set seed={experiment.seed}"
        )
    if state.lanes is not None:
        raise InputError(f"{file}: it holds the {len(state.lanes)} networks of a stack, none of which is this run's own")
    device = device_like(experiment.device)
    gpu.settle(device, experiment.precision)
    with raise_as_damage(file):
        trained = kind_of(resolved).load(resolved, encoding, tensors, device).deciding_at(state.threshold)
    told = (*_chosen(path), *_usual_threshold(file, resolved, state), *notices(experiment.use or (), experiment.use_sha256 or ()))
    return Saved(file, state.epoch, state.fingerprint, resolved, encoding, trained, told)


def _usual_threshold(file: Path, resolved: Resolved, state: CheckpointState) -> tuple[str, ...]:
    """What is said of weights other than those for which the threshold was chosen."""
    from dltrain.training.measuring.deciding import chosen_metric

    if chosen_metric(resolved) is None or state.threshold is not None:
        return ()
    return (f"{file.name} decides at a probability of 0.5: a threshold is chosen at the end of a training, for its best weights",)


def _chosen(path: Path) -> tuple[str, ...]:
    """What is said where the best member of a sweep stands for it."""
    path = runs.locate(path)
    run = best_run_of(path) if path.is_dir() else None
    best = read_sweep(path).best_member if run is not None else None
    if run is None or best is None:
        return ()
    values = ", ".join(f"{key} {in_brief(value)}" for key, value in best.values.items())
    seeds = f", of its {len(best.seeds)} seeds the first" if len(best.seeds) > 1 else ""
    which = f"its best member, {best.number} ({values}){seeds}," if values else f"the first of its {len(best.seeds)} seeds"
    return (f"{path} is a sweep; {which} is taken: {run}", *_unfinished(path))


def _unfinished(path: Path) -> tuple[str, ...]:
    """What is said of a sweep that has not ended."""
    try:
        if runs.Run(path).read_summary() is not None:
            return ()
    except DamagedError:
        return ()
    so_far = read_sweep(path).so_far
    why = "another may turn out the best, and test rows are for the one that is chosen in the end"
    return (f"the sweep has not ended ({so_far}): {why}; go on with: dltrain resume {path}",)
