"""Several processes, started as torchrun starts them, train one run."""

import json
import os
import signal
import time

import numpy as np
import pytest
from ranks import PATIENCE, Ranks

from dltrain.runs import read_checkpoint

SPEC = """
data: {source: {type: moons, rows: 400, noise: 0.2}}
model: {layers: [16, 16], batch_norm: true, dropout: 0.1}
training: {epochs: 3, batch_size: 64, optimizer: sgd}
"""


@pytest.mark.parametrize("machines", [1, 2])
def test_two_processes_train_what_one_would(tmp_path, dltrain, machines):
    (tmp_path / "spec.yaml").write_text(SPEC)
    alone, both = tmp_path / "alone", tmp_path / "both"
    ranks = Ranks(2, tmp_path, "train", "spec.yaml", "--no-pictures", "--json", "-o", both, machines=machines)
    assert ranks.end() == [0, 0], ranks.err()
    assert json.loads(ranks.out())["status"] == "completed"
    assert "epoch 3 of 3" in ranks.err()
    assert (ranks.out(1), ranks.err(1)) == ("", "")
    assert dltrain("train", "spec.yaml", "--no-pictures", "-o", alone).code == 0
    (tensors, state), (others, other) = (read_checkpoint(run / "checkpoints" / "last.safetensors") for run in (alone, both))
    one, losses = (list(found["history"].column("train_loss")) for found in (state, other))
    np.testing.assert_allclose(losses, one, rtol=1e-5)
    for name, tensor in tensors.items():
        np.testing.assert_allclose(others[name], tensor, rtol=1e-4, atol=1e-5, err_msg=name)


GAN = """
data: {source: {type: moons, rows: 60}}
model: {type: gan, latent: 2, generator: [4], discriminator: [4]}
training: {epochs: 2}
"""


def test_what_is_one_process_s_is_refused_by_the_first_one(tmp_path):
    (tmp_path / "gan.yaml").write_text(GAN)
    ranks = Ranks(2, tmp_path, "train", "gan.yaml")
    assert ranks.end() == [2, 2]
    assert "cannot train this together: its 'model.type' is for one process" in " ".join(ranks.err().split())
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


def test_torchrun_is_for_training(dltrain, monkeypatch):
    for name, value in {"RANK": "0", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "1"}.items():
        monkeypatch.setenv(name, value)
    ended = dltrain("evaluate", "runs/x")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "error: torchrun is for dltrain train, resume and sweep; start dltrain evaluate by itself\n"


LONG = SPEC.replace("epochs: 3", "epochs: 100000").replace("sgd}", "sgd, save_every: 1s}")


def when_begun(run, ranks):
    """Waits until a run has a checkpoint."""
    until = time.monotonic() + PATIENCE
    while not (run / "checkpoints" / "last.safetensors").exists():
        assert time.monotonic() < until, ranks.err()
        time.sleep(0.05)


def test_a_signal_at_any_rank_stops_all_and_any_number_of_processes_goes_on(tmp_path, dltrain):
    (tmp_path / "spec.yaml").write_text(LONG)
    run = tmp_path / "run"
    ranks = Ranks(2, tmp_path, "train", "spec.yaml", "--no-pictures", "-o", run)
    when_begun(run, ranks)
    os.kill(ranks.processes[1].pid, signal.SIGTERM)
    assert ranks.end() == [143, 143], ranks.err()
    assert "everything is saved, go on with: dltrain resume" in " ".join(ranks.err().split())
    _, state = read_checkpoint(run / "checkpoints" / "last.safetensors")
    assert state["step"] > 0
    more = state["epoch"] + 3
    assert dltrain("resume", run, "-q", "--no-pictures", "-s", f"training.epochs={more}", "--allow-changes").code == 0
    ranks = Ranks(2, tmp_path, "resume", run, "--no-pictures", "-s", f"training.epochs={more + 3}", "--allow-changes")
    assert ranks.end() == [0, 0], ranks.err()
    assert len((run / "metrics.jsonl").read_text().splitlines()) == more + 3


def test_a_killed_rank_ends_the_others_with_a_clear_error(tmp_path):
    (tmp_path / "spec.yaml").write_text(LONG)
    run = tmp_path / "run"
    ranks = Ranks(3, tmp_path, "train", "spec.yaml", "--no-pictures", "-o", run)
    when_begun(run, ranks)
    killed = time.monotonic()
    ranks.processes[1].kill()
    assert ranks.end() == [2, -signal.SIGKILL, 2]
    assert time.monotonic() - killed < 10
    assert "a process that trained with this one was killed" in " ".join((ranks.err() + ranks.err(2)).split())
    assert ranks.err().count("error:") <= 1  # rank 2 tells it as well where it sees it before it hears of it
    assert ranks.err(2).count("error:") <= 1


def test_data_that_is_not_the_same_on_all_ranks_is_refused(tmp_path):
    ranks = Ranks(2, tmp_path, "train", "spec.yaml", folders=[table(tmp_path / "one", 1), table(tmp_path / "other", 2)])
    assert ranks.end() == [2, 2]
    assert "the data of rank 1 is not that of rank 0; all processes are to train the same" in " ".join(ranks.err().split())


def table(folder, slope):
    """A folder with a spec and a table of its own."""
    folder.mkdir()
    (folder / "a.csv").write_text("x,y\n" + "".join(f"{row},{slope * row + 0.5}\n" for row in range(60)))
    (folder / "spec.yaml").write_text("data: {source: a.csv, target: y}\nmodel: {layers: [4]}\ntraining: {epochs: 2}\n")
    return folder
