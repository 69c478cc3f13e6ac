"""The memory of a GPU is too small: in loading, in a step, in measuring. torch.OutOfMemoryError is played."""

import pytest
import torch

from dltrain.arrays import TorchArrays
from dltrain.training.autograd import AutogradEngine
from dltrain.training.scoring import Scoring

SPEC = "data: {source: iris}\nmodel: {layers: [4]}\ntraining: {epochs: 2, batch_size: 16}\ndevice: cuda\n"
FULL = "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 79.10 GiB of which 1.5 MiB is free."


def full(*_, **__):
    raise torch.OutOfMemoryError(FULL)


@pytest.fixture
def spec(tmp_path):
    (tmp_path / "a.yaml").write_text(SPEC, encoding="utf-8")


def test_loading(spec, gpu, dltrain, monkeypatch):
    monkeypatch.setattr(TorchArrays, "resident", full)
    ended = dltrain("train", "a.yaml", "-q")
    advice = "--set training.batch_size=8, --set data.rows=45, fewer units, or --set device=cpu"
    said = f"error: the memory of cuda does not suffice for the rows and the network; try {advice}\n"
    assert (ended.code, ended.err) == (2, said)


def test_a_step(spec, gpu, dltrain, monkeypatch):
    monkeypatch.setattr(AutogradEngine, "one_step", full)
    ended = dltrain("train", "a.yaml", "-q")
    said = "error: a step on 16 rows needs more than the memory of cuda; try --set training.batch_size=8\n"
    assert (ended.code, ended.err) == (2, said)


def test_measuring_takes_smaller_chunks_to_the_same_scores(spec, gpu, dltrain, monkeypatch):
    """A network that fits 20 rows at once: 8,192 are halved until they are 16."""
    by_chunks, sizes = Scoring._by_chunks, set()

    def few(scoring, rows):
        size = max(stop - start for start, stop in scoring._borders(rows))
        sizes.add(size)
        return full() if size > 20 else by_chunks(scoring, rows)

    assert dltrain("train", "a.yaml", "-q", "--no-pictures", "-o", "run").code == 0
    usual = dltrain("evaluate", "run", "--json")
    monkeypatch.setattr(Scoring, "_by_chunks", few)
    assert dltrain("evaluate", "run", "--json") == usual
    assert sizes == {30, 16}
    monkeypatch.setattr(Scoring, "_by_chunks", full)
    ended = dltrain("evaluate", "run")
    assert (ended.code, ended.err.startswith("error: the memory of the GPU does not suffice for this")) == (2, True)
