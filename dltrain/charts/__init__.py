"""The charts of a run. Each is described once, as a Vega-Lite specification in plain dicts, and drawn as a PNG by `png`.

The same description can be put into a page. This is the room's one door; only `png` and what asks for fonts load the library.
"""

from __future__ import annotations

from dltrain.charts.confusion_matrix import confusion_matrix
from dltrain.charts.curves import curves
from dltrain.charts.drawing import obstacle, png
from dltrain.charts.fonts import missing_font
from dltrain.charts.lines import together
from dltrain.charts.names import key
from dltrain.charts.samples import scatter, sheets

__all__ = ["confusion_matrix", "curves", "key", "missing_font", "obstacle", "png", "scatter", "sheets", "together"]
