"""The memory of a GPU is too small: in loading, in a step, in measuring. torch.OutOfMemoryError is played."""

import json

import pytest
import torch

from dltrain.arrays import TorchArrays
from dltrain.training.autograd.engine import AutogradEngine
from dltrain.training.explicit.engine import ExplicitEngine
from dltrain.training.measuring.scoring import Scoring
from dltrain.training.minibatches import windows
from dltrain.training.minibatches.held import Held

SPEC = "data: {source: iris}\nmodel: {layers: [4]}\ntraining: {epochs: 2, batch_size: 16}\ndevice: cuda\n"
FULL = "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 79.10 GiB of which 1.5 MiB is free."


def full(*_, **__):
    raise torch.OutOfMemoryError(FULL)


@pytest.fixture
def spec(tmp_path):
    (tmp_path / "a.yaml").write_text(SPEC, encoding="utf-8")


def test_loading(spec, gpu, dltrain, monkeypatch):
    monkeypatch.setattr(TorchArrays, "to_device", full)
    ended = dltrain("train", "a.yaml", "-q")
    advice = "--set training.batch_size=8, --set data.rows=45, fewer units, or --set device=cpu"
    said = f"error: the memory of cuda does not suffice for the rows and the network; try {advice}\n"
    assert (ended.code, ended.err) == (2, said)


def test_a_step(spec, gpu, dltrain, monkeypatch):
    monkeypatch.setattr(AutogradEngine, "one_step", full)
    ended = dltrain("train", "a.yaml", "-q")
    said = "error: a step on 16 rows needs more than the memory of cuda; try --set training.batch_size=8\n"
    assert (ended.code, ended.err) == (2, said)


@pytest.mark.parametrize(
    ("owner", "name", "said"),
    [
        (
            ExplicitEngine,
            "share_of_step",
            "a step on 16 rows needs more than the memory of cuda; try --set training.batch_size=8, or ",
        ),
        (TorchArrays, "from_numpy", "the memory of cuda does not suffice for the rows and the network; try "),
    ],
)
def test_a_stack(owner, name, said, spec, gpu, dltrain, monkeypatch):
    monkeypatch.setattr(owner, name, full)
    ended = dltrain("sweep", "a.yaml", "--seeds", 6, "-q")
    assert (ended.code, ended.err.startswith(f"error: {said}"), "--set sweep.seeds=3" in ended.err) == (2, True, True)


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


CONVOLUTION = "{type: reshape, shape: [1, 8, 8]}, {type: conv2d, channels: 2, kernel_size: 3}, flatten"
PICTURES = (
    "data: {{source: digits, rows: 300}}\nmodel: {{layers: [{}]}}\ntraining: {{epochs: 3, batch_size: 32}}\n"
    "engine: {}\ndevice: cuda\n"
)


@pytest.mark.parametrize(("shuffle", "engine"), [("rows", "autograd"), ("blocks", "autograd"), ("rows", "explicit")])
def test_rows_that_it_does_not_hold_go_there_in_windows_to_the_same_bits(shuffle, engine, tmp_path, gpu, dltrain, monkeypatch):
    """180 training rows of 64 numbers: 46,080 bytes, in windows of 3 blocks of 2,560: 10 rows each."""
    layers = CONVOLUTION if engine == "autograd" else "8"
    (tmp_path / "a.yaml").write_text(PICTURES.format(layers, engine), encoding="utf-8")
    monkeypatch.setattr(windows, "BLOCK", 2560)
    monkeypatch.setattr(windows, "WINDOW", 3)
    given = ("-q", "--no-pictures", "-s", f"training.shuffle={shuffle}", "-o")
    assert dltrain("train", "a.yaml", *given, "resident").err == ""
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda *_: (100_000, 100_000))
    sent, send = [], Held.rows
    monkeypatch.setattr(Held, "rows", lambda block, index: sent.append(len(index)) or send(block, index))
    before = len(gpu.waits)
    assert dltrain("train", "a.yaml", *given, "held").err == ""
    assert sent[:7] == [30, 30, 30, 30, 30, 30, 30]
    assert [str(wait) for wait in gpu.waits[before:] if wait.in_step] == []
    assert losses(tmp_path / "held") == losses(tmp_path / "resident")
    assert dltrain("evaluate", "held", "--json").out.replace("held", "resident") == dltrain("evaluate", "resident", "--json").out


def losses(run):
    lines = (run / "metrics.jsonl").read_text("utf-8").splitlines()
    return [{name: value for name, value in json.loads(line).items() if "second" not in name} for line in lines]
