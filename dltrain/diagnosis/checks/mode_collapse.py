"""A generator that makes rows of a few kinds only."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course, Coverage
from dltrain.diagnosis.words import Words

FEW = 3 / 4  # of the clusters of the training rows: a generator that reaches fewer has collapsed
NARROW = 0.1  # of their variance, likewise


def has_collapsed(coverage: Coverage) -> bool:
    """Whether generated rows are of a few of the kinds only that there are."""
    return coverage.reached < FEW * coverage.clusters or coverage.variance < NARROW


@PROBLEMS.entry("mode_collapse")
class ModeCollapse(Check):
    """The generator has found a few rows that pass for real, and makes these alone.

    The samples look alike, and clusters of the training rows stay empty. Goodfellow, NIPS 2016 tutorial: Generative
    adversarial networks, section 5.1.1. The training rows are parted into 20 clusters by k-means; a cluster is reached that
    has a tenth of the share of generated rows that it has of real ones. Fewer than three quarters of them, or a tenth of
    the variance, is a collapse.
    """

    general = Words(
        en="mode collapse",
        ko="모드 붕괴가 일어났습니다",
    )
    evident = Words(
        en="the generated rows reach {reached} of {clusters} clusters of the training rows, with {variance:.0%} of their "
        "variance; try loss: wasserstein, a lower learning_rate, or wider networks",
        ko="생성된 행이 훈련 행의 군집 {clusters}개 가운데 {reached}개에만 있고 분산은 {variance:.0%}입니다. "
        "loss: wasserstein, 더 낮은 learning_rate, 더 넓은 신경망을 시도하세요",
    )

    def during(self, course: Course) -> Iterable[Seen]:
        coverage = course.coverage
        if coverage is not None and has_collapsed(coverage):
            yield Seen(0.9, {"reached": coverage.reached, "clusters": coverage.clusters, "variance": coverage.variance})
