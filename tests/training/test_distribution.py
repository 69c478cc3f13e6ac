"""Ranks: each takes some of the shares of a batch, and all come to the bits of one process that has all shares."""

from dataclasses import replace

import numpy as np
import pytest
from threaded_group import ThreadedGpuGroup, ThreadedGroup, in_ranks

from dltrain.losses import LOSSES
from dltrain.models.activations import ACTIVATIONS
from dltrain.models.layers import LAYERS
from dltrain.optimizers import OPTIMIZERS
from dltrain.optimizers.averages import AVERAGES
from dltrain.tasks import Task
from dltrain.training.autograd.engine import AutogradEngine
from dltrain.training.distribution import ALONE
from dltrain.training.explicit.engine import ExplicitEngine
from dltrain.training.explicit.network import ExplicitNetwork
from dltrain.training.minibatches.rows import Rows
from dltrain.training.objective import Objective
from tests.training.explicit.test_explicit import FEATURES, LIBRARIES, drawn, network_of, never, planned
from tests.training.test_shares import ENGINES, PENALIZED, PLAIN, assert_same_bits, engine_of


def trained(kind, shares, group=ALONE, settings=PLAIN, optimizer="adam", epochs=2, **options):
    """Losses, scores and every tensor after some epochs."""
    engine, rows = engine_of(kind, shares, 1, settings, optimizer, group=group, **options)
    losses = [engine.epoch(epoch, lambda step: 0.01, never)["train_loss"] for epoch in range(1, epochs + 1)]
    return losses, rows.xp.to_numpy(engine.scores(rows)), dict(engine.snapshot())


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize(("shares", "ranks"), [(4, 2), (3, 3)])
def test_ranks_come_to_the_bits_of_one_process_with_as_many_shares(kind, shares, ranks):
    settings, optimizer = PENALIZED, "nadam"  # which keeps a number beside its vectors
    alone = trained(kind, shares, settings=settings, optimizer=optimizer)
    first, *others = in_ranks(ranks, lambda group: trained(kind, shares, group, settings, optimizer))
    assert_same_bits(alone, first)
    for losses, scores, tensors in others:  # which keep their own segments of the optimizer's state alone
        assert losses == first[0]
        np.testing.assert_array_equal(scores, first[1])
        for name in (name for name in tensors if name.startswith("model.")):
            np.testing.assert_array_equal(tensors[name], first[2][name], err_msg=name)


BATCH_NORM = {"layers": [9, LAYERS["dropout"](rate=0.3), 6], "batch_norm": True}
SETTINGS = {
    "plain": PLAIN,
    "accumulated": replace(PLAIN, batch_size=4, accumulate=4),
    "averaged": replace(PLAIN, average=AVERAGES["swa"](start=1), epochs=2),  # whose statistics are measured anew
}


def trained_on(kind, loss, settings, group=ALONE):
    """Losses and tensors of a network with batch norm and dropout after two epochs of 50 weighted rows: the last batch has 2."""
    xp, form = LIBRARIES["numpy" if kind == "numpy" else "torch"], Task.REGRESSION
    made, shares = planned(form, **BATCH_NORM), group.shares(1)
    random = np.random.default_rng(3)
    numbers = (random.normal(size=size).astype(np.float32) for size in ((50, FEATURES), (50, 2), 50))
    x, y, weights = (xp.from_numpy(array) for array in numbers)
    objective, rows = Objective(xp, LOSSES[loss](), form, 0, ACTIVATIONS["linear"]()), Rows(xp, (x,), y, abs(weights), 50)
    if kind == "autograd":
        network, options = network_of(made, drawn(made, 7)), {"shares": shares, "group": group}
        engine = AutogradEngine(network, OPTIMIZERS["sgd"](), objective, rows, settings, "cpu", **options)
    else:
        network = ExplicitNetwork(made, [drawn(made, 7)], xp)
        engine = ExplicitEngine(network, OPTIMIZERS["sgd"](), objective, rows, settings, shares=shares, group=group)
    losses = [engine.epoch(epoch, lambda step: 0.05, never)["train_loss"] for epoch in (1, 2)]
    return losses, dict(engine.snapshot())


@pytest.mark.parametrize(("kind", "grouped"), [*((kind, ThreadedGroup) for kind in ENGINES), ("autograd", ThreadedGpuGroup)])
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_ranks_train_what_one_process_trains_with_the_batch_as_a_whole(kind, grouped, settings):
    loss, ranks = "root_mean_squared_error", 3  # which is no mean of the rows' losses; of 3 shares of 2 rows one is empty
    losses, tensors = trained_on(kind, loss, settings)
    (found, others), *_ = in_ranks(ranks, lambda group: trained_on(kind, loss, settings, group), grouped)
    np.testing.assert_allclose(found, losses, rtol=1e-5)
    for name, tensor in tensors.items():
        np.testing.assert_allclose(others[name], tensor, rtol=1e-3, atol=1e-5, err_msg=name)


def test_all_pause_at_the_step_at_which_one_of_them_is_told_to():
    def steps(group):
        engine, _ = engine_of("numpy", group.world, 1, group=group)

        def told():
            return group.agreed(group.rank == 1 and engine.step == 5, saves=False)[1]

        for epoch in (1, 2):
            engine.epoch(epoch, lambda step: 0.01, told)
        return engine.step, engine.partial["steps"]

    assert in_ranks(3, steps) == [(6, 2)] * 3  # after the step before which it was told; 4 make an epoch
