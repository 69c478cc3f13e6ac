"""Losses of a quantile and of counts that spread, against scikit-learn and SciPy."""

import numpy as np
import pytest
from scipy.special import gammaln
from scipy.stats import nbinom
from sklearn.metrics import mean_pinball_loss

from dltrain.arrays import NUMPY
from dltrain.losses import LOSSES
from dltrain.tasks import Task


def of_rows(loss, outputs, targets):
    return loss.values_and_gradients(NUMPY, outputs, targets, Task.REGRESSION)


def test_a_quantile_by_hand():
    predictions, targets = np.array([[3.0], [1.0], [2.0]]), np.array([[1.0], [3.0], [2.0]])
    # 2 too high: (1 - 0.9) · 2; 2 too low: 0.9 · 2; right
    losses, gradients = of_rows(LOSSES["quantile"](quantile=0.9), predictions, targets)
    np.testing.assert_allclose(losses, [0.2, 1.8, 0.0], atol=1e-15)
    np.testing.assert_allclose(gradients, [[0.1], [-0.9], [0.0]], atol=1e-15)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.8])
def test_a_quantile_is_scikit_learns_pinball_loss(share):
    random = np.random.default_rng(0)
    predictions, targets = random.normal(size=(50, 3)), random.normal(size=(50, 3))
    losses, _ = of_rows(LOSSES["quantile"](quantile=share), predictions, targets)
    assert losses.mean() == pytest.approx(mean_pinball_loss(targets, predictions, alpha=share), rel=1e-12)


def test_the_least_loss_lies_at_the_quantile():
    targets = np.random.default_rng(1).exponential(size=(999, 1))
    guesses = np.linspace(0, 4, 401)
    losses = [of_rows(LOSSES["quantile"](quantile=0.9), np.full_like(targets, guess), targets)[0].mean() for guess in guesses]
    assert guesses[np.argmin(losses)] == pytest.approx(np.quantile(targets, 0.9), abs=0.02)


@pytest.mark.parametrize("dispersion", [0.1, 1.0, 3.0])
def test_negative_binomial_is_scipys_but_for_what_does_not_depend_on_the_mean(dispersion):
    counts = np.array([[0.0], [1.0], [4.0], [30.0]])
    scores = np.array([[-2.0], [0.3], [1.0], [3.5]])
    losses, _ = of_rows(LOSSES["negative_binomial"](dispersion=dispersion), scores, counts)
    mean, size, y = np.exp(scores), 1 / dispersion, counts[:, 0]
    logs = nbinom.logpmf(counts, size, size / (size + mean))[:, 0]
    left_out = gammaln(y + size) - gammaln(size) - gammaln(y + 1) + y * np.log(dispersion)
    np.testing.assert_allclose(losses, left_out - logs, rtol=1e-10, atol=1e-12)


def test_without_dispersion_it_is_poisson():
    counts, scores = np.array([[0.0], [2.0], [9.0]]), np.array([[0.5], [1.0], [2.0]])
    near, exact = LOSSES["negative_binomial"](dispersion=1e-6), LOSSES["poisson"]()
    for found, expected in zip(of_rows(near, scores, counts), of_rows(exact, scores, counts), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_its_least_is_that_of_the_counts_themselves():
    counts = np.array([[1.0], [2.0], [9.0]])
    loss = LOSSES["negative_binomial"](dispersion=0.5)
    assert loss.least(counts) == pytest.approx(of_rows(loss, np.log(counts), counts)[0].mean(), rel=1e-12)
    assert np.isfinite(loss.least(np.zeros((2, 1))))
