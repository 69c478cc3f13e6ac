"""The loss of several targets, and its gradient, beside two losses of PyTorch's own that are added and differentiated."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from dltrain.arrays import NUMPY, torch_arrays
from dltrain.data.encoding.targets.multitask import Head, MultitaskTarget
from dltrain.data.options.targets import TARGET_KINDS, ClassKind, ValueKind
from dltrain.data.transforms.scale import Scale
from dltrain.errors import InputError
from dltrain.losses import LOSSES, Loss
from dltrain.metrics import METRICS
from dltrain.models.multitask import MultitaskLoss, heads_of, refusal
from dltrain.tasks import Task

ROWS = 6
SPECIES = Head("species", ("a", "b", "c"), counts=(3, 2, 1))
SEX = Head("sex", ("f", "m"), counts=(4, 2))
MASS = Head("mass", scale=Scale((4200.0,), (800.0,)))


def losses(*given: tuple[Head, Loss, float, object]) -> MultitaskLoss:
    """The loss of these heads: each with its own loss, weight and class weights."""
    kinds = {
        head.column: ClassKind(loss=loss, weight=weight, metrics=[METRICS["accuracy"]()], class_weights=by_class)
        if head.classes
        else ValueKind(loss=loss, weight=weight, metrics=[METRICS["r2"]()])
        for head, loss, weight, by_class in given
    }
    heads = tuple(head for head, *_ in given)
    return MultitaskLoss(heads=heads_of(MultitaskTarget(tuple(head.column for head in heads), heads), kinds))


class TwoHeads(nn.Module):
    """A trunk and a head for each target, as one writes it by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk, self.species, self.mass = nn.Linear(5, 4), nn.Linear(4, 3), nn.Linear(4, 1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        hidden = torch.relu(self.trunk(x))
        return self.species(hidden), self.mass(hidden)


def drawn(seed: int = 0) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(ROWS, 5, generator=generator)
    return x, torch.randint(3, (ROWS,), generator=generator), torch.randn(ROWS, generator=generator)


def test_the_loss_and_gradients_of_two_heads_are_those_of_two_losses_of_pytorch() -> None:
    torch.manual_seed(1)
    network, (x, species, mass) = TwoHeads(), drawn()
    first, second = network(x)
    (functional.cross_entropy(first, species) + 0.5 * functional.huber_loss(second[:, 0], mass)).backward()
    by_hand = {name: one.grad.clone() for name, one in network.named_parameters() if one.grad is not None}

    network.zero_grad()
    both = losses((SPECIES, LOSSES["cross_entropy"](), 1.0, "none"), (MASS, LOSSES["huber"](), 0.5, "none"))
    scores = torch.cat(network(x), dim=1)
    targets = torch.stack([species.float(), mass], dim=1)
    values, gradients = both.values_and_gradients(torch_arrays(), scores.detach(), targets, Task.MULTITASK)
    scores.backward(gradients / ROWS)
    whole = functional.cross_entropy(first, species) + 0.5 * functional.huber_loss(second[:, 0], mass)
    assert float(values.mean()) == pytest.approx(whole.item(), rel=1e-6)
    assert len(by_hand) == 6
    for name, one in network.named_parameters():
        torch.testing.assert_close(one.grad, by_hand[name])


def test_class_weights_are_those_of_pytorch_over_their_mean_in_the_training_rows() -> None:
    _, species, mass = drawn(3)
    scores = torch.randn(ROWS, 4, generator=torch.Generator().manual_seed(4), requires_grad=True)
    both = losses((SPECIES, LOSSES["cross_entropy"](), 2.0, {"c": 3.0}), (MASS, LOSSES["mean_squared_error"](), 1.0, "none"))
    weights = torch.tensor([1.0, 1.0, 3.0]) / ((3 * 1 + 2 * 1 + 1 * 3) / 6)
    by_row = functional.cross_entropy(scores[:, :3], species, weight=weights, reduction="none")
    whole = 2 * by_row.mean() + functional.mse_loss(scores[:, 3], mass)
    whole.backward()
    targets = torch.stack([species.float(), mass], dim=1)
    values, gradients = both.values_and_gradients(torch_arrays(), scores.detach(), targets, Task.MULTITASK)
    assert float(values.mean()) == pytest.approx(whole.item(), rel=1e-6)
    torch.testing.assert_close(gradients / ROWS, scores.grad)


def test_balanced_weights_make_every_class_count_alike() -> None:
    (species,) = losses((SPECIES, LOSSES["cross_entropy"](), 1.0, "balanced")).heads
    assert species.class_weights == pytest.approx((6 / 9, 6 / 6, 6 / 3))  # rows / (classes × rows of the class)


@pytest.mark.parametrize(
    ("head", "loss"),
    [(head, name) for head in (SPECIES, SEX, MASS) for name in LOSSES if not refusal(LOSSES[name](), head.target.task)],
    ids=lambda one: one.column if isinstance(one, Head) else one,
)
def test_every_loss_as_one_of_several_has_the_gradient_that_torch_finds(head: Head, loss: str) -> None:
    """By central differences in float64: the losses of probabilities too, which are turned into those of scores."""
    both = losses((MASS, LOSSES["mean_squared_error"](), 0.3, "none"), (head, LOSSES[loss](), 1.7, "none"))
    random = np.random.default_rng(5)
    width = both.heads[-1].stop
    scores = random.normal(size=(ROWS, width))
    own = random.integers(len(head.classes), size=ROWS) if head.classes else np.abs(random.normal(size=ROWS))
    targets = np.stack([random.normal(size=ROWS), own], axis=1)
    _, gradients = both.values_and_gradients(NUMPY, scores, targets, Task.MULTITASK)
    step = 1e-6
    for column in range(width):
        moved = [scores + sign * step * (np.arange(width) == column) for sign in (1, -1)]
        high, low = (both.values_and_gradients(NUMPY, one, targets, Task.MULTITASK)[0] for one in moved)
        assert gradients[:, column] == pytest.approx((high - low) / (2 * step), abs=1e-6)


def test_what_cannot_be_one_of_several() -> None:
    assert refusal(LOSSES["root_mean_squared_error"](), Task.REGRESSION) == (
        "'root_mean_squared_error' is no mean over rows, and is not added to others; expected one of mean_squared_error, "
        "mean_absolute_error, huber, log_cosh, quantile, poisson, negative_binomial"
    )
    with pytest.raises(InputError, match="'poisson' is no loss for binary targets"):
        losses((SEX, LOSSES["poisson"](), 1.0, "none"))


def test_the_kinds_are_named_as_a_user_names_them() -> None:
    assert list(TARGET_KINDS) == ["class", "value"]
    both = losses((SEX, LOSSES["binary_cross_entropy"](), 1.0, "none"), (MASS, LOSSES["poisson"](), 1.0, "none"))
    assert [head.words for head in both.heads] == ["sex (1 sigmoid)", "mass (1 exponential)"]
