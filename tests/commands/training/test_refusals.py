"""A refused command changes nothing: every file of a run, finished or interrupted, is as it was, byte for byte."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from carried_out import carried_out

from dltrain.commands.compare import compare
from dltrain.commands.evaluate import evaluate
from dltrain.commands.predict import predict
from dltrain.commands.resume import resume
from dltrain.commands.sweep import sweep
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished
from dltrain.errors import InputError
from dltrain.training.loop import is_paused

QUIET = Display(charts=False)
DATA = "threads: 1\ndata: {source: {type: moons, rows: 40}}\n"
KINDS = {
    "numpy": DATA + "model: {layers: [4]}\ntraining: {epochs: 4}\n",
    "autograd": DATA + "engine: autograd\nmodel: {layers: [4]}\ntraining: {epochs: 4}\n",
    "gan": "threads: 1\ndata: {source: {type: ring_of_blobs, rows: 40}}\n"
    "model: {type: gan, latent: 2, generator: [4], discriminator: [4]}\ntraining: {epochs: 4}\n",
    "ensemble": DATA + "model: {layers: [4]}\ntraining: {epochs: 4}\nensemble: {type: averaging, members: 2}\n",
    "folds": "threads: 1\ndata: {source: {type: moons, rows: 40}, split: {folds: 2}}\n"
    "model: {layers: [4]}\ntraining: {epochs: 4}\n",
    "stack": DATA + "model: {layers: [4]}\ntraining: {epochs: 4}\nsweep: {seeds: 2}\n",
    "sweep": DATA + "engine: autograd\nmodel: {layers: [4]}\ntraining: {epochs: 4}\nsweep: {seeds: 2}\n",
}
LAYERS = {"gan": "model.generator=[8]"}
# Each override, whether changes are allowed, and the kinds that it is refused for; "" are all.
REFUSED = [
    ("training.epocs=3", True, ""),
    ("training.epochs=1", False, ""),
    ("training.epochs=1", True, ""),
    ("training.epochs=0", False, ""),
    ("training.learning_rate=0.5", False, ""),
    ("training.optimizer=rprop", True, ""),
    ("seed=9", False, ""),
    ("data.split.validation=0.3", True, ""),
    ("data.source=elsewhere.csv", True, ""),
    ("data.source.rows=80", False, ""),
    ("model.initializer=zeros", True, "numpy autograd ensemble folds stack sweep"),
    ("data.split={folds: 3}", True, "numpy autograd ensemble folds"),
    ("data.split.fold=1", True, "folds"),
    ("ensemble={type: bagging, members: 2}", True, "numpy autograd folds ensemble"),
    ("ensemble.members=1", True, "ensemble"),
    ("sweep={seeds: 3}", True, "numpy autograd stack"),
    ("sweep={seeds: 1}", True, "stack"),
    ("seed=1", True, "stack sweep"),
]


def interrupted(start, records):
    for record in records:
        if record["epoch"] == 2 and not is_paused(record):
            os.kill(os.getpid(), signal.SIGTERM)
        yield record


@pytest.fixture(scope="module", params=[(kind, how) for kind in KINDS for how in ("finished", "interrupted")], ids=" ".join)
def begun(request, tmp_path_factory):
    """A run of each kind, by its kind and its folder."""
    kind, how = request.param
    folder = tmp_path_factory.mktemp(kind)
    spec = folder / "spec.yaml"
    spec.write_text(KINDS[kind], encoding="utf-8")
    display = QUIET if how == "finished" else Display(charts=False, watch=interrupted)
    try:
        carried_out(spec=spec, run_dir=folder / "run", display=display)
    except Unfinished:
        assert how == "interrupted"
    return kind, how, folder / "run"


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_refused_resume_leaves_every_byte_as_it_was(begun):
    kind, how, run = begun
    before = content(run)
    layers = (LAYERS.get(kind, "model.layers=[8]"), True, "")
    for override, allow_changes, kinds in [*REFUSED, layers]:
        if kinds and kind not in kinds.split():
            continue
        try:
            resume(run=run, sets=[override], allow_changes=allow_changes, display=QUIET)
        except InputError as error:
            refused = error
        else:
            pytest.fail(f"{kind} {how}: {override} was not refused")
        assert type(refused).exit_code == 2
        assert content(run) == before, f"{kind} {how}: {override}: {refused}"
    if how == "finished":
        said = []
        resume(run=run, display=Display(say=said.append))
        assert said[-1].endswith("nothing to do")
        assert content(run) == before


def test_other_refused_commands_leave_every_byte_as_it_was(begun):
    kind, _, run = begun
    before = content(run)
    spec = run.parent / "spec.yaml"
    refused = (
        lambda: train(spec=spec, run_dir=run),
        lambda: sweep(spec=spec, seeds=4, run_dir=run),
        lambda: evaluate(checkpoint=run, data=run.parent / "missing.csv"),
        lambda: evaluate(checkpoint=run, data=run.parent / "missing.csv", split="test"),
        lambda: predict(checkpoint=run, data=run.parent / "missing.csv"),
        lambda: predict(checkpoint=spec, data=spec),
        lambda: compare(paths=[run, run.parent / "other"]),
        *(() if kind in ("stack", "sweep") else (lambda: compare(paths=[run]),)),  # members are compared with each other
    )
    for command in refused:
        with pytest.raises(InputError):
            command()
        assert content(run) == before
