"""Gradients accumulated over batches: the steps of batches so many times as large, in the memory of one."""

import dataclasses

import numpy as np
import pytest
import torch

from dltrain.arrays import torch_arrays
from dltrain.losses import LOSSES
from dltrain.models.activations import ACTIVATIONS
from dltrain.models.layers import LAYERS
from dltrain.optimizers import OPTIMIZERS
from dltrain.tasks import Task
from dltrain.training.autograd.engine import AutogradEngine
from dltrain.training.explicit.engine import ExplicitEngine
from dltrain.training.explicit.network import ExplicitNetwork
from dltrain.training.minibatches.batches import Settings, cuts_of, share_of
from dltrain.training.objective import Objective
from tests.training.explicit.test_explicit import LIBRARIES, drawn, network_of, never, planned, some_rows
from tests.training.test_shares import ENGINES, assert_same_bits, trained

LARGE = Settings(seed=7, batch_size=24, weight_decay=0.01, l1=1e-3, gradient_clip=0.3)  # 50 rows: steps of 24, 24 and 2
SMALL = dataclasses.replace(LARGE, batch_size=8, accumulate=3)  # 8, 8, 8; 8, 8, 8; 2
DROPPING = {"layers": [9, LAYERS["dropout"](rate=0.3), 6], "dropout": 0.2}  # batch norm would take its means of smaller batches
UNEVEN = np.linspace(0.2, 1.8, 50).astype(np.float32)


def test_an_epoch_is_cut_into_steps_and_these_into_batches():
    cuts = cuts_of(50, SMALL, batch_normalized=False)
    assert cuts.steps == [(0, 24), (24, 48), (48, 50)]
    assert cuts.batches == [[(0, 8), (8, 16), (16, 24)], [(24, 32), (32, 40), (40, 48)], [(48, 50)]]
    assert cuts_of(50, LARGE, batch_normalized=False).batches == [[(0, 24)], [(24, 48)], [(48, 50)]]


def test_batch_norm_never_meets_one_row():
    # 49 rows: the last step would have one, and 25 rows in batches of 8 leave one
    cuts = cuts_of(49, SMALL, batch_normalized=True)
    assert cuts.batches == [[(0, 8), (8, 16), (16, 24)], [(24, 32), (32, 40), (40, 49)]]


def test_shares_of_a_batch():
    assert [share_of((24, 32), share, 3) for share in range(3)] == [(24, 26), (26, 29), (29, 32)]


def engine_of(kind, settings, loss="cross_entropy", weights=None, form=Task.MULTICLASS, seeds=None):
    made, xp = planned(form, **DROPPING), LIBRARIES["numpy" if kind == "numpy" else "torch"]
    rows = some_rows(xp, 50)
    if form == Task.REGRESSION:
        values = np.random.default_rng(1).normal(size=(50, 2)).astype(np.float32)
        rows = dataclasses.replace(rows, targets=xp.from_numpy(values))
    if weights is not None:
        rows = dataclasses.replace(rows, weights=xp.from_numpy(weights))
    objective = Objective(xp, LOSSES[loss](), form, 3, ACTIVATIONS["linear"]())
    optimizer = OPTIMIZERS["sgd"](momentum=0.9)
    if kind == "autograd":
        return AutogradEngine(network_of(made, drawn(made, 7)), optimizer, objective, rows, settings, "cpu")
    initial = [drawn(made, seed) for seed in seeds or [7]]
    return ExplicitEngine(ExplicitNetwork(made, initial, xp, stacked=bool(seeds)), optimizer, objective, rows, settings, seeds)


def after_two_epochs(kind, settings, **options):
    engine = engine_of(kind, settings, **options)
    losses = (
        [engine.losses_of_epoch(epoch, lambda step: 0.05 / (1 + step), never) for epoch in (1, 2)]
        if options.get("seeds")
        else [engine.epoch(epoch, lambda step: 0.05 / (1 + step), never)["train_loss"] for epoch in (1, 2)]
    )
    assert engine.step == 6
    return np.array(losses), dict(engine.snapshot())


CASES = {
    "plain": {},
    "weighted rows": {"weights": UNEVEN},
    "a loss that is no mean": {"loss": "root_mean_squared_error", "form": Task.REGRESSION},
    "that, weighted": {"loss": "root_mean_squared_error", "form": Task.REGRESSION, "weights": UNEVEN},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", ENGINES)
def test_as_one_batch_so_many_times_as_large(kind, case):
    """With the masks of dropout, L1, clipping and momentum, which all belong to the step."""
    (losses, tensors), (wanted_losses, wanted) = (after_two_epochs(kind, one, **CASES[case]) for one in (SMALL, LARGE))
    np.testing.assert_allclose(losses, wanted_losses, rtol=2e-6)
    for name, array in wanted.items():
        np.testing.assert_allclose(tensors[name], array, rtol=2e-5, atol=2e-6, err_msg=name)


def test_a_stack_accumulates_like_one_by_itself():
    losses, tensors = after_two_epochs("numpy", SMALL, seeds=[3, 7])
    alone, own = after_two_epochs("numpy", SMALL)  # of seed 7
    np.testing.assert_allclose(losses[:, 1], alone, rtol=1e-6)
    for name, array in own.items():
        np.testing.assert_allclose(tensors[name][1], array, rtol=2e-5, atol=2e-6, err_msg=name)


def test_as_torch_by_hand():
    """Two batches of one row: ((w·1 − 2)² + (w·3 − 0)²) / 2 at w = 1 has the slope ((1 − 2)·1 + 3·3) = 8, so w ← 1 − 0.1 · 8."""
    weight = torch.tensor([1.0], requires_grad=True)
    for x, y in ((1.0, 2.0), (3.0, 0.0)):
        ((weight * x - y) ** 2).sum().div(2).backward()
    assert weight.grad.item() == 8
    xp = torch_arrays()
    objective = Objective(xp, LOSSES["mean_squared_error"](), Task.REGRESSION, 0, None)
    slopes = [
        objective.part(torch.tensor([[x * 1.0]]), torch.tensor([[y]]), None, rows=2)[1].item() * x
        for x, y in ((1.0, 2.0), (3.0, 0.0))
    ]
    assert sum(slopes) == 8


@pytest.mark.parametrize("kind", ENGINES)
def test_shares_have_the_same_bits_whoever_computes_them(kind):
    assert_same_bits(trained(kind, 3, 1, SMALL), trained(kind, 3, 2, SMALL))


@pytest.mark.parametrize("kind", ENGINES)
def test_it_goes_on_bitwise_from_between_two_steps(kind):
    whole, first, second = (engine_of(kind, SMALL) for _ in range(3))
    wanted = whole.epoch(1, lambda step: 0.05, never)
    assert first.epoch(1, lambda step: 0.05, lambda: first.step == 2) is None
    assert first.partial["steps"] == 2
    second.restore(first.snapshot(), first.step, first.partial)
    assert second.epoch(1, lambda step: 0.05, never) == wanted
    for name, array in whole.snapshot().items():
        np.testing.assert_array_equal(second.snapshot()[name], array, err_msg=name)
