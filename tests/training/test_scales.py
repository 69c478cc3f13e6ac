"""Learning rates by layer, and weight decay on weights alone, beside PyTorch's parameter groups."""

import dataclasses
import itertools

import numpy as np
import pytest
import torch

from dltrain.arrays import NUMPY, torch_arrays
from dltrain.optimizers import OPTIMIZERS
from dltrain.training.descent import descend
from dltrain.training.scales import Tensor, factors_of, scales_of
from dltrain.training.segments import Segment
from tests.training.explicit.test_explicit import never
from tests.training.test_shares import ENGINES, PLAIN, assert_same_bits, engine_of, trained

LIBRARIES = {"numpy": NUMPY, "torch": torch_arrays()}
TENSORS = [Tensor("layers.0", 6, True), Tensor("layers.0", 3, False), Tensor("output", 4, True)]
SIZES = [tensor.numbers for tensor in TENSORS]


def test_factors_by_number_and_by_depth():
    layers = ["layers.0", "layers.0", "layers.2", "output"]
    assert factors_of(layers, {"0": 0.1, "output": 3.0}) == [0.1, 0.1, 1.0, 3.0]
    assert factors_of(layers, 0.5) == [0.25, 0.25, 0.5, 1.0]
    assert factors_of(layers, 1.0) == [1.0] * 4


def test_nothing_is_kept_where_all_are_alike():
    alike = scales_of(NUMPY, TENSORS, PLAIN, np.zeros(sum(SIZES), np.float32))
    assert alike.held is None
    assert alike.decayed is None


def steps_of_ours(xp, name, settings, gradients, start):
    """The parameters after a step along each of the gradients."""
    parameters = xp.from_numpy(start.astype(np.float32))
    optimizer = OPTIMIZERS[name]()
    state = optimizer.initial_state(xp, parameters)
    scales = scales_of(xp, TENSORS, settings, parameters)
    for step, one in enumerate(gradients, 1):
        segment = Segment(parameters, [xp.from_numpy(one.astype(np.float32))], state, scales)
        for _ in descend(xp, optimizer, settings, segment, 0.05, step):
            pass
    return xp.to_numpy(parameters)


def steps_of_torch(make, factors, decays, gradients, start):
    """The same by torch, with a group for each tensor."""
    cuts = np.cumsum([0, *SIZES])
    weights = [torch.tensor(start[a:b], requires_grad=True) for a, b in itertools.pairwise(cuts)]
    groups = [{"params": [w], "lr": 0.05 * f, "weight_decay": d} for w, f, d in zip(weights, factors, decays, strict=True)]
    optimizer = make(groups)
    for one in gradients:
        for weight, (a, b) in zip(weights, itertools.pairwise(cuts), strict=True):
            weight.grad = torch.tensor(one[a:b])
        optimizer.step()
    return torch.cat(weights).detach().numpy()


AS_IN_TORCH = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "nadam": torch.optim.NAdam,
    "radam": torch.optim.RAdam,
    "adamax": torch.optim.Adamax,
    "adagrad": torch.optim.Adagrad,
    "adadelta": torch.optim.Adadelta,
    "nesterov": lambda groups: torch.optim.SGD(groups, momentum=0.9, nesterov=True),
    "momentum": lambda groups: torch.optim.SGD(groups, momentum=0.9),
}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", AS_IN_TORCH)
def test_as_parameter_groups_of_torch(name, library):
    random = np.random.default_rng(0)
    gradients, start = random.normal(size=(6, sum(SIZES))), random.normal(size=sum(SIZES))
    settings = dataclasses.replace(
        PLAIN, weight_decay=0.1, decays_weights_alone=True, learning_rate_factors={"0": 0.2, "output": 2.0}
    )
    found = steps_of_ours(LIBRARIES[library], name, settings, gradients, start)
    wanted = steps_of_torch(AS_IN_TORCH[name], [0.2, 0.2, 2.0], [0.1, 0.0, 0.1], gradients, start)
    np.testing.assert_allclose(found, wanted, rtol=2e-5, atol=2e-6)


def test_lion_spares_biases_by_hand():
    # θ = 1, g = 1: sign(0.1 · 1) = 1, so θ ← θ − η(1 + λθ) with η = 0.05, λ = 0.1 → 0.945; the bias θ − η = 0.95
    settings = dataclasses.replace(PLAIN, weight_decay=0.1, decays_weights_alone=True)
    found = steps_of_ours(NUMPY, "lion", settings, [np.ones(13)], np.ones(13))
    np.testing.assert_allclose(found, [0.945] * 6 + [0.95] * 3 + [0.945] * 4, rtol=1e-6)


def test_one_number_slows_each_layer_before_the_last():
    # θ ← θ − η f g of zeros: f = 0.5 for the first layer and 1 for the output
    settings = dataclasses.replace(PLAIN, weight_decay=0.0, learning_rate_factors=0.5)
    found = steps_of_ours(NUMPY, "sgd", settings, [np.ones(13)], np.zeros(13))
    np.testing.assert_allclose(found, [-0.025] * 9 + [-0.05] * 4, rtol=1e-6)


OWN = dataclasses.replace(PLAIN, weight_decay=0.1, decays_weights_alone=True, learning_rate_factors={"0": 0.25})


@pytest.mark.parametrize("kind", ENGINES)
def test_every_engine_spares_what_it_should(kind):
    engine, _ = engine_of(kind, 1, 1, OWN, "sgd")
    plain, _ = engine_of(kind, 1, 1, dataclasses.replace(PLAIN, weight_decay=0.0), "sgd")
    before = dict(plain.snapshot())
    for one in (engine, plain):
        one.epoch(1, lambda step: 0.01 if step == 0 else 0.0, never)  # one step counts
    after, undecayed = dict(engine.snapshot()), dict(plain.snapshot())
    for name, start in before.items():
        if not name.startswith("model.") or "running" in name or "num_batches" in name:
            continue
        factor = 0.25 if ".0." in name else 1.0
        decay = 0.1 * start if start.ndim > 1 else 0.0
        wanted = start + factor * (undecayed[name] - start - 0.01 * decay)
        np.testing.assert_allclose(after[name], wanted, rtol=1e-5, atol=1e-7, err_msg=name)


@pytest.mark.parametrize("kind", ENGINES)
def test_shares_of_a_batch_have_theirs(kind):
    assert_same_bits(trained(kind, 3, 1, OWN), trained(kind, 3, 2, OWN))
