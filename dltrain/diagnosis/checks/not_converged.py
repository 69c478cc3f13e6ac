"""Training that ended while it was still getting better."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen, Words
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.curve import arrival, last_quarter
from dltrain.diagnosis.harm import lacks
from dltrain.lazy import np

QUARTER = 0.15  # of the whole fall of the loss, in the last quarter of the epochs
LEFT = 0.15  # of the constant answer's loss
FELL = 0.1  # of it that must have been taken away, else nothing was learned yet; and that is to be gained still
MORE, MANY = 4, 10  # times as many epochs are advised; where the loss falls as fast as before, many
FEWEST = 4  # epochs


@PROBLEMS.entry("not_converged")
class NotConverged(Check):
    """The last epoch was not the end: the training loss was still falling steeply, and the validation loss with it.

    A loss that nears its end exponentially takes 15 % of its whole fall in the last quarter of the epochs where they are
    1.1 time constants: a third of the way is still to go. With less than 0.15 of the constant answer's loss left, or less
    than a tenth of it to be gained where the loss would come to rest, it is not told: small losses fall for ever. Prechelt,
    Early stopping (1998), measures progress likewise, by the fall over a strip of epochs.
    """

    general = Words(
        en="training ended while it was still getting better",
        ko="아직 나아지고 있을 때 학습이 끝났습니다",
    )
    evident = Words(
        en="the last quarter of {epochs} epochs brought {share:.0%} of the whole fall of the training loss, to {last:.4g}",
        ko="에포크 {epochs}번 가운데 마지막 4분의 1에서 학습 손실이 전체 감소량의 {share:.0%}만큼 내려가 {last:.4g}이 되었습니다",
    )
    explains = ("one_class_collapse", "not_learned")

    def during(self, course: Course) -> Iterable[Seen]:
        if course.status != "completed" or not course.learns_by_loss or course.epochs < FEWEST:
            return
        constant = course.constant or 1.0
        share, last = last_quarter(course.train), float(course.train[-1])
        fell = float(course.train[0]) - last
        if not lacks(course, LEFT) or fell < FELL * constant or not share >= QUARTER:
            return
        end = arrival(course.train)
        if last - end < FELL * constant:
            return
        if len(course.validation) and not last_quarter(course.validation) >= QUARTER:
            return
        more = course.given.change("training.epochs", (MORE if np.isfinite(end) else MANY) * course.epochs)
        yield Seen(0.8, {"epochs": course.epochs, "share": share, "last": last}, epoch=course.epochs, patch=[more])
