"""What the rules of other tools look at, read from a course."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dltrain.diagnosis import Course
from dltrain.diagnosis.health import layers_in, series


def validation_scores(course: Course) -> list[float]:
    """The accuracy, or r2, on the validation rows after each epoch. The rules take the accuracy of the training rows too, which
    dltrain does not measure after each epoch; that of the validation rows stands for both."""
    name = "accuracy" if course.given.dataset.encoding.task.has_classes else "r2"
    return [value for value in course.history.column(f"validation_{name}") if math.isfinite(value)]


def weighted_layers(course: Course) -> list[str]:
    """The layers whose gradients were sampled, first to last."""
    return [name for name in layers_in(course.health) if np.isfinite(series(course.health, name, "gradient")).any()]


def gradients(course: Course, layer: str) -> NDArray[np.float64]:
    """The root mean square of a layer's gradient in each sample."""
    return series(course.health, layer, "gradient")


def is_lost(course: Course) -> bool:
    """Whether a loss or a gradient was no number."""
    return course.status == "diverged" or not np.isfinite(course.train).all()


def turns(values: list[float]) -> tuple[list[float], list[float]]:
    """The peaks and the valleys of a series."""
    triples = list(zip(pairwise(values), values[2:], strict=False))
    peaks = [middle for (before, middle), after in triples if middle >= before and middle >= after]
    valleys = [middle for (before, middle), after in triples if middle <= before and middle <= after]
    return peaks, valleys
