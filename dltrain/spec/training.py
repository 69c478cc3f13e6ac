"""The `training` section: what is optimized, how, and for how long."""

from __future__ import annotations

from typing import Annotated, Literal

from dltrain.losses import LOSSES, Loss
from dltrain.optimizers import OPTIMIZERS, Optimizer
from dltrain.optimizers.averages import AVERAGES, Average
from dltrain.optimizers.clips import GradientClip
from dltrain.optimizers.moments import Adam
from dltrain.schedules import SCHEDULES, Constant, Schedule
from dltrain.types import Word, option, options

SMOOTHABLE = ("binary_cross_entropy", "cross_entropy", "focal", "kl_divergence")  # the losses that label smoothing acts on


@options
class EarlyStopping:
    """Training ends when the monitored value has not become better for `patience` epochs; the best weights are kept."""

    monitor: str = option(
        "auto",
        help="a recorded value, such as validation_accuracy; auto: validation_loss, else train_loss",
    )
    patience: int = option(10, help="how many epochs may pass without a better value", at_least=1)
    min_delta: float = option(0.0, help="how much better counts as better", at_least=0)


@options
class Training:
    """How the network learns."""

    loss: Annotated[Loss, LOSSES] | Literal["auto"] = option("auto", help="what is made small; auto fits the target")
    optimizer: Annotated[Optimizer, OPTIMIZERS] = option(Adam(), help="how gradients become steps")
    learning_rate: float | Literal["auto"] = option(
        None,
        help="the size of the steps; auto: found by a short range test before training; the optimizer's published default if "
        "omitted",
        above=0,
    )
    learning_rate_factors: float | dict[str, float] | Literal["none"] = option(
        "none",
        help="what the learning rate of each layer is multiplied by: a layer's number, output, or inputs (the branches and "
        "learned vectors of columns), and its factor, such as {0: 0.1, output: 2}; or one number d: each layer learns with d "
        "times the rate of the one after it, the last with all",
        above=0,
    )
    schedule: Annotated[Schedule, SCHEDULES] = option(Constant(), help="how the learning rate changes")
    epochs: int | Literal["auto"] = option(
        "auto",
        help="how often all training rows are seen, 0 only measures the initial weights; auto: as many as make 5,000 steps, but "
        "at least 20 and at most 1,000",
        at_least=0,
    )
    batch_size: int | Literal["all", "auto"] = option(
        "auto",
        help="how many rows make a step, all is plain gradient descent; auto: 32, from 32,000 rows on more, up to 1,024",
        at_least=1,
    )
    shuffle: Literal["auto", "rows", "blocks"] = option(
        "auto",
        help="how the rows of an epoch are put in order: all of them, or blocks of rows, and the rows of some blocks at a time, "
        "which reads a file in long stretches; auto: blocks where data.memory is mapped, else rows",
    )
    accumulate: int = option(
        1,
        help="how many batches make a step: their gradients are added up, as of one batch as large, in the memory of one",
        at_least=1,
    )
    weight_decay: float | Literal["auto"] = option(
        "auto", help="L2 penalty, decoupled for adamw and lion; auto: the optimizer's published default", at_least=0
    )
    decay: Literal["all", "weights"] = option(
        "all", help="which parameters weight_decay acts on; weights: not on biases and the scales and shifts of norms"
    )
    l1: float = option(0.0, help="L1 penalty: this times the sum of the weights' magnitudes is added to the loss", at_least=0)
    gradient_clip: GradientClip = option(
        "none",
        help="the greatest length (2-norm) that a step's gradient may have; or the greatest size of each of its numbers",
        above=0,
    )
    average_weights: Annotated[Average, AVERAGES] | Literal["none"] = option(
        "none", help="an average of the weights, which is measured and saved as best in place of the last ones"
    )
    mixup: float = option(
        0.0,
        help="each row is mixed with another one of its batch, and so are their targets: λ of the one and 1 - λ of the other, λ "
        "drawn from Beta(α, α), of which this is α, such as 0.2; 0: not",
        at_least=0,
    )
    cutmix: float = option(
        0.0,
        help="a window of each picture is taken from another one of its batch, whose target counts by the window's share of the "
        "area, 1 - λ, λ drawn from Beta(α, α), of which this is α, such as 1; 0: not. Beside mixup a picture has one of both",
        at_least=0,
    )
    label_smoothing: float = option(0.0, help="the share of a label that is spread over all classes", at_least=0, below=1)
    class_weights: Literal["balanced", "none"] | dict[str, float] = option(
        "none",
        help="how much a row of each class counts, 1 for one that is not named; balanced: rows / (classes × rows of the class), "
        "from the training rows. A step divides by the rows of its batch times the mean weight of all training rows",
        at_least=0,
    )
    early_stopping: EarlyStopping | Literal["none"] = option("none", help="when to stop before the last epoch")
    save_every: Annotated[str, Word(r"auto|[0-9]+(\.[0-9]+)?[smh]", "auto or a time such as 30s or 5m")] = option(
        "auto", help="how often checkpoints are written; auto keeps saving below 1 % of the time"
    )


def average_of(training: Training) -> Average | None:
    """The average of the weights that is measured; None where it is the weights themselves."""
    average = training.average_weights
    return average if isinstance(average, Average) else None


def split_of(monitor: str) -> tuple[str, str]:
    """`validation_loss` as ("validation", "loss"); ("", monitor) where it names no split."""
    for split in ("train", "validation"):
        if monitor.startswith(f"{split}_"):
            return split, monitor[len(split) + 1 :]
    return "", monitor
