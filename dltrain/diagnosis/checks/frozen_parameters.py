"""Layers that keep weights which nobody has trained."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.finding import Severity
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.layers import placed
from dltrain.diagnosis.words import Words
from dltrain.models.initializers import Values

SHARE = 0.5  # of all parameters, from which on it is a warning


@PROBLEMS.entry("frozen_parameters")
class FrozenParameters(Check):
    """`freeze` keeps layers as they are, and they begin with drawn weights: no checkpoint is read into them.

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
        if not frozen or experiment.model.initialize_from or experiment.training.epochs == 0:
            return
        for layers in placed(given.resolved):
            drawn = [
                one
                for number, one in enumerate(layers)
                if number in frozen and not (one.weighted and isinstance(one.weighted.initializer, Values))
            ]
            still = sum(one.layer.parameters(one.arriving) for one in drawn)
            share = still / max(1, sum(one.layer.parameters(one.arriving) for one in layers))
            if still:
                severity: Severity = "warning" if share >= SHARE else "hint"
                patch = [given.change("model.freeze", None)]
                yield Seen(0.9, {"share": share, "parameters": still}, where=drawn[0].name, patch=patch, severity=severity)
                return
