"""Losses of one or two weights that are small enough to be looked at whole, and the way down them that an optimizer takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from dltrain.arrays import NUMPY
from dltrain.charts import Axis
from dltrain.lazy import NDArray, np

if TYPE_CHECKING:
    from dltrain.optimizers import Optimizer

Floats: TypeAlias = "NDArray[np.float64]"


@dataclass(frozen=True)
class Landscape:
    """A loss of weights (..., weights) and its gradient, of their shape; the stretch of each weight that is looked at."""

    loss: Callable[[Floats], Floats]
    gradient: Callable[[Floats], Floats]
    axes: tuple[Axis, ...]


def _valley(w: Floats) -> Floats:
    return np.asarray((w[..., 0] ** 2 + 10 * w[..., 1] ** 2) / 2)


def _valley_gradient(w: Floats) -> Floats:
    return np.stack([w[..., 0], 10 * w[..., 1]], axis=-1)


def _two_minima(w: Floats) -> Floats:
    x = w[..., 0]
    return np.asarray(x**4 / 4 - x**2 + 0.3 * x + 1.5)


def _two_minima_gradient(w: Floats) -> Floats:
    return np.asarray(w**3 - 2 * w + 0.3)


LANDSCAPES = {
    # (w₁² + 10 w₂²) / 2: ten times steeper across than along. Gradient descent converges below a learning rate of 2 / 10.
    "valley": Landscape(_valley, _valley_gradient, (Axis(-10.5, 3.5), Axis(-3.5, 3.5))),
    # w⁴/4 − w² + 0.3 w + 1.5: a lower minimum on the left, a higher one on the right.
    "two_minima": Landscape(_two_minima, _two_minima_gradient, (Axis(-2.2, 2.2),)),
}


def descent(
    landscape: Landscape, optimizer: Optimizer, start: list[float], learning_rate: float, steps: int, noise: float = 0.0
) -> Floats:
    """The weights before the first step and after each: float64 (steps + 1, weights), by the optimizer that trains networks.

    noise: the standard deviation of what is added to each gradient, as that of a batch differs from that of all rows.
    """
    drawn = noise * np.random.default_rng(0).standard_normal((steps, len(start)))
    weights = np.array(start, np.float64)
    state = optimizer.initial_state(NUMPY, weights)
    path = [weights.copy()]
    with np.errstate(all="ignore"):  # of one that diverges
        for step in range(1, steps + 1):
            optimizer.update(NUMPY, weights, landscape.gradient(weights) + drawn[step - 1], state, learning_rate, step, 0.0)
            path.append(weights.copy())
    return np.stack(path)


def steps_to(losses: Floats, below: float) -> int | None:
    """After how many steps a loss is, and stays, below a value; None where it does not."""
    over = np.flatnonzero(~(losses < below))
    first = int(over[-1]) + 1 if len(over) else 0
    return first if first < len(losses) else None
