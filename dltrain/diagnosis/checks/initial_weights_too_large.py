"""Initial weights that make the signal grow from layer to layer."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.signal import signals
from dltrain.diagnosis.words import Words
from dltrain.models.activations import Linear
from dltrain.models.layers.base import Defaults

SATURATED = 4.0  # the size of the weighted sums that enter a bounded activation: beyond |2|, where tanh is flat, lie 62 %
GROWS = 2.5  # a layer's share of it, from which on its initializer is to be another; what dltrain draws by itself has 2 or less
GROWN = 30.0  # the size of what leaves a layer without bounds


@PROBLEMS.entry("initial_weights_too_large")
class InitialWeightsTooLarge(Check):
    """The first weights are so large that weighted sums grow from layer to layer.

    Sigmoids and tanh are saturated before the first step and pass hardly any gradient; with ReLU the first loss is huge,
    and the steps that follow from it throw the weights about. The size of the signal is computed from the weights as they
    are drawn (Glorot & Bengio 2010, who keep it at 1; He et al. 2015). Sums of size 4 leave 62 % of a tanh where its slope
    is below 0.07.
    """

    general = Words(
        en="the initial weights are too large",
        ko="초기 가중치가 너무 큽니다",
    )
    evident = Words(
        en="they make the signal {size:.3g} times as large by {where}",
        ko="{where}까지 신호가 {size:.3g}배로 커집니다",
    )
    explains = (
        *("saturated_activations", "exploding_gradient", "vanishing_gradient", "diverged", "dying_relu", "not_learned"),
        *("underfitting", "one_class_collapse", "not_converged", "overfitting", "learning_rate_too_low"),
        *("learning_rate_too_high", "no_signal"),
    )

    def before(self, given: Given) -> Iterable[Seen]:
        for layers in given.drawn_layers:
            found = signals(layers, Defaults(Linear(), None, 0.0, False))
            for index, signal in enumerate(found):
                if signal.size > (SATURATED if signal.is_bounded and signal.name != layers[-1].name else GROWN):
                    strongest = max(one.gain for one in found[: index + 1])
                    grow = [one.layer for one in found[: index + 1] if one.gain >= min(strongest, GROWS)]
                    patch = given.changes(grow, "initializer", "auto")
                    yield Seen(0.9, {"size": signal.size}, where=signal.name, patch=patch)
                    return
