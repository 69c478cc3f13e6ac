"""Losses of a discriminator alone: of its score for real and for generated rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dltrain.losses.base import LOSSES, Loss, over_columns
from dltrain.tasks import Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays


@LOSSES.entry("least_squares")
@options
class LeastSquares(Loss):
    """(z - y)² / 2 of a discriminator's score: the least squares GAN with a = 0 and b = c = 1 (Mao et al. 2017,
    arXiv:1611.04076)."""

    tasks = frozenset({Task.GENERATION})

    def values_and_gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> tuple[Array, Array]:
        error = outputs - targets
        return over_columns(xp, error * error / 2, error)


@LOSSES.entry("wasserstein")
@options
class Wasserstein(Loss):
    """-z of rows called real (y = 1), z of the others: the critic's side of the Wasserstein distance (Arjovsky et al. 2017,
    arXiv:1701.07875).

    The critic also pays penalty · (‖∇z(x)‖ - 1)² at points between real and generated rows, which keeps its slope near 1
    (Gulrajani et al. 2017, arXiv:1704.00028).
    """

    tasks = frozenset({Task.GENERATION})

    penalty: float = option(10.0, help="how much a slope other than 1 costs the critic", above=0)
    critic_steps: int = option(5, help="how many steps the discriminator makes for each of the generator's", at_least=1)

    def values_and_gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> tuple[Array, Array]:
        signs = 1 - 2 * targets
        return over_columns(xp, outputs * signs, signs)
