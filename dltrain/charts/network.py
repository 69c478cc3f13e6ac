"""A network drawn from its inputs at the top to its output: a line of marks a layer, as many as fit of its units or channels."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from dltrain.charts.layers import layer, words
from dltrain.charts.names import shortened
from dltrain.charts.panels import WIDTH, panel
from dltrain.charts.style import BLUE, GREY, INK, Spec

MAX_MARKS = 9  # marks of a layer
DEEPEST = 40  # layers
_LINE = 54  # pixels from a layer to the next
_LEFT, _RIGHT = 0.34, 0.80  # where its marks are, from 0 to 1 across


@dataclass(frozen=True)
class Stage:
    """What leaves a layer: its kind in a few words, and its shape without rows. is_joined: whether every mark of it takes all
    marks before it, as in a dense layer."""

    what: str
    shape: tuple[int, ...]
    is_joined: bool = False


def network(stages: Sequence[Stage], *, width: int = WIDTH) -> Spec:
    """A panel of the layers, the inputs first. Circles are numbers, squares channels of a picture or steps of a sequence; dots
    stand for those that do not fit. Of more than 40 layers those in the middle are left out."""
    if len(stages) > DEEPEST:
        left_out = Stage("…", ())
        stages = [*stages[: DEEPEST // 2], left_out, *stages[-(DEEPEST // 2 - 1) :]]
    heights = [1 - (index + 0.5) / len(stages) for index in range(len(stages))]
    marks = [_marks(stage) for stage in stages]
    edges = [
        {"x": x, "y": above, "x2": x2, "y2": below}
        for (upper, lower), (above, below), stage in zip(
            itertools.pairwise(marks), itertools.pairwise(heights), stages[1:], strict=True
        )
        for x, x2 in _edges(upper, lower, stage.is_joined)
    ]
    lines = layer(edges, {"type": "rule", "stroke": "#b0b0b0", "strokeWidth": 0.6}, x2={"field": "x2"}, y2={"field": "y2"})
    dots = [
        {"x": x, "y": y, "shape": "square" if len(stage.shape) > 1 else "circle", "size": _size(stage)}
        for stage, places, y in zip(stages, marks, heights, strict=True)
        for x in places
    ]
    raw = {"type": "nominal", "scale": None}
    look = {"shape": {"field": "shape", **raw}, "size": {"field": "size", "type": "quantitative", "scale": None}}
    points = layer(
        dots, {"type": "point", "filled": True, "opacity": 1, "fill": BLUE, "stroke": "white", "strokeWidth": 1}, **look
    )
    named = [{"x": 0.0, "y": y, "text": shortened(stage.what, 26)} for stage, y in zip(stages, heights, strict=True)]
    sizes = [{"x": 0.84, "y": y, "text": " × ".join(map(str, stage.shape))} for stage, y in zip(stages, heights, strict=True)]
    gaps = [
        {"x": (_LEFT + _RIGHT) / 2, "y": y, "text": "…"}
        for stage, places, y in zip(stages, marks, heights, strict=True)
        if len(places) < _count(stage)
    ]
    texts = [words(named, colour=INK, fontSize=11), words(sizes, colour=GREY, fontSize=11)]
    texts.append(words(gaps, colour=GREY, align="center", fontSize=15))
    return panel("", [lines, points, *texts], width=width, height=_LINE * len(stages))


def _count(stage: Stage) -> int:
    """Units, channels, or steps."""
    return stage.shape[0] if stage.shape else 0


def _marks(stage: Stage) -> list[float]:
    """Where its marks are across; of more than fit those at both ends, with room between them."""
    count = _count(stage)
    if count > MAX_MARKS:
        middle = MAX_MARKS // 2
        return [_across(index, MAX_MARKS) for index in range(MAX_MARKS) if index != middle]
    return [_across(index + (MAX_MARKS - count) / 2, MAX_MARKS) for index in range(count)]


def _across(place: float, count: int) -> float:
    return _LEFT + (_RIGHT - _LEFT) * (place + 0.5) / count


def _edges(upper: Sequence[float], lower: Sequence[float], is_joined: bool) -> list[tuple[float, float]]:
    """From which mark to which: from all to all, else each to its own, or down the middle where they are not as many."""
    if is_joined:
        return [(x, x2) for x in upper for x2 in lower]
    if len(upper) == len(lower):
        return list(zip(upper, lower, strict=True))
    middle = (_LEFT + _RIGHT) / 2
    return [(middle, middle)]


def _size(stage: Stage) -> float:
    """Square pixels: larger for larger pictures."""
    if len(stage.shape) < 2:
        return 90.0
    return 70.0 + 22.0 * math.log2(max(1, math.prod(stage.shape[1:])))
