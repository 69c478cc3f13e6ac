"""The pictures of a run as PNG bytes: the same input gives the same bytes. This is the room's one door."""

from __future__ import annotations

from dltrain.charts.confusion_matrix import confusion_matrix
from dltrain.charts.curves import curves
from dltrain.charts.fonts import missing_font
from dltrain.charts.samples import scatter, sheets
from dltrain.charts.words import key

__all__ = ["confusion_matrix", "curves", "key", "missing_font", "scatter", "sheets"]
