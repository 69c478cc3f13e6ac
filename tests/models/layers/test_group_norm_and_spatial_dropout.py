import numpy as np
import pytest
import torch
from torch import nn

from dltrain.models.layers import LAYERS, ShapeError


def built(layer, shape):
    return layer.build(shape, np.random.default_rng(0))


def test_group_norm_of_pictures_as_in_torch():
    x = torch.randn(2, 6, 4, 4)
    torch.testing.assert_close(built(LAYERS["group_norm"](groups=3), (6, 4, 4))(x), nn.GroupNorm(3, 6)(x))


def test_group_norm_of_steps_takes_features_as_channels():
    x = torch.randn(2, 5, 6)  # (rows, steps, features)
    y = built(LAYERS["group_norm"](groups=3), (5, 6))(x)
    group = x[0, :, 2:4]
    torch.testing.assert_close(y[0, :, 2:4], (group - group.mean()) / (group.var(correction=0) + 1e-5).sqrt())


@pytest.mark.parametrize(
    ("groups", "shape", "said"),
    [
        (3, (64, 8, 8), "groups: 3 does not divide 64 channels"),
        (3, (10, 64), "groups: 3 does not divide 64 channels"),
        (8, (8,), "each of 8 groups is a single number here, and normalized it is always 0; take fewer"),
    ],
)
def test_groups_that_do_not_fit(groups, shape, said):
    with pytest.raises(ShapeError) as raised:
        LAYERS["group_norm"](groups=groups).output_shape(shape)
    assert (str(raised.value), raised.value.path) == (said, ("groups",))


@pytest.mark.parametrize(("shape", "positions"), [((40, 3, 3), (-2, -1)), ((7, 40), (-2,))])
def test_whole_channels_are_dropped_and_the_others_grow(shape, positions):
    module = built(LAYERS["spatial_dropout"](rate=0.25), shape)
    module.key = 0
    y = module(torch.ones(50, *shape))
    per_channel = y.mean(positions)
    torch.testing.assert_close(per_channel, y.amax(positions))
    torch.testing.assert_close(y.unique(), torch.tensor([0, 1 / 0.75]))
    assert (per_channel == 0).float().mean().item() == pytest.approx(0.25, abs=0.03)
    assert torch.equal(module.eval()(y), y)


def test_spatial_dropout_needs_channels():
    with pytest.raises(ShapeError) as raised:
        LAYERS["spatial_dropout"]().output_shape((8,))
    takes = "spatial_dropout takes steps × features or channels × height × width"
    assert str(raised.value) == f"{takes}, but 8 arrives here; dropout takes any shape"
