"""Nothing was learned, and none of the other problems explains it."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.words import Words

LEARNED = 0.01  # the fraction of the constant answer's loss that training must take away to count as learning
BY_HEART = 0.25  # of it, that was taken away by the end


@PROBLEMS.entry("not_learned")
class NotLearned(Check):
    """At its best the network is no better on the training rows than one answer for all of them: the class frequencies, or
    the mean.

    It may be too small for the task (one layer on XOR), or the features tell nothing of the target. Every other problem
    that leads here explains it, so it is told only where none of them was found. Karpathy, A recipe for training neural
    networks (2019): beat a constant answer first. A hundredth of that answer's loss counts as learning; so do training rows
    that were learned by heart after the best epoch.
    """

    severity = "error"
    general = Words(
        en="it has not learned",
        ko="학습되지 않았습니다",
    )
    evident = Words(
        en="its loss on the training rows, {loss:.4g}, is no better than {constant:.4g}, that of one answer for all rows",
        ko="훈련 행의 손실은 {loss:.4g}이고, 모든 행에 같은 답을 할 때의 {constant:.4g}보다 낫지 않습니다",
    )

    explains = ("one_class_collapse",)

    def during(self, course: Course) -> Iterable[Seen]:
        loss = course.measured_loss("train")
        if loss is None or course.constant is None or not course.learns_by_loss or loss < course.constant * (1 - LEARNED):
            return
        if course.learned(course.end) > BY_HEART:  # since then, though the best epoch by the validation rows was an early one
            return
        yield Seen(0.9, {"loss": course.recorded(loss), "constant": course.recorded(course.constant)})
