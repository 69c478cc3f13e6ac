"""How often a policy in training tries an action at random, over the course of a training."""

from __future__ import annotations

from collections.abc import Iterator

from dltrain.types import Choices, option, options


@options
class Exploration:
    """The probability of an action at random, ε-greedy (Watkins 1989)."""

    def rate(self, done: float) -> float:
        """The probability where a share `done` of the training, from 0 to 1, lies behind."""
        raise NotImplementedError

    def problems(self) -> Iterator[tuple[str, str]]:
        """Options that could never act: the key and a message."""
        yield from ()


EXPLORATIONS: Choices[Exploration] = Choices("exploration")


@EXPLORATIONS.entry("constant")
@options
class ConstantExploration(Exploration):
    """ε, always the same."""

    epsilon: float = option(0.1, help="the probability of an action at random", at_least=0, at_most=1)

    def rate(self, done: float) -> float:
        return self.epsilon


@options
class _Falling(Exploration):
    start: float = option(1.0, help="the probability of an action at random at the beginning", at_least=0, at_most=1)
    end: float = option(0.05, help="the probability of an action at random at the end", at_least=0, at_most=1)
    share: float = option(0.5, help="the share of the training after which it stays as it is", above=0, at_most=1)


@EXPLORATIONS.entry("linear")
@options
class LinearExploration(_Falling):
    """ε from `start` to `end` in a straight line, over a share of the training (Mnih et al. 2015, Nature 518)."""

    def rate(self, done: float) -> float:
        return self.start + (self.end - self.start) * min(done / self.share, 1.0)


@EXPLORATIONS.entry("exponential")
@options
class ExponentialExploration(_Falling):
    """ε from `start` to `end` by the same factor at each update, over a share of the training: start · (end / start)^t."""

    def rate(self, done: float) -> float:
        if min(self.start, self.end) == 0:
            return self.start if done < self.share else self.end
        return float(self.start * (self.end / self.start) ** min(done / self.share, 1.0))

    def problems(self) -> Iterator[tuple[str, str]]:
        for key in ("start", "end"):
            if getattr(self, key) == 0:
                yield key, f"no factor leads {'from' if key == 'start' else 'to'} 0; write {key}: 0.01, or type: linear"
