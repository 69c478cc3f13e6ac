"""How good a finished network is, in the measure of the plain reference."""

from __future__ import annotations

from dltrain.diagnosis.course import Course
from dltrain.lazy import np


def score_on(course: Course, split: str) -> float | None:
    """The accuracy of classes or the r2 of values on a split; None where it is not known."""
    matrix = course.matrices.get(split)
    if matrix is not None and course.given.dataset.encoding.task.has_classes:
        counts = np.array(matrix, np.float64)
        return float(np.trace(counts) / counts.sum())
    measured = course.measured.get(split, {})
    return measured.get("accuracy" if course.given.dataset.encoding.task.has_classes else "r2")
