"""Steps so short that the end is never reached."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.rates import fitting_rate
from dltrain.diagnosis.words import Words

LOW = 1 / 20  # of the optimizer's usual rate
LEFT = 0.3  # of the constant answer's loss
STRAIGHT = 0.4  # of what the first half of the epochs took away, that the second half must have: 1 for a straight line
STILL = 0.02  # of the constant answer's loss, less than which counts as no change at all
MIN_EPOCHS = 4  # epochs


@PROBLEMS.entry("learning_rate_too_low")
class LearningRateTooLow(Check):
    """The steps are so short that the loss falls in a nearly straight line and has far to go when training ends.

    More epochs would help, a longer step helps at once. Bengio, Practical recommendations for gradient-based training
    (2012), section 3.1: the best rate is about half of the greatest that does not diverge. It is told where the rate is a
    twentieth of the optimizer's published default or less, and the second half of the epochs took away at least four tenths
    of what the first did: a loss that has arrived does not.
    """

    general = Words(
        en="the learning rate is too low",
        ko="학습률이 너무 낮습니다",
    )
    evident = Words(
        en="at {rate:.4g}, {times:.2g} of the optimizer's usual, the training loss fell from {first:.4g} to {last:.4g} and "
        "was still falling",
        ko="학습률 {rate:.4g}(옵티마이저 기본값의 {times:.2g}배)에서 훈련 손실이 {first:.4g}에서 {last:.4g}까지 "
        "내려왔고 아직 내려가는 중입니다",
    )
    explains = (
        *(
            "not_converged",
            "underfitting",
            "not_learned",
            "one_class_collapse",
            "no_signal",
            "stopped_too_early",
        ),
        "vanishing_gradient",
    )

    def during(self, course: Course) -> Iterable[Seen]:
        if not course.has_ended or not course.learns_by_loss or course.epochs < MIN_EPOCHS or course.rate > LOW * course.usual:
            return
        losses, constant = course.train, course.constant or 1.0
        first, middle, last = (float(losses[index]) for index in (0, len(losses) // 2, -1))
        before, after = first - middle, middle - last
        still = abs(first - last) < STILL * constant and last > (1 - STILL) * constant
        if last < LEFT * constant or not (still or (before > 0 and after >= STRAIGHT * before)):
            return
        evidence = {
            "rate": course.rate,
            "times": course.rate / course.usual,
            "first": course.recorded(first),
            "last": course.recorded(last),
        }
        yield Seen(0.85, evidence, patch=[course.given.change("training.learning_rate", fitting_rate(course))])
