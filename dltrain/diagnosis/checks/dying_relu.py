"""Units that are 0 for every row."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.harm import DEAD_LEFT, SURENESS, dead_layer, lacks, severity_of_harm
from dltrain.diagnosis.words import Words


@PROBLEMS.entry("dying_relu")
class DyingReLU(Check):
    """Most units of a layer are 0 for every row of a step, pass no gradient, and so stay 0.

    A step that was too long, or initial weights that make all sums negative, has left them there. Maas, Hannun & Ng,
    Rectifier nonlinearities improve neural network acoustic models (2013); Lu et al., Dying ReLU and initialization (2020).
    Zeros are no dead units: a healthy layer has 50 to 90 % zeros, of other units in other rows. It is told where seven of
    ten units of a layer are 0 in all rows of the sampled steps, in the later half of training, and 0.4 of the constant
    answer's loss is left. Where the units that are alive are enough it is a hint: a network that answers as well as the nearest
    training rows has lost nothing but width.
    """

    severity = "error"
    by_layer = True
    general = Words(
        en="the units of a layer are dead: they are 0 for every row",
        ko="한 층의 유닛들이 죽었습니다. 모든 행에서 0입니다",
    )
    evident = Words(
        en="{dead:.0%} of {where} since step {step}",
        ko="{where}의 유닛 가운데 {dead:.0%}가 {step}번째 스텝부터 그렇습니다",
    )
    explains = (
        *("vanishing_gradient", "not_learned", "underfitting", "one_class_collapse", "not_converged"),
        *("learning_rate_too_low", "stopped_too_early"),
    )

    def during(self, course: Course) -> Iterable[Seen]:
        if not course.has_ended or not lacks(course, DEAD_LEFT) or (dead := dead_layer(course)) is None:
            return
        option, value = ("initializer", "auto") if dead.since == 0 else ("activation", "leaky_relu")
        sample, severity = course.health[dead.since], severity_of_harm(course)
        evidence = {"dead": dead.share, "step": sample["step"]}
        patch = course.given.changes([course.given.named(dead.layer)], option, value)
        where, epoch = course.given.acting(dead.layer), int(sample["epoch"])
        yield Seen(SURENESS[severity], evidence, where=where, epoch=epoch, patch=patch, severity=severity)
