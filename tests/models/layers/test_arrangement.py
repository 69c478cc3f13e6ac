import numpy as np
import pytest
import torch

from dltrain.models.layers import LAYERS, ShapeError


def applied(layer, x):
    return layer.build(tuple(x.shape[1:]), np.random.default_rng(0))(x)


def test_reshape_keeps_the_order_of_the_numbers():
    x = torch.arange(12.0).view(2, 6)
    assert applied(LAYERS["reshape"](shape=[1, 2, 3]), x).tolist() == x.view(2, 1, 2, 3).tolist()
    assert applied(LAYERS["reshape"](shape=[6]), x.view(2, 3, 2)).tolist() == x.tolist()


def test_permute_counts_axes_without_rows():
    x = torch.randn(2, 3, 4, 5)
    permuted = applied(LAYERS["permute"](order=[2, 0, 1]), x)
    torch.testing.assert_close(permuted, x.permute(0, 3, 1, 2))
    assert LAYERS["permute"](order=[2, 0, 1]).output_shape((3, 4, 5)) == (5, 3, 4)


def test_a_series_column_by_column():
    series = torch.randn(2, 96, 7)  # (rows, steps, features)
    forecast = torch.nn.Linear(96, 24)
    columns = forecast(applied(LAYERS["permute"](order=[1, 0]), series))
    torch.testing.assert_close(columns[:, 3], forecast(series[:, :, 3]))


@pytest.mark.parametrize(
    ("layer", "shape", "said", "path"),
    [
        (LAYERS["reshape"](shape=[1, 8, 8]), (60,), "1 × 8 × 8 holds 64 numbers, but 60 arrive here", ("shape",)),
        (LAYERS["reshape"](shape=[8]), (3, 3), "8 holds 8 numbers, but 3 × 3 = 9 arrive here", ("shape",)),
        (LAYERS["permute"](order=[1, 0]), (1, 8, 8), "'order' names 2 axes, but 1 × 8 × 8 with 3 axes arrives here", ("order",)),
        (LAYERS["permute"](order=[1, 0]), (8,), "'order' names 2 axes, but 8 with 1 axis arrives here", ("order",)),
    ],
)
def test_what_does_not_fit_is_said(layer, shape, said, path):
    with pytest.raises(ShapeError) as raised:
        layer.output_shape(shape)
    assert (str(raised.value), raised.value.path) == (said, path)


def test_options_that_can_never_fit():
    wrong = "'order' must name each axis from 0 once, such as [1, 0], not [1, 2]"
    assert LAYERS["permute"](order=[1, 2]).problems() == [(("order",), wrong)]
    assert LAYERS["reshape"](shape=[]).problems() == [(("shape",), "'shape' has no axes; expected lengths such as [1, 28, 28]")]
