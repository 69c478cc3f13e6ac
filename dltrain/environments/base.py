"""What every environment answers, and the table of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dltrain.errors import Path
from dltrain.lazy import NDArray, np
from dltrain.types import Choices, options

Observation = Any  # the number of a state, or float32 (numbers,)


@dataclass(frozen=True)
class Space:
    """What is seen and what can be done.

    actions: the names of the actions; numbers: those of the numbers of an observation, one, the state's own, where there are
    `states`; states: how many there are, numbered from 0, where a state is all that is seen, else 0; scales: for a network the
    offset and the divisor of each number, none where they stay as they are
    """

    actions: tuple[str, ...]
    numbers: tuple[str, ...] = ("state",)
    states: int = 0
    scales: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Mdp:
    """A Markov decision process that is known (Bellman 1957): what an action does in a state.

    rewards: float64 (states, actions), the mean reward of an action
    transitions: float64 (states, actions, states), the probability that the episode goes on in a state; what is missing to 1 is
        that it ends
    starts: float64 (states,), where it begins
    """

    rewards: NDArray[np.float64]
    transitions: NDArray[np.float64]
    starts: NDArray[np.float64]

    def backup(self, values: NDArray[np.float64], discount: float) -> NDArray[np.float64]:
        """What each action is worth where the states are worth so much, (states,): r + γ Σ p v, float64 (states, actions)."""
        worth: NDArray[np.float64] = self.rewards + discount * (self.transitions @ values)
        return worth


@dataclass(frozen=True)
class Step:
    """What an action has led to. over: whether the episode has ended in this state; cut: whether it is broken off, at the most
    steps that it may have."""

    observation: Observation
    reward: float
    over: bool
    cut: bool


class World:
    """One copy of an environment at work. All of its randomness comes from the seed of the episode."""

    space: Space
    most_steps: int = 1  # of an episode
    undrawn: str = ""  # what it takes to draw it, once a picture was asked for in vain

    def reset(self, seed: int) -> Observation:
        """Begins an episode; what is seen first."""
        raise NotImplementedError

    def step(self, action: int) -> Step:
        """Takes an action."""
        raise NotImplementedError

    def mdp(self) -> Mdp | None:
        """The decision process, where it is known."""
        return None

    def picture(self) -> NDArray[np.uint8] | None:
        """The state as it is now, uint8 (height, width, 3); None where it cannot be drawn."""
        return None


@options
class Environment:
    """An environment."""

    def problems(self) -> Iterator[tuple[Path, str]]:
        """Options that contradict each other: the key, with what leads to it, and a message."""
        yield from ()

    def make(self, *, drawn: bool = False) -> World:
        """A copy of it, of which pictures are made where it is to be `drawn`. Raises InputError where what it takes is not
        installed."""
        raise NotImplementedError

    @property
    def layout(self) -> Sequence[str]:
        """Lines of a map, where there is one that values can be drawn on."""
        return ()


ENVIRONMENTS: Choices[Environment] = Choices("environment")
