import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from dltrain.models.activations import Linear, ReLU
from dltrain.models.initializers import INITIALIZERS
from dltrain.models.layers import LAYERS, Defaults, ShapeError

PLAIN = Defaults(Linear(), None, 0.0, False)


def made(name, shape, defaults=PLAIN, **options):
    layer = LAYERS[name](**options).resolved(defaults)
    assert layer.problems() == []
    return layer, layer.build(shape, np.random.default_rng(0))


def message(name, shape, **options):
    with pytest.raises(ShapeError) as raised:
        LAYERS[name](**options).resolved(PLAIN).output_shape(shape)
    return str(raised.value), raised.value.path


def test_a_sum_by_hand():
    values = INITIALIZERS["values"](weights=[[1.0, 2.0, 3.0, 4.0]], bias=[0.5])
    _, module = made("conv2d", (1, 2, 3), channels=1, kernel_size=2, initializer=values)
    x = torch.tensor([[[[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]]])
    # 1·1 + 2·0 + 3·0 + 4·1 + 0.5 and 1·0 + 2·2 + 3·1 - 4·1 + 0.5: the kernel is not flipped
    torch.testing.assert_close(module(x), torch.tensor([[[[5.5, 3.5]]]]))


def test_a_sum_by_hand_along_steps():
    values = INITIALIZERS["values"](weights=[[1.0, 2.0, 10.0, 20.0]])  # feature 0 at both steps, feature 1 at both steps
    _, module = made("conv1d", (3, 2), channels=1, kernel_size=2, initializer=values)
    x = torch.tensor([[[1.0, 0.0], [2.0, 1.0], [3.0, 0.0]]])  # (rows, steps, features)
    torch.testing.assert_close(module(x), torch.tensor([[[5.0 + 20.0], [8.0 + 10.0]]]))


@pytest.mark.parametrize(
    "options",
    [
        {"kernel_size": 3},
        {"kernel_size": [1, 3], "stride": [2, 1], "padding": [0, 1]},
        {"kernel_size": 3, "dilation": 2, "groups": 2},
        {"kernel_size": 3, "groups": 4, "padding": "same"},  # depthwise
        {"kernel_size": [2, 4], "padding": "same", "dilation": [3, 1]},
    ],
)
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_as_in_torch(options):
    layer, module = made("conv2d", (4, 9, 8), channels=8, **options)
    torch_options = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
    reference = nn.Conv2d(4, 8, **torch_options)
    own = dict(module.named_parameters())
    with torch.no_grad():
        for name, parameter in reference.named_parameters():
            parameter.copy_(next(value for key, value in own.items() if key.endswith(name)))
    x = torch.randn(2, 4, 9, 8)
    torch.testing.assert_close(module(x), reference(x))
    assert layer.parameters((4, 9, 8)) == sum(p.numel() for p in reference.parameters())


# TensorFlow's rule: ⌈n / stride⌉ positions, an odd number of zeros has one more at the end
def test_same_padding_with_a_stride_is_tensorflows():
    ones = INITIALIZERS["ones"]()
    _, module = made("conv1d", (6, 1), channels=1, kernel_size=3, stride=2, padding="same", initializer=ones)
    x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).view(1, 6, 1)
    assert module(x).flatten().tolist() == [6.0, 12.0, 11.0]  # 1+2+3, 3+4+5, 5+6+0


def test_weights_then_batch_norm_activation_dropout():
    defaults = Defaults(ReLU(), None, 0.25, True)
    _, module = made("conv2d", (1, 4, 4), defaults, channels=2, kernel_size=3)
    assert [name for name, _ in module.named_children()] == ["convolution", "batch_norm", "activation", "dropout"]
    _, along_steps = made("conv1d", (8, 3), defaults, channels=2, kernel_size=3)
    module.eval()
    along_steps.train()[-1].eval()
    x = torch.randn(5, 8, 3)
    inner = along_steps.convolution.inner
    sums = functional.conv1d(x.mT, inner.weight, inner.bias)
    expected = functional.relu(functional.batch_norm(sums, None, None, training=True)).mT
    torch.testing.assert_close(along_steps(x), expected)


def test_the_initializer_sees_the_fans_of_the_kernel():
    _, module = made("conv2d", (64, 8, 8), channels=32, kernel_size=5, initializer=INITIALIZERS["he_normal"]())
    weight = module.convolution.weight
    assert weight.std().item() == pytest.approx((2 / (64 * 5 * 5)) ** 0.5, rel=0.02)  # of 51,200 numbers, known to 0.3 %
    assert not module.convolution.bias.any()


@pytest.mark.parametrize(
    ("name", "shape", "options", "said", "path"),
    [
        (
            "conv2d",
            (64,),
            {"kernel_size": 3},
            "conv2d takes channels × height × width, but 64 arrives here; put reshape before it",
            (),
        ),
        (
            "conv1d",
            (1, 28, 28),
            {"kernel_size": 3},
            "conv1d takes steps × features, but 1 × 28 × 28 arrives here; put reshape before it",
            (),
        ),
        ("conv2d", (1, 9, 3), {"kernel_size": 5}, "the kernel of 5 is larger than the input of 3", ("kernel_size",)),
        (
            "conv1d",
            (1, 4),
            {"kernel_size": 5, "padding": 1},
            "the kernel of 5 is larger than the padded input of 3",
            ("kernel_size",),
        ),
        (
            "conv1d",
            (8, 4),
            {"kernel_size": 5, "dilation": 2},
            "the kernel of 5, dilated to 9, is larger than the input of 8",
            ("kernel_size",),
        ),
        (
            "conv2d",
            (64, 8, 8),
            {"kernel_size": 3, "groups": 3, "channels": 6},
            "groups: 3 does not divide 64 channels",
            ("groups",),
        ),
        (
            "conv2d",
            (3, 8, 8),
            {"kernel_size": 1, "initializer": INITIALIZERS["values"](weights=[[1.0, 2.0]])},
            "weights are 1 × 2 (units × inputs); this layer has 4 units with 3 inputs",
            ("initializer",),
        ),
    ],
)
def test_what_does_not_fit_is_said(name, shape, options, said, path):
    assert message(name, shape, **{"channels": 4, **options}) == (said, path)


def test_options_that_contradict_each_other_are_told_before_any_data():
    layer = LAYERS["conv2d"](
        channels=64, kernel_size=[3], padding=[1, 1, 1], groups=3, initializer=INITIALIZERS["values"](weights=[])
    )
    assert layer.problems() == [
        (("initializer", "weights"), "there are no numbers; expected one row a unit, such as [[1, 1], [1, 1]]"),
        (("kernel_size",), "'kernel_size' needs one number, or two (height, width), not 1"),
        (("padding",), "'padding' needs one number, or two (height, width), not 3"),
        (("groups",), "groups: 3 does not divide 64 channels"),
    ]
