"""Hidden units that begin alike and stay alike."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.layers import Placed
from dltrain.diagnosis.words import Words
from dltrain.lazy import np


@PROBLEMS.entry("equal_initial_weights")
class EqualInitialWeights(Check):
    """All units of a hidden layer begin with the same weights (zeros, ones, a constant).

    They compute the same number and get the same gradient, so they stay alike for ever: the layer is one unit, however
    wide; of zeros, not even that. Only drawn weights tell units apart. Goodfellow, Bengio & Courville, Deep learning
    (2016), section 8.4. The weights are drawn and compared: there is no threshold.
    """

    severity = "error"
    general = Words(
        en="the units of a hidden layer begin with equal weights, and stay equal",
        ko="은닉층의 유닛들이 같은 가중치로 시작해 끝까지 같습니다",
    )
    evident = Words(
        en="all {units} units of {where} are one",
        ko="{where}의 유닛 {units}개가 모두 하나와 같습니다",
    )
    explains = (
        *("initial_weights_too_small", "initial_weights_too_large", "vanishing_gradient", "dying_relu", "underfitting"),
        *("not_learned", "one_class_collapse", "learning_rate_too_low", "learning_rate_too_high", "not_converged", "no_signal"),
        *("saturated_activations", "over_regularized"),
    )

    def before(self, given: Given) -> Iterable[Seen]:
        for layers in given.drawn_layers:
            equal = [one for one in layers[:-1] if one.units > 1 and _begins_equal(one)]
            if equal:
                patch = given.changes(equal, "initializer", "auto")
                yield Seen(1.0, {"units": equal[0].units}, where=equal[0].name, patch=patch)


def _begins_equal(one: Placed) -> bool:
    weights = one.drawn
    if weights is None or len(weights) < 2 or one.weighted is None:
        return False
    biases = one.weighted.initializer.biases(one.units)
    return bool((weights == weights[0]).all() and np.all(biases == biases[0]))
