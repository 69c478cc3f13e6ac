"""Steps that leap over what they are to reach."""

from __future__ import annotations

import math
from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Severity
from dltrain.diagnosis.harm import DEAD_LEFT, RISE, begins_dead, dead_layer, lacks, severity_of_harm
from dltrain.diagnosis.rates import fitting_rate
from dltrain.diagnosis.score import score_on
from dltrain.diagnosis.words import Words
from dltrain.lazy import np

HIGH = 3.0  # times the optimizer's usual rate, from which on a rate is suspected
SLIP = 10.0  # times the usual rate, from which on one that fits is advised, else a tenth
WORSE = 0.1  # of an unknowing answer's loss above the constant answer's, beyond which no step that fits goes for an epoch
MUCH_WORSE = 0.3  # likewise at a rate up to SLIP, which fits short trainings and may be noisy
FIRST = 3.0  # times an unknowing answer's loss, in the first epoch, whose loss is that of the initial weights, too
LEFT = 0.2  # of the constant answer's loss that is still there: below, ups and downs do no harm
OFTEN = 0.2  # the share of the epochs in which the loss is beyond that of a constant answer
RISES = 0.3  # the share of the later epochs in which the loss rises
LEAP = 0.25  # the deviation of the logarithm of one epoch's loss to the next
MAX_DROPPED = 0.5  # of the units, from which on the training loss is too noisy to be held against the steps
MIN_EPOCHS = 4  # epochs
FAR = 30.0  # times the usual rate, from which on any loss beyond a constant answer's counts as thrown
BEHIND, ERRORS = 0.05, 2.0  # of accuracy or r2, and standard errors, by which the nearest training rows must then be better
HALF = 0.5  # of what the constant answer leaves to be learned, from which on a network has learned
NEAR = 1.5  # times its least loss, or the share LEFT of the constant answer's above it, within which a loss ends near its best


@PROBLEMS.entry("learning_rate_too_high")
class LearningRateTooHigh(Check):
    """The steps are longer than the slope holds: each leaps across the valley and may land higher than it began.

    The loss jumps up and down, or rises above that of a constant answer and stays there, with weights so large that ReLU
    units are dead and sigmoids saturated; or it becomes infinite. A step is stable below 2 / (greatest curvature) (LeCun et
    al., Efficient BackProp, 1998, section 5). It is told where harm is seen and the rate is at least three times the
    optimizer's published default: SGD at 0.1 that learns is none. Units that are dead in the first step are not its doing.
    It is a warning where the network is far better than a constant answer all the same, and ends near its best; and a hint where
    the first epoch threw the weights and they came back.
    """

    severity = "error"
    arises = True
    general = Words(
        en="the learning rate is too high",
        ko="학습률이 너무 높습니다",
    )
    evident = Words(
        en="at {rate:.4g}, {times:.3g} times the optimizer's usual, the training loss went up to {worst:.4g}, and one "
        "answer for all "
        "rows has {constant:.4g}",
        ko="학습률 {rate:.4g}(옵티마이저 기본값의 {times:.3g}배)에서 훈련 손실이 {worst:.4g}까지 올랐고, 모든 행에 같은 "
        "답을 하면 {constant:.4g}입니다",
    )
    explains = (
        *("diverged", "exploding_gradient", "dying_relu", "saturated_activations", "one_class_collapse", "not_learned"),
        *(
            "underfitting",
            "not_converged",
            "vanishing_gradient",
            "no_signal",
            "overfitting",
            "over_regularized",
            "stopped_too_early",
        ),
    )

    def during(self, course: Course) -> Iterable[Seen]:
        times = course.rate / course.usual
        if times < HIGH or not (course.learns_by_loss or course.status == "diverged") or begins_dead(course):
            return
        constant = course.constant or float("nan")
        losses = _without_dropout(course)
        unknowing = course.unknowing or float("nan")
        is_bad = len(losses) >= MIN_EPOCHS and (
            _stays_bad(losses, constant, unknowing, WORSE if times > SLIP else MUCH_WORSE)
            or _leaps(losses, constant)
            or _is_wild(course, constant, unknowing)
            or _kills(course)
        )
        is_bad |= course.status == "diverged"
        if not is_bad and not _was_thrown(course, unknowing):
            return
        worst = float(losses.max()) if len(losses) else float("inf")
        rate = min(fitting_rate(course) if times >= SLIP else course.rate, float(f"{course.rate / 10:.6g}"))
        evidence = {
            "rate": course.rate,
            "times": times,
            "worst": min(course.recorded(worst), 1e300),
            "constant": course.recorded(constant) if constant == constant else 0.0,
        }
        epoch = course.epochs + 1 if course.status == "diverged" else int(np.nanargmax(course.train)) + 1
        learns = course.status != "diverged" and _learns(course, losses, constant)
        severity: Severity = "hint" if not is_bad else "warning" if learns else "error"
        patch = [course.given.change("training.learning_rate", rate)]
        yield Seen(0.9 if is_bad else 0.5, evidence, epoch=epoch, patch=patch, severity=severity)


def _without_dropout(course: Course) -> np.ndarray:
    """The finite losses of the epochs: where half of the units or more are dropped, whose training loss jumps about by itself,
    those of the validation rows."""
    dropped = getattr(course.given.resolved.model, "dropout", 0.0) or 0.0
    losses = course.validation if dropped >= MAX_DROPPED and len(course.validation) else course.train
    return losses[np.isfinite(losses)]


def _learns(course: Course, losses: np.ndarray, constant: float) -> bool:
    """Whether the network has learned half of what a constant answer leaves, and the loss ends near its least."""
    ends, least = float(np.median(losses[-3:])), float(losses.min())
    if ends > max(NEAR * least, least + LEFT * constant):
        return False
    split = "validation" if "validation" in course.measured else "train"
    score = score_on(course, split)
    if score is None:
        return ends <= HALF * constant
    of_classes = np.array(course.matrices.get(split, [[0.0]]), np.float64).sum(axis=1)
    majority = float(of_classes.max() / max(1.0, of_classes.sum())) if course.given.dataset.encoding.task.has_classes else 0.0
    return score - majority >= HALF * (1 - majority)


def _stays_bad(losses: np.ndarray, constant: float, unknowing: float, worse: float) -> bool:
    """Whether the loss went beyond that of a constant answer, and most of that is there at the end still, or did so often. Of
    rare classes a constant answer's loss is small, and that of the initial weights many times as large."""
    ends = float(np.median(losses[-3:]))
    beyond = losses[1:] > constant + worse * unknowing
    leapt = bool((beyond & (losses[1:] > RISE * losses[:-1])).any())  # and did not merely fall from where it began
    was_bad = losses[0] > FIRST * unknowing or leapt
    return bool(was_bad and ends > (1 - LEFT) * constant) or (leapt and float(beyond.mean()) >= OFTEN)


def _kills(course: Course) -> bool:
    """Whether a rate far above the usual left most units of a layer dead, and the network worse than it can be."""
    if course.rate <= SLIP * course.usual or not course.has_ended or not lacks(course, DEAD_LEFT):
        return False
    dead = dead_layer(course)
    return dead is not None and dead.since > 0 and severity_of_harm(course) != "hint"


def _was_thrown(course: Course, unknowing: float) -> bool:
    """Whether the first epoch, at a rate far above the usual, threw the weights: initial ones have no such loss."""
    return bool(course.rate >= SLIP * course.usual and course.train[0] > FIRST * unknowing)


def _is_wild(course: Course, constant: float, unknowing: float) -> bool:
    """Whether the first epoch threw the weights so far that the validation loss was never below that of a constant answer, though
    the training rows were fitted in the end, or that the nearest training rows answer better than what became of them."""
    validation = course.validation[np.isfinite(course.validation)]
    is_far = course.rate >= FAR * course.usual and bool(course.train[0] > constant + WORSE * unknowing)
    thrown = is_far or _was_thrown(course, unknowing)
    if not thrown or not len(validation):
        return False
    network = score_on(course, "validation")
    if validation.min() > constant + WORSE * unknowing:
        return True
    return network is not None and course.reference is not None and course.reference.is_ahead_of(network, BEHIND, ERRORS)


def _leaps(losses: np.ndarray, constant: float) -> bool:
    """Whether the loss still goes up and down in the later half of the epochs, while much of it is there."""
    later = losses[len(losses) // 2 :]
    steps = np.diff(np.log(np.maximum(later, 1e-12)))
    if len(steps) < MIN_EPOCHS or np.median(later) < LEFT * constant:
        return False
    return bool((steps > math.log(RISE)).mean() >= RISES and steps.std() >= LEAP)
