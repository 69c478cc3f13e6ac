"""The gradients of a policy that is drawn from, by the scores of its network: (rows, actions), and behind them a value where
there is a critic. π is the softmax of the scores of the actions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dltrain.kinds.policy.approximator import Floats

Doubles = NDArray[np.float64]


def log_probabilities(scores: Floats) -> Doubles:
    """ln π of every action, float64 (rows, actions), of the scores of the actions."""
    shifted = scores.astype(np.float64) - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def of_choice(logs: Doubles, actions: NDArray[np.int64], weights: Doubles) -> Doubles:
    """The gradient by the scores of Σ w ln π(a), (rows, actions), for the weight w and the action a of each row, (rows,):
    w (1[a] - π)."""
    gradient = -np.exp(logs)
    gradient[np.arange(len(actions)), actions] += 1
    gradient *= weights[:, None]
    return gradient


def entropy(logs: Doubles) -> tuple[Doubles, Doubles]:
    """H = -Σ π ln π of each row, (rows,), and its gradient by the scores, (rows, actions): -π (ln π + H)."""
    probabilities = np.exp(logs)
    height = -(probabilities * logs).sum(axis=1)
    return height, -probabilities * (logs + height[:, None])


def clipped(logs: Doubles, old: Doubles, advantages: Doubles, clip: float) -> tuple[Doubles, Doubles]:
    """The clipped objective min(r A, clip(r, 1 - c, 1 + c) A) of each row with r = π / π_old, and its derivative by ln π: r A,
    or 0 where r is clipped (Schulman et al. 2017, arXiv:1707.06347). `logs` and `old`: of the actions taken; all (rows,)."""
    ratio = np.exp(logs - old)
    is_free = np.where(advantages > 0, ratio <= 1 + clip, ratio >= 1 - clip)
    value = np.minimum(ratio * advantages, np.clip(ratio, 1 - clip, 1 + clip) * advantages)
    return value, np.where(is_free, ratio * advantages, 0.0)


def advantages_of(
    rewards: Doubles, values: Doubles, following: Doubles, ended: NDArray[np.bool_], discount: float, decay: float
) -> Doubles:
    """Generalized advantages A = Σ (γλ)^k δ of steps one after another, (steps, copies), with δ = r + γ v' - v; a trace ends
    where an episode has `ended` (Schulman et al. 2016, arXiv:1506.02438). `following` are the values v' of what was entered, 0
    where that is the end."""
    errors = rewards + discount * following - values
    advantages, running = np.zeros_like(errors), np.zeros(errors.shape[1])
    for number in reversed(range(len(errors))):
        running = errors[number] + discount * decay * ~ended[number] * running
        advantages[number] = running
    return advantages


def returns_of(rewards: list[float], discount: float) -> list[float]:
    """G = r + γ G' of each step of an episode, from the rewards that followed."""
    returns, following = [], 0.0
    for reward in reversed(rewards):
        following = reward + discount * following
        returns.append(following)
    return returns[::-1]
