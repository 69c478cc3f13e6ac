"""What holds of every layer."""

import numpy as np
import pytest
import torch

from dltrain.models.activations import ReLU
from dltrain.models.layers import LAYERS, Defaults, Layer, Shape

DEFAULTS = Defaults(ReLU(), None, 0.1, True)
# One of each with its required options, and a shape that it takes.
EXAMPLES: dict[str, tuple[Layer, Shape]] = {
    "dense": (LAYERS["dense"](units=3), (5,)),
    "activation": (LAYERS["activation"](function=ReLU()), (5,)),
    "batch_norm": (LAYERS["batch_norm"](), (5,)),
    "layer_norm": (LAYERS["layer_norm"](), (5,)),
    "group_norm": (LAYERS["group_norm"](groups=2), (4, 3, 3)),
    "dropout": (LAYERS["dropout"](), (5,)),
    "spatial_dropout": (LAYERS["spatial_dropout"](), (4, 3, 3)),
    "flatten": (LAYERS["flatten"](), (4, 3, 3)),
    "reshape": (LAYERS["reshape"](shape=[3, 2]), (6,)),
    "permute": (LAYERS["permute"](order=[1, 0]), (3, 2)),
    "conv1d": (LAYERS["conv1d"](channels=3, kernel_size=2), (5, 4)),
    "conv2d": (LAYERS["conv2d"](channels=3, kernel_size=2), (4, 5, 5)),
    "conv_transpose2d": (LAYERS["conv_transpose2d"](channels=4, kernel_size=3, stride=2, groups=2), (4, 3, 3)),
    "upsample2d": (LAYERS["upsample2d"](mode="bilinear"), (4, 3, 3)),
    "max_pool1d": (LAYERS["max_pool1d"](size=2), (5, 4)),
    "max_pool2d": (LAYERS["max_pool2d"](size=2), (4, 5, 5)),
    "average_pool1d": (LAYERS["average_pool1d"](size=2), (5, 4)),
    "average_pool2d": (LAYERS["average_pool2d"](size=2), (4, 5, 5)),
    "global_average_pool": (LAYERS["global_average_pool"](), (4, 5, 5)),
    "global_max_pool": (LAYERS["global_max_pool"](), (5, 4)),
    "attention_pool": (LAYERS["attention_pool"](), (5, 4)),
    "embedding": (LAYERS["embedding"](dimensions=3, levels=10), (5,)),
    "positional_encoding": (LAYERS["positional_encoding"](), (5, 4)),
    "rnn": (LAYERS["rnn"](units=3), (5, 4)),
    "lstm": (LAYERS["lstm"](units=3, depth=2), (5, 4)),
    "gru": (LAYERS["gru"](units=3, bidirectional=True), (5, 4)),
    "transformer": (LAYERS["transformer"](heads=2, units=8), (5, 4)),
    "residual": (LAYERS["residual"](layers=[3]), (5,)),
    "concatenate": (LAYERS["concatenate"](branches=[[3], [LAYERS["dense"](units=4), 2]]), (5,)),
}


def test_there_is_an_example_of_each():
    assert set(EXAMPLES) == set(LAYERS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_initial_weights_are_a_function_of_the_generator(name):
    layer, shape = EXAMPLES[name]

    def weights(seed: int, elsewhere: int) -> dict[str, torch.Tensor]:
        torch.manual_seed(elsewhere)
        return layer.resolved(DEFAULTS).build(shape, np.random.default_rng(seed)).state_dict()

    first, again, other = weights(1, 1), weights(1, 2), weights(2, 1)
    torch.testing.assert_close(first, again, rtol=0, atol=0)
    drawn = [key for key, tensor in first.items() if tensor.dim() >= 2]
    assert all(not torch.equal(first[key], other[key]) for key in drawn)


@pytest.mark.parametrize("name", EXAMPLES)
def test_gradients_reach_every_weight_and_nothing_is_random_in_evaluation(name):
    layer, shape = EXAMPLES[name]
    module = layer.resolved(DEFAULTS).build(shape, np.random.default_rng(0))
    x = torch.randint(10, (6, *shape)) if name == "embedding" else torch.randn(6, *shape)
    module(x).square().sum().backward() if list(module.parameters()) else None
    assert all(parameter.grad is not None for parameter in module.parameters())
    module.eval()
    torch.testing.assert_close(module(x), module(x), rtol=0, atol=0)


@pytest.mark.parametrize("name", EXAMPLES)
def test_resolving_twice_changes_nothing(name):
    once = EXAMPLES[name][0].resolved(DEFAULTS)
    assert once.resolved(Defaults(ReLU(), None, 0.7, False)) == once
