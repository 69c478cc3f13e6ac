"""Every row, or far too many, get the same answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.words import Words
from dltrain.lazy import NDArray, np

SURE, DOUBTFUL = 0.9, 0.4  # the confidence where the weights of the classes explain it, and where nothing does
UNEQUAL = 5.0  # times the smallest weight that the largest is
COMMON = 0.9  # the share of the largest class, above which it is the imbalance that is told
OUTWEIGHS = 0.95  # of the weight of all training rows, that the rows of one class have
BEHIND = 0.05  # of the accuracy on training rows, by which the nearest rows answer the validation rows better
OFTEN = 1.2  # times as often as it is there, that the heavy class is the answer


@PROBLEMS.entry("one_class_collapse")
class OneClassCollapse(Check):
    """The network answers one class for every training row.

    With weights of the classes that make one of them count many times as much, that is the cheapest answer; where nothing
    was learned it is a symptom, and told as such. King & Zeng, Logistic regression in rare events data (2001): weights
    shift the border between classes as a prior does. The confusion matrix of the training rows has a single column; or, where
    the weights make one class more than 95 % of all that is learned from, it is the answer a fifth more often than it
    is true, and the nearest training rows answer better.
    """

    severity = "error"
    general = Words(
        en="too many rows get the same answer",
        ko="너무 많은 행에 같은 답을 합니다",
    )
    evident = Words(
        en="{answered:.0%} of the {rows} training rows are given the same of {classes} classes, and {share:.0%} are of it",
        ko="훈련 행 {rows}개 가운데 {answered:.0%}에 클래스 {classes}개 중 같은 하나를 답했는데 "
        "실제로는 {share:.0%}가 그 클래스입니다",
    )
    explains = ("not_learned", "underfitting")

    def during(self, course: Course) -> Iterable[Seen]:
        matrix = course.matrices.get("train")
        if matrix is None or not course.given.dataset.encoding.task.has_classes or not course.epochs:
            return
        counts, weights, given = np.array(matrix, np.float64), _weights(course), course.given
        rows = int(counts.sum())
        answered, true = counts.sum(axis=0) / rows, counts.sum(axis=1) / rows
        heavy = _heavy(counts, weights)
        one = int(answered.argmax())
        if answered[one] == 1 and true[one] < COMMON:
            is_weighted = bool(weights) and max(weights) >= UNEQUAL * max(min(weights), 1e-12)
        elif heavy is not None and _crowds_out(course, counts, heavy):
            one, is_weighted = heavy, True
        else:
            return
        evidence = {
            "rows": int(counts.sum()),
            "classes": len(counts),
            "answered": float(answered[one]),
            "share": float(true[one]),
        }
        patch = [given.change("training.class_weights", "balanced")] if is_weighted else []
        target = given.dataset.encoding.target_columns[0]
        yield Seen(SURE if is_weighted else DOUBTFUL, evidence, where=target, patch=patch)


def _weights(course: Course) -> list[float]:
    """The weights that the spec gives the classes, in the order of the labels; none where it gives no numbers."""
    weights = course.given.resolved.experiment.training.class_weights
    if not isinstance(weights, dict):
        return []
    return [float(weights.get(str(label), 1.0)) for label in course.given.dataset.encoding.labels]


def _heavy(counts: NDArray[np.float64], weights: Sequence[float]) -> int | None:
    """The class whose rows have nearly all of the weight, though they are not nearly all rows; None where there is none."""
    rows = counts.sum(axis=1)
    if len(weights) != len(rows):
        return None
    shares = rows * weights / float((rows * weights).sum() or 1.0)
    heavy = int(shares.argmax())
    return heavy if shares[heavy] >= OUTWEIGHS and rows[heavy] < COMMON * rows.sum() else None


def _crowds_out(course: Course, counts: NDArray[np.float64], heavy: int) -> bool:
    """Whether the heavy class is answered much too often, and the nearest training rows know better."""
    right, often = np.trace(counts) / counts.sum(), counts.sum(axis=0)[heavy] / counts.sum(axis=1)[heavy]
    reference = course.reference
    return bool(often >= OFTEN and (reference is None or reference.score - right >= BEHIND))
