"""A hidden layer through which no gradient passes."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.words import Words
from dltrain.lazy import np
from dltrain.models.activations import Activation


@PROBLEMS.entry("no_gradient")
class NoGradient(Check):
    """A hidden layer has an activation whose slope is 0 everywhere (step, sign), so that nothing below it ever changes.

    The layers above learn on what random units make of the inputs, and the loss soon stays where it is. That the slope is 0
    is computed from the activation's own derivative. Minsky & Papert, Perceptrons (1969): the threshold unit cannot be
    trained through; Rumelhart, Hinton & Williams (1986) put a sigmoid in its place.
    """

    severity = "error"
    general = Words(
        en="no gradient passes a hidden layer, and the layers up to it do not learn",
        ko="은닉층을 지나는 기울기가 없어 그 아래 층이 학습되지 않습니다",
    )
    evident = Words(
        en="the slope of the activation of {where} is 0 everywhere",
        ko="{where}의 활성화 함수는 어디에서나 기울기가 0입니다",
    )
    explains = (
        *("vanishing_gradient", "underfitting", "not_learned", "one_class_collapse", "learning_rate_too_low", "not_converged"),
        *("saturated_activations", "dying_relu", "learning_rate_too_high", "no_signal", "over_regularized"),
    )

    def before(self, given: Given) -> Iterable[Seen]:
        experiment = given.resolved.experiment
        if experiment.training.epochs == 0:
            return
        frozen = set(experiment.model.frozen_layers)
        for layers in given.layers:
            learns = False
            for index, one in enumerate(layers[:-1]):
                learns |= one.weighted is not None and index not in frozen
                if learns and one.activation is not None and is_flat(one.activation):
                    flat = [other for other in layers[index:-1] if other.activation is not None and is_flat(other.activation)]
                    yield Seen(1.0, {"slope": 0}, where=one.name, patch=given.changes(flat, "activation", "relu"))
                    break


def is_flat(activation: Activation) -> bool:
    """Whether its slope is 0 wherever it has one."""
    if not activation.explicit:
        return False
    from dltrain.arrays import NUMPY  # numpy: a spec with errors need not wait for it

    line = np.linspace(-6, 6, 240, dtype=np.float32)
    z = np.stack([line, line[::-1]], axis=1)  # two units, for those that act on all units of a row
    slope = np.stack([np.ones_like(line), np.zeros_like(line)], axis=1)
    activation.backward(NUMPY, z, activation.forward(NUMPY, z.copy()), slope)
    return not slope.any()
