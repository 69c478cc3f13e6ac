import dataclasses
import math
import re

import numpy as np
import pytest
import torch
from torch.nn import init

from dltrain.models.activations import ACTIVATIONS
from dltrain.models.initializers import INITIALIZERS, Initializer, automatic, fans

DENSE, CONVOLUTION = (300, 500), (64, 32, 5, 3)

# One of each, with the options that have no default.
OPTIONS = {"constant": {"value": 0.3}, "values": {"weights": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]}}
EXAMPLES: dict[str, Initializer] = {name: INITIALIZERS[name](**OPTIONS.get(name, {})) for name in INITIALIZERS}
RANDOM = [name for name in INITIALIZERS if name not in ("zeros", "ones", "constant", "values")]


def seeded(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def drawn(name: str, shape: tuple[int, ...], **options) -> torch.Tensor:
    weight = torch.full(shape, math.nan)
    INITIALIZERS[name](**options).fill(weight, seeded())
    return weight


@pytest.mark.parametrize("shape", [DENSE, CONVOLUTION])
@pytest.mark.parametrize(
    ("name", "options", "reference"),
    [
        ("normal", {}, lambda w, g: init.normal_(w, 0.0, 0.01, generator=g)),
        ("normal", {"mean": 1.0, "std": 2.0}, lambda w, g: init.normal_(w, 1.0, 2.0, generator=g)),
        ("uniform", {}, lambda w, g: init.uniform_(w, -0.05, 0.05, generator=g)),
        ("truncated_normal", {}, lambda w, g: init.trunc_normal_(w, 0.0, 0.01, -0.02, 0.02, generator=g)),
        ("xavier_normal", {}, lambda w, g: init.xavier_normal_(w, generator=g)),
        ("xavier_uniform", {}, lambda w, g: init.xavier_uniform_(w, generator=g)),
        ("he_normal", {}, lambda w, g: init.kaiming_normal_(w, nonlinearity="relu", generator=g)),
        ("he_uniform", {}, lambda w, g: init.kaiming_uniform_(w, nonlinearity="relu", generator=g)),
        ("lecun_normal", {}, lambda w, g: init.kaiming_normal_(w, nonlinearity="linear", generator=g)),
        ("lecun_uniform", {}, lambda w, g: init.kaiming_uniform_(w, nonlinearity="linear", generator=g)),
        ("orthogonal", {"gain": 2.0}, lambda w, g: init.orthogonal_(w, 2.0, generator=g)),
    ],
)
def test_distributed_as_torchs(name, options, reference, shape):
    expected = reference(torch.empty(shape), torch.Generator().manual_seed(1)).flatten()
    shares = torch.tensor([0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99])
    # Quantiles of 100,000 numbers are known to a few hundredths of their deviation.
    found = drawn(name, shape, **options).flatten().quantile(shares)
    torch.testing.assert_close(found, expected.quantile(shares), rtol=0, atol=0.15 * expected.std().item())


# std of the weights by the formulas, with the fans of a dense layer counted by hand
@pytest.mark.parametrize(
    ("name", "std"),
    [
        ("normal", 0.01),
        ("uniform", 0.1 / math.sqrt(12)),
        ("truncated_normal", 0.01 * 0.8796),  # of a normal cut at two deviations: √(1 − 4φ(2) / (2Φ(2) − 1))
        ("xavier_normal", math.sqrt(2 / 800)),
        ("xavier_uniform", math.sqrt(2 / 800)),
        ("he_normal", math.sqrt(2 / 500)),
        ("he_uniform", math.sqrt(2 / 500)),
        ("lecun_normal", math.sqrt(1 / 500)),
        ("lecun_uniform", math.sqrt(1 / 500)),
        ("orthogonal", math.sqrt(1 / 500)),
    ],
)
def test_mean_and_spread_of_a_large_draw(name, std):
    weight = drawn(name, DENSE)  # 150,000 numbers: the std is known to 0.2 %, the mean to std / 387
    assert weight.std().item() == pytest.approx(std, rel=0.01)
    assert abs(weight.mean().item()) < 4 * std / 387


@pytest.mark.parametrize(
    ("name", "bound"),
    [
        ("uniform", 0.05),
        ("truncated_normal", 0.02),
        ("xavier_uniform", math.sqrt(6 / 800)),
        ("he_uniform", math.sqrt(6 / 500)),
        ("lecun_uniform", math.sqrt(3 / 500)),
    ],
)
def test_bounds(name, bound):
    weight = drawn(name, DENSE)
    assert weight.abs().max().item() == pytest.approx(bound, rel=0.01)
    assert weight.abs().max().item() <= bound * (1 + 1e-6)


def test_fans():
    assert fans((3, 2)) == (2, 3)
    assert fans((64, 32, 5, 3)) == (32 * 15, 64 * 15)


@pytest.mark.parametrize("shape", [(20, 50), (50, 20), (16, 3, 3, 3)])
def test_orthogonal_rows_or_columns(shape):
    flat = drawn("orthogonal", shape, gain=3.0).flatten(1)
    gram = flat @ flat.T if flat.shape[0] <= flat.shape[1] else flat.T @ flat
    torch.testing.assert_close(gram, 9 * torch.eye(len(gram)), rtol=0, atol=1e-4)


def test_constants():
    assert drawn("zeros", (2, 3)).tolist() == [[0, 0, 0]] * 2
    assert drawn("ones", (2, 3)).tolist() == [[1, 1, 1]] * 2
    assert drawn("constant", (2, 3), value=0.5).tolist() == [[0.5] * 3] * 2


@pytest.mark.parametrize("name", RANDOM)
def test_weights_are_a_function_of_the_generator_alone(name):
    torch.manual_seed(1)
    first = drawn(name, (30, 20))
    torch.manual_seed(2)
    assert torch.equal(first, drawn(name, (30, 20)))
    other = torch.empty(30, 20)
    EXAMPLES[name].fill(other, seeded(1))
    assert not torch.equal(first, other)


@pytest.mark.parametrize("name", list(INITIALIZERS))
def test_parameters_that_are_trained_can_be_filled(name):
    layer = torch.nn.Linear(2, 3)
    EXAMPLES[name].fill(layer.weight, seeded())
    EXAMPLES[name].fill_bias(layer.bias)
    assert layer.weight.requires_grad
    assert layer.weight.isfinite().all()
    assert layer.bias.tolist() == [0, 0, 0]


def test_xor_from_or_and_nand_by_hand():
    """Minsky & Papert (1969): XOR is OR and NAND; three threshold units do it."""
    hidden, output = torch.nn.Linear(2, 2), torch.nn.Linear(2, 1)
    for layer, values in (
        (hidden, INITIALIZERS["values"](weights=[[1.0, 1.0], [-1.0, -1.0]], bias=[-0.5, 1.5])),
        (output, INITIALIZERS["values"](weights=[[1.0, 1.0]], bias=[-1.5])),
    ):
        assert values.problems() == []
        assert values.problem(layer.weight.shape) is None
        values.fill(layer.weight, seeded())
        values.fill_bias(layer.bias)
    step = ACTIVATIONS["step"]().build(2)
    rows = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    assert step(output(step(hidden(rows)))).flatten().tolist() == [0, 1, 1, 0]


def test_values_of_a_kernel_are_one_row_a_channel():
    values = INITIALIZERS["values"](weights=[[1.0, 2.0, 3.0, 4.0]])
    weight = torch.empty(1, 1, 2, 2)
    assert values.problem(weight.shape) is None
    values.fill(weight, seeded())
    assert weight.tolist() == [[[[1, 2], [3, 4]]]]


@pytest.mark.parametrize(
    ("weights", "shape", "message"),
    [
        ([[1, 2, 3], [4, 5, 6]], (2, 2), "weights are 2 × 3 (units × inputs); this layer has 2 units with 2 inputs"),
        ([[1, 2]], (1, 1), "weights are 1 × 2 (units × inputs); this layer has 1 unit with 1 input"),
        (
            [[1, 2, 3], [4, 5, 6]],
            (3, 2),
            "weights are 2 × 3 (units × inputs); this layer has 3 units with 2 inputs; write one row a unit, not one an input",
        ),
    ],
)
def test_values_that_do_not_fit_the_layer(weights, shape, message):
    assert INITIALIZERS["values"](weights=weights).problem(shape) == message


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"weights": []}, ("weights", "there are no numbers; expected one row a unit, such as [[1, 1], [1, 1]]")),
        ({"weights": [[]]}, ("weights", "there are no numbers; expected one row a unit, such as [[1, 1], [1, 1]]")),
        (
            {"weights": [[1, 2], [3]]},
            ("weights", "row 2 has 1 number and row 1 has 2; every row needs one number an input"),
        ),
        ({"weights": [[1, 2]], "bias": [1, 2]}, ("bias", "there are 2 numbers for 1 row of weights; expected one a unit")),
    ],
)
def test_values_that_fit_no_layer(options, problem):
    assert INITIALIZERS["values"](**options).problems() == [problem]


def test_uniform_bounds_in_the_wrong_order():
    assert INITIALIZERS["uniform"](low=0.1).problems() == [("low", "0.1 is not below high, 0.05")]
    assert EXAMPLES["uniform"].problems() == []


RELU, TANH = ACTIVATIONS["relu"](), ACTIVATIONS["tanh"]()


def orthogonal(gain: float = 1.0) -> Initializer:
    return INITIALIZERS["orthogonal"](gain=gain)


# √2 · left^(1 / depth), where left is 2^(-depth / 2), but at most 1/4 and at least 1/32
@pytest.mark.parametrize(
    ("depth", "gain"), [(1, 0.3536), (2, 0.7071), (3, 0.8909), (4, 1.0), (7, 1.0), (10, 1.0), (20, 1.1892), (30, 1.2599)]
)
def test_the_automatic_gain_of_rectified_layers(depth, gain):
    assert automatic(RELU, depth) == orthogonal(gain)


def test_what_is_not_rectified_keeps_its_size_and_what_is_normalized_need_not():
    assert automatic(TANH, 30) == orthogonal()
    assert automatic(RELU, 0) == automatic(TANH, 0) == orthogonal(0.5)


def test_the_signal_behind_thirty_rectified_layers_is_still_there():
    """1/32 of what entered, and as much of the gradient comes back; with gain 1 it would be 3e-5."""
    x = torch.randn(500, 64, generator=torch.Generator().manual_seed(0), requires_grad=True)
    signal, random = x, seeded()
    for _ in range(30):
        weight = torch.empty(64, 64)
        automatic(RELU, 30).fill(weight, random)
        signal = (signal @ weight.T).relu()
    assert 0.5 < signal.square().mean().sqrt().item() * 32 < 2
    signal.backward(torch.randn(500, 64, generator=torch.Generator().manual_seed(1)))
    assert 0.5 < x.grad.square().mean().sqrt().item() * 32 < 2


@pytest.mark.parametrize("name", list(INITIALIZERS))
def test_every_entry_has_formula_source_and_help(name):
    cls = INITIALIZERS[name]
    assert re.match(r"(w|W|WWᵀ) [=~] ", cls.__doc__)
    assert re.search(r"\((19|20)\d\d\)", cls.__doc__)
    assert all(field.metadata["limits"].help for field in dataclasses.fields(cls))
