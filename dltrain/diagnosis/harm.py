"""Whether a training shows harm, without which no sign of its layers is a problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Severity
from dltrain.diagnosis.health import layers_in, series
from dltrain.diagnosis.layers import is_able
from dltrain.diagnosis.rates import SHORT, steps_taken
from dltrain.diagnosis.score import score_on
from dltrain.lazy import np

WORSE = 1.1  # times the constant answer's loss
DEAD = 0.7  # of a layer's units
DEAD_LEFT = 0.4  # of the constant answer's loss, less than which dead units did no harm
RISE = 1.02  # times the loss of the epoch before, that counts as a rise
LEAP = 2.0  # times the loss of the epoch before
BEHIND = 0.05  # of accuracy or r2, by which the nearest training rows must be better to be better
ERRORS = 2.0  # standard errors of that difference, likewise
LEARNED = 0.1  # of the constant answer's loss, less than which is hardly anything
HALF, QUARTER = 0.5, 0.25  # see severity_of_harm
ABLE = 16  # units, from which on a layer is not narrow
SURENESS: Mapping[Severity, float] = {"error": 0.9, "warning": 0.8, "hint": 0.4}  # that such a finding is what is wrong


def lacks(course: Course, left: float) -> bool:
    """Whether such a share of the constant answer's loss is still there at the end of training, and with the best weights."""
    if not course.learns_by_loss:
        return False
    best = course.measured_loss("train")
    losses = [course.end] + ([best] if best is not None else [])
    return min(losses) >= left * (course.constant or 0.0)


def severity_of_harm(course: Course) -> Severity:
    """How bad it is, by what the network reaches with its best weights. A hint where that is as much as can be expected: it is
    no worse than the nearest training rows are on the validation rows, and better than one answer for all. An error where it has
    less than half of what these rows gain over that answer, else a warning.

    A hard task leaves most of its loss to any network, so that what is left is no sign of harm by itself. Where no such rows
    can be asked, half of the constant answer's loss is as much as can be expected, and less than a quarter an error.
    """
    loss = course.measured_loss("train")
    learned = course.learned(course.end if loss is None else min(loss, course.end))
    network, reference = score_on(course, "validation"), course.reference
    if network is None or reference is None:
        return "hint" if learned >= HALF else "warning" if learned >= QUARTER else "error"
    error, gained = reference.error_beside(network), network - reference.constant
    if not reference.is_ahead_of(network, BEHIND, ERRORS) and (learned >= LEARNED or gained > ERRORS * error):
        return "hint"
    return "error" if gained < HALF * (reference.score - reference.constant) or learned < LEARNED else "warning"


def has_hardly_begun(course: Course) -> bool:
    """Whether a network that is wide enough, and bends, has taken less than a thousand steps of the usual length: by Adam its
    weights have then moved by less than 1, which is about their size."""
    networks = course.given.layers
    return bool(networks) and all(is_able(layers, ABLE) for layers in networks) and steps_taken(course) < SHORT


def jumps(course: Course) -> bool:
    """Whether the training loss leapt up after its first epochs, or beyond that of a constant answer."""
    losses = course.train[np.isfinite(course.train)]
    if len(losses) < 4 or not course.learns_by_loss:
        return False
    ratio = losses[2:] / np.maximum(losses[1:-1], 1e-30)
    large = losses[2:] > 0.3 * (course.constant or 0.0)
    beyond = (losses[2:] > WORSE * (course.constant or np.inf)) & (ratio > RISE)  # and did not merely fall from where it began
    return bool(((ratio > LEAP) & large).any() or beyond.any())


@dataclass(frozen=True)
class DeadLayer:
    """A layer most of whose units are 0 for every row: its name in the samples, the share of units, the sample since when."""

    layer: str
    share: float
    since: int


def dead_layer(course: Course) -> DeadLayer | None:
    """The first layer most of whose units are 0 for every row in the later half of the samples."""
    for name in layers_in(course.health):
        dead = series(course.health, name, "dead")
        later = dead[len(dead) // 2 :]
        if np.isfinite(later).any() and np.nanmedian(later) >= DEAD:
            return DeadLayer(name, float(np.nanmedian(later)), int(np.nonzero(dead >= DEAD)[0][0]))
    return None


def begins_dead(course: Course) -> bool:
    """Whether most units of a layer are 0 for every row in the first step, before anything was learned."""
    for sample in course.health[:1]:
        return sample["step"] == 1 and any(layer.get("dead", 0.0) >= DEAD for layer in sample["layers"].values())
    return False
