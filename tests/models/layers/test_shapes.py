"""Shapes and parameters are known without torch, and are those of the modules that torch builds."""

import subprocess
import sys

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from dltrain.models.activations import PReLU, ReLU
from dltrain.models.layers import LAYERS, Defaults, Layer, Shape, ShapeError

DEFAULTS = [Defaults(ReLU(), None, 0.0, False), Defaults(PReLU(), None, 0.2, True)]
small, tiny = st.integers(1, 12), st.integers(1, 4)
sequences = st.tuples(small, small)
pictures = st.tuples(small, small, small)
rows = st.tuples(small)


def layer(name: str, **options: st.SearchStrategy) -> st.SearchStrategy[Layer]:
    return st.builds(LAYERS[name], **options)


def one_or_two(values: st.SearchStrategy[int]) -> st.SearchStrategy[int | list[int]]:
    return values | st.lists(values, min_size=2, max_size=2)


padding = st.integers(0, 2)
recurrent = {
    "units": tiny,
    "depth": st.integers(1, 3),
    "bidirectional": st.booleans(),
    "output": st.sampled_from(["last", "mean", "sequence"]),
}
conv1d = layer(
    "conv1d",
    channels=tiny,
    kernel_size=tiny,
    stride=tiny,
    padding=padding | st.just("same"),
    dilation=tiny,
    groups=st.integers(1, 2),
)
conv2d = layer(
    "conv2d",
    channels=tiny,
    kernel_size=one_or_two(tiny),
    stride=one_or_two(tiny),
    padding=one_or_two(padding) | st.just("same"),
    dilation=one_or_two(st.integers(1, 3)),
    groups=st.integers(1, 3),
)
conv_transpose2d = layer(
    "conv_transpose2d",
    channels=tiny,
    kernel_size=one_or_two(tiny),
    stride=one_or_two(st.integers(1, 3)),
    padding=one_or_two(padding),
    output_padding=one_or_two(padding),
    dilation=one_or_two(st.integers(1, 3)),
    groups=st.integers(1, 3),
)
upsample2d = layer("upsample2d", factor=one_or_two(st.integers(1, 3)), mode=st.sampled_from(["nearest", "bilinear"]))
pool1d = {"size": tiny, "stride": st.none() | tiny, "padding": padding}
pool2d = {"size": one_or_two(tiny), "stride": st.none() | one_or_two(tiny), "padding": one_or_two(padding)}
of_sequences = st.one_of(
    layer("dense", units=tiny),
    conv1d,
    layer("max_pool1d", **pool1d),
    layer("average_pool1d", **pool1d),
    layer("rnn", **recurrent),
    layer("lstm", **recurrent),
    layer("gru", **recurrent),
    layer("transformer", heads=st.integers(1, 3), units=tiny),
    layer("positional_encoding"),
    layer("attention_pool"),
    layer("permute", order=st.permutations([0, 1]).map(list)),
)
of_pictures = st.one_of(
    conv2d,
    conv_transpose2d,
    upsample2d,
    layer("max_pool2d", **pool2d),
    layer("average_pool2d", **pool2d),
    layer("permute", order=st.permutations([0, 1, 2]).map(list)),
)
of_any = st.one_of(layer("batch_norm"), layer("layer_norm"), layer("group_norm", groups=st.integers(1, 3)), layer("flatten"))
of_wide = st.one_of(of_any, layer("global_average_pool"), layer("global_max_pool"), layer("spatial_dropout"))


def nested(inner: st.SearchStrategy[Layer]) -> st.SearchStrategy[Layer]:
    chain = st.lists(inner, min_size=1, max_size=2)
    return layer("residual", layers=chain) | layer("concatenate", branches=st.lists(chain | st.just([]), min_size=2, max_size=3))


cases = st.one_of(
    st.tuples(of_any | layer("dense", units=tiny), rows),
    st.tuples(of_sequences | of_wide, sequences),
    st.tuples(of_pictures | of_wide, pictures),
    st.tuples(nested(layer("dense", units=tiny) | layer("activation", function=st.just(ReLU()))), rows),
    st.tuples(nested(of_sequences), sequences),
    st.tuples(nested(of_pictures), pictures),
)


def refused(layer: Layer, shape: Shape) -> bool:
    if layer.problems():
        return True
    try:
        layer.output_shape(shape)
    except ShapeError:
        return True
    return False


def output(layer: Layer, shape: Shape) -> tuple[torch.nn.Module, torch.Tensor]:
    module = layer.build(shape, np.random.default_rng(0)).eval()
    return module, module(torch.randn(2, *shape))


def check(layer: Layer, shape: Shape) -> None:
    module, y = output(layer, shape)
    assert tuple(y.shape) == (2, *layer.output_shape(shape))
    assert sum(parameter.numel() for parameter in module.parameters()) == layer.parameters(shape)


@given(case=cases, defaults=st.sampled_from(DEFAULTS))
def test_shape_and_parameters_are_the_modules_own(case, defaults):
    layer, shape = case[0].resolved(defaults), case[1]
    if not refused(layer, shape):
        check(layer, shape)


CONVOLUTIONS = st.one_of(
    st.tuples(conv1d, st.tuples(small, tiny)),
    st.tuples(conv2d, st.tuples(tiny, small, small)),
    st.tuples(conv_transpose2d, st.tuples(tiny, tiny, tiny)),
)
POOLS = st.one_of(
    st.tuples(layer("max_pool1d", **pool1d) | layer("average_pool1d", **pool1d), st.tuples(tiny, tiny)),
    st.tuples(layer("max_pool2d", **pool2d) | layer("average_pool2d", **pool2d), st.tuples(tiny, tiny, tiny)),
)


@given(case=CONVOLUTIONS | POOLS)
def test_windows_fit_where_they_fit_in_torch(case):
    layer, shape = case[0].resolved(DEFAULTS[0]), case[1]
    if refused(layer, shape):
        try:
            _, y = output(layer, shape)
        except (RuntimeError, ValueError):
            return
        assert y.numel() == 0  # a transposed convolution of nothing but padding is empty in torch, not an error
    else:
        check(layer, shape)


def test_planning_imports_no_torch():
    code = "import sys, dltrain.models.sequential; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
