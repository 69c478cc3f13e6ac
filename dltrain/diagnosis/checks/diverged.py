"""The loss became infinite or not a number."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.rates import bounded_steps
from dltrain.diagnosis.words import Words


@PROBLEMS.entry("diverged")
class Diverged(Check):
    """The loss is no longer a number: weights grew until float32 had no number for them, or a loss with an exponential
    overflowed.

    The learning rate is not above the usual, nor are the inputs or the initial weights too large: these would be told in
    its place. What is left are gradients that are huge in single steps, of long sequences or of losses without an upper
    slope. Pascanu, Mikolov & Bengio, On the difficulty of training recurrent neural networks (2013): clip them. There is no
    threshold.
    """

    severity = "error"
    without_rows = True
    general = Words(
        en="the loss became infinite or not a number",
        ko="손실이 무한대가 되거나 수가 아니게 되었습니다",
    )
    evident = Words(
        en="training ended in epoch {epoch}, at a learning rate of {rate:.4g}",
        ko="학습률 {rate:.4g}에서 {epoch}번째 에포크에 훈련이 끝났습니다",
    )
    explains = ("not_learned", "one_class_collapse", "underfitting", "not_converged", "overfitting")

    def during(self, course: Course) -> Iterable[Seen]:
        if course.status != "diverged":
            return
        training = course.given.resolved.experiment.training
        patch = bounded_steps(course)
        if "training.learning_rate" not in [change.key for change in patch]:
            patch.insert(0, course.given.change("training.learning_rate", float(f"{float(training.learning_rate) / 10:.6g}")))
        yield Seen(0.9, {"rate": float(training.learning_rate)}, epoch=course.epochs + 1, patch=patch)
