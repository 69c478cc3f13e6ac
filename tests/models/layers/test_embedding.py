import math

import numpy as np
import pytest
import torch

from dltrain.errors import SpecError
from dltrain.models.activations import ACTIVATIONS
from dltrain.models.architecture import plan
from dltrain.models.layers import LAYERS, Embedding, ShapeError
from dltrain.models.plan import build
from dltrain.models.sequential import Model

POOL = LAYERS["global_average_pool"]()
TEXT = ("리뷰", (40,), (500, 0))  # name, steps, (levels, dimensions): 0 dimensions, so a layer is to make vectors of the codes


def planned(blocks, *layers):
    return plan(Model(layers=list(layers)), blocks, 1, ACTIVATIONS["sigmoid"]())


def test_a_row_of_the_table_for_each_code():
    table = Embedding(dimensions=3, levels=5).build((2,), np.random.default_rng(0))
    assert table(torch.tensor([[4, 0]])).tolist() == [[table.weight[4].tolist(), table.weight[0].tolist()]]


def test_the_levels_come_from_the_data():
    made = planned([TEXT], Embedding(dimensions=8), POOL)
    assert made.layers[0].levels == 500
    assert [line.parameters for line in made.lines] == [4000, 0, 9]
    network = build(made, lambda name: np.random.default_rng(0))
    scores = network(torch.randint(500, (3, 40)))
    assert scores.shape == (3, 1)
    assert sum(parameter.numel() for parameter in network.parameters()) == made.parameters
    assert abs(network.layers[0].weight.std().item() - 0.1) < 0.01


@pytest.mark.parametrize(
    ("blocks", "layers", "problem"),
    [
        (
            [TEXT],
            [POOL],
            "model.layers: the codes of the text '리뷰' need vectors: begin 'layers' with {type: embedding, dimensions: 32}",
        ),
        (
            [("리뷰", (40,), (500, 64)), ("age", (1,), None)],
            [Embedding(dimensions=8)],
            "model.layers.0: the text '리뷰' enters as one vector, beside other columns: leave embedding out",
        ),
        (
            [("리뷰", (40,), (500, 64))],
            [Embedding(dimensions=8)],
            "model.layers.0: the text '리뷰' enters as one vector, of the 'dimensions' of its column: leave embedding out",
        ),
        (
            [("x", (40,), None)],
            [Embedding(dimensions=8)],
            "model.layers.0: embedding takes the codes of a text, as the first of the layers, but numbers arrive here",
        ),
        (
            [("x", (40,), None)],
            [LAYERS["dense"](units=3), Embedding(dimensions=8)],
            "model.layers.1: embedding takes the codes of a text, as the first of the layers, but numbers arrive here",
        ),
    ],
)
def test_codes_and_embedding_belong_together(blocks, layers, problem):
    with pytest.raises(SpecError) as raised:
        planned(blocks, *layers)
    assert str(raised.value) == problem


def test_positions_by_the_formula():
    encoding = LAYERS["positional_encoding"]().build((50, 5), np.random.default_rng(0))(torch.zeros(1, 50, 5))[0]
    for t in (0, 1, 49):
        for i in range(5):
            angle = t / 10000 ** (2 * (i // 2) / 5)
            assert float(encoding[t, i]) == pytest.approx(math.cos(angle) if i % 2 else math.sin(angle), abs=1e-6)


def test_positions_are_added_and_not_saved():
    module = LAYERS["positional_encoding"]().build((4, 6), np.random.default_rng(0))
    x = torch.randn(2, 4, 6)
    torch.testing.assert_close(module(x) - x, module(torch.zeros(2, 4, 6)), atol=1e-6, rtol=0)
    assert module.state_dict() == {}


def test_positions_of_what_are_no_steps():
    with pytest.raises(ShapeError) as raised:
        LAYERS["positional_encoding"]().output_shape((8,))
    assert str(raised.value) == "positional_encoding takes steps × features, but 8 arrives here; put reshape before it"


def test_learned_positions_add_a_vector_of_its_own_to_each_step():
    layer = LAYERS["positional_encoding"](learned=True)
    positions = layer.build((4, 3), np.random.default_rng(0))
    assert layer.parameters((4, 3)) == 12 == positions.weight.numel()
    x = torch.randn(2, 4, 3)
    torch.testing.assert_close(positions(x), x + positions.weight)
    torch.testing.assert_close(positions(x[:, :2]), (x + positions.weight)[:, :2])  # of a shorter text the first ones
