"""Transposed convolutions and upsampling, against torch's own and by hand."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from dltrain.models.activations import Linear, ReLU
from dltrain.models.layers import LAYERS, Defaults, ShapeError

DEFAULTS = Defaults(Linear(), None, 0.0, False)


def built(name, shape, **options):
    layer = LAYERS[name](**options).resolved(DEFAULTS)
    assert layer.problems() == []
    return layer.build(shape, np.random.default_rng(0))


def test_each_pixel_lays_the_kernel_times_its_value():
    module = built("conv_transpose2d", (1, 1, 2), channels=1, kernel_size=[1, 3], stride=[1, 2])
    with torch.no_grad():
        module.convolution.weight.copy_(torch.tensor([1.0, 2.0, 3.0]).view(1, 1, 1, 3))
        module.convolution.bias.fill_(0.5)
    # 1 · (1, 2, 3) from place 0 on, 10 · (1, 2, 3) from place 2 on: 1, 2, 3 + 10, 20, 30; and the bias
    assert module(torch.tensor([[[[1.0, 10.0]]]])).tolist() == [[[[1.5, 2.5, 13.5, 20.5, 30.5]]]]


@pytest.mark.parametrize(
    "options",
    [
        {"kernel_size": 2, "stride": 2},
        {"kernel_size": [3, 2], "stride": [2, 1], "padding": [1, 0], "output_padding": [1, 0]},
        {"kernel_size": 3, "dilation": 2, "padding": 2, "groups": 2},
        {"kernel_size": 1, "stride": 3, "dilation": 2, "output_padding": 2},
    ],
)
def test_transposed_as_in_torch(options):
    x = torch.randn(2, 4, 5, 6)
    module = built("conv_transpose2d", (4, 5, 6), channels=6, **options)
    others = {key: value for key, value in options.items() if key not in ("kernel_size", "dilation")}
    dilation = options.get("dilation", 1) if options["kernel_size"] != 1 else 1
    weight, bias = module.convolution.weight, module.convolution.bias
    torch.testing.assert_close(module(x), functional.conv_transpose2d(x, weight, bias, dilation=dilation, **others))


def test_it_is_the_convolution_turned_around():
    # <conv(x), y> = <x, conv_transpose(y)> with the same weights, the biases being 0
    options = {"kernel_size": 3, "stride": 2, "padding": 1, "groups": 2}
    down = built("conv2d", (6, 9, 9), channels=4, **options).convolution
    up = built("conv_transpose2d", (4, 5, 5), channels=6, **options).convolution
    with torch.no_grad():
        up.weight.copy_(down.weight)
        x, y = torch.randn(1, 6, 9, 9), torch.randn(1, 4, 5, 5)
        torch.testing.assert_close((down(x) * y).sum(), (x * up(y)).sum(), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("stride", [1, 2, 4])
def test_a_stride_does_not_make_the_signal_smaller(stride):
    module = built("conv_transpose2d", (16, 12, 12), channels=16, kernel_size=4, stride=stride)
    y = module(torch.randn(64, 16, 12, 12, generator=torch.Generator().manual_seed(0)))
    inside = y[..., 4:-4, 4:-4]  # a pixel near the border lies under fewer
    assert 0.9 < inside.std().item() < 1.1


def test_groups_have_weights_of_their_own():
    module = built("conv_transpose2d", (4, 3, 3), channels=2, kernel_size=2, groups=2, activation=ReLU())
    x = torch.randn(1, 4, 3, 3)
    changed = x.clone()
    changed[:, 2:] += 1  # the second group's channels
    before, after = module.convolution(x), module.convolution(changed)
    torch.testing.assert_close(before[:, 0], after[:, 0], rtol=0, atol=0)
    assert not torch.allclose(before[:, 1], after[:, 1])


def test_upsampling_by_hand():
    x = torch.tensor([[[[1.0, 3.0]]]])
    assert built("upsample2d", (1, 1, 2), factor=[2, 3])(x).tolist() == [[[[1, 1, 1, 3, 3, 3], [1, 1, 1, 3, 3, 3]]]]
    # centres at 0.25, 0.75, 1.25, 1.75 of pixels whose centres are 0.5 and 1.5
    assert built("upsample2d", (1, 1, 2), factor=[1, 2], mode="bilinear")(x).tolist() == [[[[1.0, 1.5, 2.5, 3.0]]]]


@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
def test_upsampling_as_in_torch(mode):
    x = torch.randn(2, 3, 4, 5)
    expected = functional.interpolate(x, scale_factor=(3.0, 2.0), mode=mode)
    torch.testing.assert_close(built("upsample2d", (3, 4, 5), factor=[3, 2], mode=mode)(x), expected)


@pytest.mark.parametrize(
    ("name", "options", "shape", "said", "path"),
    [
        (
            "conv_transpose2d",
            {"channels": 2, "kernel_size": 3, "padding": 3},
            (2, 2, 2),
            "the padding of 3 on each side leaves nothing of the 4 that the kernel makes of 2",
            ("padding",),
        ),
        (
            "conv_transpose2d",
            {"channels": 2, "kernel_size": 3, "groups": 2},
            (3, 2, 2),
            "groups: 2 does not divide 3 channels",
            ("groups",),
        ),
        (
            "conv_transpose2d",
            {"channels": 2, "kernel_size": 3},
            (64,),
            "conv_transpose2d takes channels × height × width, but 64 arrives here; put reshape before it",
            (),
        ),
        (
            "upsample2d",
            {},
            (5, 4),
            "upsample2d takes channels × height × width, but 5 × 4 arrives here; put reshape before it",
            (),
        ),
    ],
)
def test_what_does_not_fit_is_said(name, options, shape, said, path):
    with pytest.raises(ShapeError) as raised:
        LAYERS[name](**options).resolved(DEFAULTS).output_shape(shape)
    assert (str(raised.value), raised.value.path) == (said, path)


def test_options_that_contradict_each_other():
    layer = LAYERS["conv_transpose2d"](channels=3, kernel_size=[1, 3], stride=[2, 1], output_padding=[1, 2], dilation=2, groups=2)
    assert layer.problems() == [(("groups",), "groups: 2 does not divide 3 channels")]
    assert LAYERS["conv_transpose2d"](channels=3, kernel_size=[1, 3], stride=[2, 1], output_padding=[1, 2]).problems() == [
        (("output_padding",), "the output_padding of 2 is not smaller than the stride of 1 or the dilation of 1")
    ]
    assert LAYERS["upsample2d"](factor=[2, 2, 2]).problems() == [
        (("factor",), "'factor' needs one number, or two (height, width), not 3")
    ]
