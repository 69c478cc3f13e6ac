"""A chart's description drawn by Vega-Lite, which vl-convert runs without a browser."""

from __future__ import annotations

from dltrain.charts.fonts import library
from dltrain.charts.style import Spec
from dltrain.process.limits import can_reserve, data_left

SCALE = 1.5  # pixels of the PNG for one of the description's
# What V8, the library's engine of JavaScript, reserves, in bytes; where it may not, it ends the process.
ADDRESSES = 66 * 2**30
DATA = 800 * 2**20  # 560 MiB at once, and more with every point of a chart: 780 MiB with 50,000


def png(spec: Spec) -> bytes:
    """The chart as a PNG; the same description and fonts give the same bytes."""
    drawn: bytes = library().vegalite_to_png(spec, scale=SCALE)
    return drawn


def svg(spec: Spec) -> str:
    """The chart as an SVG whose texts are texts."""
    drawn: str = library().vegalite_to_svg(spec)
    return drawn


def obstacle() -> str | None:
    """Why no chart can be drawn here and now, and what to do; None where they can be."""
    if not can_reserve(ADDRESSES):
        return (
            f"no charts are drawn: what draws them reserves {ADDRESSES // 2**30} GiB of addresses (not of memory), more than "
            "ulimit -v allows; raise it, such as ulimit -v unlimited"
        )
    left = data_left()
    if left is not None and left < DATA:
        return (
            f"no charts are drawn: what draws them reserves {DATA // 2**20} MiB, and ulimit -d leaves {max(0, left) // 2**20}; "
            "raise it, such as ulimit -d unlimited"
        )
    return None
