"""The output of a row does not depend on how much padding stands behind it."""

import numpy as np
import pytest
import torch

from dltrain.models.activations import ACTIVATIONS
from dltrain.models.architecture import plan
from dltrain.models.layers import LAYERS
from dltrain.models.plan import build
from dltrain.models.sequential import Model

LEVELS, FEATURES = 12, 8


def layer(name, **options):
    return LAYERS[name](**options)


EMBEDDING = layer("embedding", dimensions=FEATURES)
AVERAGE, LARGEST = layer("global_average_pool"), layer("global_max_pool")
NETWORKS = {
    "average": [AVERAGE],
    "largest": [LARGEST],
    "attention": [layer("dense", units=5), layer("attention_pool")],
    "dense": [layer("dense", units=5), LARGEST],
    "rnn last": [layer("rnn", units=5)],
    "lstm last": [layer("lstm", units=5)],
    "lstm mean": [layer("lstm", units=5, output="mean")],
    "lstm sequence": [layer("lstm", units=5, output="sequence"), AVERAGE],
    "lstm both ways": [layer("lstm", units=5, bidirectional=True, depth=2)],
    "lstm both ways, mean": [layer("lstm", units=5, bidirectional=True, output="mean")],
    "lstm both ways, sequence": [layer("lstm", units=5, bidirectional=True, output="sequence"), layer("gru", units=3)],
    "gru last": [layer("gru", units=5, depth=2)],
    "gru both ways": [layer("gru", units=5, bidirectional=True)],
    "transformer average": [
        layer("positional_encoding"),
        layer("transformer", heads=2, units=6),
        layer("layer_norm"),
        AVERAGE,
    ],
    "transformer largest": [layer("transformer", heads=2, units=6), layer("transformer", heads=4, units=6), LARGEST],
    "convolutions": [
        layer("positional_encoding"),
        layer("conv1d", channels=5, kernel_size=3, padding="same"),
        layer("conv1d", channels=4, kernel_size=4, padding="same", dilation=2),
        LARGEST,
    ],
    "convolution without padding": [layer("conv1d", channels=5, kernel_size=3), layer("gru", units=3)],
    "strides": [layer("conv1d", channels=5, kernel_size=3, stride=2, padding=1), layer("lstm", units=3)],
    "max pool": [
        layer("dense", units=5, activation=ACTIVATIONS["linear"]()),
        layer("max_pool1d", size=3, stride=2, padding=1),
        layer("dense", units=5),
        AVERAGE,
    ],
    "average pool": [layer("dense", units=5), layer("average_pool1d", size=2), layer("lstm", units=3)],
    "branches": [
        layer(
            "concatenate",
            branches=[
                [],
                [layer("conv1d", channels=5, kernel_size=3, padding="same")],
                [layer("lstm", units=3, output="sequence", bidirectional=True)],
            ],
        ),
        LARGEST,
    ],
    "pooled branches": [
        layer("concatenate", branches=[[layer("conv1d", channels=5, kernel_size=k, padding="same"), LARGEST] for k in (2, 3)])
    ],
    "residual": [
        layer("residual", layers=[layer("conv1d", channels=6, kernel_size=3, stride=2, padding=1)]),
        layer("lstm", units=3),
    ],
    "batch norm": [
        layer("dense", units=5, batch_norm=True),
        layer("batch_norm"),
        layer("conv1d", channels=3, kernel_size=2),
        AVERAGE,
    ],
    "group norm": [layer("positional_encoding"), layer("group_norm", groups=2), AVERAGE],
}


def network_of(layers, steps):
    """The network of `layers` for texts of so many tokens; its weights do not depend on the steps."""
    made = plan(Model(layers=[EMBEDDING, *layers]), [("text", (steps,), (LEVELS, 0))], 2, ACTIVATIONS["softmax"]())
    return build(made, lambda name: np.random.default_rng(len(name)))


def codes(lengths, steps):
    """Rows of random tokens, and padding behind them."""
    generator = torch.Generator().manual_seed(0)
    rows = torch.randint(1, LEVELS, (len(lengths), 40), generator=generator)[:, :steps]
    return rows * (torch.arange(steps) < torch.tensor(lengths)[:, None])


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("mode", ["train", "evaluation"])
def test_more_padding_changes_nothing(name, mode):
    lengths = [7, 4, 1, 9, 3]
    scores, gradients = [], []
    for steps in (9, 17):
        network = network_of(NETWORKS[name], steps).double().train(mode == "train")
        for module in network.modules():
            if hasattr(module, "rate"):  # dropout draws a mask for every step there is
                module.rate = 0.0
        scores.append(network(codes(lengths, steps)))
        scores[-1].square().sum().backward()
        gradients.append({key: parameter.grad for key, parameter in network.named_parameters()})
    torch.testing.assert_close(scores[0], scores[1])
    torch.testing.assert_close(gradients[0], gradients[1])
    assert not gradients[0]["layers.0.weight"][0].any()


@pytest.mark.parametrize("name", [name for name in NETWORKS if name not in ("strides", "average pool", "residual")])
def test_a_row_alone_without_padding_is_the_same(name):
    """Through torch's own modules, which know nothing of lengths."""
    padded = network_of(NETWORKS[name], 17).eval()
    alone = network_of(NETWORKS[name], 7).eval()
    alone.load_state_dict(padded.state_dict())
    rows = codes([17, 7, 5], 17)
    vectors = alone.layers[0](rows[1:2, :7])
    for module in alone.layers[1:]:
        vectors = module(vectors)
    torch.testing.assert_close(padded(rows)[1:2], alone.output(vectors))


def test_a_lone_row_of_one_token():
    for name, layers in NETWORKS.items():
        scores = network_of(layers, 9).eval()(codes([1], 9))
        assert scores.isfinite().all(), name


def test_the_vectors_of_a_text_beside_others_are_averaged_over_its_tokens():
    blocks = [("features", (2,), None), ("city", (), (4, 3)), ("review", (5,), (LEVELS, 6))]
    made = plan(Model(layers=[4]), blocks, 1, ACTIVATIONS["sigmoid"]())
    assert (made.input_shape, [line.parameters for line in made.lines]) == ((11,), [12, 72, 48, 5])
    network = build(made, lambda name: np.random.default_rng(0))
    numbers, city, review = torch.randn(2, 2), torch.tensor([3, 0]), torch.tensor([[4, 4, 7, 0, 0], [1, 0, 0, 0, 0]])
    _, cities, tokens = network.inputs.tables
    expected = torch.stack([(2 * tokens.weight[4] + tokens.weight[7]) / 3, tokens.weight[1]])
    joined = network.inputs(numbers, city, review)
    torch.testing.assert_close(joined, torch.cat([numbers, cities.weight[city], expected], dim=1))
