"""Deep Q-learning: a network learns what actions are worth from a memory of steps (Mnih et al. 2015, Nature 518), its targets
by a copy of it that is renewed now and then, and by two networks that do not share their errors (van Hasselt, Guez & Silver
2016)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.kinds.policy.approximator import Floats
from dltrain.kinds.policy.network import NetworkEngine, best_of, error_slope
from dltrain.models.policy.algorithms import Dqn
from dltrain.randomness import numpy_generator
from dltrain.spec.resolve import Resolved
from dltrain.training.minibatches.batches import Losses


class Replay:
    """The last `capacity` steps, in a ring: what was seen, done, got and entered, and whether that was the end."""

    def __init__(self, capacity: int, seen: NDArray[Any]) -> None:
        self.seen = np.zeros((capacity, *seen.shape[1:]), seen.dtype)
        self.entered = np.zeros_like(self.seen)
        self.actions, self.rewards = np.zeros(capacity, np.int32), np.zeros(capacity, np.float32)
        self.over = np.zeros(capacity, np.uint8)
        self.added = np.zeros(1, np.int64)  # steps that were ever added

    @property
    def count(self) -> int:
        """How many steps there are."""
        return min(int(self.added[0]), len(self.actions))

    def add(self, seen: NDArray[Any], actions: NDArray[Any], rewards: NDArray[Any], entered: NDArray[Any], over: Any) -> None:
        """Adds a step of each copy, (copies, ...), in place of the oldest ones."""
        indices = (int(self.added[0]) + np.arange(len(actions))) % len(self.actions)
        self.seen[indices], self.entered[indices] = seen, entered
        self.actions[indices], self.rewards[indices], self.over[indices] = actions, rewards, over
        self.added += len(actions)

    def tensors(self) -> dict[str, NDArray[Any]]:
        """All of it, as it lies in memory."""
        names = ("seen", "entered", "actions", "rewards", "over", "added")
        return {f"replay.{name}": getattr(self, name) for name in names}


class DqnEngine(NetworkEngine):
    """An epoch is so many steps in the environment; after each so many of them a step of the optimizer."""

    def __init__(self, resolved: Resolved, network: Any) -> None:
        super().__init__(resolved, network)
        own: Any = self.algorithm
        self.own: Dqn = own
        self.replay = Replay(self.own.replay, self.copies.seen)
        self.target = self.network.weights().copy()

    @property
    def steps_per_epoch(self) -> int:
        return max(1, self.own.steps // self.own.train_every)

    def update(self, epoch: int, rate_at: Callable[[int], float]) -> Losses:
        own, copies = self.own, len(self.copies.worlds)
        random = numpy_generator(self.seed, "actions", epoch)
        drawn = numpy_generator(self.seed, "replay", epoch)
        rounds = max(1, own.steps // copies)
        losses: list[float] = []
        taken, made = 0, 0
        for number in range(rounds):
            epsilon = self.options.exploration.rate((epoch - 1 + number / rounds) / max(self.epochs, 1))
            before = self.copies.seen
            actions = self.act(before)
            tried = random.random(copies) < epsilon
            actions = np.where(tried, random.integers(self.actions, size=copies), actions)
            moves = self.copies.step(actions)
            self.replay.add(before, actions, moves.rewards, moves.entered, moves.over)
            taken += copies
            while made < taken // own.train_every and made < self.steps_per_epoch:
                if self.replay.count >= own.first_steps:
                    losses.append(self._learn(drawn, rate_at(self.step + made), self.step + made))
                made += 1
        self.rows.count = rounds * copies
        return {
            "train_loss": float(np.mean(losses)) if losses else None,
            **self.copies.take_finished(),
            "exploration": epsilon,
        }

    def _learn(self, drawn: np.random.Generator, rate: float, number: int) -> float:
        replay = self.replay
        rows = drawn.integers(replay.count, size=self.batch)
        actions, over = replay.actions[rows].astype(np.int64), replay.over[rows] > 0
        targets = replay.rewards[rows] + self.discount * ~over * self._worth(self.scaler(replay.entered[rows]))
        indices = np.arange(len(rows))

        def slope(scores: Floats) -> tuple[float, Floats]:
            values, slopes = error_slope(self.loss, scores[indices, actions], targets)
            gradient = np.zeros_like(scores)
            gradient[indices, actions] = slopes / len(rows)
            return float(values.mean()), gradient

        loss = self.network.step(self.scaler(replay.seen[rows]), slope, rate, number)
        if (number + 1) % self.own.target_every == 0:
            self.target[...] = self.network.weights()
        return loss

    def _worth(self, entered: Floats) -> NDArray[np.float32]:
        """What the states entered are worth by the target's weights: of the action that is best by them, or where it is double by
        the weights in training. (rows,)"""
        best = best_of(self.network.scores(entered), self.actions) if self.own.double else None
        with_target = self._by_target(entered)
        if best is None:
            worth: NDArray[np.float32] = with_target.max(axis=1)
            return worth
        return with_target[np.arange(len(best)), best]

    def _by_target(self, seen: Floats) -> Floats:
        weights = self.network.weights()
        kept = weights.copy()
        weights[...] = self.target
        scores = self.network.scores(seen)
        weights[...] = kept
        return scores

    def tensors(self) -> dict[str, NDArray[Any]]:
        return {**super().tensors(), **self.replay.tensors(), "target.weights": self.target}
