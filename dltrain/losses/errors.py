"""Losses of the error: of how far a prediction is from its target."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dltrain.losses.base import LOSSES, Loss
from dltrain.losses.targets import target_columns
from dltrain.tasks import PREDICTIVE, SUPERVISED, Task
from dltrain.types import option, page

if TYPE_CHECKING:
    from torch import Tensor


@page
class ErrorLoss(Loss):
    """A loss of the error e = p - y, the mean over the columns. On classes p are probabilities and y one-hot rows."""

    tasks = PREDICTIVE
    on_scores = False
    explicit = SUPERVISED

    def values(self, outputs: Tensor, targets: Tensor, form: Task) -> Tensor:
        return self.of_error(outputs - target_columns(outputs, targets, form)).mean(-1)

    def of_error(self, error: Tensor) -> Tensor:
        """The loss of each error, elementwise."""
        raise NotImplementedError

    def values_and_gradients(self, xp: Any, outputs: Any, targets: Any, form: Task) -> tuple[Any, Any]:
        losses, gradients = self.slopes_of_error(xp, outputs - targets)
        columns = outputs.shape[-1]
        if columns == 1:
            return losses[..., 0], gradients
        gradients /= columns
        return xp.sum(losses) / columns, gradients

    def slopes_of_error(self, xp: Any, error: Any) -> tuple[Any, Any]:
        """The loss of each error and its derivative, elementwise; `error` may be written into."""
        raise NotImplementedError


@LOSSES.entry("mean_squared_error")
@page
class MeanSquaredError(ErrorLoss):
    """e²: least squares (Legendre 1805; Gauss 1809). On classes it is the score of Brier 1950, over the number of columns."""

    def of_error(self, error: Tensor) -> Tensor:
        return error * error

    def slopes_of_error(self, xp: Any, error: Any) -> tuple[Any, Any]:
        losses = error * error
        error *= 2
        return losses, error


@LOSSES.entry("root_mean_squared_error")
@page
class RootMeanSquaredError(MeanSquaredError):
    """√(mean e²), the root taken once over all rows and columns of a batch (Hyndman and Koehler 2006, Int. J. Forecasting 22).

    The gradient is 1 / (2 RMSE) times that of mean_squared_error; at a perfect fit, where it is undefined, it is 0.
    """

    explicit = frozenset()

    def finish(self, mean: Tensor) -> Tensor:
        perfect = mean == 0
        return mean.masked_fill(perfect, 1).sqrt().masked_fill(perfect, 0)


@LOSSES.entry("mean_absolute_error")
@page
class MeanAbsoluteError(ErrorLoss):
    """|e|: least absolute deviations (Boscovich 1757; Laplace 1789); it finds the median. Its gradient at e = 0 is 0."""

    def of_error(self, error: Tensor) -> Tensor:
        return error.abs()

    def slopes_of_error(self, xp: Any, error: Any) -> tuple[Any, Any]:
        return xp.abs(error), xp.sign(error)


@LOSSES.entry("huber")
@page
class Huber(ErrorLoss):
    """e²/2 where |e| ≤ δ, δ (|e| - δ/2) beyond (Huber 1964, Ann. Math. Statist. 35)."""

    delta: float = option(1.0, help="the error from which the loss grows linearly, in units of the scaled target", above=0)

    def of_error(self, error: Tensor) -> Tensor:
        size = error.abs()
        capped = size.clamp(max=self.delta)
        return capped * (size - capped / 2)

    def slopes_of_error(self, xp: Any, error: Any) -> tuple[Any, Any]:
        slope = xp.clip(error, -self.delta, self.delta)
        return slope * (error - slope / 2), slope


@LOSSES.entry("log_cosh")
@page
class LogCosh(ErrorLoss):
    """ln cosh e, as |e| + ln(1 + exp(-2|e|)) - ln 2, which never overflows (Green 1990, IEEE Trans. Med. Imaging 9).

    About e²/2 near 0 and |e| - ln 2 far from it.
    """

    def of_error(self, error: Tensor) -> Tensor:
        from torch.nn import functional

        size = error.abs()
        return size + functional.softplus(-2 * size) - math.log(2)

    def slopes_of_error(self, xp: Any, error: Any) -> tuple[Any, Any]:
        size = xp.abs(error)
        return size + xp.softplus(-2 * size) - math.log(2), xp.tanh(error)
