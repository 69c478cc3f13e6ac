"""Sigmoids and tanh at their flat ends."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Severity
from dltrain.diagnosis.harm import SURENESS, lacks, severity_of_harm
from dltrain.diagnosis.health import layers_in, series
from dltrain.diagnosis.words import Words
from dltrain.lazy import np

FLAT = 0.7  # of a layer's values, in the later half of the samples
LEFT = 0.3  # of the constant answer's loss


@PROBLEMS.entry("saturated_activations")
class SaturatedActivations(Check):
    """The values of a bounded activation lie at its ends, where its slope is next to nothing, for most rows and units.

    The layer says the same of every row and passes no gradient. LeCun, Bottou, Orr & Müller, Efficient BackProp (1998),
    section 4.4; Glorot & Bengio (2010), figure 2. A value counts beyond 97 % of the way from the middle to an end (the
    slope of tanh is below 0.06 there). It is told where seven of ten values do, in the later half of training, and 0.3 of
    the constant answer's loss is left: a classifier that has become sure may saturate without harm. It is a hint where the
    network answers as well as the nearest training rows do.
    """

    by_layer = True
    general = Words(
        en="the activations of a layer are saturated",
        ko="한 층의 활성화 값이 포화되었습니다",
    )
    evident = Words(
        en="{saturated:.0%} of the values of {where} lie at the flat ends",
        ko="{where}의 값 가운데 {saturated:.0%}가 평평한 양 끝에 있습니다",
    )
    explains = (
        *("vanishing_gradient", "not_learned", "underfitting", "one_class_collapse", "not_converged"),
        *("learning_rate_too_low", "stopped_too_early"),
    )

    def during(self, course: Course) -> Iterable[Seen]:
        if not course.has_ended or not lacks(course, LEFT):
            return
        for name in layers_in(course.health):
            flat = series(course.health, name, "saturated")
            later = flat[len(flat) // 2 :]
            if not np.isfinite(later).any() or np.nanmedian(later) < FLAT:
                continue
            option, value = ("initializer", "auto") if flat[0] >= FLAT else ("activation", "relu")
            patch = course.given.changes([course.given.named(name)], option, value)
            severity: Severity = "hint" if severity_of_harm(course) == "hint" else "warning"
            evidence = {"saturated": float(np.nanmedian(later))}
            yield Seen(SURENESS[severity], evidence, where=course.given.acting(name), patch=patch, severity=severity)
            return
