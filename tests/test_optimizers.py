import dataclasses
import re
import subprocess
import sys

import pytest
import torch

from dltrain.arrays import NUMPY, Arrays, torch_arrays
from dltrain.optimizers import OPTIMIZERS, Optimizer

TORCH = torch_arrays()

STEPS = 20


def rates(first: float) -> list[float]:
    """A learning rate that rises and falls, so that an optimizer which mixes up old and new rates is found out."""
    return [first * (1 + 0.1 * (step % 7)) / (1 + 0.05 * step) for step in range(STEPS)]


def pull(parameters: torch.Tensor) -> torch.Tensor:
    """The gradient of a bumpy function: its sign turns along the way and depends on the parameters."""
    return 2 * parameters + 3 * torch.cos(5 * parameters)


def start(size: int = 37) -> torch.Tensor:
    return torch.randn(size, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def ours(optimizer: Optimizer, learning_rates: list[float], weight_decay: float = 0.0, xp: Arrays = TORCH) -> torch.Tensor:
    tensor = start()
    parameters = tensor if xp is TORCH else tensor.numpy()
    state = optimizer.initial_state(xp, parameters)
    for step, rate in enumerate(learning_rates, 1):
        gradients = pull(tensor) if xp is TORCH else pull(tensor).numpy()
        optimizer.update(xp, parameters, gradients, state, learning_rate=rate, step=step, weight_decay=weight_decay)
    return tensor


def theirs(make, learning_rates: list[float]) -> torch.Tensor:
    parameters = start().requires_grad_()
    optimizer = make([parameters])
    for rate in learning_rates:
        optimizer.param_groups[0]["lr"] = rate
        parameters.grad = pull(parameters.detach())
        optimizer.step()
    return parameters.detach()


# name, our options, the optimizer of PyTorch, its options
AS_IN_TORCH = [
    ("sgd", {}, "SGD", {}),
    ("sgd", {"momentum": 0.8}, "SGD", {"momentum": 0.8}),
    ("sgd", {"momentum": 0.8, "nesterov": True}, "SGD", {"momentum": 0.8, "nesterov": True}),
    ("adagrad", {}, "Adagrad", {}),
    ("rmsprop", {}, "RMSprop", {}),
    ("rmsprop", {"smoothing": 0.9, "momentum": 0.5}, "RMSprop", {"alpha": 0.9, "momentum": 0.5}),
    ("rmsprop", {"centered": True, "epsilon": 1e-6}, "RMSprop", {"centered": True, "eps": 1e-6}),
    ("adadelta", {}, "Adadelta", {}),
    ("adam", {}, "Adam", {}),
    ("adam", {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3}, "Adam", {"betas": (0.5, 0.9), "eps": 1e-3}),
    ("adam", {"amsgrad": True, "beta2": 0.5}, "Adam", {"amsgrad": True, "betas": (0.9, 0.5)}),
    ("adamw", {}, "AdamW", {}),
    ("adamw", {"amsgrad": True, "beta2": 0.5}, "AdamW", {"amsgrad": True, "betas": (0.9, 0.5)}),
    ("nadam", {}, "NAdam", {}),
    ("nadam", {"momentum_decay": 0.1}, "NAdam", {"momentum_decay": 0.1}),
    ("adamax", {}, "Adamax", {}),
    ("radam", {}, "RAdam", {}),
    ("radam", {"beta2": 0.5}, "RAdam", {"betas": (0.9, 0.5)}),
]


@pytest.mark.parametrize("xp", [NUMPY, TORCH], ids=["numpy", "torch"])
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
@pytest.mark.parametrize(("name", "options", "torch_name", "torch_options"), AS_IN_TORCH)
def test_takes_the_same_steps_as_torch(name, options, torch_name, torch_options, weight_decay, xp):
    optimizer = OPTIMIZERS[name](**options)
    learning_rates = rates(0.05)

    def make(parameters):
        return getattr(torch.optim, torch_name)(parameters, lr=0.05, weight_decay=weight_decay, foreach=False, **torch_options)

    found, expected = ours(optimizer, learning_rates, weight_decay, xp), theirs(make, learning_rates)
    torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
@pytest.mark.parametrize("nesterov", [False, True])
def test_textbook_momentum_equals_torch_at_a_constant_rate(nesterov, weight_decay):
    optimizer = OPTIMIZERS["nesterov" if nesterov else "momentum"]()

    def make(parameters):
        return torch.optim.SGD(parameters, momentum=0.9, nesterov=nesterov, weight_decay=weight_decay)

    torch.testing.assert_close(ours(optimizer, [0.01] * STEPS, weight_decay), theirs(make, [0.01] * STEPS))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # θ = 1, g = 1 twice, η = 0.1 then 0.01, μ = 0.5: v = −0.1, θ = 0.9; v = −0.05 − 0.01 = −0.06, θ = 0.84
        ("momentum", [0.9, 0.84]),
        # the same v; θ = 1 + 0.5·(−0.1) − 0.1 = 0.85; θ = 0.85 + 0.5·(−0.06) − 0.01 = 0.81
        ("nesterov", [0.85, 0.81]),
    ],
)
def test_textbook_velocity_keeps_the_rates_it_was_built_with(name, expected):
    optimizer = OPTIMIZERS[name](momentum=0.5)
    parameters = torch.ones(1, dtype=torch.float64)
    state = optimizer.initial_state(TORCH, parameters)
    seen = []
    for step, rate in enumerate([0.1, 0.01], 1):
        optimizer.update(TORCH, parameters, torch.ones_like(parameters), state, learning_rate=rate, step=step, weight_decay=0.0)
        seen.append(parameters.item())
    assert seen == pytest.approx(expected)


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_rprop_equals_torch_at_a_constant_rate(weight_decay):
    def pull_back(parameters):
        return parameters + weight_decay * parameters

    parameters, expected = start(), start().requires_grad_()
    reference = torch.optim.Rprop([expected], lr=0.3, step_sizes=(0.01, 0.5))
    optimizer = OPTIMIZERS["rprop"](minimum_step=0.01, maximum_step=0.5)
    state = optimizer.initial_state(TORCH, parameters)
    for step in range(1, STEPS + 1):
        optimizer.update(TORCH, parameters, parameters.clone(), state, learning_rate=0.3, step=step, weight_decay=weight_decay)
        expected.grad = pull_back(expected.detach())
        reference.step()
    torch.testing.assert_close(parameters, expected.detach())


def test_a_schedule_scales_the_steps_of_rprop():
    optimizer = OPTIMIZERS["rprop"]()
    parameters = torch.zeros(1, dtype=torch.float64)
    state = optimizer.initial_state(TORCH, parameters)
    moves = []
    # gradient 1, 1, 1, −1, −1: Δ is 1 of the rate, then 1.2, 1.44, then 0.72 without a move, and 0.72 again after the reset
    for step, (gradient, rate) in enumerate([(1, 0.1), (1, 0.1), (1, 0.01), (-1, 0.01), (-1, 0.01)], 1):
        before = parameters.item()
        gradients = torch.full_like(parameters, gradient)
        optimizer.update(TORCH, parameters, gradients, state, learning_rate=rate, step=step, weight_decay=0.0)
        moves.append(parameters.item() - before)
    assert moves == pytest.approx([-0.1, -0.12, -0.0144, 0.0, 0.0072])


def test_lion_by_hand():
    optimizer = OPTIMIZERS["lion"]()
    parameters = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)
    state = optimizer.initial_state(TORCH, parameters)
    # Step 1: m = 0, so the direction is sign(g) = (1, −1, 0); θ ← θ(1 − 0.1·0.5) − 0.1·direction; m = 0.01 g = (0.02, −0.04, 0)
    optimizer.update(
        TORCH,
        parameters,
        torch.tensor([2.0, -4.0, 0.0], dtype=torch.float64),
        state,
        learning_rate=0.1,
        step=1,
        weight_decay=0.5,
    )
    assert parameters.tolist() == pytest.approx([0.95 - 0.1, -1.9 + 0.1, 0.475])
    assert state["momentum"].tolist() == pytest.approx([0.02, -0.04, 0.0])
    # Step 2: 0.9 m + 0.1 g = (0.018 − 0.01, −0.036 + 0.1, −0.1), direction (1, 1, −1); no weight decay; η = 0.2
    optimizer.update(
        TORCH,
        parameters,
        torch.tensor([-0.1, 1.0, -1.0], dtype=torch.float64),
        state,
        learning_rate=0.2,
        step=2,
        weight_decay=0.0,
    )
    assert parameters.tolist() == pytest.approx([0.85 - 0.2, -1.8 - 0.2, 0.475 + 0.2])
    assert state["momentum"].tolist() == pytest.approx([0.0198 - 0.001, -0.0396 + 0.01, -0.01])


# Options that bring more state, beside the defaults of every optimizer.
VARIANTS = [(name, {}) for name in OPTIMIZERS] + [
    ("sgd", {"momentum": 0.9, "nesterov": True}),
    ("rmsprop", {"momentum": 0.9, "centered": True}),
    ("adam", {"amsgrad": True}),
]


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_numpy_takes_the_steps_of_torch_and_keeps_the_state_under_the_same_names(name, options):
    optimizer = OPTIMIZERS[name](**options)
    assert optimizer.initial_state(NUMPY, start().numpy()).keys() == optimizer.initial_state(TORCH, start()).keys()
    found, expected = (ours(optimizer, rates(0.01), 0.01, xp) for xp in (NUMPY, TORCH))
    torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_goes_on_bitwise_from_a_saved_state(name, options, dtype):
    optimizer = OPTIMIZERS[name](**options)
    whole = start(1003).to(dtype)
    state = optimizer.initial_state(TORCH, whole)

    def run(parameters, state, steps):
        for step in steps:
            optimizer.update(TORCH, parameters, pull(parameters), state, learning_rate=0.01, step=step, weight_decay=0.01)

    run(whole, state, range(1, 8))
    resumed, saved = whole.clone(), {key: tensor.clone() for key, tensor in state.items()}
    run(whole, state, range(8, 15))
    run(resumed, saved, range(8, 15))
    assert torch.equal(whole, resumed)
    assert state.keys() == saved.keys()
    assert all(torch.equal(state[key], saved[key]) for key in state)


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_a_stack_takes_the_steps_of_its_rows_and_leaves_gradients_alone(name, options):
    optimizer = OPTIMIZERS[name](**options)
    stack = start(3 * 11).view(3, 11)
    rows = [row.clone() for row in stack]
    state, states = optimizer.initial_state(TORCH, stack), [optimizer.initial_state(TORCH, row) for row in rows]
    assert all(tensor.shape in (stack.shape[:1], stack.shape) for tensor in state.values())
    for step in range(1, 6):
        gradients = pull(stack)
        kept = gradients.clone()
        optimizer.update(TORCH, stack, gradients, state, learning_rate=0.01, step=step, weight_decay=0.1)
        assert torch.equal(gradients, kept)
        for row, row_state in zip(rows, states, strict=True):
            optimizer.update(TORCH, row, pull(row), row_state, learning_rate=0.01, step=step, weight_decay=0.1)
    torch.testing.assert_close(stack, torch.stack(rows))


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_descends_a_bowl_at_its_default_rate(name, options):
    optimizer = OPTIMIZERS[name](**options)
    parameters = torch.tensor([1.0, -1.0])
    state = optimizer.initial_state(TORCH, parameters)
    for step in range(1, 201):
        gradients = 2 * parameters
        optimizer.update(
            TORCH, parameters, gradients, state, learning_rate=optimizer.default_learning_rate, step=step, weight_decay=0.0
        )
    assert 0 <= parameters.square().sum() < 1.99


def test_centered_rmsprop_stays_finite_where_the_gradient_never_changes():
    """Then s − m² is zero but for rounding, and the root of a negative number would spoil the weights."""
    optimizer = OPTIMIZERS["rmsprop"](centered=True, smoothing=0.5)
    parameters = torch.zeros(1000)
    gradients = torch.rand(1000, generator=torch.Generator().manual_seed(0))
    state = optimizer.initial_state(TORCH, parameters)
    for step in range(1, 200):
        optimizer.update(TORCH, parameters, gradients, state, learning_rate=1e-9, step=step, weight_decay=0.0)
    assert parameters.isfinite().all()


def test_published_defaults():
    expected = {
        "sgd": (0.01, 0.0),
        "momentum": (0.01, 0.0),
        "nesterov": (0.01, 0.0),
        "adagrad": (0.01, 0.0),
        "rmsprop": (1e-3, 0.0),
        "adadelta": (1.0, 0.0),
        "adam": (1e-3, 0.0),
        "nadam": (2e-3, 0.0),
        "adamax": (2e-3, 0.0),
        "adamw": (1e-3, 0.01),
        "radam": (1e-3, 0.0),
        "rprop": (0.01, 0.0),
        "lion": (1e-4, 0.0),
    }
    found = {name: (OPTIMIZERS[name].default_learning_rate, OPTIMIZERS[name].default_weight_decay) for name in OPTIMIZERS}
    assert found == expected
    assert {name for name in OPTIMIZERS if OPTIMIZERS[name].decoupled} == {"adamw", "lion"}


def test_options_that_cannot_act_together_are_named():
    assert OPTIMIZERS["sgd"](nesterov=True).problems() == [
        ("nesterov", "'nesterov' does nothing without momentum; write 'momentum: 0.9' beside it, or leave it out")
    ]
    assert OPTIMIZERS["rprop"](minimum_step=2.0, maximum_step=1.0).problems() == [("minimum_step", "2 is above maximum_step, 1")]
    assert all(OPTIMIZERS[name](**options).problems() == [] for name, options in VARIANTS)


def test_no_update_imports_the_slow_part_of_torch():
    """`torch._dynamo` costs most of a second; making an object of `torch.optim` would import it."""
    script = """
import sys
from dltrain.optimizers import OPTIMIZERS
from dltrain.arrays import NUMPY, Arrays, torch_arrays
assert "torch" not in sys.modules
TORCH = torch_arrays()
import torch
for name in OPTIMIZERS:
    optimizer, parameters = OPTIMIZERS[name](), torch.ones(3)
    state = optimizer.initial_state(TORCH, parameters)
    optimizer.update(TORCH, parameters, torch.ones(3), state, learning_rate=0.1, step=1, weight_decay=0.1)
assert "torch._dynamo" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_every_entry_has_formula_source_and_help(name):
    cls = OPTIMIZERS[name]
    assert "←" in cls.__doc__
    assert re.search(r"\((19|20)\d\d\)", cls.__doc__)
    assert all(field.metadata["limits"].help for field in dataclasses.fields(cls))
