"""Losses of the error: of how far a prediction is from its target."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dltrain.lazy import NDArray, np
from dltrain.losses.base import LOSSES, Loss, over_columns
from dltrain.tasks import PREDICTIVE, Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays


@options
class ErrorLoss(Loss):
    """A loss of the error e = p - y, the mean over the columns. On classes p are probabilities and y one-hot rows."""

    tasks = PREDICTIVE | {Task.CONTROL, Task.CLUSTERING}
    on_scores = False

    def values_and_gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> tuple[Array, Array]:
        return over_columns(xp, *self.of_error(xp, outputs - targets))

    def of_error(self, xp: Arrays, error: Array) -> tuple[Array, Array]:
        """The loss of each error and its derivative, both of its shape, (..., rows, columns); `error` may be written into."""
        raise NotImplementedError


@LOSSES.entry("mean_squared_error")
@options
class MeanSquaredError(ErrorLoss):
    """e²: least squares (Legendre 1805; Gauss 1809). On classes it is the score of Brier 1950, over the number of columns."""

    def of_error(self, xp: Arrays, error: Array) -> tuple[Array, Array]:
        losses = error * error
        error *= 2
        return losses, error


@LOSSES.entry("root_mean_squared_error")
@options
class RootMeanSquaredError(MeanSquaredError):
    """√(mean e²), the root taken once over all rows and columns of a batch (Hyndman and Koehler 2006, Int. J. Forecasting 22).

    The gradient is 1 / (2 RMSE) times that of mean_squared_error; at a perfect fit, where it is undefined, it is 0.
    """

    tasks = PREDICTIVE
    is_mean = False

    def finish(self, xp: Arrays, mean: Array) -> tuple[Array, Array]:
        root, is_perfect = xp.sqrt(mean), mean == 0
        return root, 0.5 * ~is_perfect / (root + is_perfect)


@LOSSES.entry("mean_absolute_error")
@options
class MeanAbsoluteError(ErrorLoss):
    """|e|: least absolute deviations (Boscovich 1757; Laplace 1789); it finds the median. Its gradient at e = 0 is 0."""

    def of_error(self, xp: Arrays, error: Array) -> tuple[Array, Array]:
        return xp.abs(error), xp.sign(error)


@LOSSES.entry("huber")
@options
class Huber(ErrorLoss):
    """e²/2 where |e| ≤ δ, δ (|e| - δ/2) beyond (Huber 1964, Ann. Math. Statist. 35)."""

    delta: float = option(1.0, help="the error from which the loss grows linearly, in units of the scaled target", above=0)

    def of_error(self, xp: Arrays, error: Array) -> tuple[Array, Array]:
        slope = xp.clip(error, -self.delta, self.delta)
        return slope * (error - slope / 2), slope


@LOSSES.entry("log_cosh")
@options
class LogCosh(ErrorLoss):
    """ln cosh e, as |e| + ln(1 + exp(-2|e|)) - ln 2, which never overflows (Green 1990, IEEE Trans. Med. Imaging 9).

    About e²/2 near 0 and |e| - ln 2 far from it.
    """

    def of_error(self, xp: Arrays, error: Array) -> tuple[Array, Array]:
        size = xp.abs(error)
        return size + xp.softplus(-2 * size) - math.log(2), xp.tanh(error)


@LOSSES.entry("quantile")
@options
class Quantile(ErrorLoss):
    """-q e where e < 0, (1 - q) e beyond: the pinball loss, whose least lies where a share q of the targets is below the
    prediction (Koenker and Bassett 1978, Econometrica 46). At q = 0.5 it is half of mean_absolute_error. One quantile a network:
    two of them, of 0.1 and of 0.9, hold four fifths of the targets between them. Its gradient at e = 0 is 0.
    """

    tasks = frozenset({Task.REGRESSION})
    best_constant = "quantile"
    quantile: float = option(0.5, help="the share q of the targets that is to lie below the prediction", above=0, below=1)

    def of_error(self, xp: Arrays, error: Array) -> tuple[Array, Array]:
        side = xp.sign(error)
        return xp.relu(error) - self.quantile * error, 0.5 * side + (0.5 - self.quantile) * side * side

    def constant(self, targets: NDArray[Any]) -> NDArray[np.float64]:
        """The quantile of each column, (columns,), by which the loss of these rows, (rows, columns), is the least."""
        return np.asarray(np.quantile(targets.astype(np.float64), self.quantile, axis=0, method="inverted_cdf"))
