"""Training that ended while it was still getting better."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dltrain.diagnosis.check import PROBLEMS, Check, Seen, advice
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.curve import arrival, last_quarter
from dltrain.diagnosis.finding import Finding
from dltrain.diagnosis.harm import has_hardly_begun, lacks
from dltrain.diagnosis.rates import steps_of
from dltrain.diagnosis.score import score_on
from dltrain.diagnosis.words import Words
from dltrain.lazy import np

QUARTER = 0.15  # of the whole fall of the loss, in the last quarter of the epochs
LEFT = 0.15  # of the constant answer's loss
FELL = 0.1  # of it that must have been taken away, else nothing was learned yet; and that is to be gained still
GAIN = 0.05  # of it that is to be gained where the loss is that of values
TWELFTH = 0.08  # of the whole fall of such a loss, in the last quarter
MIN_ACCURACY_GAIN = 0.03  # of the accuracy, less than which is not worth more epochs
MORE, MANY = 4, 10  # times as many epochs are advised; many where the loss falls as fast as before, or epochs were few
FEW = 20  # epochs
STILL = 0.75  # of the constant answer's loss, that is left where a network has hardly begun
BEHIND, ERRORS = 0.05, 3.0  # of accuracy or r2, and standard errors, by which the nearest rows must be better
MIN_EPOCHS = 2


@PROBLEMS.entry("not_converged")
class NotConverged(Check):
    """The last epoch was not the end: the training loss was still falling steeply, and the validation loss with it.

    A loss that nears its end exponentially takes 15 % of its whole fall in the last quarter of the epochs where they are
    1.1 time constants: a third of the way is still to go. With less than 0.15 of the constant answer's loss left, or less
    than a tenth of it to be gained where the loss would come to rest, it is not told: small losses fall for ever. Of values
    a twentieth is enough, which is as much of r2. Where less than 3 % of the validation rows are told wrongly, more epochs
    bring surer answers rather than better ones, which is a hint. Prechelt, Early stopping (1998), measures progress
    likewise, by the fall over a strip of epochs.

    A loss may also lie still for long before it falls. So a network that is wide enough, has taken less than a thousand steps of
    the usual length, has three quarters of the loss left, and is far behind the nearest training rows is told as well.
    """

    general = Words(
        en="training ended while it was still getting better",
        ko="아직 나아지고 있을 때 훈련이 끝났습니다",
    )
    evident = Words(
        en="the last quarter of {epochs} epochs brought {share:.0%} of the whole fall of the training loss, to {last:.4g}",
        ko="에포크 {epochs}번 가운데 마지막 4분의 1에서 훈련 손실이 전체 감소량의 {share:.0%}만큼 내려갔고 끝 값은 "
        "{last:.4g}입니다",
    )
    begun = Words(
        en="after {epochs} epochs, {steps} steps in all, it reaches {network:.3g} on the validation rows, and the nearest "
        "training rows by themselves {nearest:.3g}",
        ko="에포크 {epochs}번, 모두 {steps}스텝 뒤 검증 행에서 {network:.3g}이고 가장 가까운 훈련 행만으로도 {nearest:.3g}입니다",
    )
    explains = ("one_class_collapse", "not_learned")

    @classmethod
    def message(cls, finding: Finding, language: str = "en") -> str:
        if "nearest" not in finding.evidence:
            return super().message(finding, language)
        return f"{cls.general[language]}: {cls.begun[language].format(**finding.evidence)}{advice(finding.patch, language)}"

    def during(self, course: Course) -> Iterable[Seen]:
        if course.status != "completed" or not course.learns_by_loss or course.epochs < MIN_EPOCHS:
            return
        share, last = last_quarter(course.train), float(course.train[-1])
        if not lacks(course, LEFT):
            return
        end = arrival(course.train)
        has_learned = float(course.train[0]) - last >= FELL * (course.constant or 1.0)
        if not (
            has_learned and _still_improves(course) and (_falls(course, share, last - end) or _gains(course, share, last - end))
        ):
            yield from _hardly_begun(course)
            return
        times = MORE if np.isfinite(end) and course.epochs >= FEW else MANY
        evidence = {"epochs": course.epochs, "share": share, "last": course.recorded(last)}
        more = course.given.change("training.epochs", times * course.epochs)
        yield Seen(0.8, evidence, epoch=course.epochs, patch=[more], severity="hint" if _reaches(course) else "warning")


def _still_improves(course: Course) -> bool:
    """Whether the validation loss was at its best in the later half of the epochs: else more serve the training rows alone."""
    losses = course.validation[np.isfinite(course.validation)]
    return not len(losses) or int(losses.argmin()) >= len(losses) // 2


def _hardly_begun(course: Course) -> Iterator[Seen]:
    """What is seen where few steps were taken and the nearest training rows answer far better, whatever the loss does: it may
    stay for long where it begins."""
    network = score_on(course, "validation")
    if network is None or not has_hardly_begun(course) or not lacks(course, STILL) or (reference := course.reference) is None:
        return
    trained = score_on(course, "train") or 0.0
    if not reference.is_ahead_of(network, BEHIND, ERRORS) or trained > reference.score:
        return
    evidence = {"epochs": course.epochs, "steps": steps_of(course), "network": network, "nearest": reference.score}
    yield Seen(0.6, evidence, epoch=course.epochs, patch=[course.given.change("training.epochs", MANY * course.epochs)])


def _falls(course: Course, share: float, rest: float) -> bool:
    """Whether both losses fall as steeply at the end, and a tenth of the constant answer's loss is to be gained."""
    if not share >= QUARTER or rest < FELL * (course.constant or 1.0):
        return False
    return not len(course.validation) or last_quarter(course.validation) >= QUARTER


def _gains(course: Course, share: float, rest: float) -> bool:
    """Whether the loss of values, training and validation, has a twentieth of the constant answer's to gain."""
    if not course.given.dataset.encoding.task.is_regression or len(course.validation) < MIN_EPOCHS or not share >= TWELFTH:
        return False
    ahead = float(course.validation[-1]) - arrival(course.validation)
    return min(rest, ahead) >= GAIN * (course.constant or 1.0) and last_quarter(course.validation) >= TWELFTH


def _reaches(course: Course) -> bool:
    """Whether the network tells the classes of nearly all validation rows."""
    accuracy = score_on(course, "validation")
    return course.given.dataset.encoding.task.has_classes and accuracy is not None and accuracy > 1 - MIN_ACCURACY_GAIN
