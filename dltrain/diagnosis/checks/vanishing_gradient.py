"""Gradients that fade on their way to the first layers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Severity
from dltrain.diagnosis.harm import SURENESS, lacks, severity_of_harm
from dltrain.diagnosis.health import layers_in, series
from dltrain.diagnosis.words import Words
from dltrain.lazy import np

FADES = 1 / 20  # of the gradient of the output layer's weights, that is left at the first layer
STILL = 1e-3  # of the weights, that a step changes there, as is usual
LEFT = 0.5  # of the constant answer's loss


@PROBLEMS.entry("vanishing_gradient")
class VanishingGradient(Check):
    """Each layer takes a share of the gradient on its way back, a sigmoid three quarters or more, so that the first layers
    stand still.

    The loss stays near that of a constant answer for long. Hochreiter (1991); Glorot & Bengio, Understanding the difficulty
    of training deep feedforward neural networks (2010), figure 7. It is told where over the earlier half of the
    sampled steps, in which it is decided, the first layer's weights have less than a twentieth of the gradient of the
    output's (size against size), a step changes them by less than a thousandth of themselves (which is usual,
    Karpathy, CS231n), and half of the loss is left. Optimizers that scale each gradient do not let it come to that. It is a hint
    where the network answers as well as the nearest training rows do.
    """

    by_layer = True
    general = Words(
        en="the gradient vanishes on its way to the first layers",
        ko="앞쪽 층으로 가는 동안 기울기가 소실됩니다",
    )
    evident = Words(
        en="{where} has {ratio:.2g} of the output layer's gradient, and a step changes {change:.2g} of its weights",
        ko="{where}의 기울기는 출력층의 {ratio:.2g}배이고 한 스텝에 가중치의 {change:.2g}만 바뀝니다",
    )
    explains = (
        *("underfitting", "not_learned", "one_class_collapse", "not_converged", "learning_rate_too_low"),
        "stopped_too_early",
    )

    def during(self, course: Course) -> Iterable[Seen]:
        layers = [name for name in layers_in(course.health) if np.isfinite(series(course.health, name, "gradient")).any()]
        if not course.has_ended or len(layers) < 3 or not lacks(course, LEFT):
            return
        first, last = layers[0], layers[-1]
        early = course.health[: (len(course.health) + 1) // 2]
        gradient, weight = series(early, first, "gradient"), series(early, first, "weight")
        ratio = float(np.nanmedian(gradient / np.maximum(series(early, last, "gradient"), 1e-30)))
        change = float(np.nanmedian(series(early, first, "update") / np.maximum(weight, 1e-30)))
        model: Any = course.given.resolved.model
        if not hasattr(model, "batch_norm"):  # its blocks have norms and shortcuts of their own
            return
        if ratio < FADES and change < STILL:
            given = course.given
            bent = [one for one in map(given.named, layers) if one and one.activation is not None and not one.is_output]
            flat = [one for one in bent if one.activation and not one.activation.rectifies]
            patch = given.changes(flat, "activation", "relu") if flat else [given.change("model.batch_norm", True)]
            severity: Severity = "hint" if severity_of_harm(course) == "hint" else "warning"
            evidence = {"ratio": ratio, "change": change}
            yield Seen(SURENESS[severity], evidence, where=first, patch=patch, severity=severity)
