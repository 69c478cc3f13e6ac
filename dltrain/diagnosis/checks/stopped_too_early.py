"""Early stopping that did not wait for the loss."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.curve import rises
from dltrain.diagnosis.words import Words
from dltrain.lazy import np
from dltrain.spec.training import EarlyStopping

PATIENCE = 8  # epochs, from which on a patience is not called short
TURN = 3  # epochs, over which a validation loss may be seen to have turned
STEADY = 0.5  # the rank correlation with the epochs, from which on it rises and does not jump about
WAIT = 20
FALLS = 0.02  # of the loss, by which it fell an epoch, at the end, in the training rows
LEFT = 0.15  # of the constant answer's loss


@PROBLEMS.entry("stopped_too_early")
class StoppedTooEarly(Check):
    """A short patience, or a `min_delta` that asks too much, ended training at the first bump, while the training loss was
    still falling.

    Prechelt, Early stopping – but when? (1998): real validation curves have many local minima, and waiting longer gains
    about 4 % for four times the time. It is told where the training loss still fell by 2 % or more an epoch when training
    stopped, and 0.15 or more of the constant answer's loss was left. A validation loss that rose over three epochs or more, one
    after another, has turned, and it was time.
    """

    general = Words(
        en="training was stopped too early",
        ko="훈련이 너무 일찍 멈췄습니다",
    )
    evident = Words(
        en="after {epochs} epochs, with a patience of {patience}, the training loss was at {last:.4g} and still fell by "
        "{falls:.1%} an epoch",
        ko="에포크 {epochs}번 만에 멈췄을 때(patience {patience}) 훈련 손실은 {last:.4g}이었고 에포크마다 {falls:.1%}씩 "
        "내려가고 있었습니다",
    )
    explains = ("underfitting", "not_learned", "one_class_collapse", "no_signal")

    def during(self, course: Course) -> Iterable[Seen]:
        stopping = course.given.resolved.experiment.training.early_stopping
        if course.status != "stopped_early" or not isinstance(stopping, EarlyStopping) or not course.learns_by_loss:
            return
        losses = course.train
        span = min(len(losses) - 1, max(2, stopping.patience))
        if span < 1 or losses[-1] <= 0 or losses[-1 - span] <= 0:
            return
        falls = 1 - float(np.exp(np.log(losses[-1] / losses[-1 - span]) / span))
        is_short = stopping.patience < PATIENCE or stopping.min_delta > 0
        if stopping.patience >= TURN and stopping.min_delta == 0 and _has_turned(course):
            return
        if not is_short or falls < FALLS or losses[-1] < LEFT * (course.constant or 1.0):
            return
        patch = []
        if stopping.patience < WAIT:
            patch.append(course.given.change("training.early_stopping.patience", WAIT))
        if stopping.min_delta > 0:
            patch.append(course.given.change("training.early_stopping.min_delta", 0.0))
        evidence = {
            "epochs": course.epochs,
            "patience": stopping.patience,
            "last": course.recorded(float(losses[-1])),
            "falls": falls,
        }
        yield Seen(0.8, evidence, epoch=course.epochs, patch=patch)


def _has_turned(course: Course) -> bool:
    """Whether the validation loss rose from its best on."""
    losses = course.validation[np.isfinite(course.validation)]
    return len(losses) > 1 and rises(losses[int(losses.argmin()) :]) >= STEADY
