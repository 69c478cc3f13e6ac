"""The losses against PyTorch's own, scikit-learn's and numbers worked out by hand; in float64."""

from __future__ import annotations

import dataclasses
import math
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, hinge_loss, mean_poisson_deviance
from torch.nn import functional

from dltrain.arrays import NUMPY, torch_arrays
from dltrain.errors import InputError
from dltrain.losses import LOSSES, Loss, columns, default_loss, form_of, smooth
from dltrain.tasks import Task

TASKS = (Task.BINARY, Task.MULTICLASS, Task.MULTILABEL, Task.REGRESSION, Task.GENERATION)
ERROR_LOSSES = ("mean_squared_error", "root_mean_squared_error", "mean_absolute_error", "huber", "log_cosh")
COUNTS = ("poisson", "negative_binomial")
ROWS, COLUMNS = 7, 4
TORCH = torch_arrays()


class Written(torch.autograd.Function):
    """The loss of each row with the gradient that its class writes out, for PyTorch to compare."""

    @staticmethod
    def forward(context, outputs, targets, loss, form):
        losses, gradients = loss.values_and_gradients(TORCH, outputs, columns(TORCH, targets, outputs, form), form)
        context.save_for_backward(gradients)
        return losses

    @staticmethod
    def backward(context, above):
        return above[..., None] * context.saved_tensors[0], None, None, None


class Finished(torch.autograd.Function):
    """The loss of a set from the mean of its rows'."""

    @staticmethod
    def forward(context, mean, loss):
        finished, slope = loss.finish(TORCH, mean)
        context.save_for_backward(slope)
        return finished

    @staticmethod
    def backward(context, above):
        return above * context.saved_tensors[0], None


def values(loss: Loss, outputs: torch.Tensor, targets: torch.Tensor, form: str) -> torch.Tensor:
    """The loss of each row, which can be differentiated."""
    return Written.apply(outputs, targets, loss, form)  # type: ignore[no-any-return]


def of_set(loss: Loss, mean: torch.Tensor) -> torch.Tensor:
    """The loss of a set from the mean of its rows'."""
    return mean if loss.is_mean else Finished.apply(mean, loss)


def tensor(*values: object) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


def random_case(form: str, soft: bool = False, scale: float = 3.0) -> tuple[torch.Tensor, torch.Tensor]:
    """Scores and targets of the form, the same ones at every call."""
    generator = torch.Generator().manual_seed(1)
    columns = 1 if form == Task.BINARY else COLUMNS
    scores = scale * torch.randn(ROWS, columns, dtype=torch.float64, generator=generator)
    if form == Task.REGRESSION:
        return scores, torch.randn(ROWS, columns, dtype=torch.float64, generator=generator)
    if form == Task.MULTICLASS:
        rows = torch.randn(ROWS, columns, dtype=torch.float64, generator=generator).softmax(-1)
        return scores, rows if soft else rows.argmax(-1)
    probabilities = torch.rand(ROWS, columns, dtype=torch.float64, generator=generator)
    return scores, probabilities if soft else probabilities.round()


def predictions(scores: torch.Tensor, form: str) -> torch.Tensor:
    return scores if form == Task.REGRESSION else scores.softmax(-1) if form == Task.MULTICLASS else scores.sigmoid()


def outputs_for(loss: Loss, scores: torch.Tensor, form: str) -> torch.Tensor:
    return scores if loss.on_scores else predictions(scores, form)


def forms_of(loss: Loss) -> list[str]:
    return sorted({form_of(task, loss) for task in loss.tasks})


EVERY_CASE = [(name, form, soft) for name in LOSSES for form in forms_of(LOSSES[name]()) for soft in (False, True)]
every_case = pytest.mark.parametrize(
    ("name", "form", "soft"), [case for case in EVERY_CASE if not (case[1] == Task.REGRESSION and case[2])]
)


# The table


def test_the_table_holds_the_losses_of_the_textbooks_in_order() -> None:
    assert list(LOSSES) == [
        *ERROR_LOSSES, "quantile", "poisson", "negative_binomial", "binary_cross_entropy", "cross_entropy", "hinge",
        "squared_hinge", "perceptron", "focal", "kl_divergence", "least_squares", "wasserstein",
    ]  # fmt: skip


@pytest.mark.parametrize("name", list(LOSSES))
def test_every_entry_names_its_source_and_explains_its_options(name: str) -> None:
    cls = LOSSES[name]
    assert cls.__doc__
    assert any(str(year) in cls.__doc__ for year in range(1750, 2030))
    assert cls.tasks <= {*TASKS, Task.RECONSTRUCTION, Task.LANGUAGE_MODELING, Task.CONTROL, Task.CLUSTERING}
    assert all(field.metadata["limits"].help for field in dataclasses.fields(cls))


def test_the_tables_are_read_without_importing_torch() -> None:
    code = "import sys, dltrain.losses, dltrain.metrics; print({'torch', 'scipy', 'sklearn', 'polars'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"


@every_case
def test_values_are_one_a_row_in_the_dtype_of_the_outputs(name: str, form: str, soft: bool) -> None:
    loss = LOSSES[name]()
    scores, targets = random_case(form, soft)
    exact = values(loss, outputs_for(loss, scores, form), targets, form)
    assert exact.shape == (ROWS,)
    assert exact.dtype == torch.float64
    single = values(loss, outputs_for(loss, scores, form).float(), targets, form)
    assert single.dtype == torch.float32
    torch.testing.assert_close(single.double(), exact, rtol=1e-4, atol=1e-5)


@every_case
def test_a_stack_of_members_is_each_member_on_its_own(name: str, form: str, soft: bool) -> None:
    loss = LOSSES[name]()
    scores, targets = random_case(form, soft)
    first, second = outputs_for(loss, scores, form), outputs_for(loss, scores / 2, form)
    stacked = values(loss, torch.stack([first, second]), torch.stack([targets, targets]), form)
    torch.testing.assert_close(stacked, torch.stack([values(loss, each, targets, form) for each in (first, second)]))


@every_case
def test_gradients_are_those_of_finite_differences(name: str, form: str, soft: bool) -> None:
    loss = LOSSES[name]()
    scores, targets = random_case(form, soft)

    def of_scores(scores: torch.Tensor) -> torch.Tensor:
        return of_set(loss, values(loss, outputs_for(loss, scores, form), targets, form).mean())

    assert torch.autograd.gradcheck(of_scores, scores.requires_grad_())


@every_case
def test_numpy_has_the_values_and_gradients_of_torch(name: str, form: str, soft: bool) -> None:
    loss = LOSSES[name]()
    scores, targets = random_case(form, soft)
    outputs = outputs_for(loss, scores, form)
    found = loss.values_and_gradients(NUMPY, outputs.numpy(), columns(NUMPY, targets.numpy(), outputs.numpy(), form), form)
    expected = loss.values_and_gradients(TORCH, outputs, columns(TORCH, targets, outputs, form), form)
    for array, tensor_ in zip(found, expected, strict=True):
        assert array.dtype == np.float64
        np.testing.assert_allclose(array, tensor_.numpy(), rtol=1e-9, atol=1e-12)
    single = outputs.float().numpy()
    kept = loss.values_and_gradients(NUMPY, single, columns(NUMPY, targets.numpy(), single, form), form)
    assert [array.dtype for array in kept] == [np.float32, np.float32]


@every_case
def test_extreme_scores_have_finite_values_and_gradients(name: str, form: str, soft: bool) -> None:
    loss = LOSSES[name]()
    scores, targets = random_case(form, soft, scale=40.0 if name in COUNTS else 1e4)
    scores.requires_grad_()
    value = of_set(loss, values(loss, outputs_for(loss, scores, form), targets, form).mean())
    value.backward()
    assert value.isfinite()
    assert scores.grad is not None
    assert scores.grad.isfinite().all()


# Which loss, in which form


@pytest.mark.parametrize(
    ("task", "name"),
    [
        (Task.BINARY, "binary_cross_entropy"),
        (Task.MULTICLASS, "cross_entropy"),
        (Task.MULTILABEL, "binary_cross_entropy"),
        (Task.REGRESSION, "mean_squared_error"),
        (Task.RECONSTRUCTION, "mean_squared_error"),
        (Task.GENERATION, "binary_cross_entropy"),
    ],
)
def test_the_default_is_the_likelihood_of_the_task(task: str, name: str) -> None:
    assert LOSSES.name_of(default_loss(task)) == name


@pytest.mark.parametrize("name", list(LOSSES))
def test_two_classes_have_two_scores_with_cross_entropy_and_kl_divergence_alone(name: str) -> None:
    loss = LOSSES[name]()
    for task in loss.tasks - {Task.RECONSTRUCTION}:
        two_scores = task == Task.BINARY and name in ("cross_entropy", "kl_divergence")
        two_scores |= task == Task.LANGUAGE_MODELING  # a score for each token
        assert form_of(task, loss) == (Task.MULTICLASS if two_scores else task)


def test_a_reconstruction_is_of_values_or_where_probabilities_are_asked_for_of_labels() -> None:
    serving = {name: form_of(Task.RECONSTRUCTION, LOSSES[name]()) for name in LOSSES if Task.RECONSTRUCTION in LOSSES[name].tasks}
    errors = ("mean_squared_error", "root_mean_squared_error", "mean_absolute_error", "huber", "log_cosh")
    assert serving == dict.fromkeys(errors, Task.REGRESSION) | {"binary_cross_entropy": Task.MULTILABEL}


def test_a_loss_refuses_a_task_it_cannot_serve_and_names_those_that_can() -> None:
    with pytest.raises(InputError) as refused:
        form_of(Task.REGRESSION, LOSSES["hinge"]())
    assert str(refused.value) == (
        "'hinge' is no loss for regression targets, expected one of mean_squared_error, root_mean_squared_error, "
        "mean_absolute_error, huber, log_cosh, quantile, poisson, negative_binomial"
    )


def test_focal_refuses_alpha_where_there_are_not_two_classes() -> None:
    focal = LOSSES["focal"](alpha=0.25)
    assert focal.refusal(Task.BINARY) is None
    assert focal.refusal(Task.MULTILABEL) is None
    assert "class_weights" in (focal.refusal(Task.MULTICLASS) or "")
    assert focal.refusal(Task.REGRESSION) == (
        "'focal' is no loss for regression targets, expected one of mean_squared_error, root_mean_squared_error, "
        "mean_absolute_error, huber, log_cosh, quantile, poisson, negative_binomial"
    )


@pytest.mark.parametrize(
    ("name", "form", "activation"),
    [
        ("mean_squared_error", Task.REGRESSION, "linear"),
        ("mean_squared_error", Task.BINARY, "sigmoid"),
        ("mean_squared_error", Task.MULTICLASS, "softmax"),
        ("binary_cross_entropy", Task.MULTILABEL, "sigmoid"),
        ("cross_entropy", Task.MULTICLASS, "softmax"),
        ("hinge", Task.BINARY, "sigmoid"),
        ("hinge", Task.MULTICLASS, "softmax"),
        ("perceptron", Task.BINARY, "step"),
        ("perceptron", Task.MULTICLASS, "softmax"),
        ("poisson", Task.REGRESSION, "exponential"),
        ("negative_binomial", Task.REGRESSION, "exponential"),
    ],
)
def test_what_users_see_of_the_scores(name: str, form: str, activation: str) -> None:
    assert LOSSES[name]().output_activation(form) == activation


def test_counts_are_not_scaled() -> None:
    assert [name for name in LOSSES if not LOSSES[name].scales_target] == list(COUNTS)


def test_losses_of_errors_act_on_predictions_and_the_others_on_scores() -> None:
    assert [name for name in LOSSES if not LOSSES[name].on_scores] == [*ERROR_LOSSES, "quantile"]


# Label smoothing


def test_smoothing_moves_a_share_of_each_row_to_all_classes() -> None:
    # 0.9 · [0, 1, 0, 0] + 0.1 / 4 = [0.025, 0.925, 0.025, 0.025]
    rows = columns(TORCH, torch.tensor([1]), tensor([0, 0, 0, 0]), Task.MULTICLASS)
    torch.testing.assert_close(smooth(rows, Task.MULTICLASS, 0.1), tensor([0.025, 0.925, 0.025, 0.025]))
    torch.testing.assert_close(smooth(tensor([0, 1, 0, 0]), Task.MULTICLASS, 0.1), tensor([0.025, 0.925, 0.025, 0.025]))


@pytest.mark.parametrize("form", [Task.BINARY, Task.MULTILABEL])
def test_smoothing_a_label_is_between_its_two_classes(form: str) -> None:
    # 0.9 · 1 + 0.1 / 2 = 0.95
    torch.testing.assert_close(smooth(tensor([1.0], [0.0]), form, 0.1), tensor([0.95], [0.05]))


def test_smoothed_cross_entropy_is_pytorchs() -> None:
    scores, targets = random_case(Task.MULTICLASS)
    smoothed = smooth(columns(TORCH, targets, scores, Task.MULTICLASS), Task.MULTICLASS, 0.2)
    ours = values(LOSSES["cross_entropy"](), scores, smoothed, Task.MULTICLASS)
    torch.testing.assert_close(ours, functional.cross_entropy(scores, targets, label_smoothing=0.2, reduction="none"))


def test_numbers_are_not_smoothed() -> None:
    with pytest.raises(ValueError, match="for classes"):
        smooth(tensor([1.0]), Task.REGRESSION, 0.1)


# Losses of errors


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        # errors -0.5 and 2.5
        ("mean_squared_error", {}, (0.25 + 6.25) / 2),
        ("mean_absolute_error", {}, (0.5 + 2.5) / 2),
        ("huber", {}, (0.125 + 1 * (2.5 - 0.5)) / 2),
        ("huber", {"delta": 2.0}, (0.125 + 2 * (2.5 - 1)) / 2),
        ("log_cosh", {}, (math.log(math.cosh(0.5)) + math.log(math.cosh(2.5))) / 2),
    ],
)
def test_errors_by_hand(name: str, options: dict[str, float], expected: float) -> None:
    losses = values(LOSSES[name](**options), tensor([1.0, 2.0]), tensor([1.5, -0.5]), Task.REGRESSION)
    torch.testing.assert_close(losses, tensor(expected))


@pytest.mark.parametrize(
    ("name", "oracle"),
    [
        ("mean_squared_error", functional.mse_loss),
        ("mean_absolute_error", functional.l1_loss),
        ("huber", functional.huber_loss),
    ],
)
@pytest.mark.parametrize("form", TASKS)
def test_errors_are_pytorchs_on_predictions(name: str, oracle: object, form: str) -> None:
    scores, targets = random_case(form)
    outputs = predictions(scores, form)
    rows = functional.one_hot(targets, COLUMNS).double() if form == Task.MULTICLASS else targets
    expected = oracle(outputs, rows, reduction="none").mean(-1)
    torch.testing.assert_close(values(LOSSES[name](), outputs, targets, form), expected)


def test_squared_error_on_probabilities_is_the_brier_score() -> None:
    scores, targets = random_case(Task.BINARY)
    ours = values(LOSSES["mean_squared_error"](), scores.sigmoid(), targets, Task.BINARY).mean()
    assert ours.item() == pytest.approx(brier_score_loss(targets[:, 0].int().numpy(), scores.sigmoid()[:, 0].numpy()))


def test_the_root_is_taken_once_over_all_rows() -> None:
    loss = LOSSES["root_mean_squared_error"]()
    squares = values(loss, tensor([3.0], [0.0]), tensor([0.0], [4.0]), Task.REGRESSION)
    torch.testing.assert_close(squares, tensor(9, 16))
    assert of_set(loss, squares.mean()).item() == pytest.approx(math.sqrt(12.5))  # √((9 + 16) / 2)


def test_the_root_has_no_gradient_at_a_perfect_fit_rather_than_an_undefined_one() -> None:
    loss = LOSSES["root_mean_squared_error"]()
    outputs = tensor([1.0], [2.0]).requires_grad_()
    value = of_set(loss, values(loss, outputs, outputs.detach(), Task.REGRESSION).mean())
    value.backward()
    assert value.item() == 0
    assert outputs.grad is not None
    assert outputs.grad.tolist() == [[0], [0]]


def test_log_cosh_of_a_huge_error_is_its_size_less_ln_2() -> None:
    value = values(LOSSES["log_cosh"](), tensor([1e6]), tensor([0.0]), Task.REGRESSION)
    assert value.item() == pytest.approx(1e6 - math.log(2), abs=1e-9)


# Counts


def test_poisson_is_pytorchs_and_half_the_deviance_above_its_best() -> None:
    scores, _ = random_case(Task.REGRESSION, scale=1.0)
    counts = tensor(*[[row % 3, row, 1, 5] for row in range(ROWS)])
    ours = values(LOSSES["poisson"](), scores, counts, Task.REGRESSION)
    torch.testing.assert_close(ours, functional.poisson_nll_loss(scores, counts, reduction="none").mean(-1))
    best = (counts - torch.xlogy(counts, counts)).mean()
    deviance = mean_poisson_deviance(counts.flatten().numpy(), scores.exp().flatten().numpy())
    assert (ours.mean() - best).item() == pytest.approx(deviance / 2)


# Cross-entropies


@pytest.mark.parametrize("soft", [False, True])
@pytest.mark.parametrize("form", [Task.BINARY, Task.MULTILABEL])
def test_binary_cross_entropy_is_pytorchs(form: str, soft: bool) -> None:
    scores, targets = random_case(form, soft)
    expected = functional.binary_cross_entropy_with_logits(scores, targets, reduction="none").mean(-1)
    torch.testing.assert_close(values(LOSSES["binary_cross_entropy"](), scores, targets, form), expected)


def test_binary_cross_entropy_keeps_its_digits_where_a_row_is_surely_right() -> None:
    # ln(1 + exp(-30)) = 9.357623e-14 for either class, also in float32, where 1 + exp(-30) is 1
    scores = torch.tensor([[30.0], [-30.0]])
    losses = values(LOSSES["binary_cross_entropy"](), scores, torch.tensor([[1.0], [0.0]]), Task.BINARY)
    assert losses.tolist() == pytest.approx([math.exp(-30)] * 2, rel=1e-5)


def test_at_zero_scores_the_gradient_is_half_a_mistake() -> None:
    # σ(0) - y = 0.5 - y
    scores = torch.zeros(2, 1, dtype=torch.float64, requires_grad=True)
    values(LOSSES["binary_cross_entropy"](), scores, tensor([1.0], [0.0]), Task.BINARY).sum().backward()
    assert scores.grad is not None
    assert scores.grad.tolist() == [[-0.5], [0.5]]


@pytest.mark.parametrize("soft", [False, True])
def test_cross_entropy_is_pytorchs(soft: bool) -> None:
    scores, targets = random_case(Task.MULTICLASS, soft)
    expected = functional.cross_entropy(scores, targets, reduction="none")
    torch.testing.assert_close(values(LOSSES["cross_entropy"](), scores, targets, Task.MULTICLASS), expected)


@pytest.mark.parametrize(
    "name", ["cross_entropy", "kl_divergence", "focal", "hinge", "squared_hinge", "perceptron", *ERROR_LOSSES]
)
def test_class_indices_and_one_hot_rows_are_the_same(name: str) -> None:
    scores, targets = random_case(Task.MULTICLASS)
    loss = LOSSES[name]()
    outputs = outputs_for(loss, scores, Task.MULTICLASS)
    one_hot = functional.one_hot(targets, COLUMNS).double()
    torch.testing.assert_close(values(loss, outputs, targets, Task.MULTICLASS), values(loss, outputs, one_hot, Task.MULTICLASS))


def test_a_network_that_knows_nothing_loses_ln_of_the_number_of_classes() -> None:
    value = values(LOSSES["cross_entropy"](), torch.zeros(1, 10), torch.tensor([3]), Task.MULTICLASS)
    assert value.item() == pytest.approx(math.log(10))


def test_kl_divergence_is_pytorchs_with_nothing_for_what_never_occurs() -> None:
    scores, targets = random_case(Task.MULTICLASS, soft=True)
    targets[0] = tensor(1, 0, 0, 0)
    expected = functional.kl_div(scores.log_softmax(-1), targets, reduction="none").sum(-1)
    torch.testing.assert_close(values(LOSSES["kl_divergence"](), scores, targets, Task.MULTICLASS), expected)


def test_kl_divergence_is_zero_where_the_rows_are_met() -> None:
    scores, _ = random_case(Task.MULTICLASS)
    losses = values(LOSSES["kl_divergence"](), scores, scores.softmax(-1), Task.MULTICLASS)
    torch.testing.assert_close(losses, torch.zeros(ROWS, dtype=torch.float64))


def test_kl_divergence_of_class_indices_is_the_cross_entropy() -> None:
    case = (*random_case(Task.MULTICLASS), Task.MULTICLASS)
    torch.testing.assert_close(values(LOSSES["kl_divergence"](), *case), values(LOSSES["cross_entropy"](), *case))


# Focal


@pytest.mark.parametrize(
    ("form", "plain"),
    [(Task.BINARY, "binary_cross_entropy"), (Task.MULTILABEL, "binary_cross_entropy"), (Task.MULTICLASS, "cross_entropy")],
)
@pytest.mark.parametrize("soft", [False, True])
def test_focal_without_focus_is_the_cross_entropy(form: str, plain: str, soft: bool) -> None:
    case = (*random_case(form, soft), form)
    torch.testing.assert_close(values(LOSSES["focal"](gamma=0.0), *case), values(LOSSES[plain](), *case))


def test_focal_by_hand() -> None:
    # z = ln 9: p = 0.9. A true one: 0.25 · (1 - 0.9)² · -ln 0.9; a true zero, whose probability is 0.1: 0.75 · 0.9² · -ln 0.1
    scores = tensor([math.log(9)], [math.log(9)])
    losses = values(LOSSES["focal"](gamma=2.0, alpha=0.25), scores, tensor([1.0], [0.0]), Task.BINARY)
    torch.testing.assert_close(losses, tensor(-0.25 * 0.01 * math.log(0.9), -0.75 * 0.81 * math.log(0.1)))
    # scores ln 7, ln 2, ln 1: p = 0.7, 0.2, 0.1; true class 1: 0.8² · -ln 0.2
    several = values(LOSSES["focal"](), tensor([7.0, 2.0, 1.0]).log(), torch.tensor([1]), Task.MULTICLASS)
    torch.testing.assert_close(several, tensor(-0.64 * math.log(0.2)))


def test_focal_has_one_value_whether_two_classes_have_one_score_or_two() -> None:
    scores, targets = random_case(Task.BINARY)
    pairs = torch.cat([torch.zeros_like(scores), scores], dim=-1)
    one = values(LOSSES["focal"](), scores, targets, Task.BINARY)
    two = values(LOSSES["focal"](), pairs, targets[:, 0].long(), Task.MULTICLASS)
    torch.testing.assert_close(one, two)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("form", [Task.BINARY, Task.MULTICLASS])
def test_focal_has_a_finite_gradient_where_the_true_class_is_certain(form: str, gamma: float) -> None:
    columns = 1 if form == Task.BINARY else 3
    scores = torch.zeros(1, columns).index_fill(1, torch.tensor([0]), 200.0).requires_grad_()
    targets = torch.tensor([[1.0]]) if form == Task.BINARY else torch.tensor([0])
    values(LOSSES["focal"](gamma=gamma), scores, targets, form).sum().backward()
    assert scores.grad is not None
    torch.testing.assert_close(scores.grad, torch.zeros(1, columns))


# Margins


def test_hinge_is_scikit_learns_for_two_classes() -> None:
    scores, targets = random_case(Task.BINARY)
    ours = values(LOSSES["hinge"](), scores, targets, Task.BINARY).mean()
    assert ours.item() == pytest.approx(hinge_loss(targets[:, 0].numpy(), scores[:, 0].numpy()))


@pytest.mark.parametrize(("name", "power"), [("hinge", 1), ("squared_hinge", 2)])
def test_hinge_is_pytorchs_for_several_classes(name: str, power: int) -> None:
    scores, targets = random_case(Task.MULTICLASS, scale=0.7)
    expected = functional.multi_margin_loss(scores, targets, p=power, reduction="none")
    torch.testing.assert_close(values(LOSSES[name](), scores, targets, Task.MULTICLASS), expected)


def test_margins_by_hand() -> None:
    scores, targets = tensor([0.5], [0.5], [2.0], [-2.0]), tensor([1.0], [0.0], [1.0], [1.0])
    # 1 - 0.5; 1 + 0.5; beyond the margin; 1 + 2
    torch.testing.assert_close(values(LOSSES["hinge"](), scores, targets, Task.BINARY), tensor(0.5, 1.5, 0, 3))
    torch.testing.assert_close(values(LOSSES["squared_hinge"](), scores, targets, Task.BINARY), tensor(0.25, 2.25, 0, 9))
    torch.testing.assert_close(values(LOSSES["perceptron"](), scores, targets, Task.BINARY), tensor(0, 0.5, 0, 2))


def test_perceptron_of_several_classes_is_how_far_the_best_wrong_one_leads() -> None:
    scores = tensor([3.0, 1.0, 2.5], [3.0, 1.0, 2.5])
    torch.testing.assert_close(values(LOSSES["perceptron"](), scores, torch.tensor([0, 1]), Task.MULTICLASS), tensor(0, 2))


def test_perceptron_counts_a_row_on_the_boundary_as_a_mistake() -> None:
    scores = torch.zeros(2, 1, dtype=torch.float64, requires_grad=True)
    losses = values(LOSSES["perceptron"](), scores, tensor([1.0], [0.0]), Task.BINARY)
    losses.sum().backward()
    assert losses.tolist() == [0, 0]
    assert scores.grad is not None
    assert scores.grad.tolist() == [[-1], [1]]


def test_perceptron_of_several_classes_learns_from_a_tie() -> None:
    scores = torch.zeros(1, 3, dtype=torch.float64, requires_grad=True)
    values(LOSSES["perceptron"](), scores, torch.tensor([1]), Task.MULTICLASS).sum().backward()
    assert scores.grad is not None
    assert scores.grad.tolist() == [[0.5, -1, 0.5]]


@pytest.mark.parametrize("classes", [2, 3])
def test_perceptron_learns_from_zero_weights(classes: int) -> None:
    """Rosenblatt's rule row by row: AND for two classes, how many inputs are on for three (which a linear maximum can tell)."""
    x = tensor([0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1])
    count = x[:, :2].sum(-1)
    form = Task.BINARY if classes == 2 else Task.MULTICLASS
    targets = (count == 2).double().unsqueeze(-1) if classes == 2 else count.long()
    weights = torch.zeros(3, 1 if classes == 2 else 3, dtype=torch.float64, requires_grad=True)
    for _ in range(60):
        for row in range(4):
            value = values(LOSSES["perceptron"](), x[row : row + 1] @ weights, targets[row : row + 1], form).sum()
            (gradient,) = torch.autograd.grad(value, weights)
            with torch.no_grad():
                weights -= gradient
    scores = x @ weights
    predicted = (scores > 0).double() if classes == 2 else scores.argmax(-1)
    assert predicted.tolist() == targets.tolist()


def test_margins_take_the_nearer_class_of_soft_targets() -> None:
    scores, targets = random_case(Task.MULTICLASS, soft=True)
    for name in ("hinge", "squared_hinge", "perceptron"):
        hard = values(LOSSES[name](), scores, targets.argmax(-1), Task.MULTICLASS)
        torch.testing.assert_close(values(LOSSES[name](), scores, targets, Task.MULTICLASS), hard)


# Any scores


@given(
    name=st.sampled_from([name for name in LOSSES if Task.BINARY in LOSSES[name].tasks]),
    scores=st.lists(st.floats(-1e3, 1e3, width=32), min_size=2, max_size=5),
    data=st.data(),
)
def test_no_loss_of_classes_is_negative_or_undefined(name: str, scores: list[float], data: st.DataObject) -> None:
    loss = LOSSES[name]()
    form = data.draw(st.sampled_from([form for form in forms_of(loss) if form in (Task.BINARY, Task.MULTICLASS)]))
    z = torch.tensor([scores[:1] if form == Task.BINARY else scores])
    index = data.draw(st.integers(0, len(scores) - 1))
    targets = torch.tensor([[float(index > 0)]]) if form == Task.BINARY else torch.tensor([index])
    value = values(loss, outputs_for(loss, z, form), targets, form)
    assert value.isfinite().all()
    assert (value >= 0).all()
