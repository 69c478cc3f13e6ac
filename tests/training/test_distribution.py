"""Ranks: each takes some of the shares of a batch, and all come to the bits of one process that has all shares."""

import numpy as np
import pytest
from threaded_group import in_ranks

from dltrain.training.distribution import ALONE
from tests.training.test_explicit import never
from tests.training.test_shares import PENALIZED, PLAIN, assert_same_bits, engine_of

KINDS = ("numpy", "explicit")


def trained(kind, shares, group=ALONE, settings=PLAIN, optimizer="adam", epochs=2, **options):
    """Losses, scores and every tensor after some epochs."""
    engine, rows = engine_of(kind, shares, 1, settings, optimizer, group=group, **options)
    losses = [engine.epoch(epoch, lambda step: 0.01, never)["train_loss"] for epoch in range(1, epochs + 1)]
    return losses, rows.xp.to_numpy(engine.scores(rows)), dict(engine.snapshot())


@pytest.mark.parametrize("optimizer", ["sgd", "nadam"])  # nadam keeps a number beside its vectors
@pytest.mark.parametrize("settings", [PLAIN, PENALIZED], ids=["plain", "l1 and clipping"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("shares", "ranks"), [(4, 2), (3, 3)])
def test_ranks_come_to_the_bits_of_one_process_with_as_many_shares(kind, settings, optimizer, shares, ranks):
    alone = trained(kind, shares, settings=settings, optimizer=optimizer)
    first, *others = in_ranks(ranks, lambda group: trained(kind, shares, group, settings, optimizer))
    assert_same_bits(alone, first)
    for losses, scores, tensors in others:  # which keep their own segments of the optimizer's state alone
        assert losses == first[0]
        np.testing.assert_array_equal(scores, first[1])
        for name in (name for name in tensors if name.startswith("model.")):
            np.testing.assert_array_equal(tensors[name], first[2][name], err_msg=name)
