"""Every row gets the same answer."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen, Words
from dltrain.diagnosis.course import Course
from dltrain.lazy import np

SURE, DOUBTFUL = 0.9, 0.4  # the confidence where the weights of the classes explain it, and where nothing does
UNEQUAL = 5.0  # times the smallest weight that the largest is
COMMON = 0.9  # the share of the largest class, above which it is the imbalance that is told


@PROBLEMS.entry("one_class_collapse")
class OneClassCollapse(Check):
    """The network answers one class for every training row.

    With weights of the classes that make one of them count many times as much, that is the cheapest answer; where nothing
    was learned it is a symptom, and told as such. King & Zeng, Logistic regression in rare events data (2001): weights
    shift the border between classes as a prior does. The confusion matrix of the training rows has a single column: there
    is no threshold.
    """

    severity = "error"
    general = Words(
        en="every row gets the same answer",
        ko="모든 행에 같은 답을 합니다",
    )
    evident = Words(
        en="all {rows} training rows are given the same of {classes} classes, which {share:.0%} of them are of",
        ko="학습 행 {rows}개 모두 클래스 {classes}개 가운데 하나로 답했는데 실제로는 {share:.0%}만 그 클래스입니다",
    )
    explains = ("not_learned", "underfitting")

    def during(self, course: Course) -> Iterable[Seen]:
        matrix = course.matrices.get("train")
        if matrix is None or not course.given.dataset.encoding.task.has_classes or not course.epochs:
            return
        counts = np.array(matrix, np.float64)
        answered = counts.sum(axis=0) > 0
        share = float(counts[:, answered].sum(axis=1)[answered][0] / counts.sum()) if answered.sum() == 1 else 1.0
        if answered.sum() != 1 or share >= COMMON:
            return
        weights = course.given.resolved.experiment.training.class_weights
        given = (
            [weights.get(str(label), 1.0) for label in course.given.dataset.encoding.labels] if isinstance(weights, dict) else []
        )
        weighted = bool(given) and max(given) >= UNEQUAL * max(min(given), 1e-12)
        patch = [course.given.change("training.class_weights", "balanced")] if weighted else []
        evidence = {"rows": int(counts.sum()), "classes": len(counts), "share": share}
        yield Seen(SURE if weighted else DOUBTFUL, evidence, where=course.given.dataset.encoding.target_columns[0], patch=patch)
