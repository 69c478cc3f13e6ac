"""Whether a training shows harm, without which no sign of its layers is a problem."""

from __future__ import annotations

from dltrain.diagnosis.course import Course
from dltrain.lazy import np

WORSE = 1.1  # times the constant answer's loss
DEAD = 0.7  # of a layer's units
RISE = 1.02  # times the loss of the epoch before, that counts as a rise
LEAP = 2.0  # times the loss of the epoch before


def lacks(course: Course, left: float) -> bool:
    """Whether such a share of the constant answer's loss is still there at the end of training, and with the best weights."""
    if not course.learns_by_loss:
        return False
    best = course.measured_loss("train")
    losses = [course.end] + ([best] if best is not None else [])
    return min(losses) >= left * (course.constant or 0.0)


def jumps(course: Course) -> bool:
    """Whether the training loss leapt up after its first epochs, or beyond that of a constant answer."""
    losses = course.train[np.isfinite(course.train)]
    if len(losses) < 4 or not course.learns_by_loss:
        return False
    ratio = losses[2:] / np.maximum(losses[1:-1], 1e-30)
    large = losses[2:] > 0.3 * (course.constant or 0.0)
    beyond = (losses[2:] > WORSE * (course.constant or np.inf)) & (ratio > RISE)  # and did not merely fall from where it began
    return bool(((ratio > LEAP) & large).any() or beyond.any())


def begins_dead(course: Course) -> bool:
    """Whether most units of a layer are 0 for every row in the first step, before anything was learned."""
    for sample in course.health[:1]:
        return sample["step"] == 1 and any(layer.get("dead", 0.0) >= DEAD for layer in sample["layers"].values())
    return False
