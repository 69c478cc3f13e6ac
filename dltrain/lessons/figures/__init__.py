"""What lessons show, a file a figure: what is computed from their trainings, its numbers and its panels."""

from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown

# In the order of the table.
from dltrain.lessons.figures import curves, decision_regions, hidden_lines, members, valley, starts  # isort: skip

__all__ = ["FIGURES", "Figure", "Scene", "Shown", "curves", "decision_regions", "hidden_lines", "members", "starts", "valley"]
