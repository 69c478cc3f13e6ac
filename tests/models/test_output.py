"""A network without an output layer: what leaves its layers are the scores."""

import numpy as np
import pytest
import torch

from dltrain.errors import SpecError
from dltrain.models.activations import Linear
from dltrain.models.architecture import plan
from dltrain.models.layers import LAYERS
from dltrain.models.plan import build
from dltrain.models.sequential import Model

DENSE, PERMUTE, FLATTEN = LAYERS["dense"], LAYERS["permute"], LAYERS["flatten"]


def planned(layers, shape=(5, 2), units=6, steps=3):
    return plan(Model(layers=layers, output="none"), [("features", shape, None)], units, Linear(), steps=steps)


def column_by_column():
    return [PERMUTE(order=[1, 0]), DENSE(units=3, activation=Linear()), PERMUTE(order=[1, 0])]


def test_the_scores_of_several_rows_come_row_by_row():
    made = planned(column_by_column())
    assert made.parameters == 3 * 5 + 3
    network = build(made, lambda name: np.random.default_rng(0))
    x = torch.randn(4, 5, 2)
    linear = network.layers[1].linear
    ahead = [linear(x[:, :, column]) for column in (0, 1)]  # (rows, 3) each
    expected = torch.stack(ahead, dim=2).reshape(4, 6)
    torch.testing.assert_close(network(x), expected)


def test_a_line_of_as_many_numbers_is_taken_as_it_is():
    made = planned([FLATTEN(), DENSE(units=6)])
    assert [line.shape for line in made.lines] == [(10,), (6,), (6,)]


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (column_by_column()[:2], "expected 3 × 2 .rows ahead × targets., but 2 × 3 arrives; end 'layers' with .type: permute"),
        ([FLATTEN(), DENSE(units=5)], "expected 3 × 2 .rows ahead × targets., but 5 arrives$"),
        ([], "expected 3 × 2 .rows ahead × targets., but 5 × 2 arrives$"),
    ],
)
def test_scores_that_do_not_fit(layers, message):
    with pytest.raises(SpecError, match=message):
        planned(layers)


def test_one_row_ahead_needs_as_many_numbers_as_there_are_scores():
    assert planned([DENSE(units=3)], shape=(4,), units=3, steps=1).parameters == 15
    with pytest.raises(SpecError, match="the scores: expected 3, but 4 arrives"):
        planned([], shape=(4,), units=3, steps=1)
