"""The gradients of policies, against differences and numbers by hand."""

import numpy as np
import pytest

from dltrain.kinds.policy.gradients import advantages_of, clipped, entropy, log_probabilities, of_choice, returns_of

SCORES = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
ACTIONS = np.array([0, 2, 1, 1, 0])
ROWS = np.arange(5)


def by_differences(function, scores, step=1e-3):
    """The derivative of the sum over rows of a function of scores, by each of them."""
    slopes = np.zeros(scores.shape)
    for place in np.ndindex(*scores.shape):
        up, down = scores.astype(np.float64), scores.astype(np.float64)
        up[place] += step
        down[place] -= step
        slopes[place] = (function(up).sum() - function(down).sum()) / (2 * step)
    return slopes


def test_the_probabilities_of_a_row_sum_to_one():
    assert np.exp(log_probabilities(SCORES)).sum(axis=1) == pytest.approx(np.ones(5))
    assert log_probabilities(np.array([[0.0, np.log(3.0)]])) == pytest.approx(np.log([[0.25, 0.75]]))


def test_the_gradient_of_a_choice():
    weights = np.array([1.0, -2.0, 0.5, 3.0, 0.0])
    gradient = of_choice(log_probabilities(SCORES), ACTIONS, weights)
    assert gradient == pytest.approx(by_differences(lambda z: weights * log_probabilities(z)[ROWS, ACTIONS], SCORES), abs=1e-5)


def test_the_gradient_of_the_entropy():
    height, gradient = entropy(log_probabilities(SCORES))
    assert entropy(np.log(np.full((1, 4), 0.25)))[0] == pytest.approx([np.log(4)])  # of equal probabilities
    assert (height < np.log(3)).all()
    assert gradient == pytest.approx(by_differences(lambda z: entropy(log_probabilities(z))[0], SCORES), abs=1e-5)


@pytest.mark.parametrize(
    ("ratio", "advantage", "value", "slope"),
    [
        (1.1, 2.0, 2.2, 2.2),
        (1.5, 2.0, 2.4, 0.0),  # clipped at 1.2
        (0.5, 2.0, 1.0, 1.0),  # worse than before: it may come back
        (0.5, -2.0, -1.6, 0.0),  # clipped at 0.8
        (1.5, -2.0, -3.0, -3.0),
    ],
)
def test_the_clipped_objective_by_hand(ratio, advantage, value, slope):
    told = clipped(np.log([ratio]), np.zeros(1), np.array([advantage]), 0.2)
    assert [float(one[0]) for one in told] == pytest.approx([value, slope])


def test_advantages_by_hand():
    # γ 0.5, λ 0.5; δ = 1 + 0.5 · 2 - 1 = 1, then 2 + 0 - 2 = 0 at an end, then 0 + 0.5 · 4 - 0 = 2.
    rewards, values, following = (np.array([[a], [b], [c]]) for a, b, c in ((1.0, 2.0, 0.0), (1.0, 2.0, 0.0), (2.0, 0.0, 4.0)))
    ended = np.array([[False], [True], [False]])
    assert advantages_of(rewards, values, following, ended, 0.5, 0.5)[:, 0] == pytest.approx([1.0, 0.0, 2.0])
    assert advantages_of(rewards, values, following, ~ended, 0.5, 0.5)[:, 0] == pytest.approx([1.0, 0.5, 2.0])
    assert returns_of([1.0, 0.0, 4.0], 0.5) == [2.0, 2.0, 4.0]
