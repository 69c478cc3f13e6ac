import numpy as np
import pytest
import torch
from torch.nn import functional

from dltrain.models.activations import ReLU
from dltrain.models.layers import LAYERS, Defaults, ShapeError

DEFAULTS = Defaults(ReLU(), None, 0.0, False)


def pooled(name, x, **options):
    layer = LAYERS[name](**options).resolved(DEFAULTS)
    assert layer.problems() == []
    return layer.build(tuple(x.shape[1:]), np.random.default_rng(0))(x)


SERIES = torch.tensor([[1.0, -1.0], [4.0, -2.0], [2.0, -6.0], [0.0, 0.0], [9.0, 9.0]])[None]  # (1, 5 steps, 2 features)


def test_along_steps_by_hand():
    assert pooled("max_pool1d", SERIES, size=2).tolist() == [[[4.0, -1.0], [2.0, 0.0]]]
    assert pooled("average_pool1d", SERIES, size=2).tolist() == [[[2.5, -1.5], [1.0, -3.0]]]
    assert pooled("max_pool1d", SERIES, size=3, stride=1).tolist() == [[[4.0, -1.0], [4.0, 0.0], [9.0, 9.0]]]


def test_padding_never_wins_and_counts_as_zero_in_a_mean():
    assert pooled("max_pool1d", SERIES, size=2, padding=1).tolist() == [[[1.0, -1.0], [4.0, -2.0], [9.0, 9.0]]]
    assert pooled("average_pool1d", SERIES, size=2, padding=1).tolist() == [[[0.5, -0.5], [3.0, -4.0], [4.5, 4.5]]]


@pytest.mark.parametrize(
    "options",
    [{"size": 2}, {"size": [3, 2]}, {"size": 3, "stride": [1, 2], "padding": 1}, {"size": [2, 4], "padding": [0, 2]}],
)
def test_pictures_as_in_torch(options):
    x = torch.randn(2, 3, 9, 8)
    size, stride, padding = options["size"], options.get("stride"), options.get("padding", 0)
    torch.testing.assert_close(pooled("max_pool2d", x, **options), functional.max_pool2d(x, size, stride, padding))
    torch.testing.assert_close(pooled("average_pool2d", x, **options), functional.avg_pool2d(x, size, stride, padding))


def test_over_everything():
    assert pooled("global_max_pool", SERIES).tolist() == [[9.0, 9.0]]
    torch.testing.assert_close(pooled("global_average_pool", SERIES), torch.tensor([[16 / 5, 0.0]]))
    pictures = torch.randn(2, 3, 4, 5)
    torch.testing.assert_close(pooled("global_max_pool", pictures), functional.adaptive_max_pool2d(pictures, 1).flatten(1))
    torch.testing.assert_close(pooled("global_average_pool", pictures), functional.adaptive_avg_pool2d(pictures, 1).flatten(1))


@pytest.mark.parametrize(
    ("name", "shape", "options", "said", "path"),
    [
        (
            "max_pool2d",
            (10,),
            {"size": 2},
            "max_pool2d takes channels × height × width, but 10 arrives here; put reshape before it",
            (),
        ),
        (
            "average_pool1d",
            (10,),
            {"size": 2},
            "average_pool1d takes steps × features, but 10 arrives here; put reshape before it",
            (),
        ),
        ("max_pool2d", (4, 1, 5), {"size": 2}, "the window of 2 is larger than the input of 1", ("size",)),
        ("average_pool1d", (1, 5), {"size": 4, "padding": 1}, "the window of 4 is larger than the padded input of 3", ("size",)),
        (
            "global_max_pool",
            (7,),
            {},
            "global_max_pool takes steps × features or channels × height × width, but 7 arrives here; put reshape before it",
            (),
        ),
    ],
)
def test_what_does_not_fit_is_said(name, shape, options, said, path):
    with pytest.raises(ShapeError) as raised:
        LAYERS[name](**options).resolved(DEFAULTS).output_shape(shape)
    assert (str(raised.value), raised.value.path) == (said, path)


def test_options_that_contradict_each_other():
    assert LAYERS["max_pool1d"](size=3, padding=2).problems() == [
        (("padding",), "the padding of 2 is more than half of the window of 3")
    ]
    assert LAYERS["max_pool2d"](size=[2, 2, 2]).problems() == [
        (("size",), "'size' needs one number, or two (height, width), not 3")
    ]
