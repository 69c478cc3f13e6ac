"""Gradients by hand on a GPU that is pretended: one network, and the seeds of a sweep as one stack. Its lanes are the single
runs, and those of the processor, to rounding, masks of dropout included."""

import json
import os
import signal

import numpy as np
import pytest
import torch
from pretend_gpu import pretend_gpu
from pretend_graph import CudaGraph
from safetensors.numpy import load_file

from dltrain.arrays import NUMPY, torch_arrays
from dltrain.commands.preparing.setup import prepare
from dltrain.commands.training.ranks import refusal
from dltrain.optimizers import OPTIMIZERS
from dltrain.randomness import counters_there, keep_masks, keep_masks_there
from dltrain.spec.loading import load
from dltrain.training.explicit.stack import StackEngine

MODEL = "model: {layers: [16, 8], dropout: 0.2, batch_norm: true}\n"
TRAINING = (
    "epochs: 2, batch_size: 16, optimizer: momentum, gradient_clip: 1.0, early_stopping: {monitor: validation_loss, patience: 1}"
)
SPEC = f"data: {{source: digits, rows: 120}}\n{MODEL}training: {{{TRAINING}}}\n"
QUIET = ("-q", "--no-pictures")


@pytest.fixture
def spec(tmp_path):
    (tmp_path / "a.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def tensors(folder, which="last"):
    state = load_file(folder / f"checkpoints/{which}.safetensors")
    return {name: array for name, array in state.items() if not name.startswith("history.")}


def carried_out(dltrain, *words):
    ended = dltrain(*words)
    assert ended.code == 0, ended.err
    return ended


@pytest.fixture
def interrupted(monkeypatch):
    """Interrupts a stack in its second epoch, once."""
    train = StackEngine.epoch

    def epoch(engine, number, *rest):
        if number == 2:
            monkeypatch.setattr(StackEngine, "epoch", train)
            os.kill(os.getpid(), signal.SIGINT)
        return train(engine, number, *rest)

    return lambda: monkeypatch.setattr(StackEngine, "epoch", epoch)


def test_all_seeds_of_a_sweep_are_one_stack_there(spec, dltrain, interrupted):
    before = CudaGraph.replays
    with pytest.MonkeyPatch.context() as patch, pretend_gpu(patch) as gpu:
        for which in ("there", "parts"):
            if which == "parts":
                interrupted()
            code = dltrain("sweep", "a.yaml", *QUIET, "--seeds", 3, "-s", "device=cuda", "-o", which).code
            assert code == (130 if which == "parts" else 0)
        carried_out(dltrain, "resume", "parts", *QUIET)
        assert [str(wait) for wait in gpu.waits if wait.in_step] == []
        assert "CUDA graphs" not in (spec / "there/log.txt").read_text("utf-8")
        assert CudaGraph.replays > before + 4
        words = ("-s", "device=cuda", "-s", "engine=explicit", "-s", "seed=1", "-o", "alone")
        carried_out(dltrain, "train", "a.yaml", *QUIET, *words)
        there = json.loads(carried_out(dltrain, "evaluate", "alone", "--json").out)
    carried_out(dltrain, "sweep", "a.yaml", *QUIET, "--seeds", 3, "-s", "device=cpu", "-o", "here")
    stack, parts, here = (tensors(spec / name) for name in ("there", "parts", "here"))
    assert {name: array.tobytes() for name, array in parts.items()} == {name: array.tobytes() for name, array in stack.items()}
    for name, array in here.items():
        np.testing.assert_allclose(stack[name], array, rtol=1e-4, atol=1e-5, err_msg=name)
    for name, array in tensors(spec / "alone").items():
        np.testing.assert_allclose(stack[name][1], array, rtol=1e-4, atol=1e-5, err_msg=name)
    asked = json.loads(carried_out(dltrain, "evaluate", "alone", "--json").out)  # where there is no GPU
    assert asked["metrics"] == pytest.approx(there["metrics"], rel=1e-5)
    settled = (spec / "alone/spec.yaml").read_text("utf-8")
    assert "device: cuda\n" in settled
    assert "engine: explicit\n" in settled


@pytest.mark.parametrize("first", [0, 5])
def test_masks_there_have_the_bits_of_those_here(first, gpu):
    keys = np.array([7, 2**63 + 11], np.uint64)
    here, there = np.empty((2, 13), np.float32), torch.empty((2, 13), device="cuda")
    for keep in (0.7, 1.0):
        keep_masks(keys, keep, here, first)
        counters = counters_there(13, there.device, first)
        keep_masks_there(torch_arrays("cuda").from_numpy(keys.view(np.int64)), keep, there, counters, first)
        np.testing.assert_array_equal(there.cpu().numpy(), here)


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_every_optimizer_moves_the_members_of_a_stack_there_as_numpy_does(name, gpu):
    optimizer, random, xp = OPTIMIZERS[name](), np.random.default_rng(0), torch_arrays("cuda")
    weights = random.normal(size=(3, 5)).astype(np.float32)
    here, there = weights.copy(), xp.from_numpy(weights.copy())
    state, state_there = optimizer.initial_state(NUMPY, here), optimizer.initial_state(xp, there)
    for step in (1, 2, 3):
        gradients = random.normal(size=(3, 5)).astype(np.float32)
        gradients_there = xp.from_numpy(gradients.copy())
        optimizer.update(NUMPY, here, gradients, state, 0.1, step, 0.01)
        before = len(gpu.waits)
        optimizer.update(xp, there, gradients_there, state_there, 0.1, step, 0.01)
        assert gpu.waits[before:] == []
    np.testing.assert_allclose(there.cpu().numpy(), here, rtol=1e-4, atol=1e-6)


def test_a_precision_is_that_of_gradients_by_hand(spec, dltrain, gpu):
    words = ("-s", "device=cuda", "-s", "engine=explicit", "-s", "precision=auto", "-s", "training.epochs=1")
    carried_out(dltrain, "train", "a.yaml", *QUIET, *words, "-o", "run")
    assert "precision: float32\n" in (spec / "run/spec.yaml").read_text("utf-8")


def test_several_gpus_are_told_what_takes_one(spec, gpu):
    given = load(spec / "a.yaml", ["device=cuda", "engine=explicit"])
    assert refusal(prepare(given).resolved) == "engine: explicit is for one GPU; write autograd, or leave it out"
