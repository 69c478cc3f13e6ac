"""One step along gradients, with the limits of the spec: numbers by hand, and PyTorch's own functions."""

import dataclasses

import numpy as np
import pytest
import torch

from dltrain.arrays import NUMPY, torch_arrays
from dltrain.lanes import number_of
from dltrain.optimizers import OPTIMIZERS
from dltrain.training.descent import descend
from dltrain.training.minibatches.batches import Settings
from dltrain.training.scales import ALIKE
from dltrain.training.segments import Segment

PLAIN = Settings(seed=0, batch_size=1, weight_decay=0.0, l1=0.0, gradient_clip=None)
LIBRARIES = {"numpy": NUMPY, "torch": torch_arrays()}


def stepped(xp, parameters, gradients, settings, scales=ALIKE, optimizer="sgd", rate=1.0):
    """The parameters after one step."""
    values, slopes = (xp.from_numpy(np.array(numbers, np.float32)) for numbers in (parameters, gradients))
    optimizer_choice = OPTIMIZERS[optimizer]()
    state = optimizer_choice.initial_state(xp, values)
    for _ in descend(xp, optimizer_choice, settings, Segment(values, [slopes], state, scales), rate, 1):
        pass
    return xp.to_numpy(values)


@pytest.mark.parametrize("library", LIBRARIES)
def test_clipping_by_value_by_hand(library):
    # θ − g with g = (3, −0.2, −4) kept within ±0.5
    settings = dataclasses.replace(PLAIN, clip_value=0.5)
    found = stepped(LIBRARIES[library], [1, 1, 1], [3, -0.2, -4], settings)
    assert found == pytest.approx([0.5, 1.2, 1.5])


@pytest.mark.parametrize("library", LIBRARIES)
def test_clipping_by_norm_by_hand(library):
    # g = (3, 4) has length 5 and is shortened to 1: (0.6, 0.8)
    assert stepped(LIBRARIES[library], [1, 1], [3, 4], dataclasses.replace(PLAIN, gradient_clip=1.0)) == pytest.approx([0.4, 0.2])


def test_clipping_by_value_as_in_torch():
    slopes = np.random.default_rng(0).normal(size=20)
    weight = torch.zeros(20, requires_grad=True)
    weight.grad = torch.tensor(slopes, dtype=torch.float32)
    torch.nn.utils.clip_grad_value_([weight], 0.3)
    torch.optim.SGD([weight], lr=1.0).step()
    found = stepped(NUMPY, np.zeros(20), slopes, dataclasses.replace(PLAIN, clip_value=0.3))
    assert found == pytest.approx(weight.detach().numpy())


def test_lanes_have_limits_of_their_own():
    settings = dataclasses.replace(PLAIN, clip_value=number_of([0.5, 2.0]))
    assert stepped(NUMPY, [[0, 0], [0, 0]], [[3, -1], [3, -1]], settings) == pytest.approx(np.array([[-0.5, 0.5], [-2, 1]]))
