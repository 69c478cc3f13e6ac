"""Mixup and cutmix on numbers that can be followed by hand."""

import dataclasses

import numpy as np
import pytest
import torch

from dltrain.arrays import torch_arrays
from dltrain.losses import LOSSES
from dltrain.models.activations import ACTIVATIONS
from dltrain.tasks import Task
from dltrain.training.minibatches.mixing import Mixing, Mixture
from dltrain.training.minibatches.rows import Mixed, Rows
from dltrain.training.objective import Objective
from tests.training.test_shares import PLAIN, assert_same_bits, engine_of, never, trained

ROWS = Rows(torch_arrays(), (torch.tensor([[1.0], [2.0], [4.0], [8.0]]),), torch.tensor([0, 1, 2, 0]), None, 4)
BLENDED = Mixture(np.array([3, 0, 2, 1]), np.array([0.75, 0.5, 0.75, 1.0], np.float32))


def test_mixup_takes_a_share_of_each_row_and_the_rest_of_its_partner():
    """0.75 · 1 + 0.25 · 8 = 2.75; 0.5 · 2 + 0.5 · 1 = 1.5; 4 with itself; 1 · 8 + 0 · 2 = 8."""
    mixed = BLENDED.of(ROWS, 0, 4)
    assert mixed.inputs[0][:, 0].tolist() == [2.75, 1.5, 4.0, 8.0]
    assert mixed.targets.tolist() == [0, 1, 2, 0]
    assert mixed.mixed.targets.tolist() == [0, 0, 2, 1]
    assert mixed.mixed.shares.tolist() == [0.75, 0.5, 0.75, 1.0]
    assert ROWS.inputs[0][:, 0].tolist() == [1, 2, 4, 8]


def test_a_share_of_the_batch_has_the_rows_of_the_whole():
    whole, part = BLENDED.of(ROWS, 0, 4), BLENDED.of(ROWS, 1, 3)
    assert torch.equal(part.inputs[0], whole.inputs[0][1:3])
    assert torch.equal(part.mixed.targets, whole.mixed.targets[1:3])
    assert torch.equal(part.mixed.shares, whole.mixed.shares[1:3])


def test_cutmix_pastes_a_window():
    """Of the first picture, 4 × 4, two rows of two: three quarters are its own. The second is as it was."""
    pictures = torch.arange(2.0).reshape(2, 1, 1, 1).expand(2, 3, 4, 4).clone()
    rows = Rows(torch_arrays(), (pictures,), torch.tensor([0, 1]), None, 2)
    windows = np.array([[[0, 0], [2, 0]], [[1, 0], [3, 0]]])
    mixed = Mixture(np.array([1, 0]), np.ones(2, np.float32), windows, (4, 4)).of(rows, 0, 2)
    window = torch.zeros(4, 4)
    window[0:2, 1:3] = 1
    assert torch.equal(mixed.inputs[0][0], window.expand(3, 4, 4))
    assert torch.equal(mixed.inputs[0][1], pictures[1])
    assert mixed.mixed.shares.tolist() == [0.75, 1.0]


def test_windows_lie_within_the_picture_and_have_the_share_that_is_drawn():
    """Of a window of area (1 - λ) H W no more than that is left, and all of it where its centre is not near a border."""
    drawn = Mixing(cutmix=1.0).draw(0, 1, 1, 500, (60, 100))
    (top, bottom), (left, right) = drawn.windows
    assert ((top >= 0) & (top <= bottom) & (bottom <= 60)).all()
    assert ((left >= 0) & (left <= right) & (right <= 100)).all()
    inside = (top > 0) & (bottom < 60) & (left > 0) & (right < 100)
    np.testing.assert_allclose((bottom - top)[inside] / 60, (right - left)[inside] / 100, atol=1 / 60)
    np.testing.assert_allclose(drawn.shares, 1 - (bottom - top) * (right - left) / 6000, rtol=1e-6)


def test_what_is_drawn_follows_from_seed_epoch_and_batch():
    one, again = (Mixing(mixup=0.2).draw(3, 2, 5, 16, ()) for _ in range(2))
    assert one.kept.tolist() == again.kept.tolist()
    assert one.partners.tolist() == again.partners.tolist()
    assert sorted(one.partners) == list(range(16))
    for other in ((4, 2, 5), (3, 3, 5), (3, 2, 6)):
        assert Mixing(mixup=0.2).draw(*other, 16, ()).kept.tolist() != one.kept.tolist()


def test_the_shares_are_those_of_beta():
    """Of Beta(α, α) the mean is 1/2 and the variance 1 / (4 (2 α + 1))."""
    kept = Mixing(mixup=0.5).draw(0, 1, 1, 5000, ()).kept
    assert np.mean(kept) == pytest.approx(0.5, abs=0.02)
    assert np.var(kept) == pytest.approx(1 / 8, abs=0.005)


def test_a_row_has_one_of_both_by_lot():
    drawn = Mixing(0.2, 1.0).draw(0, 1, 1, 1000, (80, 80))
    blended, cut = drawn.kept < 1, drawn.windows.any((0, 1))
    assert not (blended & cut).any()
    assert np.mean(cut) == pytest.approx(0.5, abs=0.05)
    assert np.mean(blended) == pytest.approx(0.5, abs=0.05)


def objective_of(loss, form, smoothing=0.0):
    output = "linear" if form.is_regression else "softmax"
    return Objective(torch_arrays(), loss, form, 3, ACTIVATIONS[output](), smoothing)


def drawn_rows(form, weighted):
    random = np.random.default_rng(0)
    targets = random.integers(3, size=5) if form.is_multiclass else random.normal(size=(5, 3)).astype(np.float32)
    weights = random.uniform(0.2, 2, 5).astype(np.float32) if weighted else None
    xp = torch_arrays()
    scores = torch.from_numpy(random.normal(size=(5, 3)).astype(np.float32))
    return scores, Rows(xp, (), xp.from_numpy(targets), None if weights is None else xp.from_numpy(weights), 5)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("loss", ["cross_entropy", "focal", "hinge", "mean_squared_error", "kl_divergence"])
def test_the_loss_of_classes_is_mixed(loss, weighted):
    """λ L(y) + (1 - λ) L(y') with each row's own weight, whatever the loss."""
    objective = objective_of(LOSSES[loss](), Task.MULTICLASS, 0.1 if loss == "cross_entropy" else 0.0)
    scores, rows = drawn_rows(Task.MULTICLASS, weighted)
    order = torch.tensor([4, 0, 1, 3, 2])
    others = (rows.targets[order], None if rows.weights is None else rows.weights[order])
    mixed = dataclasses.replace(rows, mixed=Mixed(torch.full((5,), 0.7), *others))
    outputs = objective.outputs(scores)
    (own, gradient), (other, others_gradient) = (
        objective.part(outputs, *pair) for pair in ((rows.targets, rows.weights), others)
    )
    loss_of_batch, gradient_of_batch = objective.part_of(outputs, mixed, 5)
    torch.testing.assert_close(loss_of_batch, 0.7 * own + 0.3 * other)
    torch.testing.assert_close(gradient_of_batch, 0.7 * gradient + 0.3 * others_gradient)


def test_cross_entropy_of_mixed_classes_by_hand():
    """Scores (0, 0) have the probabilities 1/2, so -ln(1/2) whatever the share; scores (ln 3, 0) have 3/4 and 1/4:
    -0.7 ln(3/4) - 0.3 ln(1/4). The gradients are p - (0.7, 0.3), over two rows."""
    scores = torch.tensor([[0.0, 0.0], [np.log(3), 0.0]], dtype=torch.float32)
    rows = Rows(torch_arrays(), (), torch.tensor([0, 0]), None, 2)
    rows = dataclasses.replace(rows, mixed=Mixed(torch.tensor([0.7, 0.7]), torch.tensor([1, 1]), None))
    loss, gradient = objective_of(LOSSES["cross_entropy"](), Task.MULTICLASS).part_of(scores, rows, 2)
    assert float(loss) == pytest.approx((np.log(2) - 0.7 * np.log(0.75) - 0.3 * np.log(0.25)) / 2)
    np.testing.assert_allclose(gradient, np.array([[-0.2, 0.2], [0.05, -0.05]]) / 2, atol=1e-6)


def test_values_are_mixed_as_their_rows_are():
    """Targets 1 and 5, λ 0.75: 2 of weight 0.75 · 2 + 0.25 · 4 = 2.5. A prediction of 3 has the error 1: a loss of 2.5 and a
    gradient of 2 · 2.5."""
    rows = Rows(torch_arrays(), (), torch.tensor([[1.0]]), torch.tensor([2.0]), 1)
    rows = dataclasses.replace(rows, mixed=Mixed(torch.tensor([0.75]), torch.tensor([[5.0]]), torch.tensor([4.0])))
    loss, gradient = objective_of(LOSSES["mean_squared_error"](), Task.REGRESSION).part_of(torch.tensor([[3.0]]), rows, 1)
    assert float(loss) == 2.5
    assert float(gradient) == 5.0


MIXED = dataclasses.replace(PLAIN, mixing=Mixing(mixup=0.4))


def test_the_bits_are_the_same_on_any_number_of_threads():
    alone = trained("autograd", 2, 1, MIXED)
    assert alone[0] != trained("autograd", 2, 1, PLAIN)[0]
    assert_same_bits(alone, trained("autograd", 2, 2, MIXED))


def test_an_epoch_that_was_paused_ends_in_the_same_bits():
    expected = trained("autograd", 1, 1, MIXED, epochs=1)
    paused, _ = engine_of("autograd", 1, 1, MIXED)
    answers = iter([False, False, True])
    assert paused.epoch(1, lambda step: 0.01, lambda: next(answers)) is None
    other, rows = engine_of("autograd", 1, 1, MIXED)
    other.restore(paused.snapshot(), paused.step, dict(paused.partial))
    losses = [other.epoch(1, lambda step: 0.01, never)["train_loss"]]
    assert_same_bits(expected, (losses, rows.xp.to_numpy(other.scores(rows)), dict(other.snapshot())))
