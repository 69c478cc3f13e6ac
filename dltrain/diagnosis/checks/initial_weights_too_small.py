"""Initial weights that let the signal fade from layer to layer."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.signal import signals
from dltrain.diagnosis.words import Words
from dltrain.models.activations import Linear
from dltrain.models.layers.base import Defaults

FADES = 0.2  # a layer's share of it, up to which its initializer is to be another
FADED = 1e-3  # of the signal that enters; what dltrain draws by itself leaves 1/32 or more


@PROBLEMS.entry("initial_weights_too_small")
class InitialWeightsTooSmall(Check):
    """The first weights are so small that hardly anything of a row arrives at the output, and hardly any gradient at the
    first layer: each layer takes a share of both.

    The loss stays at that of a constant answer for many epochs. The signal is computed from the weights as they are drawn
    (Glorot & Bengio 2010; He et al. 2015, section 2.2: with a deviation of 0.01 a deep network stalls). A thousandth is 30
    times less than the least that `benchmarks/initializers` found to learn as well as any.
    """

    general = Words(
        en="the initial weights are too small",
        ko="초기 가중치가 너무 작습니다",
    )
    evident = Words(
        en="{left:.2g} of the signal is left at {where}",
        ko="{where}에 이르면 신호의 {left:.2g}만 남습니다",
    )
    explains = (
        *("vanishing_gradient", "not_learned", "underfitting", "one_class_collapse", "learning_rate_too_low", "not_converged"),
        *("no_signal", "over_regularized", "stopped_too_early", "learning_rate_too_high"),
    )

    def before(self, given: Given) -> Iterable[Seen]:
        for layers in given.drawn_layers:
            found = [signal for signal in signals(layers, Defaults(Linear(), None, 0.0, False)) if signal.name != layers[-1].name]
            for index, signal in enumerate(found):
                if 0 < signal.left < FADED:
                    weakest = min(one.gain for one in found[: index + 1])
                    fade = [one.layer for one in found[: index + 1] if one.gain <= max(weakest, FADES)]
                    patch = given.changes(fade, "initializer", "auto")
                    yield Seen(0.85, {"left": signal.left}, where=signal.name, patch=patch)
                    return
