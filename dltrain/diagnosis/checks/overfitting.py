"""The training rows are learned by heart."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course, ending
from dltrain.diagnosis.curve import rises
from dltrain.diagnosis.finding import Change, Severity
from dltrain.diagnosis.words import Words
from dltrain.lazy import np
from dltrain.spec.training import EarlyStopping

RISE = 1.4  # times its least value, to which the validation loss has risen
SOME = 1.15  # times it, from which on it is a hint
MIN_SHARE = 0.8  # of the epochs since, that must then be as high
FAR = 0.25  # of the validation loss, below which the training loss then lies
STEADY = 0.5  # the rank correlation of the validation loss with the epochs since, from which on it rises and does not jump about
OF_CONSTANT = 0.1  # of the constant answer's loss, plus 1/√rows of it for the noise of few validation rows
OF_SQUARES = 2.0  # times their mean, the most that squared errors of rows deviate from it
APART = 0.6  # of the validation loss, below which the training loss lies
FELL = 0.9  # of what it was at the best epoch, that the training loss has fallen to since
MIN_EPOCHS = 8  # epochs
DROPOUT, DECAY, PATIENCE = 0.3, 1e-2, 10


@PROBLEMS.entry("overfitting")
class Overfitting(Check):
    """The network learns what is special of the training rows: it is large beside their number, and nothing holds it back.

    The training loss falls on, while the validation loss has turned and rises. Goodfellow, Bengio & Courville, Deep
    learning (2016), section 7.8. The validation loss must have risen by four tenths, by more than a tenth of the constant
    answer's loss with an allowance of 1/√n for the noise of n validation rows, over the median of the last tenth of the
    epochs, and from epoch to epoch rather than by leaps to and fro. Less than four tenths, but 15 %, is a hint where the
    training loss is a quarter of it or less. A validation loss below or beside that of training, as dropout makes it, is none.
    Where early stopping watches the validation loss it is seen to already.
    """

    arises = True
    general = Words(
        en="the network learns the training rows by heart",
        ko="신경망이 훈련 행을 외우고 있습니다(과적합)",
    )
    evident = Words(
        en="since epoch {epoch} the validation loss has risen from {least:.4g} to {validation:.4g}, while that of training "
        "fell to {train:.4g}",
        ko="{epoch}번째 에포크부터 검증 손실은 {least:.4g}에서 {validation:.4g}까지 올랐는데 훈련 손실은 {train:.4g}까지 "
        "내려갔습니다",
    )

    def during(self, course: Course) -> Iterable[Seen]:
        training = course.given.resolved.experiment.training
        if isinstance(training.early_stopping, EarlyStopping) and training.early_stopping.monitor.startswith("validation"):
            return
        train, validation = course.train, course.validation
        if len(validation) < MIN_EPOCHS or len(train) != len(validation) or not course.learns_by_loss:
            return
        best = int(np.nanargmin(validation)) if np.isfinite(validation).any() else 0
        least, now, learned = float(validation[best]), ending(validation), ending(train)
        part = course.given.dataset.validation
        rows, constant = math.sqrt(len(part.rows) if part is not None else 1), course.constant or 1.0
        noise = (OF_CONSTANT + 1 / rows) * constant
        has_risen = now >= max(RISE * least, least + noise)
        if course.given.dataset.encoding.task.is_regression:
            noise = min(noise, OF_CONSTANT * constant + OF_SQUARES * now / rows)
        risen, far = now >= max(SOME * least, least + noise), learned < FAR * now
        if best >= len(validation) - 3 or not (has_risen or (risen and far)):
            return
        later = validation[best + 1 :]
        stays = rises(validation[best:]) >= STEADY or (not has_risen and float((later >= SOME * least).mean()) >= MIN_SHARE)
        if learned < APART * now and learned <= FELL * float(train[best]) and stays:
            severity: Severity = "warning" if has_risen else "hint"
            evidence = {name: course.recorded(loss) for name, loss in (("least", least), ("validation", now), ("train", learned))}
            yield Seen(0.9 if has_risen else 0.5, evidence, epoch=best + 1, patch=_patch(course), severity=severity)


def _patch(course: Course) -> list[Change]:
    """What holds it back: dropout where the model has a key for it and none, else weight decay; and early stopping."""
    model: Any = course.given.resolved.model
    changes = []
    if getattr(model, "dropout", None) == 0.0:
        changes.append(course.given.change("model.dropout", DROPOUT))
    else:
        changes.append(course.given.change("training.weight_decay", DECAY))
    return [*changes, course.given.change("training.early_stopping", {"monitor": "validation_loss", "patience": PATIENCE})]
