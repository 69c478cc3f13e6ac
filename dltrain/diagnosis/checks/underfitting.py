"""A network too small or too stiff for what the rows show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.curve import arrival, last_quarter
from dltrain.diagnosis.finding import Change
from dltrain.diagnosis.score import score_on
from dltrain.diagnosis.words import Words
from dltrain.models.activations import ACTIVATIONS

BEHIND = 0.05  # of accuracy or r2, by which the nearest rows must be better
ERRORS = 3.0  # standard errors of that difference, likewise
LEFT = 0.25  # of the constant answer's loss, on the training rows
ARRIVED = 0.1  # of the whole fall of the training loss: where its last quarter brought less, it goes no further
STILL = 0.1  # of the constant answer's loss, less than which is no fall
UNITS = [64, 64]


@PROBLEMS.entry("underfitting")
class Underfitting(Check):
    """The network cannot bend as the rows do: it has no hidden layer, no activation that bends, or a handful of units.

    Training and validation loss both stay high, side by side, or fall towards a height at which they will stay. That there
    is more to learn is shown and not supposed: the nine nearest training rows answer the validation rows better than the
    network does, by five points and three standard errors at least. A hard task at its ceiling has no such reference. Cover
    & Hart, Nearest neighbor pattern classification (1967): with enough rows its error is at most twice the least there is.
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
        falls = course.train[0] - course.train[-1] > STILL * (course.constant or 0.0)
        least = LEFT * (course.constant or 0.0)
        if course.end < least or (falls and last_quarter(course.train) > ARRIVED and arrival(course.train) < least):
            return
        if course.given.resolved.experiment.ensemble is not None:
            return  # whose members may be weak
        reference = course.reference
        if reference is None or reference.score - network < max(BEHIND, ERRORS * reference.error_beside(network)):
            return
        seen_well = score_on(course, "train")
        if seen_well is not None and seen_well - network > reference.score - network:
            return  # it fits the training rows: that is no want of size
        yield Seen(0.75, {"network": network, "nearest": reference.score}, patch=_patch(course))


def _patch(course: Course) -> list[Change]:
    """A bend where there is none, else more units."""
    model: Any = course.given.resolved.model
    layers = list(getattr(model, "layers", []))
    bends = not layers or ACTIVATIONS.name_of(model.activation) != "linear"
    if not bends:
        return [course.given.change("model.activation", "relu")]
    return [course.given.change("model.layers", UNITS)] if hasattr(model, "layers") else []
