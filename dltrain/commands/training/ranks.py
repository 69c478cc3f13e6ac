"""A run that several processes train, as torchrun starts them: whether it can be so, who writes it, and how they end."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dltrain.commands.preparing.setup import Setup
from dltrain.commands.training.parts_by_rank import RankPool, rank_pool
from dltrain.errors import DltrainError, InputError
from dltrain.process.launch import launcher_began, restarts, world_size
from dltrain.runs import RUNS, Checkpoint, Run, UnwrittenRun
from dltrain.runs.members import member_runs
from dltrain.spec.resolve import Resolved
from dltrain.spec.writing import plain

if TYPE_CHECKING:
    from dltrain.training.distribution import Group


def refuse(given: Mapping[str, object], why: str) -> None:
    """Raises InputError where several processes were started, and one of these keys is given, with why that is for one."""
    key = next((key for key, value in given.items() if value), None)
    if key and world_size() > 1:
        raise InputError(f"'{key}' {why}, which is for one process; start it without torchrun")


def refusal(resolved: Resolved) -> str | None:
    """Why several processes cannot train this together; None where they can."""
    experiment = resolved.experiment
    if why := experiment.model.why_alone(resolved.plan, resolved.loss):
        return why
    if experiment.device.startswith("cuda:"):
        return f"device: {experiment.device} is one GPU; write cuda, and each process takes one of its own"
    if experiment.device == "cuda" and experiment.engine == "explicit":
        return "engine: explicit is for one GPU; write autograd, or leave it out"
    if experiment.device not in ("cpu", "cuda"):
        return f"device: {experiment.device} is for one process"
    return None


def trains_members_by_rank(setup: Setup, run: Run | None = None) -> bool:
    """Whether the members of an ensemble are trained beside each other, each by one process: where they know nothing of each
    other, and there is one for every process, or where they were begun so in the `run`."""
    ensemble = setup.resolved.experiment.ensemble
    if ensemble is None or ensemble.combiner(setup.dataset.encoding.task).learns:
        return False
    return 1 < world_size() <= ensemble.members * (ensemble.parts + 1) or (run is not None and bool(member_runs(run)))


@contextmanager
def joined_ranks(setup: Setup, checkpoint: Checkpoint | None = None, run: Run | None = None) -> Iterator[Group | RankPool]:
    """Joins the processes that were started with this one for the time of a training, of a `run` that is there already from a
    checkpoint on, if it has one; the first tells the others how it ended. It is a pool of ranks where each
    trains members of its own.

    Raises InputError where they cannot train this, or would not train the same.
    """
    from dltrain.training import distribution

    if trains_members_by_rank(setup, run):
        with rank_pool() as pool:
            pool.agree(_facts(setup, checkpoint))
            yield pool
        return
    if world_size() == 1:
        yield distribution.current()
        return
    if why := refusal(setup.resolved):
        raise InputError(f"the processes of torchrun cannot train this together: {why}; start one process")
    code = 1
    try:
        yield distribution.join(_facts(setup, checkpoint), setup.resolved.experiment.device)
        code = 0
    except DltrainError as error:
        code = error.exit_code
        raise
    finally:
        distribution.end(code)


def facts_of_parts(setup: Setup) -> dict[str, str]:
    """What must be the same for all that train parts of one run, each with the engine that its machine has."""
    of_one = dataclasses.replace(setup.resolved.experiment, engine="auto", precision="float32")
    alike = dataclasses.replace(setup, resolved=dataclasses.replace(setup.resolved, experiment=of_one))
    return {what: fact for what, fact in _facts(alike, None).items() if what != "the device"}


def _facts(setup: Setup, checkpoint: Checkpoint | None) -> dict[str, str]:
    """What must be the same for all: the spec but for what each machine settles by itself and where it has its data; the data;
    how far training is."""
    spec = plain(dataclasses.replace(setup.resolved.experiment, threads=1, device="cpu"))
    spec["data"].pop("source", None)
    moment = "" if checkpoint is None else f"{checkpoint.state['epoch']} {checkpoint.state['step']}"
    device = setup.resolved.experiment.device
    return {"the spec": json.dumps(spec), "the device": device, "the data": setup.dataset.fingerprint, "the checkpoint": moment}


def begun_before(command: str | None, run_dir: Path | None) -> Path | None:
    """The run that the same words began before torchrun started these processes again; None where there is none."""
    if not restarts():
        return None
    began = []
    for folder in [run_dir] if run_dir else RUNS.glob("*"):
        origin = Run(folder).origin()
        if origin and origin.started and origin.command == command:
            began.append((datetime.fromisoformat(origin.started).timestamp(), folder))
    seconds, folder = max(began, default=(-1.0, RUNS))
    return folder if seconds >= launcher_began() else None


def shared_run(group: Group | RankPool, make: Callable[[], Run]) -> Run:
    """The run that the first process makes, and writes; for the others one that they do not write."""
    if isinstance(group, RankPool):
        return group.shared_run(make)
    if group.is_first:
        run = make()
        group.broadcast(str(run.folder.absolute()))
        return run
    return UnwrittenRun(Path(group.broadcast(None)))
