"""A chart's description drawn by Vega-Lite, which vl-convert runs without a browser."""

from __future__ import annotations

from functools import lru_cache

from dltrain.charts.fonts import library
from dltrain.charts.style import Spec
from dltrain.process.limits import can_reserve

SCALE = 1.5  # pixels of the PNG for one of the description's
ADDRESSES = 66 * 2**30  # that V8, the library's engine of JavaScript, reserves; where it may not, it ends the process


def png(spec: Spec) -> bytes:
    """The chart as a PNG; the same description and fonts give the same bytes."""
    drawn: bytes = library().vegalite_to_png(spec, scale=SCALE)
    return drawn


def svg(spec: Spec) -> str:
    """The chart as an SVG whose texts are texts."""
    drawn: str = library().vegalite_to_svg(spec)
    return drawn


@lru_cache
def obstacle() -> str | None:
    """Why no chart can be drawn here, and what to do; None where they can be."""
    if can_reserve(ADDRESSES):
        return None
    return (
        f"no charts are drawn: what draws them reserves {ADDRESSES // 2**30} GiB of addresses (not of memory), more than "
        "ulimit -v allows; raise it, such as ulimit -v unlimited"
    )
