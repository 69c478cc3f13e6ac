"""Several processes, started as torchrun starts them, train one run."""

import json
import shutil
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pretend_gpu import pretend_gpu
from ranks import Ranks

from dltrain.runs import read_checkpoint

SPEC = """
data: {source: {type: moons, rows: 400, noise: 0.2}}
model: {layers: [16, 16], batch_norm: true, dropout: 0.1}
training: {epochs: 3, batch_size: 64, optimizer: momentum}
"""
STARTED = {"RANK": "0", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "1"}  # as torchrun starts the first of two
TRAIN = ("train", "spec.yaml", "--no-pictures", "--json", "-o")


@dataclass(frozen=True)
class Trained:
    """A run of two processes that nothing has disturbed: its folder, what its first one printed, and how many `machines` they
    were on."""

    folder: Path
    printed: dict[str, Any]
    machines: int


@pytest.fixture(scope="module", params=[(1, "numpy"), (2, "autograd")], ids=["numpy", "autograd on two machines"])
def both(request, tmp_path_factory):
    """Such a run of each engine; its spec is beside it."""
    folder, (machines, engine) = tmp_path_factory.mktemp("both"), request.param
    (folder / "spec.yaml").write_text(f"engine: {engine}" + SPEC)
    ranks = Ranks(2, folder, *TRAIN, folder / "both", machines=machines)
    assert ranks.end() == [0, 0], ranks.err()
    assert "epoch 3 of 3" in ranks.err()
    assert (ranks.out(1), ranks.err(1)) == ("", "")
    return Trained(folder / "both", json.loads(ranks.out()), machines)


def assert_close(one, other):
    """Two runs have the same losses and weights, to rounding."""
    (tensors, state), (others, found) = (read_checkpoint(run / "checkpoints" / "last.safetensors") for run in (one, other))
    losses, expected = (list(each["history"].column("train_loss")) for each in (found, state))
    np.testing.assert_allclose(losses, expected, rtol=1e-5)
    for name in (name for name in tensors if name.startswith("model.")):
        np.testing.assert_allclose(others[name], tensors[name], rtol=1e-4, atol=1e-5, err_msg=name)


def assert_same_bits(one, other):
    """Two runs have the same best and last states, records and results."""
    for which in ("best", "last"):
        (tensors, state), (others, found) = (
            read_checkpoint(run / "checkpoints" / f"{which}.safetensors") for run in (one, other)
        )
        assert tensors.keys() == others.keys()
        for name, tensor in tensors.items():
            np.testing.assert_array_equal(others[name], tensor, err_msg=name)
        for name in ("train_loss", "validation_loss"):
            assert list(found["history"].column(name)) == list(state["history"].column(name))
    results, found = (json.loads((run / "summary.json").read_text()) for run in (one, other))
    assert [results[split] for split in ("train", "validation", "test")] == [
        found[split] for split in ("train", "validation", "test")
    ]


def test_two_processes_train_what_one_would(tmp_path, dltrain, both):
    assert both.printed["status"] == "completed"
    assert dltrain(*TRAIN[:1], both.folder.parent / "spec.yaml", *TRAIN[2:], "alone").code == 0
    assert_close(tmp_path / "alone", both.folder)


def test_a_signal_at_any_rank_stops_all_and_any_number_of_processes_goes_on(tmp_path, dltrain, both):
    run = tmp_path / "run"
    spec = shutil.copy(both.folder.parent / "spec.yaml", tmp_path)
    ranks = Ranks(2, tmp_path, "train", spec, "--no-pictures", "-o", run, machines=both.machines, ends={1: (signal.SIGTERM, 5)})
    assert ranks.end() == [143, 143], ranks.err()
    assert "everything is saved, go on with: dltrain resume" in " ".join(ranks.err().split())
    _, state = read_checkpoint(run / "checkpoints" / "last.safetensors")
    assert (state["epoch"], state["step"]) == (1, 6)  # in the midst of the second of three epochs of four steps
    by_one = shutil.copytree(run, tmp_path / "by-one")
    ranks = Ranks(2, tmp_path, "resume", run, "--no-pictures", machines=both.machines)
    assert ranks.end() == [0, 0], ranks.err()
    assert_same_bits(both.folder, run)
    assert dltrain("resume", by_one, "--quiet", "--no-pictures").code == 0
    assert_close(both.folder, by_one)


def test_torchrun_s_own_restart_goes_on_with_the_run_of_a_killed_rank(tmp_path, both):
    run = tmp_path / "run"
    spec = shutil.copy(both.folder.parent / "spec.yaml", tmp_path)
    words = ("train", spec, "--no-pictures", "-o", run)
    ranks = Ranks(2, tmp_path, *words, machines=both.machines, ends={1: (signal.SIGKILL, 7)})
    assert ranks.end() == [2, -signal.SIGKILL]
    assert "a process that trained with this one was killed" in " ".join(ranks.err().split())
    _, state = read_checkpoint(run / "checkpoints" / "last.safetensors")
    assert (state["epoch"], state["step"]) == (1, 5)  # saved in the midst of the second epoch, and kept
    ranks = Ranks(2, tmp_path, *words, machines=both.machines, restarts=1)
    assert ranks.end() == [0, 0], ranks.err()
    assert_same_bits(both.folder, run)


def test_ranks_have_a_gpu_each(tmp_path, dltrain, monkeypatch):
    """Seen on pretended GPUs alone: real ones have kernels and sums of their own."""
    (tmp_path / "spec.yaml").write_text("engine: autograd\ndevice: cuda" + SPEC)
    both, stopped = Ranks(2, tmp_path, *TRAIN, "both", gpus=2), tmp_path / "stopped"
    assert both.end() == [0, 0], both.err()
    with pretend_gpu(monkeypatch):
        assert dltrain(*TRAIN, "one").code == 0
        for name, value in {**STARTED, "LOCAL_WORLD_SIZE": "2"}.items():
            monkeypatch.setenv(name, value)
        told = dltrain(*TRAIN, "too-many").err
    assert "torchrun started 2 processes on this machine, which has 1 GPU, and each needs one of its own" in " ".join(
        told.split()
    )
    assert_close(tmp_path / "one", tmp_path / "both")
    ranks = Ranks(2, tmp_path, *TRAIN, stopped, gpus=2, ends={1: (signal.SIGTERM, 5)})
    assert ranks.end() == [143, 143], ranks.err()
    ranks = Ranks(2, tmp_path, "resume", stopped, "--no-pictures", gpus=2)
    assert ranks.end() == [0, 0], ranks.err()
    assert_same_bits(tmp_path / "both", stopped)


def test_what_one_process_began_three_go_on_with(tmp_path, dltrain):
    (tmp_path / "spec.yaml").write_text(SPEC)
    assert dltrain(*TRAIN, "alone").code == 0
    assert dltrain(*TRAIN, "run", "-s", "training.epochs=1").code == 0
    ranks = Ranks(3, tmp_path, "resume", "run", "--no-pictures", "-s", "training.epochs=3", "--allow-changes")
    assert ranks.end() == [0, 0, 0], ranks.err()
    assert_close(tmp_path / "alone", tmp_path / "run")


GAN = """
data: {source: {type: moons, rows: 60}}
model: {type: gan, latent: 2, generator: [4], discriminator: [4], batch_norm: true}
training: {epochs: 2, loss: wasserstein}
"""


def test_what_is_one_process_s_is_refused_by_the_first_one(tmp_path):
    (tmp_path / "gan.yaml").write_text(GAN)
    ranks = Ranks(2, tmp_path, "train", "gan.yaml")
    assert ranks.end() == [2, 2]
    why = "the penalty on a critic's gradients is differentiated through its batch norm, which is for one process"
    assert f"cannot train this together: {why}" in " ".join(ranks.err().split())
    assert not (tmp_path / "runs").exists()


WHOLE = {
    "folds": ("train", SPEC.replace("{source:", "{split: {folds: 3}, source:"), ()),
    "a sweep": ("sweep", SPEC, ("--grid", "training.learning_rate=0.1,0.5,0.9")),
    "seeds": ("sweep", "engine: autograd" + SPEC, ("--seeds", "2")),
}


@pytest.mark.parametrize(("command", "spec", "words"), WHOLE.values(), ids=WHOLE)
def test_each_process_trains_whole_parts_of_a_run(tmp_path, dltrain, command, spec, words):
    (tmp_path / "spec.yaml").write_text(spec)
    words = (command, "spec.yaml", "--no-pictures", "--json", *words, "-o")
    ranks = Ranks(2, tmp_path, *words, tmp_path / "both")
    assert ranks.end() == [0, 0], ranks.err()
    assert (ranks.out(1), ranks.err(1)) == ("", "")
    alone = dltrain(*words, "alone")
    assert alone.code == 0
    one, both = json.loads(alone.out), json.loads(ranks.out())
    for name in ("status", "train", "validation", "test", "members", "best"):
        assert one.get(name) == both.get(name), name  # to the bit: a part is one process's


def test_the_members_of_an_ensemble_are_trained_together(tmp_path, dltrain):
    spec = SPEC.replace(", batch_norm: true", "") + "ensemble: {type: boosting, members: 2}"
    (tmp_path / "spec.yaml").write_text(spec)
    ranks = Ranks(2, tmp_path, "train", "spec.yaml", "--no-pictures", "--json", "-o", tmp_path / "both")
    assert ranks.end() == [0, 0], ranks.err()
    alone = dltrain("train", "spec.yaml", "--no-pictures", "--json", "-o", "alone")
    one, both = json.loads(alone.out), json.loads(ranks.out())
    for split in ("train", "validation", "test"):
        assert one[split] == pytest.approx(both[split], rel=1e-3), split
    assert [member["epochs"] for member in one["members"]] == [member["epochs"] for member in both["members"]]


ENSEMBLE = SPEC + "ensemble: {type: bagging, members: 3}"


def test_members_that_know_nothing_of_each_other_are_each_one_process_s(tmp_path, dltrain):
    (tmp_path / "spec.yaml").write_text(ENSEMBLE)
    run = tmp_path / "run"
    ranks = Ranks(2, tmp_path, *TRAIN, run, ends={1: (signal.SIGTERM, 5)})
    assert ranks.end() == [143, 143], ranks.err() + ranks.err(1)
    assert (run / "member-2" / "checkpoints").exists()
    assert "go on with: dltrain resume" in " ".join((ranks.err() + ranks.err(1)).split())
    by_one = shutil.copytree(run, tmp_path / "by-one")
    ranks = Ranks(2, tmp_path, "resume", run, "--no-pictures")
    assert ranks.end() == [0, 0], ranks.err()
    changed = dltrain("resume", by_one, "--allow-changes", "--set", "training.epochs=4")
    assert (changed.code, "was begun with another spec, and goes on as it was begun" in changed.err) == (2, True)
    assert dltrain("resume", by_one, "--no-pictures").code == 0
    assert dltrain(*TRAIN, "alone").code == 0
    for other in (run, by_one):
        assert_same_bits(tmp_path / "alone", other)
        assert not list(other.glob("member-*"))
        assert [line["member"] for line in metrics_of(other)] == [line["member"] for line in metrics_of(tmp_path / "alone")]


def metrics_of(run):
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def test_torchrun_is_for_training(dltrain, monkeypatch):
    for name, value in STARTED.items():
        monkeypatch.setenv(name, value)
    ended = dltrain("evaluate", "runs/x")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "error: torchrun is for dltrain train, resume and sweep; start dltrain evaluate by itself\n"


def test_a_killed_rank_ends_the_others_with_a_clear_error(tmp_path):
    (tmp_path / "spec.yaml").write_text(SPEC)
    ranks = Ranks(3, tmp_path, *TRAIN, tmp_path / "run", ends={1: (signal.SIGKILL, 5)})
    assert ranks.end() == [2, -signal.SIGKILL, 2]
    assert "a process that trained with this one was killed" in " ".join((ranks.err() + ranks.err(2)).split())
    assert ranks.err().count("error:") <= 1  # rank 2 tells it as well where it sees it before it hears of it
    assert ranks.err(2).count("error:") <= 1


@pytest.mark.parametrize(
    ("command", "more"),
    [
        ("train", ""),
        ("train", "ensemble: {type: averaging, members: 2}\n"),
        ("sweep", "sweep: {parameters: {training.learning_rate: [0.1, 0.5]}}\n"),
    ],
    ids=["a network", "members of an ensemble", "settings"],
)
def test_where_the_first_one_is_killed_another_says_what_to_type(tmp_path, dltrain, command, more):
    (tmp_path / "spec.yaml").write_text(SPEC.replace("epochs: 3", "epochs: 100") + more)
    run = tmp_path / "run"
    ranks = Ranks(2, tmp_path, command, "spec.yaml", "--no-pictures", "-o", run)
    while not list(run.rglob("metrics.jsonl")):
        time.sleep(0.01)
    ranks.processes[0].kill()
    ranks.processes[0].join()
    ranks.processes[1].terminate()  # as torchrun does at that moment, when the process has heard of it by itself
    assert ranks.end()[1] in (2, 143)
    told = " ".join(ranks.err(1).split())
    assert told.count("error: rank 1: ") == 1, told
    assert told.endswith(f"go on with: dltrain resume {run}"), told
    assert dltrain("resume", run, "--no-pictures").code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="a path that is another one for each process")
def test_a_fold_that_was_not_begun_goes_on_with_the_data_of_all_processes_alone(tmp_path):
    """It has nothing that theirs could be compared with."""
    one, other = table(tmp_path / "one", 1), table(tmp_path / "other", 2)
    run = tmp_path / "run"
    words = ["train", "spec.yaml", "-o", run, "--set", "data.source=/proc/self/cwd/a.csv", "--set", "data.split.folds=2"]
    ranks = Ranks(2, tmp_path, *words, folders=[one, one])
    assert ranks.end() == [0, 0], ranks.err()
    (run / "summary.json").unlink()
    shutil.rmtree(run / "fold-2")
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    ranks = Ranks(2, tmp_path, "resume", run, folders=[one, other])
    assert ranks.end() == [2, 2]
    assert "the data of rank 1 is not that of rank 0" in " ".join(ranks.err().split())
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "words",
    [
        ["train", "spec.yaml"],
        ["train", "spec.yaml", "--set", "data.split.folds=2"],
        ["train", "spec.yaml", "--set", "ensemble=averaging"],
        ["sweep", "spec.yaml", "--seeds", "2", "--set", "engine=autograd"],
        ["sweep", "spec.yaml", "--grid", "training.learning_rate=0.1,0.5"],
    ],
    ids=["a network", "folds", "members of an ensemble", "seeds", "settings"],
)
def test_data_that_is_not_the_same_on_all_ranks_is_refused(tmp_path, words):
    ranks = Ranks(2, tmp_path, *words, "-o", tmp_path / "run", folders=[table(tmp_path / "one", 1), table(tmp_path / "other", 2)])
    assert ranks.end() == [2, 2]
    assert "the data of rank 1 is not that of rank 0; all processes are to train the same" in " ".join(ranks.err().split())
    assert ranks.err(1) == ""
    assert not (tmp_path / "run").exists()


def test_a_rank_that_waits_for_one_that_never_comes_ends_by_a_signal(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "spec.yaml").write_text("data: {source: missing.csv, target: y}\nmodel: {layers: []}\n")
    ranks = Ranks(2, tmp_path, "train", "spec.yaml", folders=[table(tmp_path / "one", 1), tmp_path / "other"])
    ranks.processes[1].join()
    ranks.processes[0].terminate()
    assert ranks.end() == [128 + signal.SIGTERM, 2]


def table(folder, slope):
    """A folder with a spec and a table of its own."""
    folder.mkdir()
    (folder / "a.csv").write_text("x,y\n" + "".join(f"{row},{slope * row + 0.5}\n" for row in range(60)))
    (folder / "spec.yaml").write_text("data: {source: a.csv, target: y}\nmodel: {layers: [4]}\ntraining: {epochs: 2}\n")
    return folder
