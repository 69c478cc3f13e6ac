"""Layers that keep weights which nobody has trained."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.finding import Severity
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.layers import placed
from dltrain.diagnosis.words import Words
from dltrain.models.initializers import Values
from dltrain.models.inputs import INPUTS
from dltrain.models.layers import Layer
from dltrain.models.layers.base import WeightedLayer

SHARE = 0.5  # of all parameters, from which on it is a warning


@PROBLEMS.entry("frozen_parameters")
class FrozenParameters(Check):
    """`freeze` keeps layers, or what columns pass by themselves, as they are, and they begin with drawn weights: no checkpoint
    is read into them.

    What follows learns on random features, which is worse than learning them. Freezing is for weights that were trained
    before (Yosinski et al., How transferable are features in deep neural networks?, 2014). It is a warning where half of
    all parameters or more are frozen; weights given by hand do not count.
    """

    general = Words(
        en="layers are frozen that nothing has trained",
        ko="학습된 적이 없는 층이 고정되어 있습니다",
    )
    evident = Words(
        en="{where} and what else is frozen are {share:.0%} of all parameters, as they were drawn",
        ko="{where} 등 고정된 층이 전체 매개변수의 {share:.0%}이며 무작위로 정해진 그대로입니다",
    )
    explains = ("underfitting", "not_learned", "not_converged", "vanishing_gradient")

    def before(self, given: Given) -> Iterable[Seen]:
        experiment = given.resolved.experiment
        frozen = set(experiment.model.frozen_layers)
        if not (frozen or experiment.model.freezes_inputs) or experiment.model.initialize_from or experiment.training.epochs == 0:
            return
        for layers, plan in zip(placed(given.resolved), given.resolved.plan.networks.values(), strict=True):
            own = {line.name: line.parameters for line in plan.lines if line.name.startswith(f"{INPUTS}.")}
            by_hand = {
                f"{INPUTS}.{column}.{number}"
                for column, branch in plan.branches.items()
                for number, layer in enumerate(branch.layers)
                if _is_given(layer)
            }
            drawn = {name: size for name, size in own.items() if experiment.model.freezes_inputs and name not in by_hand}
            sizes = {one.name: one.layer.parameters(one.arriving) for one in layers}
            drawn |= {
                one.name: sizes[one.name] for number, one in enumerate(layers) if number in frozen and not _is_given(one.layer)
            }
            still = sum(drawn.values())
            share = still / max(1, sum(own.values()) + sum(sizes.values()))
            if still:
                first = next(name for name, size in drawn.items() if size)
                severity: Severity = "warning" if share >= SHARE else "hint"
                patch = [given.change("model.freeze", None)]
                yield Seen(0.9, {"share": share, "parameters": still}, where=first, patch=patch, severity=severity)
                return


def _is_given(layer: Layer) -> bool:
    """Whether its weights are given by hand."""
    return isinstance(layer, WeightedLayer) and isinstance(layer.initializer, Values)
