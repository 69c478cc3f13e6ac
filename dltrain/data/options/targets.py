"""The kinds of several targets at once: what each is, and by which loss and metrics it is learned and measured."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from dltrain.data.options.columns import Categorical, ColumnKind, Numeric
from dltrain.losses import LOSSES, Loss
from dltrain.metrics import METRICS, Metric
from dltrain.types import Choices, option, options


@options
class TargetKind:
    """What one of several targets is. The loss that is made small is the sum of theirs, each times its weight."""

    column: ClassVar[ColumnKind]  # how its column is read

    loss: Annotated[Loss, LOSSES] | Literal["auto"] = option("auto", help="what is made small of this target; auto fits its kind")
    weight: float = option(1.0, help="what its loss is multiplied by before the losses are added", above=0)
    metrics: list[Annotated[Metric, METRICS]] = option(None, help="what is measured of it; the usual ones of its kind if omitted")

    @property
    def is_scaled(self) -> bool:
        """Whether its numbers, if it has such, are scaled, as its loss wants it."""
        return not isinstance(self.loss, Loss) or self.loss.scales_target


TARGET_KINDS: Choices[TargetKind] = Choices("target kind")


@TARGET_KINDS.entry("class")
@options
class ClassKind(TargetKind):
    """One of two classes or more."""

    column: ClassVar[ColumnKind] = Categorical()

    class_weights: Literal["balanced", "none"] | dict[str, float] = option(
        "none",
        help="how much a row of each class counts in the loss of this target, 1 for one that is not named; balanced: rows / "
        "(classes × rows of the class), from the training rows",
        at_least=0,
    )


@TARGET_KINDS.entry("value")
@options
class ValueKind(TargetKind):
    """A number, scaled as data.scale says before its loss, so that the losses of several values are of one size."""

    column: ClassVar[ColumnKind] = Numeric()
