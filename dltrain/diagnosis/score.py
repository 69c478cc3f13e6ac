"""How good a finished network is, in the measure of the plain reference."""

from __future__ import annotations

from dltrain.diagnosis.course import Course
from dltrain.lazy import np
from dltrain.losses import LOSSES


def score_on(course: Course, split: str) -> float | None:
    """The accuracy of classes or the r2 of values on a split; None where it is not known."""
    matrix = course.matrices.get(split)
    if matrix is not None and course.given.dataset.encoding.task.has_classes:
        counts = np.array(matrix, np.float64)
        return float(np.trace(counts) / counts.sum())
    measured = course.measured.get(split, {})
    name = "accuracy" if course.given.dataset.encoding.task.has_classes else "r2"
    if name not in measured and isinstance(course.given.resolved.loss, LOSSES["mean_squared_error"]) and course.learns_by_loss:
        loss = course.measured_loss(split)  # r2 is not among the metrics that were chosen, but follows from it
        return None if loss is None else course.learned(loss)
    return measured.get(name)
