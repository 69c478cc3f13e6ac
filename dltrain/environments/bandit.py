"""The many-armed bandit (Robbins 1952; Sutton & Barto, Reinforcement Learning, chapter 2): one state, and arms to choose from."""

from __future__ import annotations

from collections.abc import Iterator

from dltrain.environments.base import ENVIRONMENTS, Environment, Mdp, Space, Step, World
from dltrain.errors import Path
from dltrain.lazy import np
from dltrain.types import option, options


@ENVIRONMENTS.entry("bandit")
@options
class Bandit(Environment):
    """Arms whose rewards are drawn anew at each pull: normal ones with the mean of the arm. An episode is one pull."""

    means: list[float] = option(help="the mean reward of each arm")
    deviation: float = option(1.0, help="the standard deviation of an arm's rewards", at_least=0)

    def problems(self) -> Iterator[tuple[Path, str]]:
        if len(self.means) < 2:
            yield ("means",), f"a bandit needs two arms or more to choose from, and 'means' has {len(self.means)}"

    def make(self, *, drawn: bool = False) -> BanditCopy:
        return BanditCopy(self)


class BanditCopy(World):
    """A bandit at work."""

    def __init__(self, options: Bandit) -> None:
        self.options = options
        self.space = Space(tuple(f"arm_{number}" for number in range(len(options.means))), states=1)

    def reset(self, seed: int) -> int:
        self.random = np.random.Generator(np.random.PCG64(seed))
        return 0

    def step(self, action: int) -> Step:
        reward = self.options.means[action] + self.options.deviation * float(self.random.standard_normal())
        return Step(0, reward, True, False)

    def mdp(self) -> Mdp:
        means = np.array([self.options.means], np.float64)
        return Mdp(means, np.zeros((1, means.shape[1], 1)), np.ones(1))
