"""Where recurrent weights lie in the vector of all parameters, so that cuDNN reads them in place: what it asks for, of a GPU
that is pretended, and that checkpoints are those of the processor."""

import json

import pytest
import torch
from safetensors.numpy import load_file
from torch import nn

from dltrain.modules import Recurrence
from dltrain.optimizers import OPTIMIZERS
from dltrain.training.autograd.layout import layout_of
from dltrain.training.autograd.parameters import Parameters
from dltrain.training.minibatches.batches import Settings

LSTM = "{type: lstm, units: 3, depth: 2, bidirectional: true}"
SPEC = (
    f"data: {{source: digits, rows: 150}}\nmodel: {{layers: [{{type: reshape, shape: [8, 8]}}, {LSTM}, 4]}}\nengine: autograd\n"
    "training: {batch_size: 16, optimizer: nadam, weight_decay: 0.1, decay: weights, learning_rate_factors: 0.5}\n"
)


def whole_network(told=False):
    """3 · 2 + 2 numbers, and a core of two layers in both directions."""
    core = Recurrence(nn.GRU(2, 3, 2, bidirectional=True, batch_first=True), "last")
    return nn.Sequential(nn.Embedding(3, 2) if told else nn.Linear(3, 2), core, nn.Linear(6, 2))


def chunk_of(core, suffixes):
    """All matrices of a part of a core, then all biases."""
    return [getattr(core, f"{kind}_{way}_{one}") for kind in ("weight", "bias") for one in suffixes for way in ("ih", "hh")]


def where(parameter):
    """Where in memory a storage begins, how many numbers behind that a parameter does, and how many numbers it has."""
    return parameter.untyped_storage().data_ptr(), parameter.storage_offset(), parameter.numel()


@pytest.mark.parametrize("told", [False, True])
def test_weights_that_cudnn_reads_together_are_one_piece_of_memory(told):
    """`try_get_weight_buf` asks that the storage of the first begins with it, and that all are where cuDNN has them."""
    network = whole_network(told)
    before = {name: one.detach().clone() for name, one in network.named_parameters()}
    trained = list(network.parameters())
    layout = layout_of(network, trained, "cuda")
    vector = torch.zeros(layout.count)
    for parameter, view in zip(trained, layout.views(trained, vector), strict=True):
        view.copy_(parameter.detach())
    layout.lay_over(trained, vector)
    core, suffixes = network[1].core, ["l0", "l0_reverse", "l1", "l1_reverse"]
    for part in [[one] for one in suffixes] if told else [suffixes]:
        begin, numbers = (where(chunk_of(core, part)[0])[0] - vector.data_ptr()) // 4, 0
        assert begin % 64 == 0
        for parameter in chunk_of(core, part):
            assert where(parameter) == (vector.data_ptr() + 4 * begin, numbers, parameter.numel())
            numbers += parameter.numel()
    assert all(torch.equal(one, before[name]) for name, one in network.named_parameters())
    vector *= 2
    assert all(torch.equal(one, 2 * before[name]) for name, one in network.named_parameters())
    ordered = torch.cat([one.detach().flatten() for one in trained])
    assert torch.equal(layout.in_order(vector), ordered)
    assert torch.equal(layout.laid_out(ordered), vector)


def test_elsewhere_the_parameters_are_one_after_another():
    network = whole_network()
    assert layout_of(network, list(network.parameters()), "cpu").is_plain


def test_each_begins_where_kernels_read_several_numbers_at_once_and_what_is_frozen_is_left_out():
    network = whole_network()
    network[1].requires_grad_(False)
    layout = layout_of(network, [one for one in network.parameters() if one.requires_grad], "cuda:1")
    assert (layout.sizes, layout.starts, layout.storages, layout.count) == ([6, 2, 12, 2], [0, 64, 128, 192], [0] * 4, 194)


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_what_lies_between_stays_0(name, gpu):
    network = whole_network().to("cuda")
    parameters = Parameters(network, OPTIMIZERS[name](), Settings(0, "all", 0.1, 0.1, None), "cuda")
    for step in (1, 2):
        for parameter in parameters.trained:
            parameter.grad.fill_(1.0)
        parameters.descend(0.1, step)
    assert len(parameters.values) > sum(parameters.layout.sizes)
    between = torch.ones(len(parameters.values), dtype=bool)
    for start, size in zip(parameters.layout.starts, parameters.layout.sizes, strict=True):
        between[start : start + size] = False
    assert torch.equal(parameters.values.cpu()[between], torch.zeros(int(between.sum())))


def test_checkpoints_are_those_of_the_processor_and_go_on_there_and_here(gpu, dltrain, tmp_path):
    (tmp_path / "a.yaml").write_text(SPEC, encoding="utf-8")
    for device in ("cpu", "cuda"):
        words = ("-q", "--no-pictures", "-s", f"device={device}", "-s", "training.save_every=0s")
        assert dltrain("train", "a.yaml", *words, "-s", "training.epochs=1", "-o", device).code == 0
        assert dltrain("train", "a.yaml", *words, "-s", "training.epochs=2", "-o", f"{device}-whole").code == 0
    assert state_of(tmp_path / "cpu") == state_of(tmp_path / "cuda")
    assert dltrain("resume", "cuda", "-q", "--no-pictures", "-s", "training.epochs=2").code == 0
    elsewhere = ("-s", "device=cuda", "--allow-changes")
    assert dltrain("resume", "cpu", "-q", "--no-pictures", "-s", "training.epochs=2", *elsewhere).code == 0
    assert state_of(tmp_path / "cuda") == state_of(tmp_path / "cuda-whole") == state_of(tmp_path / "cpu")
    assert state_of(tmp_path / "cpu-whole") == state_of(tmp_path / "cpu")


def state_of(folder):
    losses = [json.loads(line)["train_loss"] for line in (folder / "metrics.jsonl").read_text("utf-8").splitlines()]
    state = load_file(folder / "checkpoints/last.safetensors")
    return losses, {name: array.tobytes() for name, array in state.items() if not name.startswith("history.")}
