"""Steps that are recorded and replayed as CUDA graphs, on a GPU that is pretended: what is replayed are the operations that
were recorded. So a training whose steps are replayed has the bits of one whose steps are not, or something was not where it is
read."""

import json

import pytest
import torch
from pretend_graph import CudaGraph
from safetensors.numpy import load_file

from dltrain.training.cuda_graph import Recorded

CNN = "{type: reshape, shape: [1, 8, 8]}, {type: conv2d, channels: 2, kernel_size: 3, batch_norm: true}, flatten"
DIGITS = "data: {source: digits, rows: 150}\n"
SPECS = {
    "dense": DIGITS + "model: {layers: [8, 8], dropout: 0.2, batch_norm: true}\ntraining: {class_weights: balanced}\n",
    "cnn": DIGITS + f"model: {{layers: [{CNN}]}}\ntraining: {{accumulate: 2, gradient_clip: 1.0, average_weights: swa}}\n",
    "recurrent": DIGITS + "model: {layers: [{type: reshape, shape: [8, 8]}, {type: gru, units: 3, bidirectional: true}]}\n",
    "autoencoder": DIGITS + "model: {type: autoencoder, encoder: [8], decoder: [8], noise: 0.1}\ntraining: {optimizer: nadam}\n",
    "gan": DIGITS + "model: {type: gan, latent: 2, generator: [{type: dense, units: 8, batch_norm: true}], "
    "discriminator: [{type: dense, units: 8, dropout: 0.2, batch_norm: true}]}\n",
    "wasserstein": DIGITS + "model: {type: gan, latent: 2, generator: [8], discriminator: [8]}\n"
    "training: {loss: {type: wasserstein, critic_steps: 2}}\n",
    "regression": "data: {source: diabetes, rows: 150}\nmodel: {layers: [8]}\ntraining: {loss: root_mean_squared_error}\n",
}
QUIET = (
    "-q",
    "--no-pictures",
    "-s",
    "device=cuda",
    "-s",
    "engine=autograd",
    "-s",
    "training.epochs=3",
    "-s",
    "training.batch_size=16",
)


@pytest.fixture
def spec(request, tmp_path):
    (tmp_path / "a.yaml").write_text(SPECS[request.param], encoding="utf-8")
    return tmp_path


def bits(folder):
    state = load_file(folder / "checkpoints/last.safetensors")
    losses = [json.loads(line)["train_loss"] for line in (folder / "metrics.jsonl").read_text("utf-8").splitlines()]
    return losses, {name: array.tobytes() for name, array in state.items() if not name.startswith("history.")}


def train(dltrain, *words):
    ended = dltrain(*words, *QUIET)
    assert ended.code == 0, ended.err


@pytest.mark.parametrize("spec", SPECS, indirect=True)
def test_replayed_steps_train_to_the_same_bits(spec, gpu, dltrain, monkeypatch):
    monkeypatch.setattr(CudaGraph, "replays", 0)
    train(dltrain, "train", "a.yaml", "-o", "replayed")
    assert CudaGraph.replays > 5
    assert [line for line in (spec / "replayed/log.txt").read_text("utf-8").splitlines() if "CUDA graphs" in line] == []
    assert [str(wait) for wait in gpu.waits if wait.in_step] == []
    monkeypatch.setattr(Recorded, "__call__", lambda self, batch, by_hand: self.work(batch))
    train(dltrain, "train", "a.yaml", "-o", "usual")
    assert bits(spec / "replayed") == bits(spec / "usual")


@pytest.mark.parametrize("spec", ["dense"], indirect=True)
def test_what_cannot_be_recorded_is_told_and_done_as_ever(spec, gpu, dltrain, monkeypatch):
    train(dltrain, "train", "a.yaml", "-o", "replayed")

    def refuse(*_):
        raise RuntimeError("CUDA error: operation not permitted\nand more")

    monkeypatch.setattr(CudaGraph, "register_generator_state", refuse)
    train(dltrain, "train", "a.yaml", "-o", "usual")
    told = "notice: the steps are not started as CUDA graphs, which takes longer: CUDA error: operation not permitted\n"
    assert (spec / "usual/log.txt").read_text("utf-8").count(told) == 1
    assert bits(spec / "replayed") == bits(spec / "usual")


@pytest.mark.parametrize("spec", ["dense"], indirect=True)
def test_a_replay_of_other_bits_is_told_and_dropped(spec, gpu, dltrain, monkeypatch):
    train(dltrain, "train", "a.yaml", "-o", "replayed")
    replay = CudaGraph.replay

    def wrong(graph):
        replay(graph)
        graph.calls[-1][3].here.add_(1e-3)

    monkeypatch.setattr(CudaGraph, "replay", wrong)
    train(dltrain, "train", "a.yaml", "-o", "usual")
    assert "which takes longer: their last bits would be others\n" in (spec / "usual/log.txt").read_text("utf-8")
    assert bits(spec / "replayed") == bits(spec / "usual")


def test_the_pretended_graph_shows_a_number_that_was_baked_in(gpu):
    """As on a GPU a number of Python's is recorded as it was, and nothing is computed in recording."""
    x, total, rate = torch.ones(3).to("cuda"), torch.zeros(3).to("cuda"), [1.0]
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, stream=torch.cuda.Stream(), capture_error_mode="thread_local"):
        total += x * rate[0]
    assert total.cpu().tolist() == [0, 0, 0]
    rate[0] = 5.0
    x += 1
    graph.replay()
    graph.replay()
    assert total.cpu().tolist() == [4, 4, 4]  # 2 · (2 · 1), not 2 · (2 · 5)
