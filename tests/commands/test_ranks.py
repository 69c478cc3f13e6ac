"""Several processes, started as torchrun starts them, train one run."""

import json

import numpy as np
from ranks import Ranks

from dltrain.runs import read_checkpoint

SPEC = """
data: {source: {type: moons, rows: 400, noise: 0.2}}
model: {layers: [16, 16], batch_norm: true, dropout: 0.1}
training: {epochs: 3, batch_size: 64, optimizer: sgd}
"""


def test_two_processes_train_what_one_would(tmp_path, dltrain):
    (tmp_path / "spec.yaml").write_text(SPEC)
    alone, both = tmp_path / "alone", tmp_path / "both"
    ranks = Ranks(2, tmp_path, "train", "spec.yaml", "--no-pictures", "--json", "-o", both)
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


def test_what_is_one_process_s_is_refused_by_the_first_one(tmp_path):
    (tmp_path / "folds.yaml").write_text(SPEC.replace("{source:", "{split: {folds: 3}, source:"))
    ranks = Ranks(2, tmp_path, "train", "folds.yaml")
    assert ranks.end() == [2, 2]
    assert "'data.split.folds' asks for several; start one process" in ranks.err()
    assert not (tmp_path / "runs").exists()


def test_torchrun_is_for_train(dltrain, monkeypatch):
    for name, value in {"RANK": "0", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "1"}.items():
        monkeypatch.setenv(name, value)
    ended = dltrain("evaluate", "runs/x")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "error: torchrun is for dltrain train; start dltrain evaluate by itself\n"
