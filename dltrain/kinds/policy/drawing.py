"""Engines whose policy gives probabilities: training draws its actions from them, and moves them along a policy gradient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.kinds.policy.approximator import Floats
from dltrain.kinds.policy.gradients import (
    Doubles,
    advantages_of,
    clipped,
    entropy,
    log_probabilities,
    of_choice,
    returns_of,
)
from dltrain.kinds.policy.network import NetworkEngine, error_slope
from dltrain.models.policy.algorithms import InSteps, PolicyGradient, Ppo, Reinforce
from dltrain.randomness import numpy_generator, seed_of
from dltrain.spec.resolve import Resolved
from dltrain.training.minibatches.batches import Losses


@dataclass(frozen=True)
class Steps:
    """Steps that were taken, one after another in each copy.

    seen: what the network saw, float32 (steps, copies, numbers); actions: int64, logs: ln π of these, values, following: what was
    seen and entered is worth, the latter 0 where that is the end; rewards; ended: bool; all (steps, copies)
    """

    seen: Floats
    actions: NDArray[np.int64]
    logs: Doubles
    values: Doubles
    following: Doubles
    rewards: Doubles
    ended: NDArray[np.bool_]


class DrawingEngine(NetworkEngine):
    """A network whose scores are those of the actions and, with a critic, the value of the state behind them."""

    def __init__(self, resolved: Resolved, network: Any) -> None:
        super().__init__(resolved, network)
        own: Any = self.algorithm
        self.gradient: PolicyGradient = own

    def draw(self, scores: Floats, random: np.random.Generator) -> tuple[NDArray[np.int64], Doubles]:
        """An action by its probability for each row, and ln π of it: (rows,)."""
        logs = log_probabilities(scores[:, : self.actions])
        below = np.exp(logs).cumsum(axis=1)
        beyond = (random.random(len(logs))[:, None] * below[:, -1:] > below).sum(axis=1)
        actions = np.minimum(beyond, self.actions - 1)
        return actions, logs[np.arange(len(logs)), actions]

    def values(self, scores: Floats) -> Doubles:
        """What the states are worth by the critic: (rows,)."""
        return scores[:, self.actions].astype(np.float64)

    def roll(self, steps: int, random: np.random.Generator) -> Steps:
        """Takes so many steps in each copy."""
        kept: list[tuple[Any, ...]] = []
        scores = self.network.scores(self.scaler(self.copies.seen))
        for _ in range(steps):
            seen, values = self.scaler(self.copies.seen), self.values(scores)
            actions, logs = self.draw(scores, random)
            moves = self.copies.step(actions)
            scores = self.network.scores(self.scaler(moves.seen))
            following = self.values(scores)
            ended = moves.over | moves.cut
            if moves.cut.any():  # what was entered is worth something, but a new episode has begun
                following[moves.cut] = self.values(self.network.scores(self.scaler(moves.entered[moves.cut])))
            following[moves.over] = 0.0
            kept.append((seen, actions, logs, values, following, moves.rewards, ended))
        return Steps(*(np.array(column) for column in zip(*kept, strict=True)))

    def learn(
        self,
        seen: Floats,
        weight_of: Callable[[Doubles], tuple[Doubles, Doubles]],
        actions: NDArray[np.int64],
        returns: Doubles | None,
        rate: float,
        number: int,
    ) -> float:
        """A step of the optimizer. `weight_of` gives the objective of each row, which is made large, by ln π of its action, and
        its derivative by that, (rows,); `returns` are what the critic learns, (rows,)."""
        rows, own = len(seen), self.gradient

        def slope(scores: Floats) -> tuple[float, Floats]:
            logs = log_probabilities(scores[:, : self.actions])
            objective, weights = weight_of(logs[np.arange(rows), actions])
            gradient = np.zeros_like(scores)
            gradient[:, : self.actions] = -of_choice(logs, actions, weights) / rows
            loss = -float(objective.mean())
            if own.entropy_weight:
                height, upward = entropy(logs)
                gradient[:, : self.actions] -= own.entropy_weight * upward / rows
                loss -= own.entropy_weight * float(height.mean())
            if returns is not None:
                errors, slopes = error_slope(self.loss, scores[:, self.actions], returns)
                gradient[:, self.actions] = own.value_weight * slopes / rows
                loss += own.value_weight * float(errors.mean())
            return loss, gradient

        return self.network.step(seen, slope, rate, number)


class InStepsEngine(DrawingEngine):
    """An epoch is so many updates, each after some steps in every copy."""

    decay = 1.0  # λ of the advantages

    def __init__(self, resolved: Resolved, network: Any) -> None:
        super().__init__(resolved, network)
        own: Any = self.algorithm
        self.in_steps: InSteps = own

    def update(self, epoch: int, rate_at: Callable[[int], float]) -> Losses:
        random = numpy_generator(self.seed, "actions", epoch)
        losses: list[float] = []
        for _ in range(self.in_steps.updates):
            steps = self.roll(self.in_steps.steps, random)
            advantages = advantages_of(
                steps.rewards, steps.values, steps.following, steps.ended, self.discount, self.decay
            ).reshape(-1)
            losses += self.learn_from(steps, advantages, random, rate_at, self.step + len(losses))
        self.rows.count = self.in_steps.updates * steps.actions.size
        return {"train_loss": float(np.mean(losses)), **self.copies.take_finished()}

    def learn_from(
        self, steps: Steps, advantages: Doubles, random: np.random.Generator, rate_at: Callable[[int], float], number: int
    ) -> list[float]:
        """The steps of the optimizer, from this number on, after steps with these advantages, (steps × copies,); their losses."""
        raise NotImplementedError


class PpoEngine(InStepsEngine):
    """Several passes over the steps of an update, in batches."""

    def __init__(self, resolved: Resolved, network: Any) -> None:
        super().__init__(resolved, network)
        own: Any = self.algorithm
        self.own: Ppo = own
        rows = self.own.steps * self.own.copies
        self.decay, self.batches = self.own.gae_lambda, max(1, rows // min(self.batch, rows))

    @property
    def steps_per_epoch(self) -> int:
        return int(self.own.updates * self.own.passes * self.batches)

    def learn_from(
        self, steps: Steps, advantages: Doubles, random: np.random.Generator, rate_at: Callable[[int], float], number: int
    ) -> list[float]:
        seen = steps.seen.reshape(len(advantages), -1)
        actions, old = steps.actions.reshape(-1), steps.logs.reshape(-1)
        returns = advantages + steps.values.reshape(-1)
        losses: list[float] = []
        for _ in range(self.own.passes):
            for rows in np.array_split(random.permutation(len(seen)), self.batches):
                step = number + len(losses)
                part = advantages[rows]
                part = (part - part.mean()) / (part.std() + 1e-8)

                def weight_of(logs: Doubles, rows: Any = rows, part: Doubles = part) -> tuple[Doubles, Doubles]:
                    return clipped(logs, old[rows], part, self.own.clip)

                losses.append(self.learn(seen[rows], weight_of, actions[rows], returns[rows], rate_at(step), step))
        return losses


class ActorCriticEngine(InStepsEngine):
    """One step of the optimizer an update."""

    @property
    def steps_per_epoch(self) -> int:
        return self.in_steps.updates

    def learn_from(
        self, steps: Steps, advantages: Doubles, random: np.random.Generator, rate_at: Callable[[int], float], number: int
    ) -> list[float]:
        def weight_of(logs: Doubles) -> tuple[Doubles, Doubles]:
            return advantages * logs, advantages

        seen, returns = steps.seen.reshape(len(advantages), -1), advantages + steps.values.reshape(-1)
        return [self.learn(seen, weight_of, steps.actions.reshape(-1), returns, rate_at(number), number)]


class ReinforceEngine(DrawingEngine):
    """An update is some whole episodes, played side by side, and one step along the gradient of all of their steps."""

    def __init__(self, resolved: Resolved, network: Any) -> None:
        super().__init__(resolved, network)
        own: Any = self.algorithm
        self.own: Reinforce = own

    def update(self, epoch: int, rate_at: Callable[[int], float]) -> Losses:
        random = numpy_generator(self.seed, "actions", epoch)
        seen: list[list[Floats]] = [[] for _ in range(self.own.episodes)]
        taken: list[list[int]] = [[] for _ in range(self.own.episodes)]
        rewards: list[list[float]] = [[] for _ in range(self.own.episodes)]
        for start in range(0, self.own.episodes, self.own.copies):
            indices = range(start, min(start + self.own.copies, self.own.episodes))
            self._play(epoch, list(indices), random, seen, taken, rewards)
        returns = np.array([one for episode in rewards for one in returns_of(episode, self.discount)])
        inputs = np.concatenate([np.array(one) for one in seen])
        actions = np.array([action for episode in taken for action in episode], np.int64)
        advantages = returns - self.values(self.network.scores(inputs)) if self.own.baseline else returns

        def weight_of(logs: Doubles) -> tuple[Doubles, Doubles]:
            return advantages * logs, advantages

        loss = self.learn(inputs, weight_of, actions, returns if self.own.baseline else None, rate_at(self.step), self.step)
        self.rows.count = len(actions)
        totals, lengths = [sum(one) for one in rewards], [len(one) for one in rewards]
        return {"train_loss": loss, "train_return": float(np.mean(totals)), "train_length": float(np.mean(lengths))}

    def _play(
        self,
        epoch: int,
        indices: list[int],
        random: np.random.Generator,
        seen: list[list[Floats]],
        taken: list[list[int]],
        rewards: list[list[float]],
    ) -> None:
        """Plays the episodes of these numbers side by side, and adds to the lists of each."""
        worlds = dict(zip(indices, self.copies.worlds, strict=False))
        now = {index: world.reset(seed_of(self.seed, "training episode", epoch, index)) for index, world in worlds.items()}
        while now:
            inputs = self.scaler(np.array(list(now.values())))
            actions, _ = self.draw(self.network.scores(inputs), random)
            for index, row, action in zip(list(now), inputs, actions.tolist(), strict=True):
                step = worlds[index].step(action)
                seen[index].append(row)
                taken[index].append(action)
                rewards[index].append(step.reward)
                now[index] = step.observation
                if step.over or step.cut:
                    del now[index]

    def tensors(self) -> dict[str, NDArray[Any]]:
        return self.network.tensors()  # an update begins with episodes of its own
