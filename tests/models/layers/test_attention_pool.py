"""The mean of the steps that a learned query weighs."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional

from dltrain.models.layers import LAYERS, ShapeError
from dltrain.modules import AttentionPool


def pool(query: list[float]) -> AttentionPool:
    module = LAYERS["attention_pool"]().build((3, len(query)), np.random.default_rng(0))
    with torch.no_grad():
        module.query.copy_(torch.tensor(query))
    return module


def test_by_hand():
    # 4 features, so scores are halved: (2 ln 3) / 2 = ln 3 for the first step, 0 for the others; weights 3/5, 1/5, 1/5
    steps = torch.tensor([[[1.0, 10.0, 0.0, 0.0], [0.0, 5.0, 0.0, 0.0], [0.0, 0.0, 0.0, 20.0]]])
    module = pool([2 * math.log(3), 0.0, 0.0, 0.0])
    torch.testing.assert_close(module.weights(steps), torch.tensor([[0.6, 0.2, 0.2]]))
    torch.testing.assert_close(module(steps), torch.tensor([[0.6, 7.0, 0.0, 4.0]]))


def test_what_stands_behind_the_end_of_a_row_does_not_count():
    steps = torch.tensor([[[1.0], [3.0], [1000.0]], [[1.0], [3.0], [1000.0]]])
    assert pool([0.0])(steps, torch.tensor([2, 1])).tolist() == [[2.0], [1.0]]


def test_it_begins_as_the_mean():
    x = torch.randn(4, 6, 5)
    module = LAYERS["attention_pool"]().build((6, 5), np.random.default_rng(0))
    torch.testing.assert_close(module(x), x.mean(1))


def test_as_attention_in_torch():
    x, query = torch.randn(2, 7, 5), torch.randn(5)
    expected = functional.scaled_dot_product_attention(query.expand(2, 1, 5), x, x)[:, 0]
    torch.testing.assert_close(pool(query.tolist())(x), expected)


def test_it_finds_the_step_that_says_the_answer():
    # One step of ten is marked by its first feature; the target is the second feature of that step.
    random = torch.Generator().manual_seed(0)
    x = torch.randn(256, 10, 2, generator=random)
    marked = torch.randint(10, (256,), generator=random)
    x[:, :, 0] = 0.0
    x[torch.arange(256), marked, 0] = 1.0
    target = x[torch.arange(256), marked, 1]
    module = pool([0.0, 0.0])
    optimizer = torch.optim.Adam(module.parameters(), 0.3)
    for _ in range(60):
        loss = (module(x)[:, 1] - target).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.01 * target.square().mean().item()


def test_a_picture_is_refused_and_so_is_a_language_model():
    with pytest.raises(ShapeError, match="attention_pool takes steps × features, but 1 × 8 × 8 arrives here"):
        LAYERS["attention_pool"]().output_shape((1, 8, 8))
    assert LAYERS["attention_pool"]().sees_ahead() == ((), "attention_pool lets a step see those after it")
