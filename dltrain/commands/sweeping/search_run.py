"""A sweep over settings of a spec, from its first trial to its best member and its summary."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

import dltrain.runs as runs
from dltrain.commands.loading.origin import note
from dltrain.commands.preparing.kept_data import kept_data
from dltrain.commands.preparing.setup import Setup, prepare_to_train
from dltrain.commands.sweeping.member import sweep_spec, train_member
from dltrain.commands.sweeping.outcomes import known_members
from dltrain.commands.sweeping.part import NO_SWEEP
from dltrain.commands.sweeping.pictures import draw, importance_of
from dltrain.commands.sweeping.rank_workers import accept_workers, agreed_store, serve
from dltrain.commands.sweeping.results import summary_above, words
from dltrain.commands.sweeping.search import Keep, Plan, Search
from dltrain.commands.sweeping.seed_record import monitor_of
from dltrain.commands.sweeping.stacks import remove_stacks, was_lane
from dltrain.commands.sweeping.workers import workers_of
from dltrain.commands.training.closing import measured
from dltrain.commands.training.display import Display, Unfinished
from dltrain.commands.training.parts_in_turn import resumable
from dltrain.commands.training.tracking import untracked_words
from dltrain.data.options.section import Files
from dltrain.data.sources import absolute
from dltrain.errors import DamagedError, InputError
from dltrain.metrics import direction_of
from dltrain.process.launch import as_single_process, is_first, world_size
from dltrain.runs import Run, Summary
from dltrain.runs.summary import Ending
from dltrain.runs.sweeps import SweepRecord, read_choices, read_sweep, write_best_spec, write_choices, write_sweep
from dltrain.spec.engines import available_cores
from dltrain.spec.loading import Loaded
from dltrain.spec.training import split_of
from dltrain.spec.writing import as_yaml
from dltrain.sweeps import check_installed, check_storage
from dltrain.text.formatting import count
from dltrain.text.passwords import without_password
from dltrain.trackers import kept_channels


@dataclass(frozen=True)
class SearchOptions:
    """What is chosen on the command line: where trials are kept (None: in the sweep's own directory), how many processes train,
    whose runs are kept."""

    storage: str | None = None
    workers: int | None = None
    keep: Keep = "best"

    def plain(self) -> dict[str, Any]:
        """As it is kept in the sweep's directory, which no password may be."""
        return dataclasses.asdict(self) | {"storage": self.storage and without_password(self.storage)}


@kept_data()
def begin_search(loaded: Loaded, options: SearchOptions, run_dir: Path | None, display: Display) -> Summary:
    """Carries out a sweep over settings in a new directory, or in `run_dir` where the same sweep was begun already.

    Raises InputError before anything is written; Unfinished with everything saved.
    """
    check_installed(loaded)
    setup = _checked(loaded)
    store = agreed_store(setup)
    if not is_first():
        serve(store)
    text = as_yaml(anchored(loaded))
    if run_dir is not None and read_choices(run_dir) is not None and Run(run_dir).read_spec() == text:
        run = runs.open(run_dir)
        if (ended := finished(run)) is not None:
            display.say(f"{run_dir} is finished: {count(sum((ended.trials or {}).values()), 'member')}; nothing to do")
            return ended
        _check_storage(text, setup, options)
        with run.lock():
            write_choices(run, options.plain())
            return _carry_out(run, sweep_spec(text, str(run.folder)), setup, options, display, store)
    _check_storage(text, setup, options)
    run = runs.create(str(loaded.experiment.name), text, folder=run_dir)
    with run.lock():
        note(run, loaded)
        display.made(run)
        write_choices(run, options.plain())
        return _carry_out(run, sweep_spec(text, str(run.folder)), setup, options, display, store)


def _check_storage(text: str, setup: Setup, options: SearchOptions) -> None:
    """Raises InputError where the database that was chosen cannot be used: before there is a directory for nothing."""
    if options.storage is not None:
        loaded = sweep_spec(text, os.curdir)
        check_storage(loaded, _direction(setup, loaded), options.storage)


def _direction(setup: Setup, loaded: Loaded) -> Literal["min", "max"]:
    """Of what the best is chosen by."""
    sweep = loaded.experiment.sweep
    assert sweep is not None
    return direction_of(split_of(monitor_of(setup, sweep))[1])


def finished(run: Run) -> Summary | None:
    """How a sweep ended that is whole; None where there is something to do."""
    try:
        summary = run.read_summary()
    except DamagedError:
        return None
    return summary if summary is not None and summary.best is not None and not run.damages(has_checkpoints=False) else None


@kept_data()
def resume_search(run: Run, loaded: Loaded, display: Display) -> Summary:
    """Goes on with a sweep over settings that was interrupted. The caller holds the run's lock.

    Raises InputError where its database asks for a password; DamagedError; what `begin_search` raises.
    """
    setup = _checked(loaded)
    store = agreed_store(setup)
    if not is_first():
        serve(store)
    given = read_choices(run.folder) or {}
    keep = given.get("keep")
    if keep not in get_args(Keep):
        raise DamagedError(f"'{run.folder}' is damaged: its choices.json says nothing of what is kept")
    options = SearchOptions(given.get("storage"), given.get("workers"), cast(Keep, keep))
    if options.storage and "***" in options.storage:
        typed = f"dltrain sweep SPEC --run-dir {run.folder} --storage URL"
        raise InputError(f"{run.folder}: the password of its database, {options.storage}, is not kept; go on with: {typed}")
    return _carry_out(run, loaded, setup, options, display, store)


def _checked(loaded: Loaded) -> Setup:
    """The spec itself, without what is varied, beside its data. Raises InputError."""
    experiment = dataclasses.replace(loaded.experiment, sweep=NO_SWEEP)
    return prepare_to_train(dataclasses.replace(loaded, experiment=experiment), searches=False)


def anchored(loaded: Loaded) -> Any:
    """The experiment with nothing settled but its paths, which are absolute: what is `auto` depends on what a member sets."""
    experiment, folder = loaded.experiment, loaded.folder
    data: Any = experiment.data
    source: Any = data.source
    if isinstance(source, Files):
        source = Files(**{part: absolute(one, folder) for part, one in source.given().items()})
    else:
        source = absolute(source, folder)
    model: Any = experiment.model
    if model.initialize_from:
        model = dataclasses.replace(model, initialize_from=os.path.abspath(folder / model.initialize_from))
    track: Any = experiment.track and [one.resolved(folder, str(experiment.name)) for one in experiment.track]
    return dataclasses.replace(experiment, data=dataclasses.replace(data, source=source), model=model, track=track)


def _carry_out(run: Run, loaded: Loaded, setup: Setup, options: SearchOptions, display: Display, store: Any) -> Summary:
    from dltrain.sweeps import open_study, search_of, trials_of

    sweep = loaded.experiment.sweep
    assert sweep is not None
    seed, monitor = loaded.experiment.seed, monitor_of(setup, sweep)
    way = _direction(setup, loaded)
    epochs = int(setup.resolved.experiment.training.epochs)
    run.reopen()
    study = open_study(loaded, folder=run.folder, direction=way, storage=options.storage, epochs=epochs)
    seeds, every = range(seed, seed + sweep.seeds), study.every if study.pruning else 0
    world = world_size()
    workers = world if world > 1 else options.workers or workers_for(setup)
    plan = Plan(run.read_spec(), seeds, monitor, way == "max", every, options.keep, options.storage is not None)
    before = _noted(run, display)
    noted = {member.number: member for member in before.members}
    members = known_members(run, study.trials(), seeds, monitor, noted)
    with contextlib.closing(study), _noting(run), resumable(run, str(loaded.experiment.name)), kept_channels():
        with display.board(trials_of(loaded), plan.maximize) as board:
            search = Search(run, plan, study, display, board, members)
            if before.status is not None:  # which it is no longer
                search.write()
            with (
                contextlib.closing(Releasing(search)),
                workers_of(workers, functools.partial(accept_workers, store=store, run=run) if world > 1 else None) as pool,
            ):
                if world > 1 or search_of(loaded) == "tpe" or study.pruning:
                    search.carry_out(pool)
                else:
                    search.carry_out_together(pool)
        with as_single_process():
            return conclude(search, loaded, setup)


def _noted(run: Run, display: Display) -> SweepRecord:
    """What `sweep.json` has; nothing where it is damaged, which is said: the study knows how the members ended."""
    try:
        return read_sweep(run.folder)
    except DamagedError as error:
        display.say(f"notice: {str(error).partition('; dltrain resume')[0]}; it is made anew")
        return SweepRecord()


@contextlib.contextmanager
def _noting(run: Run) -> Iterator[None]:
    """Notes in `sweep.json` where a signal ends its block."""
    try:
        yield
    except Unfinished as error:
        if error.exit_code > 128:
            write_sweep(run, dataclasses.replace(read_sweep(run.folder), status="interrupted"))
        raise


@dataclass(frozen=True)
class Releasing:
    """Gives back the trials that are under way where a sweep ends before they do, and writes what is known of all."""

    search: Search

    def close(self) -> None:
        """Gives them back."""
        self.search.release()
        self.search.write()


def workers_for(setup: Setup) -> int:
    """A process a core; one where a GPU trains."""
    experiment = setup.resolved.experiment
    threads = 1 if experiment.threads == "auto" else int(experiment.threads)
    return 1 if experiment.device != "cpu" else max(1, available_cores() // threads)


def conclude(search: Search, loaded: Loaded, setup: Setup) -> Summary:
    """Measures the best member on the test rows, writes what is to be known of all of them and says it.

    Raises Unfinished (4) where all diverged, InputError where none could be trained, DamagedError where the best cannot be again.
    """
    run, plan, display = search.run, search.plan, search.display
    record = search.record()
    best = record.best_member
    if best is None:
        search.write("diverged" if _has_lost(record) else "failed")
        raise _nothing(record, str(loaded.experiment.name))
    if was_lane(run, best.number):  # by itself its bits are those that best.yaml comes to
        search.forget_untested(best)
    order = search.order(best.number, best.values, test=True, pictures=display.draws)
    outcome = train_member(order, lambda progress: False)
    if outcome.status == "interrupted":
        raise Unfinished("", outcome.exit_code, Ending(str(loaded.experiment.name), "interrupted"))
    if outcome.status != "completed":
        raise DamagedError(f"member {best.number}, the best, could not be trained again: {outcome.error or outcome.status}")
    summaries = [summary for folder in order.folders if (summary := Run(run.folder / folder).read_summary())]
    write_best_spec(run, Run(run.folder / order.folders[0]).read_spec(as_written=True))
    search.drop_unkept()
    remove_stacks(run)
    record = search.record()
    write_sweep(run, record)
    importance = importance_of(record, plan.maximize)
    summary = summary_above(record, summaries, plan.monitor, importance)
    summary = run.write_summary(summary)
    search.say(words(summary, record, run, measured(setup.resolved, setup.dataset.encoding)))
    for line in untracked_words(run):
        search.say(line)
    if display.draws and best.values:
        draw(run, record, plan.monitor, plan.maximize, search.say)
    return summary


def _has_lost(record: SweepRecord) -> bool:
    """Whether members of a sweep without a best diverged, rather than could not be trained."""
    return any(member.status == "diverged" for member in record.members) or not any(member.error for member in record.members)


def _nothing(record: SweepRecord, name: str) -> Exception:
    statuses = [member.status for member in record.members]
    failed = [member for member in record.members if member.error]
    if _has_lost(record):
        return Unfinished(record.lost, 4, Ending(name, "diverged"))
    return InputError(f"none of the {len(statuses)} members could be trained; member {failed[0].number}: {failed[0].error}")
