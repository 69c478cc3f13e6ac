import copy
import dataclasses
import math
import re
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch.nn import functional

from dltrain.arrays import NUMPY, torch_arrays
from dltrain.models.activations import ACTIVATIONS

GRID = torch.cat(
    [torch.linspace(-8, 8, 161, dtype=torch.float64), torch.tensor([-100.0, -30.0, 30.0, 100.0], dtype=torch.float64)]
)

# name, options, the same function by PyTorch's name or by formula
AS_IN_TORCH = [
    ("linear", {}, lambda z: z * 1),
    ("step", {}, lambda z: torch.heaviside(z.detach(), torch.zeros((), dtype=z.dtype)) + 0 * z),
    ("sign", {}, lambda z: z.detach().sign() + 0 * z),
    ("sigmoid", {}, torch.sigmoid),
    ("hard_sigmoid", {}, functional.hardsigmoid),
    ("tanh", {}, torch.tanh),
    ("relu", {}, functional.relu),
    ("leaky_relu", {}, lambda z: functional.leaky_relu(z, 0.01)),
    ("leaky_relu", {"slope": 0.3}, lambda z: functional.leaky_relu(z, 0.3)),
    ("prelu", {}, lambda z: functional.prelu(z, torch.tensor([0.25], dtype=z.dtype))),
    ("prelu", {"slope": 0.5}, lambda z: functional.prelu(z, torch.tensor([0.5], dtype=z.dtype))),
    ("elu", {}, functional.elu),
    ("elu", {"alpha": 0.5}, lambda z: functional.elu(z, 0.5)),
    ("selu", {}, functional.selu),
    ("gelu", {}, functional.gelu),
    ("gelu", {"approximate": True}, lambda z: functional.gelu(z, approximate="tanh")),
    ("swish", {}, functional.silu),
    ("mish", {}, functional.mish),
    ("softplus", {}, functional.softplus),
    ("softsign", {}, functional.softsign),
    ("hard_swish", {}, functional.hardswish),
    ("softmax", {}, lambda z: functional.softmax(z, -1)),
]


@pytest.mark.parametrize(("name", "options", "function"), AS_IN_TORCH)
def test_value_and_gradient_as_in_torch(name, options, function):
    module = ACTIVATIONS[name](**options).build(5).double()
    for z in (GRID, GRID.reshape(5, -1)):
        ours, theirs = z.clone().requires_grad_(), z.clone().requires_grad_()
        weights = torch.linspace(1, 2, z.numel(), dtype=z.dtype).view(z.shape)
        value, expected = module(ours), function(theirs)
        torch.testing.assert_close(value, expected, rtol=0, atol=1e-12)
        (value * weights).sum().backward()
        (expected * weights).sum().backward()
        torch.testing.assert_close(ours.grad, theirs.grad, rtol=0, atol=1e-12)
        assert torch.equal(ours.detach(), z)


LIBRARIES = {"numpy": NUMPY, "torch": torch_arrays()}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize(("name", "options", "function"), [case for case in AS_IN_TORCH if ACTIVATIONS[case[0]]().explicit])
def test_the_written_derivative_is_that_of_torch_in_either_library(name, options, function, library):
    activation, xp = ACTIVATIONS[name](**options), LIBRARIES[library]
    theirs = GRID.reshape(5, -1).clone().requires_grad_()
    weights = torch.linspace(1, 2, theirs.numel(), dtype=theirs.dtype).view(theirs.shape)
    expected = function(theirs)
    (expected * weights).sum().backward()
    z, d = (xp.from_numpy(tensor.detach().clone().numpy()) for tensor in (theirs, weights))
    a = z if not activation.of_input else xp.empty_like(z)
    activation.forward(xp, z, a)
    activation.backward(xp, z, a, d)
    np.testing.assert_allclose(xp.to_numpy(a), expected.detach().numpy(), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(xp.to_numpy(d), theirs.grad.numpy(), rtol=1e-8, atol=1e-8)


def test_every_activation_is_compared():
    assert {name for name, _, _ in AS_IN_TORCH} == set(ACTIVATIONS)


E1 = math.exp(-1)

# the value at z = −1, 0 and 2, from the formulas
BY_HAND = {
    "linear": [-1, 0, 2],
    "step": [0, 0, 1],
    "sign": [-1, 0, 1],
    "sigmoid": [E1 / (1 + E1), 0.5, 1 / (1 + E1 * E1)],
    "hard_sigmoid": [2 / 6, 3 / 6, 5 / 6],
    "tanh": [(E1 * E1 - 1) / (E1 * E1 + 1), 0, (1 - E1**4) / (1 + E1**4)],
    "relu": [0, 0, 2],
    "leaky_relu": [-0.01, 0, 2],
    "prelu": [-0.25, 0, 2],
    "elu": [E1 - 1, 0, 2],
    "selu": [1.0507009873554805 * 1.6732632423543772 * (E1 - 1), 0, 2 * 1.0507009873554805],  # the constants of the paper
    "gelu": [-(1 + math.erf(-1 / math.sqrt(2))) / 2, 0, 1 + math.erf(2 / math.sqrt(2))],
    "swish": [-E1 / (1 + E1), 0, 2 / (1 + E1 * E1)],
    "mish": [-math.tanh(math.log(1 + E1)), 0, 2 * math.tanh(math.log(1 + math.exp(2)))],
    "softplus": [math.log(1 + E1), math.log(2), math.log(1 + math.exp(2))],
    "softsign": [-1 / 2, 0, 2 / 3],
    "hard_swish": [-2 / 6, 0, 10 / 6],
    "softmax": [share / (E1 + 1 + math.exp(2)) for share in (E1, 1, math.exp(2))],
}


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_value_by_hand(name):
    value = ACTIVATIONS[name]().build(3).double()(torch.tensor([[-1.0, 0.0, 2.0]], dtype=torch.float64))
    assert value.tolist()[0] == pytest.approx(BY_HAND[name], abs=1e-12)


@pytest.mark.parametrize("name", ["step", "sign"])
def test_a_step_passes_a_gradient_of_zero_back(name):
    weight = torch.ones(3, requires_grad=True)
    ACTIVATIONS[name]().build(3)(weight * torch.tensor([-1.0, 0.0, 1.0])).sum().backward()
    assert weight.grad.tolist() == [0, 0, 0]


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_the_number_of_parameters_is_known_without_building(name):
    activation = ACTIVATIONS[name]()
    assert activation.parameters(7) == sum(parameter.numel() for parameter in activation.build(7).parameters())
    assert activation.parameters(7) == (1 if name == "prelu" else 0)


def test_prelu_learns_its_slope():
    module = ACTIVATIONS["prelu"]().build(2)
    module(torch.tensor([[-3.0, 5.0]])).sum().backward()
    assert [parameter.grad.tolist() for parameter in module.parameters()] == [[-3.0]]


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_modules_read_well_and_can_be_copied(name):
    module = ACTIVATIONS[name]().build(2)
    z = torch.tensor([[-1.0, 2.0]])
    assert re.fullmatch(r"[A-Z]\w+\(.*\)", repr(module))
    assert torch.equal(copy.deepcopy(module)(z), module(z))


def test_rectifiers():
    assert {name for name in ACTIVATIONS if ACTIVATIONS[name].rectifies} == {
        *("relu", "leaky_relu", "prelu", "elu", "gelu", "swish", "mish", "softplus", "hard_swish")
    }


def test_the_tables_import_no_torch():
    script = "import sys, dltrain.models.activations, dltrain.models.initializers; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_every_entry_has_formula_source_and_help(name):
    cls = ACTIVATIONS[name]
    assert re.search("[zᶻ]", cls.__doc__.splitlines()[0])
    assert re.search(r"\((19|20)\d\d\)", cls.__doc__)
    assert all(field.metadata["limits"].help for field in dataclasses.fields(cls))
