"""The algorithms by which a policy is found, as they are declared. What they do is in `dltrain.kinds.policy`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from dltrain.text.formatting import count
from dltrain.types import Choices, option, options


@options
class Algorithm:
    """An algorithm.

    needs_model: whether the environment's decision process must be known; is_table: whether it keeps a number for each state and
    action; default_rate: the learning rate where the spec names none, None for the optimizer's; default_epochs: updates
    """

    needs_model: ClassVar[bool] = False
    is_table: ClassVar[bool] = True
    learns: ClassVar[bool] = True  # whether a learning rate acts
    explores: ClassVar[bool] = False  # whether it tries actions at random
    draws: ClassVar[bool] = False  # whether its network gives probabilities of actions, and not what they are worth
    has_critic: ClassVar[bool] = False  # whether its network gives the value of the state as well
    default_batch: ClassVar[int] = 32
    default_rate: ClassVar[float | None] = None
    default_epochs: ClassVar[int] = 100

    @property
    def epoch_words(self) -> str:
        """What is between two records."""
        return "a sweep over all states"

    def problems(self) -> Iterator[tuple[str, str]]:
        """Options that contradict each other or could never act: the key and a message."""
        yield from ()


ALGORITHMS: Choices[Algorithm] = Choices("algorithm")


@ALGORITHMS.entry("value_iteration")
@options
class ValueIteration(Algorithm):
    """v(s) ← max_a r(s, a) + γ Σ p(s' | s, a) v(s') for all states at once, an update a sweep (Bellman 1957)."""

    needs_model = True
    learns = False


@ALGORITHMS.entry("policy_iteration")
@options
class PolicyIteration(Algorithm):
    """The values of the policy at hand, then the policy that is greedy by them, an update each (Howard 1960)."""

    needs_model = True
    learns = False
    default_epochs = 20

    @property
    def epoch_words(self) -> str:
        return "the values of a policy, and the next policy"


@options
class Sampled(Algorithm):
    """An algorithm that learns by trying, as ε-greedy as `model.exploration` says."""

    explores = True
    default_rate = 0.1
    default_epochs = 200

    episodes: int = option(10, help="how many episodes are played between two records", at_least=1)

    @property
    def epoch_words(self) -> str:
        return count(self.episodes, "episode")


@ALGORITHMS.entry("monte_carlo")
@options
class MonteCarlo(Sampled):
    """q(s, a) ← q + η (G - q) with the return G that follows the first visit of a state and action in an episode (Sutton &
    Barto, Reinforcement Learning, chapter 5)."""


@ALGORITHMS.entry("sarsa")
@options
class Sarsa(Sampled):
    """q(s, a) ← q + η (r + γ q(s', a') - q) with the action a' that is taken next (Rummery & Niranjan 1994)."""


@ALGORITHMS.entry("q_learning")
@options
class QLearning(Sampled):
    """q(s, a) ← q + η (r + γ max q(s', ·) - q), whatever is done next (Watkins 1989)."""


@options
class NetworkAlgorithm(Algorithm):
    """An algorithm that trains a network in copies of the environment side by side."""

    is_table = False
    default_batch = 64

    copies: int = option(8, help="in how many copies of the environment it acts side by side", at_least=1, at_most=1024)


@ALGORITHMS.entry("dqn")
@options
class Dqn(NetworkAlgorithm):
    """Q-learning by a network: q(s, a) to r + γ q̂(s', argmax q(s', ·)) over steps drawn from a memory, q̂ an older copy of the
    network (Mnih et al. 2015, Nature 518; double: van Hasselt, Guez & Silver 2016)."""

    explores = True
    default_epochs = 25

    steps: int = option(2000, help="how many steps in the environment are taken between two records", at_least=1)
    replay: int = option(50_000, help="how many steps the memory holds", at_least=1, most=10_000_000)
    first_steps: int = option(1000, help="how many steps are in the memory before it is learned from", at_least=1)
    train_every: int = option(2, help="how many steps in the environment are taken for one of the optimizer", at_least=1)
    target_every: int = option(100, help="after how many steps of the optimizer the older copy is renewed", at_least=1)
    double: bool = option(True, help="whether the best action is chosen by the network and measured by its older copy")

    @property
    def epoch_words(self) -> str:
        return f"{count(self.steps, 'step')} in the environment"

    def problems(self) -> Iterator[tuple[str, str]]:
        if self.first_steps > self.replay:
            yield "first_steps", f"the memory never holds {self.first_steps:,} steps: 'replay' is {self.replay:,}"
        if self.copies > self.steps:
            yield "steps", f"{self.copies} copies take {self.copies} steps at once, and 'steps' is {self.steps}"


@options
class PolicyGradient(NetworkAlgorithm):
    """An algorithm whose network gives the probabilities of actions, from which training draws."""

    draws = True
    has_critic = True

    entropy_weight: float = option(0.0, help="what the entropy of the actions' probabilities counts in the loss", at_least=0)
    value_weight: float = option(0.5, help="what the loss of the values counts beside that of the actions", at_least=0)


@ALGORITHMS.entry("reinforce")
@options
class Reinforce(PolicyGradient):
    """θ ← θ + η Σ (G - v(s)) ∇ ln π(a | s) over whole episodes, with the value v(s) that the network learns beside it as the
    baseline (Williams 1992)."""

    default_epochs = 200

    episodes: int = option(8, help="how many episodes make an update", at_least=1)
    baseline: bool = option(True, help="whether the values of states are learned, and returns count by how far they differ")

    @property
    def epoch_words(self) -> str:
        return count(self.episodes, "episode")


@options
class InSteps(PolicyGradient):
    """An algorithm whose updates come after some steps in every copy, wherever their episodes are."""

    steps: int = option(8, help="how many steps in each copy make an update", at_least=1)
    updates: int = option(10, help="how many updates are made between two records", at_least=1)

    @property
    def epoch_words(self) -> str:
        each = (
            f"{count(self.steps, 'step')} in {'its environment' if self.copies == 1 else f'each of {self.copies} copies of it'}"
        )
        return f"{count(self.updates, 'update')}, after {each}"


@ALGORITHMS.entry("actor_critic")
@options
class ActorCritic(InSteps):
    """θ ← θ + η Σ A ∇ ln π(a | s) after a few steps, with the advantage A = Σ γ^k r + γ^n v(s_n) - v(s) (Mnih et al. 2016,
    arXiv:1602.01783, the synchronous one)."""

    default_epochs = 100


@ALGORITHMS.entry("ppo")
@options
class Ppo(InSteps):
    """Proximal policy optimization: several passes over the same steps, in which no probability may change by more than a factor
    1 ± clip (Schulman et al. 2017, arXiv:1707.06347), with generalized advantages (arXiv:1506.02438)."""

    default_epochs = 40
    default_batch = 256

    steps: int = option(32, help="how many steps in each copy make an update", at_least=1)
    updates: int = option(5, help="how many updates are made between two records", at_least=1)
    passes: int = option(10, help="how often all steps of an update are learned from", at_least=1)
    clip: float = option(0.2, help="how far the ratio of probabilities may be from 1", above=0)
    gae_lambda: float = option(0.95, help="λ: how slowly the weight of later errors falls in an advantage", at_least=0, at_most=1)
