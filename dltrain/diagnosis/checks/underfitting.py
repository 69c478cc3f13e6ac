"""A network too small or too stiff for what the rows show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.curve import arrival, at_this_pace, last_quarter
from dltrain.diagnosis.finding import Change
from dltrain.diagnosis.harm import ABLE, has_hardly_begun
from dltrain.diagnosis.layers import is_linear, widened
from dltrain.diagnosis.score import score_on
from dltrain.diagnosis.words import Words
from dltrain.lazy import np
from dltrain.models.activations import ACTIVATIONS

BEHIND = 0.05  # of accuracy or r2, by which the nearest rows must be better
ERRORS = 3.0  # standard errors of that difference, likewise
LEFT = 0.25  # of the constant answer's loss, on the training rows
SHARP = ("relu", "leaky_relu", "prelu")
MORE = 4  # times the epochs, in which a loss that falls in a straight line must come down
ARRIVED = 0.1  # of the whole fall of the training loss: where its last quarter brought less, it goes no further
STILL = 0.1  # of the constant answer's loss, less than which is no fall


@PROBLEMS.entry("underfitting")
class Underfitting(Check):
    """The network cannot bend as the rows do: it has no hidden layer, no activation that bends, or a handful of units.

    Training and validation loss both stay high, side by side, or fall towards a height at which they will stay. That there
    is more to learn is shown and not supposed: the nine nearest training rows answer the validation rows better than the
    network does, by five points and three standard errors at least. A hard task at its ceiling has no such reference. Cover
    & Hart, Nearest neighbor pattern classification (1967): with enough rows its error is at most twice the least there is.
    A network that is wide enough and has hardly begun is not told here.
    """

    general = Words(
        en="the network is too small or too stiff for the task",
        ko="신경망이 과제에 비해 너무 작거나 뻣뻣합니다(과소적합)",
    )
    evident = Words(
        en="on the validation rows it reaches {network:.3g}, and the nearest training rows by themselves {nearest:.3g}",
        ko="검증 행에서 신경망은 {network:.3g}이고 가장 가까운 훈련 행만으로도 {nearest:.3g}입니다",
    )
    explains = ("not_learned", "one_class_collapse", "not_converged")

    def during(self, course: Course) -> Iterable[Seen]:
        network = score_on(course, "validation")
        if not course.has_ended or network is None or network > 1 - BEHIND or not course.learns_by_loss:
            return
        if _may_arrive(course, LEFT * (course.constant or 0.0)) or has_hardly_begun(course):
            return
        if course.given.resolved.experiment.ensemble is not None:
            return  # whose members may be weak
        reference = course.reference
        if reference is None or not reference.is_ahead_of(network, BEHIND, ERRORS):
            return
        seen_well = score_on(course, "train")
        if seen_well is not None and seen_well - network > reference.score - network:
            return  # it fits the training rows: that is no want of size
        yield Seen(0.75, {"network": network, "nearest": reference.score}, patch=_patch(course))


def _may_arrive(course: Course, least: float) -> bool:
    """Whether the training loss is at such a height, or falls so that it would come to rest below it. One that falls as fast as
    before must get there in so many times the epochs."""
    if course.end < least:
        return True
    falls = course.train[0] - course.train[-1] > STILL * (course.constant or 0.0)
    if not falls or last_quarter(course.train) <= ARRIVED:
        return False
    rest = arrival(course.train)
    return (rest if np.isfinite(rest) else at_this_pace(course.train, MORE)) < least


def _patch(course: Course) -> list[Change]:
    """A bend where there is none; more units in the narrow layers; where no layer is narrow, twice as many, or ReLU in place of
    what is smooth, which makes edges sooner."""
    model: Any = course.given.resolved.model
    if not hasattr(model, "layers"):
        return []
    hidden = [one for layers in course.given.layers for one in layers if one.weighted and not one.is_output]
    straight = [one for one in hidden if one.activation is None or is_linear(one.activation)]
    if hidden and len(straight) == len(hidden):
        return course.given.changes(hidden, "activation", "relu")
    smooth = [one for one in hidden if one.activation and ACTIVATIONS.name_of(one.activation) not in SHARP]
    if hidden and smooth and all(one.units >= ABLE for one in hidden):
        return course.given.changes(smooth, "activation", "relu")
    return [course.given.change("model.layers", widened(course.given.spec["model"]["layers"]))]
