"""A run that goes on with other batches takes every step of its further epochs, and no other."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from dltrain.commands.resume import resume
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished
from dltrain.errors import InputError
from dltrain.kinds.gan.engine import AdversarialEngine
from dltrain.runs import checkpoints
from dltrain.training.autograd.engine import AutogradEngine
from dltrain.training.explicit.engine import ExplicitEngine

DATA = "data: {source: {type: moons, rows: 48, noise: 0.2}, split: none}"
TRAINING = "training: {epochs: 2, batch_size: 16, learning_rate: 0.01}"
DENSE = "model: {layers: [4], dropout: 0.1}"
SPECS = {
    "numpy": (f"engine: numpy\n{DATA}\n{DENSE}\n{TRAINING}", ExplicitEngine),
    "explicit": (f"engine: explicit\n{DATA}\n{DENSE}\n{TRAINING}", ExplicitEngine),
    "autograd": (f"engine: autograd\n{DATA}\n{DENSE}\n{TRAINING}", AutogradEngine),
    "gan": (
        "data: {source: {type: ring_of_blobs, rows: 48}, split: none}\n"
        f"model: {{type: gan, latent: 2, generator: [4], discriminator: [4]}}\n{TRAINING}",
        AdversarialEngine,
    ),
}
QUIET = Display(charts=False)


def counted(monkeypatch, engine: type, stop_after: int = 0) -> list[int]:
    """The steps that an engine takes from now on, by the rows of each; a signal comes in one of them, if any."""
    steps: list[int] = []
    original = engine.one_step  # type: ignore[attr-defined]

    def one_step(self, batch, *rest):
        if isinstance(batch, int):  # the epoch, and the number of the step
            start, stop = self.feed.borders[rest[0]] if hasattr(self, "feed") else self.borders[rest[0]]
            steps.append(stop - start)
        else:
            steps.append(len(batch))
        if len(steps) == stop_after:
            signal.raise_signal(signal.SIGTERM)
        return original(self, batch, *rest)

    monkeypatch.setattr(engine, "one_step", one_step)
    return steps


def interrupt(monkeypatch, engine: type, spec: Path, run: Path) -> None:
    """Trains until a signal comes in the fifth step, the second of epoch 2."""
    with monkeypatch.context() as patch:
        counted(patch, engine, stop_after=5)
        with pytest.raises(Unfinished):
            train(spec=spec, run_dir=run, display=QUIET)


def begun(folder: Path, text: str) -> Path:
    (folder / "s.yaml").write_text(f"threads: 1\n{text}\n", "utf-8")
    return folder / "s.yaml"


def losses(run: Path) -> list[float]:
    return [json.loads(line)["train_loss"] for line in (run / "metrics.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("kind", SPECS)
@pytest.mark.parametrize(("batch_size", "sizes"), [("8", [8] * 6), ("all", [48])])
def test_after_other_batches_each_epoch_has_all_rows_once(tmp_path, monkeypatch, kind, batch_size, sizes):
    text, engine = SPECS[kind]
    run = tmp_path / "run"
    train(spec=begun(tmp_path, text), run_dir=run, display=QUIET)
    steps = counted(monkeypatch, engine)
    sets = [f"training.batch_size={batch_size}", "training.epochs=4"]
    summary = resume(run=run, sets=sets, allow_changes=True, display=QUIET).plain()
    assert steps == 2 * sizes
    assert summary["steps"] == 2 * 3 + 2 * len(sizes)
    assert checkpoints.read(run / "checkpoints" / "last.safetensors")[1]["step"] == summary["steps"]
    assert all(losses(run))
    steps.clear()
    assert resume(run=run, sets=["training.epochs=5"], display=QUIET).steps == 2 * 3 + 3 * len(sizes)
    assert steps == sizes


@pytest.mark.parametrize("kind", SPECS)
@pytest.mark.parametrize(("batch_size", "sizes"), [("8", [8] * 6), ("all", [48])])
def test_an_epoch_in_hand_begins_anew_with_other_batches(tmp_path, monkeypatch, kind, batch_size, sizes):
    text, engine = SPECS[kind]
    run = tmp_path / "run"
    said: list[str] = []
    interrupt(monkeypatch, engine, begun(tmp_path, text), run)
    steps = counted(monkeypatch, engine)
    resume(
        run=run, sets=[f"training.batch_size={batch_size}"], allow_changes=True, display=Display(charts=False, say=said.append)
    )
    assert steps == sizes
    assert "notice: the epoch in hand begins anew, since its batches are others now" in said
    assert len(losses(run)) == 2


def test_fewer_rows_are_all_taken(tmp_path, monkeypatch):
    text, engine = SPECS["numpy"]
    train(spec=begun(tmp_path, text), run_dir=tmp_path / "run", display=QUIET)
    steps = counted(monkeypatch, engine)
    resume(run=tmp_path / "run", sets=["data.rows=20", "training.epochs=3"], allow_changes=True, display=QUIET)
    assert steps == [16, 4]


@pytest.mark.parametrize(("split", "is_told"), [("{validation: 0.2, test: 0.2}", True), ("none", False)])
def test_a_split_that_is_drawn_anew_of_other_rows_is_told(tmp_path, split, is_told):
    text, said = SPECS["numpy"][0].replace("split: none", f"split: {split}"), []
    train(spec=begun(tmp_path, text), run_dir=tmp_path / "run", display=QUIET)
    display = Display(charts=False, say=said.append)
    resume(run=tmp_path / "run", sets=["data.rows=30", "training.epochs=3"], allow_changes=True, display=display)
    notice = "notice: the split was drawn anew of other rows: test rows may be among those trained on before the change"
    assert (notice in said) is is_told


def test_the_members_of_an_ensemble_take_other_batches(tmp_path, monkeypatch):
    text, engine = SPECS["autograd"]
    text = text.replace("engine: autograd\n", "") + "\nensemble: {type: averaging, members: 2}"
    interrupt(monkeypatch, engine, begun(tmp_path, text), tmp_path / "run")
    steps = counted(monkeypatch, engine)
    said: list[str] = []
    display = Display(charts=False, say=said.append)
    summary = resume(run=tmp_path / "run", sets=["training.batch_size=8"], allow_changes=True, display=display).plain()
    assert steps == [8] * 6 * 3
    assert summary["steps"] == 5 + 18
    assert "notice: the epoch in hand begins anew, since its batches are others now" in said


@pytest.mark.parametrize("kind", SPECS)
def test_what_was_trained_before_the_memory_ran_out_is_saved(tmp_path, monkeypatch, kind):
    text, engine = SPECS[kind]
    spec, run = begun(tmp_path, text.replace("epochs: 2", "epochs: 2, save_every: 5m")), tmp_path / "run"
    with monkeypatch.context() as patch:
        steps = counted(patch, engine)
        original = engine.one_step

        def one_step(self, *rest):
            if len(steps) == 4:
                raise MemoryError
            return original(self, *rest)

        patch.setattr(engine, "one_step", one_step)
        with pytest.raises(InputError) as caught:
            train(spec=spec, run_dir=run, display=QUIET)
    assert str(caught.value) == (
        "a step on 16 rows needs more than the memory of this machine; the states before it are saved, go on with: "
        f"dltrain resume {run} --set training.batch_size=8 --allow-changes"
    )
    assert checkpoints.read(run / "checkpoints" / "last.safetensors")[1]["step"] == 3
    steps = counted(monkeypatch, engine)
    resume(run=run, sets=["training.batch_size=8"], allow_changes=True, display=QUIET)
    assert steps == [8] * 6


def test_out_of_memory_in_the_first_epoch_leaves_no_state_that_binds(tmp_path, monkeypatch):
    text, engine = SPECS["numpy"]
    with monkeypatch.context() as patch:
        patch.setattr(engine, "one_step", lambda *_: (_ for _ in ()).throw(MemoryError()))
        with pytest.raises(InputError, match=r"of this machine; try --set training.batch_size=8$"):
            train(spec=begun(tmp_path, text), run_dir=tmp_path / "run", display=QUIET)
    assert resume(run=tmp_path / "run", sets=["training.batch_size=8"], display=QUIET).steps == 12


def test_a_finished_member_is_saved_where_the_memory_runs_out_in_the_next(tmp_path, monkeypatch):
    text, engine = SPECS["autograd"]
    text = text.replace("engine: autograd\n", "").replace("epochs: 2", "epochs: 2, save_every: 5m")
    with monkeypatch.context() as patch:
        steps = counted(patch, engine)
        original = engine.one_step
        patch.setattr(engine, "one_step", lambda self, *rest: original(self, *rest) if len(steps) < 6 else [0] * 10**18)
        with pytest.raises(InputError, match="the states before it are saved"):
            train(
                spec=begun(tmp_path, f"{text}\nensemble: {{type: averaging, members: 2}}"),
                run_dir=tmp_path / "run",
                display=QUIET,
            )
    steps = counted(monkeypatch, engine)
    assert resume(run=tmp_path / "run", display=QUIET).steps == 12
    assert steps == [16] * 6
