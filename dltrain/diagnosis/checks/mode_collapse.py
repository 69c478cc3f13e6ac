"""A generator that makes rows of a few kinds only."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course, Coverage
from dltrain.diagnosis.finding import Change
from dltrain.diagnosis.harm import ABLE
from dltrain.diagnosis.layers import is_able, widened
from dltrain.diagnosis.words import Words
from dltrain.losses import Wasserstein

FEW = 3 / 4  # of the clusters of the training rows: a generator that reaches fewer has collapsed
LOSS = {"type": "wasserstein", "penalty": 0.1, "critic_steps": 2}
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
    the variance, is a collapse. The loss of Wasserstein with a penalty goes on to tell the generator where to where that of the
    paper fades (Gulrajani et al., Improved training of Wasserstein GANs, 2017).
    """

    general = Words(
        en="mode collapse",
        ko="모드 붕괴가 일어났습니다",
    )
    evident = Words(
        en="the generated rows reach {reached} of {clusters} clusters of the training rows, with {variance:.0%} of their "
        "variance",
        ko="생성된 행이 훈련 행의 군집 {clusters}개 가운데 {reached}개에만 있고 분산은 {variance:.0%}입니다",
    )

    def during(self, course: Course) -> Iterable[Seen]:
        coverage = course.coverage
        if coverage is not None and has_collapsed(coverage):
            evidence = {"reached": coverage.reached, "clusters": coverage.clusters, "variance": coverage.variance}
            yield Seen(0.9, evidence, patch=_patch(course))


def _patch(course: Course) -> list[Change]:
    """A loss whose gradient does not fade where the discriminator is sure, no more than the usual rate, and a generator that is
    wide enough."""
    given = course.given
    changes = []
    if not isinstance(given.resolved.loss, Wasserstein):
        changes.append(given.change("training.loss", LOSS))
    if course.rate > course.usual:
        changes.append(given.change("training.learning_rate", course.usual))
    hidden = [one for layers in given.layers for one in layers if one.name.startswith("generator.") and not one.is_output]
    if not is_able(hidden, ABLE):
        changes.append(given.change("model.generator", widened(given.spec["model"]["generator"])))
    return changes
