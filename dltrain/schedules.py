"""Schedules: the learning rate of every step, as a pure function of where the run is.

In the formulas η is the base rate, t the step (from 0) and T the number of steps, both without the warm-up; e is the epoch (from
0), counted from the one in which the warm-up ends.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar

from dltrain.types import Choices, Word, option, options


@dataclass(frozen=True)
class Plateau:
    """What a schedule keeps of the finished epochs; all fields go into JSON as they are.

    `best` is the lowest value so far (None before the first), `waited` the epochs without improvement since it or since the last
    reduction, `reductions` how often the rate was reduced.
    """

    best: float | None = None
    waited: int = 0
    reductions: int = 0


class Schedule:
    """What every schedule answers; its options are the fields of the entry."""

    needs_history: ClassVar[bool] = False

    @property
    def per_step(self) -> bool:
        """Whether the rate may change within an epoch; where it may not, one call at the first step of an epoch is enough."""
        raise NotImplementedError

    def problems(self) -> list[tuple[str, str]]:
        """Options that are out of range or contradict each other: the name of one, and what to say of it."""
        return []

    def caveat(self, base: float, epochs: int, steps_per_epoch: int) -> str | None:
        """Why it never acts in a run of so many epochs; None where it may."""
        return None

    def observe(self, plateau: Plateau, value: float) -> Plateau:
        """`plateau` after one more finished epoch with this monitored value (lower is better).

        Only schedules with `needs_history` do anything here. One call an epoch, so that a run of n epochs costs O(n).
        """
        return plateau

    def replay(self, history: Iterable[float]) -> Plateau:
        """The plateau after these epochs: what a resumed run starts from, exactly as if it had observed them itself."""
        return functools.reduce(self.observe, history, Plateau())

    def rate(
        self, base: float, *, step: int, steps: int, epoch: int, steps_per_epoch: int, plateau: Plateau = Plateau()
    ) -> float:
        """The learning rate of `step` (0 to `steps` - 1 over the whole run), which lies in `epoch` (from 0).

        `plateau` is `replay` of the monitored values of the finished epochs; schedules without `needs_history` ignore it.
        """
        raise NotImplementedError


SCHEDULES: Choices[Schedule] = Choices("schedule")


def _share(percent: str) -> float:
    return float(percent.removesuffix("%")) / 100


@options
class _WithWarmup(Schedule):
    """A schedule that may begin with a linear warm-up: rate (s + 1) / (w + 1) of its own first rate at step s < w.

    Goyal et al., Accurate, large minibatch SGD (2017), section 2.2. The schedule itself runs over the steps after the warm-up.
    """

    within_epochs: ClassVar[bool] = False

    warmup: int | Annotated[str, Word(r"\d+(\.\d+)?%", "a number of steps, or a percentage such as 5%")] = option(
        0, help="rise to the first rate over so many steps, or such a share of all steps", at_least=0
    )

    def problems(self) -> list[tuple[str, str]]:
        if isinstance(self.warmup, str) and _share(self.warmup) > 1:
            return [("warmup", f"'{self.warmup}' is more than the whole run; expected at most 100%")]
        return []

    @property
    def per_step(self) -> bool:
        return self.within_epochs or self.warmup not in (0, "0%")

    def caveat(self, base: float, epochs: int, steps_per_epoch: int) -> str | None:
        steps = epochs * steps_per_epoch
        if not steps or self.warmup_steps(steps) < steps:
            return self.doubt_after_warmup(epochs)
        is_cut = isinstance(self.warmup, int) and self.warmup > steps
        wanted = f"{self.warmup:,} steps" if isinstance(self.warmup, int) else self.warmup
        longer = f"longer than the run of {steps:,} and is cut to it" if is_cut else f"as long as the run of {steps:,}"
        rate = self.rate(base, step=steps - 1, steps=steps, epoch=epochs - 1, steps_per_epoch=steps_per_epoch)
        never = f"{base:g} is never reached" if isinstance(self, Constant) else f"{SCHEDULES.name_of(self)} never acts"
        return f"a warm-up of {wanted} is {longer} (the learning rate rises to {rate:g} and {never}); write warmup: 5%"

    def doubt_after_warmup(self, epochs: int) -> str | None:
        """As `caveat`, of the schedule itself."""
        return None

    def warmup_steps(self, steps: int) -> int:
        """The length of the warm-up in a run of so many steps, at most the whole run."""
        wanted = round(_share(self.warmup) * steps) if isinstance(self.warmup, str) else self.warmup
        return min(wanted, steps)

    def rate(
        self, base: float, *, step: int, steps: int, epoch: int, steps_per_epoch: int, plateau: Plateau = Plateau()
    ) -> float:
        if self.warmup == 0:
            return self.after_warmup(base, step, steps, epoch, steps_per_epoch, plateau)
        warmup = self.warmup_steps(steps)
        if step < warmup:
            return self.after_warmup(base, 0, steps - warmup, 0, steps_per_epoch, plateau) * (step + 1) / (warmup + 1)
        after = epoch - warmup // steps_per_epoch
        return self.after_warmup(base, step - warmup, steps - warmup, after, steps_per_epoch, plateau)

    def after_warmup(self, base: float, step: int, steps: int, epoch: int, steps_per_epoch: int, plateau: Plateau) -> float:
        """The schedule's own rate, with steps and epochs counted from the end of the warm-up."""
        raise NotImplementedError


@SCHEDULES.entry("constant")
@options
class Constant(_WithWarmup):
    """The same rate at every step: η. Robbins & Monro (1951) ask for a decaying one; a constant is what is used most."""

    def after_warmup(self, base: float, step: int, steps: int, epoch: int, steps_per_epoch: int, plateau: Plateau) -> float:
        return base


@SCHEDULES.entry("step")
@options
class Step(_WithWarmup):
    """A drop every k epochs: η·fᵏ′ with k′ = ⌊e / k⌋. He et al., Deep residual learning for image recognition (2016), f = 0.1."""

    every: int = option(help="epochs from one drop to the next", at_least=1)
    factor: float = option(0.1, help="what the rate is multiplied by at each drop", above=0, below=1)

    def doubt_after_warmup(self, epochs: int) -> str | None:
        if epochs > self.every or not epochs:
            return None
        return f"step drops the learning rate every {self.every:,} epochs, and the run has {epochs:,}: it never acts"

    def after_warmup(self, base: float, step: int, steps: int, epoch: int, steps_per_epoch: int, plateau: Plateau) -> float:
        return base * self.factor ** (epoch // self.every)


@SCHEDULES.entry("exponential")
@options
class Exponential(_WithWarmup):
    """A constant factor an epoch: η·fᵉ.

    Senior et al., An empirical study of learning rates in deep neural networks for speech recognition (2013).
    """

    factor: float = option(0.95, help="what the rate is multiplied by after each epoch", above=0, below=1)

    def after_warmup(self, base: float, step: int, steps: int, epoch: int, steps_per_epoch: int, plateau: Plateau) -> float:
        return base * self.factor**epoch


@SCHEDULES.entry("cosine")
@options
class Cosine(_WithWarmup):
    """Half a cosine over the run: η(f + (1 − f)(1 + cos(πt / T)) / 2). Loshchilov & Hutter, SGDR (2017), without restarts."""

    within_epochs: ClassVar[bool] = True

    final: float = option(0.0, help="rate at the end, as a fraction of learning_rate", at_least=0, below=1)

    def after_warmup(self, base: float, step: int, steps: int, epoch: int, steps_per_epoch: int, plateau: Plateau) -> float:
        return base * (self.final + (1 - self.final) * (1 + math.cos(math.pi * step / max(steps, 1))) / 2)


@SCHEDULES.entry("cosine_warm_restarts")
@options
class CosineWarmRestarts(_WithWarmup):
    """Half a cosine a cycle, then back to η: η(f + (1 − f)(1 + cos(πt / T)) / 2) at step t of a cycle of T steps.

    The first cycle has `cycle` epochs, each further one `multiplier` times as many as the one before. Loshchilov & Hutter, SGDR:
    stochastic gradient descent with warm restarts (2017), eq. 5, step by step as in PyTorch's CosineAnnealingWarmRestarts.
    """

    within_epochs: ClassVar[bool] = True

    cycle: int = option(help="epochs of the first cycle", at_least=1)
    multiplier: int = option(1, help="how many times as long each cycle is as the one before", at_least=1)
    final: float = option(0.0, help="rate at the end of a cycle, as a fraction of learning_rate", at_least=0, below=1)

    def doubt_after_warmup(self, epochs: int) -> str | None:
        if epochs > self.cycle or not epochs:
            return None
        return f"the first cycle of cosine_warm_restarts has {self.cycle:,} epochs, and the run {epochs:,}: it never restarts"

    def after_warmup(self, base: float, step: int, steps: int, epoch: int, steps_per_epoch: int, plateau: Plateau) -> float:
        length = self.cycle * steps_per_epoch
        if self.multiplier == 1:
            step %= length
        while step >= length:
            step, length = step - length, length * self.multiplier
        return base * (self.final + (1 - self.final) * (1 + math.cos(math.pi * step / length)) / 2)


@SCHEDULES.entry("linear")
@options
class Linear(_WithWarmup):
    """A straight line over the run: η(1 − (1 − f)t / T). Devlin et al., BERT (2019), with f = 0."""

    within_epochs: ClassVar[bool] = True

    final: float = option(0.0, help="rate at the end, as a fraction of learning_rate", at_least=0, below=1)

    def after_warmup(self, base: float, step: int, steps: int, epoch: int, steps_per_epoch: int, plateau: Plateau) -> float:
        return base * (1 - (1 - self.final) * step / max(steps, 1))


@SCHEDULES.entry("one_cycle")
@options
class OneCycle(Schedule):
    """Half a cosine up to η at step pT − 1, half a cosine down to the last step: η(a + (b − a)(1 − cos πx) / 2) from a to b.

    Here x goes from 0 to 1 in each part.     Smith & Topin, Super-convergence: very fast training of neural networks using
    large learning rates (2018), in the form of PyTorch's OneCycleLR. `learning_rate` is the peak.
    """

    peak: float = option(0.3, help="where the rate is highest, as a fraction of the run", above=0, below=1)
    start: float = option(0.04, help="first rate, as a fraction of learning_rate", above=0, at_most=1)
    final: float = option(1e-4, help="last rate, as a fraction of learning_rate", at_least=0, at_most=1)

    @property
    def per_step(self) -> bool:
        return True

    def rate(
        self, base: float, *, step: int, steps: int, epoch: int, steps_per_epoch: int, plateau: Plateau = Plateau()
    ) -> float:
        top, last = max(self.peak * steps - 1, 0.0), steps - 1
        if step < top:
            begin, end, done = self.start, 1.0, step / top
        else:
            begin, end, done = 1.0, self.final, (step - top) / (last - top) if last > top else 0.0
        return base * (begin + (end - begin) * (1 - math.cos(math.pi * done)) / 2)


@SCHEDULES.entry("reduce_on_plateau")
@options
class ReduceOnPlateau(_WithWarmup):
    """A drop when the monitored value stops falling: η·fⁿ after n drops.

    A drop comes when more than `patience` epochs bring no v < b − δ|b|, b being the best value so far; then the count starts
    again. The epochs of a warm-up count too. He et al., Deep residual learning for image recognition (2016), in the form of
    PyTorch's ReduceLROnPlateau (which writes b(1 − δ), the same for b > 0).
    """

    needs_history: ClassVar[bool] = True

    patience: int = option(10, help="epochs without improvement that are let pass", at_least=0)
    factor: float = option(0.1, help="what the rate is multiplied by at each drop", above=0, below=1)
    min_delta: float = option(1e-4, help="smallest relative change that counts as improvement", at_least=0, below=1)
    minimum: float = option(0.0, help="the rate does not fall below this", at_least=0)

    def doubt_after_warmup(self, epochs: int) -> str | None:
        if epochs > self.patience + 2 or not epochs:
            return None
        waits = f"reduce_on_plateau waits for more than {self.patience:,} epochs without improvement"
        return f"{waits}, and the run has {epochs:,}: it never acts"

    def observe(self, plateau: Plateau, value: float) -> Plateau:
        best = plateau.best
        if not math.isnan(value) and (best is None or value < best - self.min_delta * abs(best)):
            return Plateau(value, 0, plateau.reductions)
        if plateau.waited < self.patience:
            return Plateau(best, plateau.waited + 1, plateau.reductions)
        return Plateau(best, 0, plateau.reductions + 1)

    def after_warmup(self, base: float, step: int, steps: int, epoch: int, steps_per_epoch: int, plateau: Plateau) -> float:
        return max(base * self.factor**plateau.reductions, min(self.minimum, base))
