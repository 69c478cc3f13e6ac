"""The cells of our own against torch's recurrent layers, which have others' derivatives: values and gradients in float64."""

import pytest
import torch
from torch import nn

from dltrain.modules import Recurrence, twice_differentiable

TORCH = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
CLOSE = {"rtol": 1e-10, "atol": 1e-10}


def layer(name, output, **options):
    torch.manual_seed(0)
    return Recurrence(TORCH[name](5, 6, batch_first=True, dtype=torch.float64, **options), output)


def by_torch(module, x, lengths=None):
    with twice_differentiable():
        return module(x, lengths)


def derived(module, scores, x):
    """The gradients of a sum with different weights, by the parameters and by what arrives."""
    weights = torch.linspace(-1, 2, scores.numel(), dtype=scores.dtype).view_as(scores)
    return torch.autograd.grad((weights * scores).sum(), [*module.parameters(), x])


@pytest.mark.parametrize("name", TORCH)
@pytest.mark.parametrize("output", ["last", "mean", "sequence"])
@pytest.mark.parametrize(("depth", "bidirectional"), [(1, False), (1, True), (3, False), (2, True)])
@pytest.mark.parametrize("filled", [False, True], ids=["whole rows", "rows with ends"])
def test_values_and_gradients_are_those_of_torch(name, output, depth, bidirectional, filled):
    module = layer(name, output, num_layers=depth, bidirectional=bidirectional)
    x = torch.randn(4, 7, 5, dtype=torch.float64, requires_grad=True)
    lengths = torch.tensor([3, 7, 1, 5]) if filled else None
    ours, theirs = module(x, lengths), by_torch(module, x, lengths)
    if filled and output == "sequence":  # behind the end of a row stands anything
        there = (torch.arange(7) < lengths[:, None])[..., None]
        ours, theirs = ours * there, theirs * there
    torch.testing.assert_close(ours, theirs, **CLOSE)
    for mine, reference in zip(derived(module, ours, x), derived(module, theirs, x), strict=True):
        torch.testing.assert_close(mine, reference, **CLOSE)


@pytest.mark.parametrize("name", TORCH)
@pytest.mark.parametrize(("rows", "steps"), [(1, 1), (3, 7)])
def test_what_arrives_needs_no_gradient_and_memory_is_used_again(name, rows, steps):
    module = layer(name, "last")
    for _ in range(3):
        x = torch.randn(rows, steps, 5, dtype=torch.float64)
        with torch.no_grad():
            torch.testing.assert_close(module(x), by_torch(module, x), **CLOSE)
        ours, theirs = (
            torch.autograd.grad(scores.sum(), list(module.parameters())) for scores in (module(x), by_torch(module, x))
        )
        for mine, reference in zip(ours, theirs, strict=True):
            torch.testing.assert_close(mine, reference, **CLOSE)


@pytest.mark.parametrize("name", TORCH)
def test_what_is_measured_has_the_bits_of_what_is_trained(name):
    module, x = layer(name, "sequence", num_layers=2), torch.randn(4, 7, 5, dtype=torch.float64)
    with torch.no_grad():
        measured = [module(x) for _ in range(2)]
    assert all(torch.equal(one, module(x)) for one in measured)


@pytest.mark.parametrize("name", TORCH)
def test_two_passes_before_their_gradients_do_not_mix(name):
    """As where a network reads two batches before it learns from them."""
    module = layer(name, "mean")
    first, second = torch.randn(2, 4, 7, 5, dtype=torch.float64, requires_grad=True)
    apart = [derived(module, module(x), x) for x in (first, second)]
    scores = [module(x) for x in (first, second)]
    for alone, score, x in zip(apart, scores, (first, second), strict=True):
        assert all(torch.equal(*pair) for pair in zip(alone, derived(module, score, x), strict=True))


def test_gradients_of_gradients_are_torchs_own():
    module, x = layer("gru", "last"), torch.randn(2, 3, 5, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(by_torch(module, x).sum(), x, create_graph=True)
    assert torch.autograd.grad(gradient.square().sum(), module.core.weight_hh_l0)[0].any()
