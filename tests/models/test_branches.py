"""The layers that arrays pass before they stand beside other columns."""

import pytest

from dltrain.errors import SpecError
from dltrain.models.activations import ReLU
from dltrain.models.branches import branches_of
from dltrain.models.initializers import Zeros
from dltrain.models.layers import LAYERS, Defaults
from dltrain.models.layers.convolution import Conv2d
from dltrain.models.layers.flatten import Flatten

DEFAULTS = Defaults(ReLU(), Zeros(), 0.0, False)
NUMBERS = ("features", (3,), None)


def made(written, *blocks):
    return branches_of(written, blocks, DEFAULTS)


def said(written, *blocks):
    with pytest.raises(SpecError) as error:
        made(written, *blocks)
    ((path, message),) = [(problem.path, problem.message) for problem in error.value.problems]
    return path, message


@pytest.mark.parametrize(("side", "pools"), [(1, 0), (3, 1), (8, 2), (64, 2)])
def test_pictures_pass_three_convolutions_halved_as_long_as_they_can_be(side, pools):
    branch = made(None, NUMBERS, ("photo", (3, side, side), None))["photo"]
    names = [LAYERS.name_of(layer) for layer in branch.layers]
    assert names.count("conv2d") == 3
    assert names.count("max_pool2d") == pools
    assert branch.shapes[-1] == (64,)


def test_what_stands_alone_or_is_codes_has_no_branch():
    assert made(None, ("photo", (3, 8, 8), None)) == {}
    assert made(None, NUMBERS, ("note", (5,), (10, 4))) == {}


def test_written_layers_take_the_place_of_the_automatic_ones():
    layers = [Conv2d(channels=2, kernel_size=3), Flatten(), 5]
    branch = made({"photo": layers}, NUMBERS, ("photo", (1, 4, 4), None))["photo"]
    assert branch.shapes == [(1, 4, 4), (2, 2, 2), (8,), (5,)]
    # 1 · 2 · 9 weights and 2 biases; none; 8 · 5 weights and 5 biases
    assert [line.parameters for line in branch.lines("inputs.photo")] == [20, 0, 45]


def test_a_branch_of_nothing_is_refused_by_its_name():
    path, message = said({"foto": [5]}, NUMBERS, ("photo", (1, 4, 4), None))
    assert path == ("model", "branches", "foto")
    assert message.endswith("the columns that may have one: photo")
    assert "'layers' are its own" in said({"photo": [5]}, ("photo", (1, 4, 4), None))[1]


def test_what_leaves_a_branch_is_a_row_of_numbers():
    path, message = said({"photo": [Conv2d(channels=2, kernel_size=3)]}, NUMBERS, ("photo", (1, 4, 4), None))
    assert path == ("model", "branches", "photo")
    assert message.startswith("2 × 2 × 2 leaves the branch of 'photo'")
    path, message = said({"photo": [Flatten(), Conv2d(channels=2, kernel_size=3)]}, NUMBERS, ("photo", (1, 4, 4), None))
    assert path == ("model", "branches", "photo", 1)
