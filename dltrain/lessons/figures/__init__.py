"""What lessons show, a file a figure: what is computed from their trainings, its numbers and its panels."""

from dltrain.lessons.figures import (
    activation_curves,
    curves,
    dead_units,
    decision_regions,
    error_losses,
    fits,
    gradient_sizes,
    hidden_lines,
    members,
    moved_threshold,
    spreads,
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
    "dead_units",
    "decision_regions",
    "error_losses",
    "fits",
    "gradient_sizes",
    "hidden_lines",
    "members",
    "moved_threshold",
    "spreads",
    "starts",
    "threshold",
    "updates",
    "valley",
]
