"""Classes of very different sizes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.words import Words
from dltrain.lazy import np

RATIO = 10.0  # of the largest class to the smallest
RECALL = 0.5  # of the smallest, below which it is not recognized


@PROBLEMS.entry("class_imbalance")
class ClassImbalance(Check):
    """One class has many times the rows of another, so that a network which never answers the rare one is right almost
    always.

    Accuracy looks high; the rare class's recall stays low. He & Garcia, Learning from imbalanced data (2009). It is a hint,
    from ten to one on, because many such tables are learned well as they are; it is a warning once training has ended and
    the rare class is hardly ever recognized (less than half of its training rows).
    """

    severity = "hint"
    confirmed = True
    general = Words(
        en="the classes are very unequal",
        ko="클래스의 크기가 매우 다릅니다",
    )
    evident = Words(
        en="{most} training rows of the largest, {fewest} of the smallest, whose recall is to be looked at",
        ko="훈련 행이 가장 큰 클래스는 {most}개, 가장 작은 클래스는 {fewest}개입니다. 작은 클래스의 재현율을 확인하세요",
    )
    explains = ("one_class_collapse",)

    def before(self, given: Given) -> Iterable[Seen]:
        sizes = class_sizes(given)
        if sizes is None or given.resolved.experiment.training.class_weights != "none":
            return
        most, rare = int(sizes.max()), int(sizes.argmin())
        if sizes[rare] > 0 and most >= RATIO * sizes[rare]:
            patch = [given.change("training.class_weights", "balanced")]
            evidence = {"most": most, "fewest": int(sizes[rare]), "ratio": most / float(sizes[rare])}
            yield Seen(0.5, evidence, where=given.dataset.encoding.target_columns[0], patch=patch)

    def during(self, course: Course) -> Iterable[Seen]:
        matrix = course.matrices.get("train")
        for seen in self.before(course.given):
            counts = np.array(matrix, np.float64) if matrix is not None else np.zeros((1, 1))
            rare = int(counts.sum(axis=1).argmin())
            if counts.any() and counts[rare, rare] < RECALL * counts[rare].sum():
                yield dataclasses.replace(seen, severity="warning", confidence=0.8)


def class_sizes(given: Given) -> np.ndarray | None:
    """The training rows of each class, (classes,); None where a row is not of one class."""
    encoding, target = given.dataset.encoding, given.dataset.train.target
    if not encoding.task.has_classes:
        return None
    classes = target if target.ndim == 1 else target.argmax(axis=1)
    return np.bincount(classes.astype(np.int64), minlength=len(encoding.labels))
