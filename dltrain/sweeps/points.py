"""The points of trials: those that were, and those that are drawn at random."""

from __future__ import annotations

from dataclasses import dataclass

from dltrain.randomness import numpy_generator
from dltrain.spec.space import Point, Space, Span

MAX_SHUFFLED = 1_000_000  # settings of a list that are drawn without putting back


@dataclass(frozen=True)
class Past:
    """An earlier trial, as far as a search learns from it. curve: what it reported, by epoch."""

    number: int
    point: Point
    status: str
    value: float | None
    curve: dict[int, float | None]


def random_point(space: Space, seed: int, number: int) -> Point:
    """Each option as likely as the next, each number of a range by its scale; of lists alone no setting twice.

    Bergstra & Bengio, Random search for hyper-parameter optimization (2012).
    """
    if space.is_grid and space.size <= MAX_SHUFFLED:
        order = numpy_generator(seed, "settings of a sweep").permutation(space.size)
        return space.setting(int(order[(number - 1) % space.size]))
    generator = numpy_generator(seed, "setting of a sweep", number)

    def choose(_: str, count: int) -> int:
        return int(generator.integers(count))

    def draw(_: str, span: Span) -> float:
        return span.at(generator.random())

    return space.drawn(choose, draw)
