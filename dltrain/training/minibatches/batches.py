"""How the training rows are cut into steps, and what a step needs to know beside the network and the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dltrain.data.transforms.augmentation import Augmentation
from dltrain.files.typed_json import Misfit
from dltrain.optimizers.averages import Average
from dltrain.optimizers.clips import limits_of
from dltrain.spec.experiment import Experiment
from dltrain.spec.training import average_of
from dltrain.training.minibatches.mixing import Mixing

CHUNK = 2048  # rows measured at once, of at most
CHUNK_NUMBERS = 2**17  # numbers in all: what convolutions make of them, many times as much, is to stay in the processor's cache
GPU_CHUNK, GPU_CHUNK_NUMBERS = 8192, 2**22  # the same on a GPU: 1,365 pictures of 32 × 32 in colour

Border = tuple[int, int]  # of a stretch of the rows, in the order of an epoch: the first, and the one behind the last
Losses = dict[str, Any]  # of an epoch, by their names in its record; `train_loss` among them, and the `members` of a stack


@dataclass(frozen=True)
class Settings:
    """What a step needs to know beside the network and the data."""

    seed: int
    batch_size: int | str
    weight_decay: float
    l1: float
    gradient_clip: float | None  # the greatest norm
    bfloat16: bool = False
    augment: tuple[Augmentation, ...] = ()
    mixing: Mixing = Mixing()
    clip_value: float | None = None  # the greatest size of each number of the gradient
    accumulate: int = 1  # batches whose gradients make one step
    learning_rate_factors: float | dict[str, float] = 1.0
    decays_weights_alone: bool = False  # not biases and norms
    average: Average | None = None  # of the weights
    epochs: int = 0
    shuffle: str = "rows"  # or blocks


def settings_of(experiment: Experiment) -> Settings:
    """The settings of an engine's steps that an experiment asks for."""
    training, factors = experiment.training, experiment.training.learning_rate_factors
    norm, value = limits_of(training.gradient_clip)
    return Settings(
        experiment.seed,
        training.batch_size,
        float(training.weight_decay),
        training.l1,
        norm,
        clip_value=value,
        bfloat16=experiment.precision == "bfloat16",
        augment=tuple(experiment.data.augment or ()),
        mixing=Mixing(training.mixup, training.cutmix),
        accumulate=training.accumulate,
        learning_rate_factors=1.0 if isinstance(factors, str) else factors,
        decays_weights_alone=training.decay == "weights",
        average=average_of(training),
        epochs=int(training.epochs),
        shuffle=training.shuffle,
    )


@dataclass(frozen=True)
class Cuts:
    """The borders of the steps of an epoch, and of the batches of each, whose gradients make the step: one, or several where they
    are accumulated."""

    steps: list[Border]
    batches: list[list[Border]]


def cuts_of(rows: int, settings: Settings, batch_normalized: bool) -> Cuts:
    """How the rows of an epoch are cut: into steps as if these were batches so many times as large, and these into batches."""
    size, count = settings.batch_size, settings.accumulate
    if size == "all" or count == 1:
        steps = batch_borders(rows, size, batch_normalized)
        return Cuts(steps, [[border] for border in steps])
    steps = batch_borders(rows, int(size) * count, batch_normalized)
    batches = [batch_borders(stop - start, size, batch_normalized) for start, stop in steps]
    return Cuts(steps, [[(start + a, start + b) for a, b in within] for (start, _), within in zip(steps, batches, strict=True)])


def share_of(border: Border, share: int, shares: int) -> Border:
    """The border of one of so many shares of a batch."""
    if shares == 1:
        return border
    start, stop = border
    rows = stop - start
    return start + rows * share // shares, start + rows * (share + 1) // shares


def batch_borders(rows: int, batch_size: int | str, batch_normalized: bool) -> list[Border]:
    """Start and end of each batch of an epoch. With batch norm a last batch of one row joins the one before."""
    size = rows if batch_size == "all" else int(batch_size)
    starts = list(range(0, rows, size))
    if batch_normalized and len(starts) > 1 and rows - starts[-1] == 1:
        starts.pop()
    return list(zip(starts, [*starts[1:], rows], strict=True))


def first_step(partial: Mapping[str, float], step: int, per_epoch: int) -> int:
    """The step of an epoch, from 0, that is to be taken next; `partial` is what the epoch has added up so far.

    The steps of the whole run do not tell it where earlier epochs had other batches. Raises Misfit.
    """
    if not partial:
        return 0
    first = partial.get("steps", step % per_epoch)  # an older dltrain has not counted them
    if first != int(first) or not 0 <= first < per_epoch:
        raise Misfit("partial.steps", f"a whole number from 0 to {per_epoch - 1}, not {first:g}")
    return int(first)
