"""Copies of an environment that a policy in training acts in side by side, episode after episode.

What a copy is in the middle of is not saved but replayed: an episode is the seed that it began with and the actions that were
taken since. So any environment goes on where it was whose randomness comes from that seed alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.environments import Environment
from dltrain.randomness import seed_of


@dataclass
class Finished:
    """The episodes that have ended since they were last taken: returns and lengths."""

    returns: list[float] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)

    def means(self) -> dict[str, float | None]:
        """The mean return and length; None where no episode has ended."""
        count = len(self.returns)
        return {
            "train_return": sum(self.returns) / count if count else None,
            "train_length": sum(self.lengths) / count if count else None,
        }


@dataclass(frozen=True)
class Moves:
    """What one action in each copy has led to.

    seen: what is seen now, the first of a new episode where one has ended; entered: what was entered, (copies, ...);
    rewards: float64 (copies,); over, cut: bool (copies,), as of a `Step`
    """

    seen: NDArray[Any]
    entered: NDArray[Any]
    rewards: NDArray[np.float64]
    over: NDArray[np.bool_]
    cut: NDArray[np.bool_]


class Copies:
    """So many copies, each in an episode of its own. `seen` is what each shows now: (copies,) states, or (copies, numbers)."""

    def __init__(self, environment: Environment, count: int, seed: int) -> None:
        self.worlds, self.seed = [environment.make() for _ in range(count)], seed
        self.episodes = np.arange(count, dtype=np.int64)  # the number of each one's episode
        self.lengths = np.zeros(count, np.int64)
        self.actions = np.zeros((count, self.worlds[0].most_steps), np.int32)  # those of the episode so far
        self.returns = np.zeros(count)
        self.finished = Finished()
        self.seen: NDArray[Any] = np.array([self._reset(index) for index in range(count)])

    def _reset(self, index: int) -> Any:
        return self.worlds[index].reset(seed_of(self.seed, "training episode", int(self.episodes[index])))

    def step(self, actions: NDArray[np.int64]) -> Moves:
        """Takes an action in each copy, and begins a new episode where one ends."""
        steps = [world.step(action) for world, action in zip(self.worlds, actions.tolist(), strict=True)]
        entered = np.array([step.observation for step in steps])
        rewards = np.array([step.reward for step in steps])
        over, cut = (np.array([getattr(step, how) for step in steps]) for how in ("over", "cut"))
        self.actions[np.arange(len(steps)), self.lengths] = actions
        self.lengths += 1
        self.returns += rewards
        seen = entered.copy()
        for index in np.flatnonzero(over | cut).tolist():
            self.finished.returns.append(float(self.returns[index]))
            self.finished.lengths.append(int(self.lengths[index]))
            self.episodes[index] += len(steps)
            self.lengths[index], self.returns[index] = 0, 0.0
            seen[index] = self._reset(index)
        self.seen = seen
        return Moves(seen, entered, rewards, over, cut)

    def take_finished(self) -> dict[str, float | None]:
        """The mean return and length of the episodes that have ended since this was last asked."""
        means, self.finished = self.finished.means(), Finished()
        return means

    def tensors(self) -> dict[str, NDArray[Any]]:
        """Where every copy is, as it lies in memory."""
        return {
            "copies.episodes": self.episodes,
            "copies.lengths": self.lengths,
            "copies.actions": self.actions,
            "copies.returns": self.returns,
        }

    def replay(self) -> None:
        """Brings every copy to where `tensors`, into which others were put, say that it is."""
        self.finished = Finished()
        seen = []
        for index, world in enumerate(self.worlds):
            now = self._reset(index)
            for action in self.actions[index, : self.lengths[index]].tolist():
                now = world.step(action).observation
            seen.append(now)
        self.seen = np.array(seen)
