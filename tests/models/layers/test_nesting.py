import numpy as np
import pytest
import torch

from dltrain.errors import SpecError
from dltrain.models.activations import ACTIVATIONS, Linear, ReLU, Tanh
from dltrain.models.architecture import layer_problems, plan
from dltrain.models.initializers import INITIALIZERS
from dltrain.models.layers import LAYERS, Defaults, Dense, ShapeError
from dltrain.models.sequential import Model
from dltrain.spec import writing, yaml12
from dltrain.spec.reading import Reader

PLAIN = Defaults(Linear(), None, 0.0, False)
ONES = INITIALIZERS["ones"]()


def made(layer, shape, defaults=PLAIN):
    resolved = layer.resolved(defaults)
    return resolved.build(shape, np.random.default_rng(0))


def conv(channels, **options):
    return LAYERS["conv2d"](channels=channels, **{"kernel_size": 3, "padding": 1, **options})


def residual(*layers, **options):
    return LAYERS["residual"](layers=list(layers), **options)


def concatenate(*branches):
    return LAYERS["concatenate"](branches=list(branches))


def test_the_input_is_added():
    module = made(residual(Dense(units=2, initializer=INITIALIZERS["values"](weights=[[1.0, 0.0], [0.0, 3.0]]))), (2,))
    assert module(torch.tensor([[5.0, 7.0]])).tolist() == [[10.0, 28.0]]
    assert isinstance(module.shortcut, torch.nn.Identity)


def test_a_changed_width_is_projected():
    module = made(residual(3, initializer=ONES), (2,))
    x = torch.randn(4, 2)
    torch.testing.assert_close(module(x), module.inner(x) + x.sum(1, keepdim=True).expand(4, 3))


def test_a_stride_is_projected_by_a_kernel_of_one():
    layer = residual(conv(8, stride=[2, 1]), conv(8), initializer=ONES)
    module = made(layer, (4, 7, 7))
    x = torch.randn(2, 4, 7, 7)
    shortcut = x[:, :, ::2].sum(1, keepdim=True).expand(2, 8, 4, 7)
    torch.testing.assert_close(module(x), module.inner(x) + shortcut)
    assert layer.resolved(PLAIN).parameters((4, 7, 7)) == (4 * 9 + 1) * 8 + (8 * 9 + 1) * 8 + (4 + 1) * 8


def test_along_steps_too():
    module = made(residual(LAYERS["conv1d"](channels=3, kernel_size=2, stride=2), initializer=ONES), (6, 2))
    x = torch.randn(2, 6, 2)
    torch.testing.assert_close(module(x), module.inner(x) + x[:, ::2].sum(2, keepdim=True).expand(2, 3, 3))


def test_branches_stand_side_by_side():
    double = INITIALIZERS["values"](weights=[[2.0, 2.0]])
    module = made(concatenate([], [Dense(units=1, initializer=double)]), (2,))
    assert module(torch.tensor([[1.0, 2.0]])).tolist() == [[1.0, 2.0, 6.0]]
    x = torch.randn(2, 4, 5, 5)
    joined = made(concatenate([conv(3)], [conv(2), conv(1)], []), (4, 5, 5))
    assert joined(x).shape == (2, 8, 5, 5)
    torch.testing.assert_close(joined(x)[:, 4:], x)


def test_defaults_of_the_model_reach_the_innermost():
    outer = residual(concatenate([4], [conv(2, activation=Linear())]), 3)
    resolved = outer.resolved(Defaults(Tanh(), None, 0.3, True))
    inner = resolved.layers[0].branches
    assert (inner[0][0].units, inner[0][0].activation, inner[0][0].dropout) == (4, Tanh(), 0.3)
    assert (inner[1][0].activation, inner[1][0].batch_norm) == (Linear(), True)
    assert (resolved.batch_norm, resolved.initializer) == (True, INITIALIZERS["orthogonal"](gain=0.5))
    assert outer.takes_defaults()
    assert not residual(LAYERS["dropout"]()).takes_defaults()


@pytest.mark.parametrize(
    ("layer", "shape", "said", "path"),
    [
        (
            residual(conv(4), conv(4, padding=0)),
            (4, 8, 8),
            "the layers turn 4 × 8 × 8 into 4 × 6 × 6, which no shortcut with a stride gives; 'padding: same' keeps the size",
            ("layers",),
        ),
        (
            residual(LAYERS["flatten"]()),
            (4, 8, 8),
            "the layers turn 4 × 8 × 8 into 256, which no shortcut with a stride gives; 'padding: same' keeps the size",
            ("layers",),
        ),
        (residual(conv(4), conv(6, groups=3)), (4, 8, 8), "groups: 3 does not divide 4 channels", ("layers", 1, "groups")),
        (
            concatenate([], [conv(4), 3, residual(conv(1, kernel_size=9))]),
            (4, 3, 3),
            "dense takes rows of features, but 4 × 3 × 3 arrives here; put flatten before it",
            ("branches", 1, 1),
        ),
        (
            concatenate([], [conv(4), residual(conv(1, kernel_size=9))]),
            (4, 3, 3),
            "the kernel of 9 is larger than the padded input of 5",
            ("branches", 1, 1, "layers", 0, "kernel_size"),
        ),
        (
            concatenate([], [], [conv(4, stride=2)]),
            (4, 8, 8),
            "branch 0 makes 4 × 8 × 8, but branch 2 makes 4 × 4 × 4; they must agree in all but the channels",
            ("branches", 2),
        ),
        (
            concatenate([], [LAYERS["conv1d"](channels=2, kernel_size=2)]),
            (8, 2),
            "branch 0 makes 8 × 2, but branch 1 makes 7 × 2; they must agree in all but the features",
            ("branches", 1),
        ),
    ],
)
def test_what_does_not_fit_is_said_of_the_inner_layer(layer, shape, said, path):
    with pytest.raises(ShapeError) as raised:
        layer.resolved(PLAIN).output_shape(shape)
    assert (str(raised.value), raised.value.path) == (said, path)


def test_the_spec_error_leads_to_the_inner_key():
    model = Model(layers=[conv(4), concatenate([], [conv(4), residual(conv(1, kernel_size=9))])])
    with pytest.raises(SpecError) as raised:
        plan(model, [("x", (1, 3, 3), None)], 1, ACTIVATIONS["sigmoid"]())
    assert raised.value.problems[0].path == ("model", "layers", 1, "branches", 1, 1, "layers", 0, "kernel_size")


def test_problems_are_told_before_any_data_at_the_inner_key():
    inner = residual(conv(4, groups=3), initializer=INITIALIZERS["uniform"](low=1.0, high=0.0))
    model = Model(layers=[8, concatenate([residual()], [inner]), concatenate([4])])
    assert [(problem.path[2:], problem.message) for problem in layer_problems(model)] == [
        ((1, "branches", 0, 0, "layers"), "'layers' of residual is empty: it would only double its input"),
        ((1, "branches", 1, 0, "layers", 0, "groups"), "groups: 3 does not divide 4 channels"),
        ((1, "branches", 1, 0, "initializer", "low"), "1 is not below high, 0"),
        ((2, "branches"), "concatenate needs at least two branches, not 1"),
    ]


def test_defaults_act_if_only_an_inner_layer_takes_them():
    assert list(layer_problems(Model(layers=[residual(3)], dropout=0.5))) == []
    assert next(layer_problems(Model(layers=[residual(LAYERS["dropout"]())], dropout=0.5))).path == ("model", "dropout")


SPEC = """
layers:
- type: residual
  layers: [{type: conv2d, channels: 8, kernel_size: [3, 1], padding: same, stride: 2}, batch_norm]
- type: concatenate
  branches: [[], [global_average_pool, 4, {type: reshape, shape: [4, 1, 1]}], [{type: residual, layers: [relu]}]]
- flatten
- 0
"""


def read(text):
    root, faults = yaml12.parse(text)
    reader = Reader(Model)
    return reader.instance(Model, root, ()), [(".".join(map(str, p.path)), p.message) for p in reader.problems], faults


def test_nested_layers_are_read_as_the_outer_ones():
    model, found, _ = read(SPEC.replace("relu", "dropout").replace("- 0", "- 5"))
    assert found == []
    first, second, *_ = model.layers
    assert first.layers == [LAYERS["conv2d"](channels=8, kernel_size=[3, 1], padding="same", stride=2), LAYERS["batch_norm"]()]
    assert second.branches[1][1] == 4
    assert second.branches[2] == [residual(LAYERS["dropout"]())]


def test_every_wrong_key_inside_is_told():
    _, found, _ = read(SPEC)
    assert [path for path, _ in found] == ["layers.1.branches.2.0.layers.0", "layers.3"]
    assert found[0][1].startswith("unknown layer 'relu'; ")
    assert found[1][1] == "item 3 of 'layers' must be at least 1, not 0"


def test_what_is_written_out_reads_back_as_the_same_layers():
    model = Model(layers=[residual(conv(8, stride=[2, 2]), LAYERS["max_pool2d"](size=2)), concatenate([], [conv(2)])])
    layers = model.hidden()
    text = "layers: " + repr([writing.plain(Model(layers=layers))["layers"]])[1:-1].replace("True", "true").replace(
        "False", "false"
    )
    again, found, _ = read(text)
    assert found == []
    assert again.layers == layers
    assert again.hidden() == layers
    assert layers[0].resolved(Defaults(ReLU(), None, 0.5, True)) == layers[0]
