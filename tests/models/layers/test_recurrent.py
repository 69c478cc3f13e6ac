import math

import numpy as np
import pytest
import torch
from torch import nn

from dltrain.models.layers import LAYERS, ShapeError

TORCH = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


def built(name, shape, seed=0, **options):
    return LAYERS[name](**options).build(shape, np.random.default_rng(seed))


def as_reference(module, name, features, **options):
    """torch's own layer with the same weights."""
    reference = TORCH[name](features, batch_first=True, **options)
    reference.load_state_dict(module.core.state_dict())
    return reference


@pytest.mark.parametrize("name", TORCH)
@pytest.mark.parametrize("depth", [1, 3])
def test_as_in_torch_forward(name, depth):
    x = torch.randn(4, 7, 5)
    module = built(name, (7, 5), units=6, depth=depth)
    sequence, state = as_reference(module, name, 5, hidden_size=6, num_layers=depth)(x)
    hidden = state[0] if name == "lstm" else state
    torch.testing.assert_close(module(x), hidden[-1])  # the state of the last layer after the last step
    module.output = "sequence"
    torch.testing.assert_close(module(x), sequence)
    module.output = "mean"
    torch.testing.assert_close(module(x), sequence.mean(1))


@pytest.mark.parametrize("name", TORCH)
def test_as_in_torch_both_ways(name):
    x = torch.randn(4, 7, 5)
    module = built(name, (7, 5), units=6, depth=2, bidirectional=True)
    sequence, state = as_reference(module, name, 5, hidden_size=6, num_layers=2, bidirectional=True)(x)
    hidden = state[0] if name == "lstm" else state
    torch.testing.assert_close(module(x), torch.cat([hidden[-2], hidden[-1]], dim=1))  # torch's own last state of each direction
    module.output = "sequence"
    torch.testing.assert_close(module(x), sequence)


def test_one_unit_by_hand():
    module = built("rnn", (2, 1), units=1)
    with torch.no_grad():
        module.core.weight_ih_l0.fill_(2.0)
        module.core.weight_hh_l0.fill_(-1.0)
    first = math.tanh(2 * 0.5)
    assert module(torch.tensor([[[0.5], [1.0]]])).item() == pytest.approx(math.tanh(2 * 1.0 - first), abs=1e-6)


@pytest.mark.parametrize(("name", "gates"), [("rnn", 1), ("lstm", 4), ("gru", 3)])
def test_weights_begin_gate_by_gate(name, gates):
    core = built(name, (7, 30), units=20, depth=2, bidirectional=True).core
    for layer, width in ((0, 30), (1, 40)):
        for suffix in (f"l{layer}", f"l{layer}_reverse"):
            recurrent = getattr(core, f"weight_hh_{suffix}").detach().view(gates, 20, 20)
            torch.testing.assert_close(recurrent @ recurrent.mT, torch.eye(20).expand(gates, 20, 20), atol=1e-5, rtol=0)
            inputs = getattr(core, f"weight_ih_{suffix}").detach()
            bound = math.sqrt(6 / (width + 20))
            assert inputs.abs().max() <= bound
            assert float(inputs.std()) == pytest.approx(bound / math.sqrt(3), rel=0.1)


def test_biases_begin_at_zero_and_the_forget_gate_at_one():
    assert not torch.cat([b for n, b in built("gru", (7, 3), units=2, depth=2).named_parameters() if "bias" in n]).any()
    core = built("lstm", (7, 3), units=2, bidirectional=True).core
    for direction in ("", "_reverse"):
        both = getattr(core, f"bias_ih_l0{direction}") + getattr(core, f"bias_hh_l0{direction}")
        assert both.tolist() == [0, 0, 1, 1, 0, 0, 0, 0]  # torch's order: input, forget, cell, output


def test_directions_and_gates_begin_differently():
    core = built("lstm", (7, 3), units=2, bidirectional=True).core
    assert not torch.equal(core.weight_hh_l0, core.weight_hh_l0_reverse)
    assert not torch.equal(core.weight_hh_l0[:2], core.weight_hh_l0[2:4])


@pytest.mark.parametrize("name", TORCH)
def test_what_is_no_sequence_is_said(name):
    with pytest.raises(ShapeError) as raised:
        LAYERS[name](units=2).output_shape((12,))
    assert str(raised.value) == f"{name} takes steps × features, but 12 arrives here; put reshape before it"
