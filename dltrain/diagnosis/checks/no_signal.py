"""Labels that look shuffled."""

from __future__ import annotations

import math
from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.score import score_on
from dltrain.diagnosis.words import Words
from dltrain.lazy import np

ABOVE = 0.1  # of the constant answer's loss, by which a training that ends above it has not come down yet
CLEAR = 0.25  # of the constant answer's loss that was taken away, which is signal whatever else is seen
BARELY = 0.02  # of the constant answer's loss that was taken away, on the validation rows at their best
NOISE = 0.3  # of it, over √rows: the standard error of what was taken away, where rows are answered by chance
ERRORS = 1.5  # standard errors above the constant answer that the scores may lie: the best epoch is chosen by these rows


@PROBLEMS.entry("no_signal")
class NoSignal(Check):
    """What is learned of the training rows says nothing of others: the target was shuffled or joined wrongly, or the
    features have nothing to do with it.

    The training loss falls, by heart, where the network is large enough, while the validation loss is never below that of a
    constant answer; the nearest training rows know no better either. Zhang et al., Understanding deep learning requires
    rethinking generalization (2017): networks learn random labels. A training that ended more than a tenth above a constant
    answer's loss has not looked at them yet. A fiftieth of the constant answer's loss on the
    validation rows with an allowance for the noise of few, by which the best of many epochs profits, or a score more than one
    and a half standard errors above its own, is signal.
    """

    general = Words(
        en="the features tell nothing of the target: the labels look shuffled",
        ko="특성이 타깃에 대해 알려 주는 것이 없습니다. 레이블이 뒤섞인 것처럼 보입니다",
    )
    evident = Words(
        en="the best validation loss is {validation:.4g} and one answer for all rows has {constant:.4g}, while that of "
        "training ended at "
        "{train:.4g}; see whether rows and labels still belong together",
        ko="검증 손실은 가장 낮을 때 {validation:.4g}, 모든 행에 같은 답을 하면 {constant:.4g}인데 훈련 손실은 "
        "{train:.4g}에서 끝났습니다. "
        "행과 레이블의 짝이 맞는지 확인하세요",
    )
    explains = ("overfitting", "not_learned", "one_class_collapse", "stopped_too_early", "dying_relu", "saturated_activations")

    def during(self, course: Course) -> Iterable[Seen]:
        network = score_on(course, "validation")
        if not course.has_ended or network is None or not course.learns_by_loss:
            return
        if not len(course.validation) or not np.isfinite(course.validation).any():
            return
        if course.learned(course.end) < -ABOVE:  # it has not come down to a constant answer yet, and may go on
            return
        best = float(np.nanmin(course.validation))
        if course.learned(best) > CLEAR or (reference := course.reference) is None:
            return
        # Values of the validation rows may vary more or less than those of the training rows: r2 takes their own.
        is_of_values, part = course.given.dataset.encoding.task.is_regression, course.given.dataset.validation
        taken_away = network - reference.constant if is_of_values else course.learned(best)
        if taken_away > BARELY + NOISE / math.sqrt(len(part.rows) if part is not None else 1):
            return
        if max(reference.score, network) > reference.constant + ERRORS * reference.error:
            return
        losses = {"validation": best, "constant": course.constant or 0.0, "train": course.end}
        yield Seen(0.8, {name: course.recorded(loss) for name, loss in losses.items()})
