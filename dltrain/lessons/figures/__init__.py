"""What lessons show, a file a figure: what is computed from their trainings, its numbers and its panels."""

from dltrain.lessons.figures import (
    activation_curves,
    curves,
    decision_regions,
    error_losses,
    fits,
    hidden_lines,
    members,
    moved_threshold,
    starts,
    threshold,
    updates,
    valley,
)
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown

__all__ = [
    "FIGURES",
    "Figure",
    "Scene",
    "Shown",
    "activation_curves",
    "curves",
    "decision_regions",
    "error_losses",
    "fits",
    "hidden_lines",
    "members",
    "moved_threshold",
    "starts",
    "threshold",
    "updates",
    "valley",
]
