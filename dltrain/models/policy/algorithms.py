"""The algorithms by which a policy is found, as they are declared. What they do is in `dltrain.kinds.policy`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from dltrain.types import Choices, option, page


@page
class Algorithm:
    """An algorithm.

    needs_model: whether the environment's decision process must be known; is_table: whether it keeps a number for each state and
    action; default_rate: the learning rate where the spec names none, None for the optimizer's; default_epochs: updates
    """

    needs_model: ClassVar[bool] = False
    is_table: ClassVar[bool] = True
    learns: ClassVar[bool] = True  # whether a learning rate acts
    explores: ClassVar[bool] = False  # whether it tries actions at random
    default_rate: ClassVar[float | None] = None
    default_epochs: ClassVar[int] = 100

    def problems(self) -> Iterator[tuple[str, str]]:
        """Options that contradict each other or could never act: the key and a message."""
        yield from ()


ALGORITHMS: Choices[Algorithm] = Choices("algorithm")


@ALGORITHMS.entry("value_iteration")
@page
class ValueIteration(Algorithm):
    """v(s) ← max_a r(s, a) + γ Σ p(s' | s, a) v(s') for all states at once, an update a sweep (Bellman 1957)."""

    needs_model = True
    learns = False


@ALGORITHMS.entry("policy_iteration")
@page
class PolicyIteration(Algorithm):
    """The values of the policy at hand, then the policy that is greedy by them, an update each (Howard 1960)."""

    needs_model = True
    learns = False
    default_epochs = 20


@page
class Sampled(Algorithm):
    """An algorithm that learns by trying, as ε-greedy as `model.exploration` says."""

    explores = True
    default_rate = 0.1
    default_epochs = 200

    episodes: int = option(10, help="how many episodes are played between two records", at_least=1)


@ALGORITHMS.entry("monte_carlo")
@page
class MonteCarlo(Sampled):
    """q(s, a) ← q + η (G - q) with the return G that follows the first visit of a state and action in an episode (Sutton &
    Barto, Reinforcement Learning, chapter 5)."""


@ALGORITHMS.entry("sarsa")
@page
class Sarsa(Sampled):
    """q(s, a) ← q + η (r + γ q(s', a') - q) with the action a' that is taken next (Rummery & Niranjan 1994)."""


@ALGORITHMS.entry("q_learning")
@page
class QLearning(Sampled):
    """q(s, a) ← q + η (r + γ max q(s', ·) - q), whatever is done next (Watkins 1989)."""
