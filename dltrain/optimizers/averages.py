"""Averages of the weights over a training, which are measured and saved in place of the last ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from dltrain.types import Choices, Word, option, options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays

SLOT = "weights"  # of the optimizer's state: the weights in training where the network has the average, else the average


class Average:
    """What every average answers; its options are the fields of the entry. Steps and epochs count from 1."""

    learning_rate: float | None = None  # of the epochs whose weights are averaged; None: as the schedule says

    @property
    def depends_on_length(self) -> bool:
        """Whether `first_epoch` depends on how many epochs there are."""
        return False

    def problems(self, epochs: int | None) -> list[tuple[str, str]]:
        """Options that are out of range, or never act in so many epochs, None if unknown: the name of one, and what to say."""
        return []

    def first_epoch(self, epochs: int) -> int:
        """The first epoch whose weights are averaged."""
        return 1

    def share_of_step(self, step: int) -> float:
        """How much of the average after a step the weights after that step are; 0: they are not taken in."""
        return 0.0

    def share_of_epoch(self, epoch: int, epochs: int) -> float:
        """As `share_of_step`, after an epoch."""
        return 0.0


AVERAGES: Choices[Average] = Choices("weight average")


@AVERAGES.entry("ema")
@options
class ExponentialMovingAverage(Average):
    """The exponential moving average of the weights after each step: θ̄ₜ = (1 − d) Σᵢ dᵗ⁻ⁱ θᵢ / (1 − dᵗ).

    Step by step θ̄ ← θ̄ + (1 − d) / (1 − dᵗ) · (θ − θ̄). Divided by 1 − dᵗ it forgets the first weights from the start: in the
    first 1 / (1 − d) steps it is nearly the plain mean. Polyak & Juditsky, Acceleration of stochastic approximation by
    averaging (1992); in this form Kingma & Ba, Adam (2015), section 7.2. The statistics of batch norm are measured anew for the
    average, as for swa.
    """

    decay: float = option(0.999, help="share of the average that is kept at each step, in the long run", above=0, below=1)

    def share_of_step(self, step: int) -> float:
        share: float = (1 - self.decay) / (1 - self.decay**step)
        return share


@AVERAGES.entry("swa")
@options
class StochasticWeightAveraging(Average):
    """The plain mean of the weights at the ends of the last epochs: θ̄ ← (nθ̄ + θ) / (n + 1). Until they begin it is θ itself.

    It wants a learning rate that stays large to the end: constant, or in cycles of `every` epochs. The statistics of batch norm
    are measured anew for the average by one pass over the training rows, as the mean over the batches. Izmailov, Podoprikhin,
    Garipov, Vetrov & Wilson, Averaging weights leads to wider optima and better generalization (2018), algorithm 1.
    """

    start: int | Annotated[str, Word(r"\d+(\.\d+)?%", "an epoch, or a percentage such as 75%")] = option(
        "75%", help="the first epoch whose weights are averaged, or the share of the epochs before it", at_least=1
    )
    every: int = option(1, help="epochs from one that is averaged to the next", at_least=1)
    learning_rate: float | None = option(
        None, help="the rate of the epochs from start on; as the schedule says if omitted", above=0
    )

    def problems(self, epochs: int | None) -> list[tuple[str, str]]:
        if isinstance(self.start, str) and _share(self.start) >= 1:
            return [("start", f"'{self.start}' leaves no epoch to average; expected less than 100%")]
        if isinstance(self.start, int) and epochs is not None and self.start > epochs:
            return [("start", f"'start' is epoch {self.start:,}, and the run has {epochs:,}: nothing is averaged; write 75%")]
        return []

    @property
    def depends_on_length(self) -> bool:
        return isinstance(self.start, str)

    def first_epoch(self, epochs: int) -> int:
        return self.start if isinstance(self.start, int) else min(round(_share(self.start) * epochs) + 1, epochs)

    def share_of_epoch(self, epoch: int, epochs: int) -> float:
        since = epoch - self.first_epoch(epochs)
        if since <= 0:
            return 1.0
        return 1 / (since // self.every + 1) if since % self.every == 0 else 0.0


def take_in(xp: Arrays, average: Array, weights: Array, share: float) -> None:
    """average ← average + share · (weights − average), in place; both (parameters,), or (members, parameters) of a stack."""
    if share == 1:
        average[...] = weights
    elif share:
        xp.update_mean(average, weights, 1 - share)


def _share(percent: str) -> float:
    return float(percent.removesuffix("%")) / 100
