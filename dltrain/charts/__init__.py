"""The charts of a run. Each is described once, as a Vega-Lite specification in plain dicts, and drawn as a PNG by `png`.

The same description can be put into a page, by the same library (`vegalite_to_html`: 0.9 MB with everything in it). This is the
room's one door; only `png` and what asks for fonts load the library.

vl-convert, which is Vega-Lite without a browser, was chosen over matplotlib after trying both. Seconds in a fresh process, on one
core beside a busy one, of one panel: vl-convert imports in 0.01, draws its first chart in 0.75 (nearly all of it the start of V8)
and the next in 0.11; matplotlib imports in 0.85, draws the first in 0.35 and the next in 0.23. On a quiet machine they take about
half. Both give the same bytes for the same input. vl-convert brings Latin, Greek and Cyrillic letters and finds the system's
fonts for others; matplotlib leaves Korean as boxes until its font is named, and makes no page.
"""

from __future__ import annotations

from dltrain.charts.axes import Axis
from dltrain.charts.bars import bars
from dltrain.charts.confusion_matrix import confusion_matrix, matrix_panel
from dltrain.charts.curves import curve_panels, curves
from dltrain.charts.drawing import obstacle, png, svg
from dltrain.charts.fonts import missing_font
from dltrain.charts.grid_policy import grid_policy
from dltrain.charts.groups import by_number, groups, scree
from dltrain.charts.health import health
from dltrain.charts.lines import mean_records
from dltrain.charts.names import drawable_labels, key
from dltrain.charts.overlay import MAX_LINES, overlay
from dltrain.charts.panels import SIDE, as_chart, gallery, panel
from dltrain.charts.regions import Surface, regions
from dltrain.charts.samples import scatter, sheets
from dltrain.charts.swept import against_monitor, can_be_drawn, parallel_coordinates
from dltrain.charts.tree import Tree, TreeNode, tree

__all__ = [
    "MAX_LINES",
    "SIDE",
    "Axis",
    "Surface",
    "Tree",
    "TreeNode",
    "against_monitor",
    "as_chart",
    "bars",
    "by_number",
    "can_be_drawn",
    "confusion_matrix",
    "curve_panels",
    "curves",
    "drawable_labels",
    "gallery",
    "grid_policy",
    "groups",
    "health",
    "key",
    "matrix_panel",
    "mean_records",
    "missing_font",
    "obstacle",
    "overlay",
    "panel",
    "parallel_coordinates",
    "png",
    "regions",
    "scatter",
    "scree",
    "sheets",
    "svg",
    "tree",
]
