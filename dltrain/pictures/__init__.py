"""The pictures of a run as PNG bytes: the same input gives the same bytes. This is the room's one door."""

from __future__ import annotations

from dltrain.pictures.confusion_matrix import confusion_matrix
from dltrain.pictures.curves import curves
from dltrain.pictures.fonts import missing_font
from dltrain.pictures.samples import scatter, sheets
from dltrain.pictures.words import key

__all__ = ["confusion_matrix", "curves", "key", "missing_font", "scatter", "sheets"]
