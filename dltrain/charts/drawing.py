"""A chart's description drawn by Vega-Lite, which vl-convert runs without a browser."""

from __future__ import annotations

from dltrain.charts.fonts import library
from dltrain.charts.style import Spec

SCALE = 1.5  # pixels of the PNG for one of the description's


def png(spec: Spec) -> bytes:
    """The chart as a PNG; the same description and fonts give the same bytes."""
    drawn: bytes = library().vegalite_to_png(spec, scale=SCALE)
    return drawn
