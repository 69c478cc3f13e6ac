"""Gradients so large that a step replaces the weights."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.harm import jumps
from dltrain.diagnosis.health import layers_in, series
from dltrain.diagnosis.rates import bounded_steps
from dltrain.diagnosis.words import Words
from dltrain.lazy import np

REPLACED = 0.3  # of the weights of a layer, that a step changes; a thousandth is usual
SLIP = 10.0  # times the optimizer's usual rate, from which on it is the rate
LEFT = 0.2  # of the constant answer's loss that is there at the end: below, leaps did no harm


@PROBLEMS.entry("exploding_gradient")
class ExplodingGradient(Check):
    """Some steps have a gradient so large that they replace a layer's weights rather than correct them: rows with extreme
    targets, long sequences, layers that each make the signal larger.

    The loss leaps up in single epochs or becomes infinite, at a learning rate that is usual. Pascanu, Mikolov & Bengio, On
    the difficulty of training recurrent neural networks (2013): limit the length of the gradient; Adam limits that of the
    step (Kingma & Ba 2015). It is told where a
    sampled step changed three tenths of a layer's weights (a thousandth is usual, Karpathy, CS231n) and the loss jumped and
    is there still, or was lost. A perceptron that starts from zero weights changes them by half, and jumps, and learns.
    """

    severity = "error"
    by_layer = True
    general = Words(
        en="the gradient explodes",
        ko="기울기가 폭발합니다",
    )
    evident = Words(
        en="a step changed {change:.3g} times the weights of {where}, with a gradient of {gradient:.3g}",
        ko="한 스텝에 {where} 가중치의 {change:.3g}배가 바뀌었고 기울기는 {gradient:.3g}입니다",
    )
    explains = (
        *("diverged", "not_learned", "one_class_collapse", "dying_relu", "saturated_activations", "underfitting"),
        *("not_converged", "vanishing_gradient", "overfitting"),
    )

    def during(self, course: Course) -> Iterable[Seen]:
        if course.rate >= SLIP * course.usual:
            return  # the steps are long because of it
        if course.status != "diverged" and not (
            course.has_ended and jumps(course) and course.end >= LEFT * (course.constant or 0)
        ):
            return
        worst: tuple[float, str, int] | None = None
        for name in layers_in(course.health):
            changes = series(course.health, name, "update") / np.maximum(series(course.health, name, "weight"), 1e-30)
            if np.isfinite(changes).any() and (worst is None or np.nanmax(changes) > worst[0]):
                worst = float(np.nanmax(changes)), name, int(np.nanargmax(changes))
        if worst is None or worst[0] < REPLACED or course.given.resolved.experiment.training.gradient_clip != "none":
            return
        change, name, index = worst
        evidence = {"change": change, "gradient": float(series(course.health, name, "gradient")[index])}
        yield Seen(0.85, evidence, where=name, epoch=int(course.health[index]["epoch"]), patch=bounded_steps(course))
