"""Tables that are learned by trying: Monte Carlo, SARSA, Q-learning."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dltrain.kinds.policy.table import TableEngine
from dltrain.models.policy.algorithms import Sampled
from dltrain.randomness import numpy_generator, seed_of
from dltrain.spec.resolve import Resolved
from dltrain.training.minibatches.batches import Losses

BLOCK = 4096  # random numbers that are drawn at once

Table = list[list[float]]  # of Python: single numbers of it are read and written many times as fast as those of numpy


class Dice:
    """Random numbers from 0 to 1, one at a time."""

    def __init__(self, random: np.random.Generator) -> None:
        self.random, self.drawn, self.next = random, [0.0] * 0, 0

    def __call__(self) -> float:
        if self.next == len(self.drawn):
            self.drawn, self.next = self.random.random(BLOCK).tolist(), 0
        self.next += 1
        return self.drawn[self.next - 1]

    def choose(self, values: Sequence[float], epsilon: float) -> int:
        """An action at random with probability ε, else one of the best."""
        if epsilon and self() < epsilon:
            return int(self() * len(values))
        best = max(values)
        equal = [action for action, value in enumerate(values) if value == best]
        return equal[0] if len(equal) == 1 else equal[int(self() * len(equal))]


@dataclass
class Tally:
    """What came of the episodes of an update: their returns and lengths, and the squares of the errors that were mended."""

    returns: list[float] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    squares: list[float] = field(default_factory=list)


class TryingEngine(TableEngine):
    """Plays episodes and learns from them. The loss is the mean square of what is mended, before it is."""

    def __init__(self, resolved: Resolved) -> None:
        super().__init__(resolved)
        algorithm: Any = self.options.algorithm
        self.algorithm: Sampled = algorithm
        self.world = self.environment.make()

    def update(self, epoch: int, rate_at: Callable[[int], float]) -> Losses:
        epsilon = self.options.exploration.rate((epoch - 1) / max(self.epochs - 1, 1))
        dice = Dice(numpy_generator(self.seed, "actions", epoch))
        table, tally = self.values.tolist(), Tally()
        for number in range(self.algorithm.episodes):
            state = self.world.reset(seed_of(self.seed, "training episode", epoch, number))
            self.learn(table, state, dice, epsilon, rate_at(epoch - 1), tally)
        self.values[...] = table
        self.rows.count = sum(tally.lengths)
        return {
            "train_loss": statistics.fmean(tally.squares),
            "train_return": statistics.fmean(tally.returns),
            "train_length": statistics.fmean(tally.lengths),
            "exploration": epsilon,
        }

    def learn(self, table: Table, state: int, dice: Dice, epsilon: float, rate: float, tally: Tally) -> None:
        """Plays an episode from a state to its end, and learns from it."""
        raise NotImplementedError


class TemporalDifferenceEngine(TryingEngine):
    """Learns after every step from what the next state is worth."""

    def learn(self, table: Table, state: int, dice: Dice, epsilon: float, rate: float, tally: Tally) -> None:
        action, total, length, going = dice.choose(table[state], epsilon), 0.0, 0, True
        while going:
            step = self.world.step(action)
            entered: int = step.observation
            following = dice.choose(table[entered], epsilon)
            target = step.reward + (0.0 if step.over else self.discount * self.worth(table[entered], following))
            error = target - table[state][action]
            table[state][action] += rate * error
            tally.squares.append(error * error)
            total, length, going = total + step.reward, length + 1, not (step.over or step.cut)
            state, action = entered, self.next_action(table[entered], following, dice, epsilon)
        tally.returns.append(total)
        tally.lengths.append(length)

    def worth(self, values: list[float], following: int) -> float:
        """What a state is taken to be worth whose actions have these values, and where the next action is `following`."""
        raise NotImplementedError

    def next_action(self, values: list[float], following: int, dice: Dice, epsilon: float) -> int:
        """The action that is taken next."""
        return following


class SarsaEngine(TemporalDifferenceEngine):
    """Worth what the action is that is taken next."""

    def worth(self, values: list[float], following: int) -> float:
        return values[following]


class QLearningEngine(TemporalDifferenceEngine):
    """Worth what the best action is."""

    def worth(self, values: list[float], following: int) -> float:
        return max(values)


class MonteCarloEngine(TryingEngine):
    """Learns after an episode from the return that followed the first visit of a state and action."""

    def learn(self, table: Table, state: int, dice: Dice, epsilon: float, rate: float, tally: Tally) -> None:
        steps: list[tuple[int, int, float]] = []
        going = True
        while going:
            action = dice.choose(table[state], epsilon)
            step = self.world.step(action)
            steps.append((state, action, step.reward))
            state, going = step.observation, not (step.over or step.cut)
        following, returns = 0.0, {}
        for visited, action, reward in reversed(steps):
            following = reward + self.discount * following
            returns[visited, action] = following  # the first visit is the last that is written
        for (visited, action), value in returns.items():
            error = value - table[visited][action]
            table[visited][action] += rate * error
            tally.squares.append(error * error)
        tally.returns.append(sum(reward for *_, reward in steps))
        tally.lengths.append(len(steps))
