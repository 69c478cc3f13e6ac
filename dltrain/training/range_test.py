"""The learning-rate range test: a short training whose rate grows at every step tells which rate makes the loss fall.

Smith, Cyclical learning rates for training neural networks (2017, arXiv:1506.01186), section 3.3; the smoothed curve is read
much as in Howard & Gugger, fastai (2020, arXiv:2002.04688), which take a tenth of the rate of its minimum.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MIN_RATE, MAX_RATE = 1e-6, 10.0  # the rates that are tried
MAX_STEPS, MIN_STEPS = 100, 40
SHARE_OF_TRAINING = 0.05  # that the test may take, of the steps of the training, if that leaves it the fewest
MEMORY = 0.8  # how much of the smoothed loss stays from step to step
EXPLODES = 4.0  # times the lowest smoothed loss, from where on the loss has exploded
LAG = round(MEMORY / (1 - MEMORY)) + 1  # steps by which a smoothed loss tells of a rate too late: the mean age of what it is of
BELOW_LOWEST = 5.0  # how many times less than the rate of the lowest loss is chosen: measured, benchmarks/learning_rate.py
MIN_FALL = 0.02  # of the first loss: less is no fall
DEVIATIONS = 3.0  # of the batches' losses from each other, which the fall must exceed as well

Step = Callable[[int, float], float]  # takes step number n, from 0, at a learning rate; the loss of its batch before it


@dataclass(frozen=True)
class RangeTest:
    """What a range test has shown: the rates in the order of the steps, the losses of their batches *before* each step, and the
    rate that is chosen by them; None where the loss never falls."""

    rates: Sequence[float]
    losses: Sequence[float]

    @property
    def rate(self) -> float | None:
        """The rate to train with, rounded to two significant digits."""
        found = reading(self.rates, self.losses)
        return None if found is None else float(f"{found:.1e}")


def steps_for(steps: int) -> int:
    """How many steps the test of a training of so many takes: 100, but not over a twentieth of them, unless that is below 40."""
    return max(MIN_STEPS, min(MAX_STEPS, round(SHARE_OF_TRAINING * steps)))


def range_test(step: Step, count: int) -> RangeTest:
    """Takes up to `count` steps at rates that grow geometrically from 1e-6 to 10, until the loss explodes or is no number."""
    growth = (MAX_RATE / MIN_RATE) ** (1 / (count - 1))
    rates: list[float] = []
    losses: list[float] = []
    for number in range(count):
        rate = MIN_RATE * growth**number
        loss = step(number, rate)
        if not math.isfinite(loss):
            break
        rates.append(rate)
        losses.append(loss)
        curve = smoothed(losses)
        if curve[-1] > EXPLODES * min(curve) and curve[-1] > EXPLODES / 2 * curve[0]:
            break
    return RangeTest(rates, losses)


def smoothed(losses: Sequence[float]) -> list[float]:
    """Exponential means mₙ = β mₙ₋₁ + (1 − β) lossₙ, divided by 1 − βⁿ as Adam divides its own, so that the first is the loss."""
    mean, curve = 0.0, []
    for number, loss in enumerate(losses, 1):
        mean = MEMORY * mean + (1 - MEMORY) * loss
        curve.append(mean / (1 - MEMORY**number))
    return curve


def reading(rates: Sequence[float], losses: Sequence[float]) -> float | None:
    """The rate that the losses at growing rates speak for: a fifth of that at which the loss was lowest, which was some steps
    before its smoothed curve was. None where this is not below the first losses by more than chance: by 2 %, and by 3 standard
    errors of the losses at the lowest rates."""
    first = [loss for rate, loss in zip(rates, losses, strict=True) if rate <= 10 * MIN_RATE]
    if len(losses) <= len(first):
        return None
    curve = smoothed(losses)
    lowest = min(range(len(first), len(curve)), key=curve.__getitem__)
    start = sum(first) / len(first)
    deviation = math.sqrt(sum((loss - start) ** 2 for loss in first) / max(len(first) - 1, 1))
    error = deviation * math.sqrt((1 - MEMORY) / (1 + MEMORY) + 1 / len(first))
    if start - curve[lowest] <= max(MIN_FALL * abs(start), DEVIATIONS * error):
        return None
    return rates[max(lowest - LAG, 0)] / BELOW_LOWEST
