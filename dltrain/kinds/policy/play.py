"""Episodes played by a policy that does not learn from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.environments import Environment, World

Act = Callable[[NDArray[Any]], NDArray[np.int64]]  # observations (copies,) of states or (copies, numbers) to actions (copies,)

AT_ONCE = 100  # episodes that are played side by side


@dataclass(frozen=True)
class Played:
    """What came of episodes: the sum of the rewards of each, float64 (episodes,), and its steps, int64 (episodes,)."""

    returns: NDArray[np.float64]
    lengths: NDArray[np.int64]


class Arena:
    """Copies of an environment that episodes are played in."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.worlds: list[World] = []

    def play(self, seeds: Sequence[int], act: Act) -> Played:
        """Plays an episode from each seed to its end, by actions that `act` chooses for all that still go on."""
        parts = [self._side_by_side(seeds[start : start + AT_ONCE], act) for start in range(0, len(seeds), AT_ONCE)]
        return Played(np.concatenate([one.returns for one in parts]), np.concatenate([one.lengths for one in parts]))

    def play_at_random(self, seeds: Sequence[int], random: np.random.Generator) -> Played:
        """The same by actions that are drawn, all alike."""
        actions = len(self.environment.make().space.actions)
        return self.play(seeds, lambda seen: random.integers(actions, size=len(seen)))

    def _side_by_side(self, seeds: Sequence[int], act: Act) -> Played:
        while len(self.worlds) < len(seeds):
            self.worlds.append(self.environment.make())
        seen: list[Any] = [world.reset(seed) for world, seed in zip(self.worlds, seeds, strict=False)]
        returns, lengths = np.zeros(len(seeds)), np.zeros(len(seeds), np.int64)
        going = list(range(len(seeds)))
        while going:
            actions = act(np.array([seen[index] for index in going])).tolist()
            left = []
            for index, action in zip(going, actions, strict=True):
                step = self.worlds[index].step(action)
                seen[index] = step.observation
                returns[index] += step.reward
                lengths[index] += 1
                if not (step.over or step.cut):
                    left.append(index)
            going = left
        return Played(returns, lengths)
