"""`dltrain resume`: goes on from the last checkpoint, bitwise as if never stopped."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import dltrain.runs as runs
from dltrain.commands.loading.checkpoint_state import latest_of
from dltrain.commands.loading.run_data import missing_files
from dltrain.commands.preparing.setup import Setup, prepare_to_train
from dltrain.commands.resuming.parts import SETTLED, RunParts
from dltrain.commands.resuming.single import ready
from dltrain.commands.sweeping.search_run import resume_search
from dltrain.commands.sweeping.seed_stack import resume_stack
from dltrain.commands.sweeping.seeds import resume_members
from dltrain.commands.training.display import Display
from dltrain.commands.training.folds import fold_count, fold_folder
from dltrain.commands.training.parts_by_rank import RankPool
from dltrain.commands.training.ranks import joined_ranks, refuse
from dltrain.commands.training.tracking import send_rest
from dltrain.errors import DamagedError, InputError, listing
from dltrain.files.atomic import WriteError
from dltrain.process.launch import is_first
from dltrain.runs import Checkpoint, Run, Summary
from dltrain.runs.sweeps import read_choices
from dltrain.spec import writing
from dltrain.spec.engines import is_stacked
from dltrain.spec.experiment import Experiment
from dltrain.spec.loading import Loaded, load_plain, load_text
from dltrain.spec.parts import PartsError, permitted

if TYPE_CHECKING:
    from dltrain.training.distribution import Group


def resume(*, run: Path, sets: Sequence[str] = (), allow_changes: bool = False, display: Display = Display()) -> Summary:
    """Trains a run to its end and returns its summary; a finished one, if it is whole, is left as it is.

    Whatever is refused leaves everything as it was. Raises InputError where the spec or the data has changed and `allow_changes`
    is not given, or does not help; DamagedError; what `train` raises.
    """
    with permitted(changes=allow_changes):
        opened = runs.open(run, to_mend=True, typed="dltrain resume {}")
        return _resumed(opened if is_first() else runs.UnwrittenRun(opened.folder), sets, allow_changes, display)


def _resumed(opened: Run, sets: Sequence[str], allow_changes: bool, display: Display) -> Summary:
    resumption = Resumption(sets, allow_changes, _anew(opened, sets))
    try:
        with opened.lock():
            return resumption.resume(opened, _loaded(opened, sets, display), display)
    except WriteError:
        if resumption.changes(opened):
            raise
        summary = _end_of(opened, _loaded(opened, (), display), display)  # on a disk that cannot be written on it may be finished
        if summary is None:
            raise
        return summary


def _anew(run: Run, sets: Sequence[str]) -> str:
    """What to type where a run cannot go on as it is asked to."""
    words = ["dltrain", "train", str(run.spec_path), *(word for override in sets for word in ("--set", override))]
    return f"train a new run: {shlex.join(words)}"


@dataclass(frozen=True)
class Resumption:
    """What was typed: the overrides, and whether changes are allowed. `anew` says how to train a new run instead."""

    sets: Sequence[str]
    allow_changes: bool
    anew: str

    def changes(self, run: Run) -> bool:
        """Whether the overrides change the run's spec at all."""
        return bool(self.sets) and _loaded(run, self.sets).experiment != _loaded(run).experiment

    def resume(self, run: Run, loaded: Loaded, display: Display) -> Summary:
        """Goes on with a run of any kind. The caller holds its lock. Raises InputError, DamagedError, as the command does."""
        summary = None if self.changes(run) else _end_of(run, loaded, display)
        if summary is not None:
            return summary
        if read_choices(run.folder) is not None:
            if self.changes(run):
                raise InputError(f"{run.folder}: a sweep goes on as it was begun; leave --set out, or begin another one")
            return resume_search(run, loaded, display)
        self._refuse_another_kind(run, loaded.experiment)
        self._refuse_missing_data(run, loaded.experiment)
        parts = RunParts(self.allow_changes, self.anew, self._own_spec, self._resume_part)
        if fold_count(loaded.experiment):
            return parts.resume_folds(run, loaded, display)
        if loaded.experiment.sweep is None:
            return self._resume_single(run, loaded, display)
        setup = prepare_to_train(loaded)
        if not is_stacked(setup.resolved.experiment):
            return resume_members(parts, run, loaded, setup, display)
        from dltrain.training.signals import interruptible

        refuse({"sweep.seeds": True}, "is one training of all seeds of such a network")
        with interruptible() as interruption:
            return resume_stack(run, setup, self.anew, display, interruption)

    def _resume_single(self, run: Run, loaded: Loaded, display: Display) -> Summary:
        from dltrain.training.signals import interruptible

        with ExitStack() as stack, interruptible() as interruption:

            def meet(setup: Setup, checkpoint: Checkpoint | None) -> Group | RankPool:
                return stack.enter_context(joined_ranks(setup, checkpoint, run))

            prepared = ready(run, loaded, self.allow_changes, self.anew, display, interruption, meet)
            return prepared.carry_out(display, interruption)

    def _own_spec(self, part: Run) -> Loaded:
        of_part = [override for override in self.sets if override.startswith(("data.columns", *SETTLED))]
        return _loaded(part, of_part)

    def _resume_part(self, part: Run, loaded: Loaded, display: Display) -> Summary:
        """Goes on with a fold, or a member of a sweep, by a spec that comes from above."""
        with part.lock():
            is_changed = loaded.experiment != _loaded(part).experiment
            summary = None if is_changed else _end_of(part, loaded, display)
            return summary or self._resume_single(part, loaded, display)

    def _refuse_missing_data(self, run: Run, experiment: Experiment) -> None:
        """Raises InputError where files of the run's data, which no override names, are not there any more."""
        named = {override.partition("=")[0].strip() for override in self.sets}
        missing = {
            key: path
            for key, path in missing_files(experiment.data).items()
            if not any(key == other or key.startswith(f"{other}.") for other in named)
        }
        if not missing:
            return
        sets = [*(f"{key}=FILE" for key in missing), *self.sets]
        words = ["dltrain", "resume", str(run.folder), *(word for override in sets for word in ("--set", override))]
        paths = listing(f"'{path}'" for path in missing.values())
        raise InputError(f"the data of the run is no longer at {paths}; if it was moved, type: {shlex.join(words)}")

    def _refuse_another_kind(self, run: Run, experiment: Experiment) -> None:
        """Raises InputError where a run was begun as one, as folds or as a sweep, and now is another of these."""
        is_parts = bool(fold_count(experiment)) or (experiment.sweep is not None and not is_stacked(experiment))
        has_parts = {key: any(run.folder.glob(f"{key}-*/{runs.SPEC}")) for key in ("fold", "seed")}
        if not is_parts and any(has_parts.values()):
            what = "folds" if has_parts["fold"] else "a sweep"
            raise InputError(f"{run.folder} was begun as {what} and cannot become another kind of run under way; {self.anew}")
        if is_parts and any(run.checkpoint_path(which).exists() for which in runs.LATER_FIRST):
            key = "data.split.folds" if fold_count(experiment) else "sweep"
            raise InputError(f"{run.folder} was begun without {key}, which cannot come under way; {self.anew}")


def _loaded(run: Run, sets: Sequence[str] = (), display: Display = Display()) -> Loaded:
    """The run's spec; where that is lost, the one that its checkpoint holds. Raises InputError, DamagedError."""
    try:
        text = run.read_spec()
    except DamagedError as error:
        checkpoint = latest_of(run)
        if checkpoint is None:
            raise
        display.say(f"notice: {error}; taken from the checkpoint '{run.checkpoint_path(checkpoint.which)}'")
        text = writing.as_yaml(load_plain(checkpoint.state["spec"], str(run.checkpoint_path(checkpoint.which))))
    began = run.origin()
    try:
        loaded = load_text(text, str(run.spec_path), run.folder, run.folder.name, sets)
        return replace(loaded, command=began.command, note=began.note) if began else loaded
    except PartsError:
        raise
    except InputError as error:
        if sets or not run.checkpoint_path("last").exists():
            raise
        hint = f"remove '{run.spec_path}' to go on with the spec that the checkpoint holds"
        raise InputError(f"{error}\n{hint}") from None


def _end_of(run: Run, loaded: Loaded, display: Display) -> Summary | None:
    """How a run ended that is finished and whole, which is said; None where there is something to do."""
    try:
        summary = run.read_summary()
    except DamagedError as error:
        display.say(f"notice: {error}")
        return None
    if summary is None or not is_finished(summary, loaded.experiment):
        return None
    folds = fold_count(loaded.experiment)
    parts = [run, *(Run(fold_folder(run, fold)) for fold in range(1, folds + 1))]
    has_own = not folds and loaded.experiment.sweep is None
    damages = [what for part in parts for what in part.damages(has_checkpoints=part is not run or has_own)]
    for what in damages:
        display.say(f"notice: {what}")
    if damages:
        return None
    display.say(f"{run.folder} is finished: {summary.status} after {summary.epochs:,} epochs; nothing to do")
    for part in parts[1:] or [run]:
        send_rest(part, _loaded(part).experiment, display)
    return summary


def is_finished(summary: Summary, experiment: Experiment) -> bool:
    """Whether there is nothing left to train."""
    if summary.folds is not None or summary.status == "stopped_early":
        return True
    has_all = (summary.members is not None and experiment.sweep is not None) or experiment.ensemble is not None
    return summary.status == "completed" and (has_all or summary.epochs == experiment.training.epochs)
