"""Trainings whose records go to TensorBoard, through the process that sends them, and what becomes of them where that fails."""

import importlib.util
import json
import sys

import pytest
from tracked_lines import curve, events_of

from dltrain.commands.training import tracking
from dltrain.trackers import channel, kept_channels

SPEC = """
data: {source: {type: moons, rows: 100, noise: 0.2}}
model: {layers: [8]}
training: {epochs: 4}
track: [tensorboard]
"""


@pytest.fixture(scope="module", autouse=True)
def one_process():
    """All trainings are sent by one process, as those of a sweep are."""
    with kept_channels():
        yield


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "moons.yaml"
    path.write_text(SPEC, "utf-8")
    return path


def recorded(run, name="train_loss"):
    lines = (run / "metrics.jsonl").read_text().splitlines()
    return [(record["epoch"], pytest.approx(record[name])) for record in map(json.loads, lines)]


def test_a_training_is_there_as_it_was_recorded(dltrain, spec, tmp_path):
    ended = dltrain("train", spec, "--no-pictures")
    run = tmp_path / "runs" / "moons-1"
    assert ended.code == 0
    assert f"tracked by tensorboard: {run}/tensorboard, which is shown by: tensorboard --logdir {run}/tensorboard" in ended.err
    assert curve(events_of(run / "tensorboard"), "loss/train") == recorded(run)


def test_bits_do_not_depend_on_it(dltrain, spec, tmp_path):
    dltrain("train", spec, "--no-pictures")
    dltrain("train", spec, "--no-pictures", "--set", "track=[]")
    first, second = (tmp_path / "runs" / name for name in ("moons-1", "moons-2"))
    assert recorded(first) == recorded(second)
    assert not (second / "tracking").exists()


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("import sys; sys.stdin.read()", "it does not answer"),
        ("import os; os.kill(os.getpid(), 9)", "the process that sends the records was killed"),
        (None, "the process that sends the records cannot be started: No such file or directory"),
    ],
)
def test_whatever_becomes_of_the_sender_the_training_goes_on(dltrain, spec, tmp_path, monkeypatch, command, named):
    monkeypatch.setattr(channel, "WORKER", ["/no/python"] if command is None else [sys.executable, "-c", command])
    monkeypatch.setattr(tracking, "PATIENCE", 0.3)
    with monkeypatch.context() as alone:
        alone.setattr(channel, "_kept", channel.ContextVar("no others", default=None))
        ended = dltrain("train", spec, "--no-pictures")
    assert ended.code == 0
    assert f"notice: tensorboard: 4 records of 4 and how the run ended are missing there: {named}" in ended.err
    assert len(recorded(tmp_path / "runs" / "moons-1")) == 4


def test_what_failed_is_sent_when_the_run_is_resumed(dltrain, spec, tmp_path):
    (tmp_path / "events").write_text("a file where the folder should be")
    ended = dltrain("train", spec, "--no-pictures", "--set", "track=[{type: tensorboard, folder: events}]")
    assert ended.code == 0
    assert "send it with: dltrain resume" in ended.err
    (tmp_path / "events").unlink()
    ended = dltrain("resume", "runs/moons-1")
    assert ended.code == 0
    assert "nothing to do" in ended.err
    assert "tracked by tensorboard" in ended.err
    run = tmp_path / "runs" / "moons-1"
    assert curve(events_of(tmp_path / "events" / "moons-1"), "loss/train") == recorded(run)
    assert "tracked by" not in dltrain("resume", "runs/moons-1").err  # there is nothing left to send


def test_a_run_that_was_not_tracked_can_be_sent_later(dltrain, spec, tmp_path):
    dltrain("train", spec, "--no-pictures", "--set", "track=[]")
    assert dltrain("resume", "runs/moons-1", "--set", "track=[tensorboard]", "--no-pictures").code == 0
    run = tmp_path / "runs" / "moons-1"
    assert curve(events_of(run / "tensorboard"), "loss/train") == recorded(run)


def test_a_sweep_says_at_its_end_what_is_missing_of_its_members(dltrain, spec, tmp_path):
    (tmp_path / "events").write_text("a file where the folder should be")
    words = ["--grid", "training.learning_rate=0.1,0.01", "--no-pictures"]
    ended = dltrain("sweep", spec, *words, "--set", "track=[{type: tensorboard, folder: events}]")
    assert ended.code == 0
    assert "notice: tensorboard: how 2 parts of the run ended is missing there (member-1, member-2): [Errno" in ended.err


@pytest.mark.parametrize("command", ["train", "check"])
@pytest.mark.parametrize("tracker", ["tensorboard", "mlflow"])
def test_what_is_missing_is_told_with_what_to_install(dltrain, spec, tmp_path, monkeypatch, command, tracker):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == tracker else found(name, *rest))
    ended = dltrain(command, spec, "--set", f"track=[{tracker}]")
    assert ended.code == 2
    assert f"{tracker} is not installed: pip install 'dltrain[{tracker}]'" in ended.err
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["sweep", "--seeds", "2"], ["", "seed-0", "seed-1", "member-1-seed-0"]),
        (["sweep", "--grid", "training.learning_rate=0.1,0.01"], ["member-1", "member-2"]),
        (["train", "--set", "data.split.folds=2"], ["fold-1", "fold-2"]),
        (["train", "--set", "ensemble={type: bagging, members: 2}"], ["", "member-1", "member-2"]),
    ],
)
def test_all_that_train_are_there(dltrain, spec, tmp_path, words, names):
    """A stack of seeds, members that train together, folds, and an ensemble: each a run, within the one that it is a part of."""
    command, *more = words
    assert dltrain(command, spec, "--no-pictures", *more).code == 0
    folder = tmp_path / "runs" / "moons-1" / "tensorboard"
    whole = {"" for _ in folder.glob("events*")}
    assert whole | {path.name for path in folder.iterdir() if path.is_dir()} == {*names}
    for name in names:
        assert {"loss/train", "final/test_loss"} & {*events_of(folder / name).Tags()["scalars"]}, name
