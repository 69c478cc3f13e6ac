"""Penalties and dropout that leave nothing to learn with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Change, Severity
from dltrain.diagnosis.score import score_on
from dltrain.diagnosis.words import Words

MAX_DROPOUT = 0.7
MAX_L1 = 0.005
MAX_DECAY = 0.02  # of L2 that is added to the gradient
MAX_DECOUPLED = 0.5  # of decay that is taken off the weights
LEFT = 0.25  # of the constant answer's loss, on the training rows as they are measured
BEHIND = 0.05  # of accuracy or r2, by which the nearest rows are better
ERRORS = 2.0  # standard errors of that difference, likewise
USUAL_DROPOUT = 0.2


@PROBLEMS.entry("over_regularized")
class OverRegularized(Check):
    """Weight decay, L1 or dropout is so strong that the network cannot even fit the training rows.

    Training and validation loss stay high, the validation loss often the lower one. The usual strengths are 1e-5 to 1e-2 of
    L2 and 0.2 to 0.5 of dropout (Srivastava et al. 2014, figure 9: the error rises from 0.7 on; Loshchilov & Hutter 2019
    for decoupled decay). It is told where a strength is far beyond these, a quarter of the constant answer's loss is left with
    the best weights, and either hardly anything was learned or the nearest training rows answer better; else it is a hint.
    """

    general = Words(
        en="the network is held back too strongly",
        ko="규제가 너무 강해 학습되지 않습니다",
    )
    evident = Words(
        en="with {where} at {strength:.4g} the training loss is still {loss:.4g}, where one answer for all rows has "
        "{constant:.4g}",
        ko="{where} 값이 {strength:.4g}일 때 훈련 손실은 여전히 {loss:.4g}이고 모든 행에 같은 답을 하면 {constant:.4g}입니다",
    )
    explains = (
        *("underfitting", "not_learned", "one_class_collapse", "vanishing_gradient", "dying_relu", "not_converged", "no_signal"),
        "learning_rate_too_low",
    )

    def during(self, course: Course) -> Iterable[Seen]:
        loss = course.measured_loss("train")
        if not course.has_ended or loss is None or not course.learns_by_loss or loss < LEFT * (course.constant or 1.0):
            return
        strong = list(_strong(course))
        if strong:
            is_harmed = course.learned(loss) <= 0.05 or _is_behind(course)
            key, strength = strong[0][0].key, strong[0][1]
            evidence = {"strength": strength, "loss": course.recorded(loss), "constant": course.recorded(course.constant or 0.0)}
            patch = [change for change, _ in strong]
            severity: Severity = "warning" if is_harmed else "hint"
            yield Seen(0.85 if is_harmed else 0.4, evidence, where=key, patch=patch, severity=severity)


def _is_behind(course: Course) -> bool:
    """Whether the nearest training rows answer better than the network."""
    network, reference = score_on(course, "validation"), course.reference
    return reference is not None and network is not None and reference.is_ahead_of(network, BEHIND, ERRORS)


def _strong(course: Course) -> Iterator[tuple[Change, float]]:
    """The keys that hold it back more than is usual, with what to write, and how strong they are."""
    training, model = course.given.resolved.experiment.training, course.given.resolved.model
    if training.l1 > MAX_L1:
        yield course.given.change("training.l1", 0.0), training.l1
    decay, usual = float(training.weight_decay), training.optimizer.default_weight_decay
    if decay > (MAX_DECOUPLED if usual else MAX_DECAY):
        yield course.given.change("training.weight_decay", usual), decay
    dropout: Any = getattr(model, "dropout", 0.0)
    if dropout and dropout >= MAX_DROPOUT:
        yield course.given.change("model.dropout", USUAL_DROPOUT), dropout
    for one in (one for layers in course.given.layers for one in layers):
        option = "rate" if hasattr(one.layer, "rate") else "dropout"
        own: Any = getattr(one.layer, option, 0.0) or 0.0
        if own >= MAX_DROPOUT and own != dropout:
            yield course.given.change(f"{course.given.layer_key(one)}.{option}", USUAL_DROPOUT), own
