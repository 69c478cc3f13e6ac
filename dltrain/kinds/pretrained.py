"""The pretrained model at work: where its backbone is frozen the features of all rows are computed once, and a head learns."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dltrain.data.dataset import Dataset
from dltrain.kinds.kind import Kind
from dltrain.kinds.predictive import Predictive
from dltrain.runs import Run
from dltrain.spec.resolve import Resolved
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.minibatches.rows import Rows

if TYPE_CHECKING:
    from dltrain.training.session import Session


class Pretrained(Predictive):
    """A network that was trained before, with a new head."""

    def session(
        self, resolved: Resolved, dataset: Dataset, network: Any, run: Run, stopping: Callable[[], bool]
    ) -> Session[Evaluator]:
        plan: Any = resolved.plan
        if not plan.is_fixed:
            return super().session(resolved, dataset, network, run, stopping)
        import functools

        import torch

        from dltrain.modules import Network
        from dltrain.training.autograd.scores import arithmetic
        from dltrain.training.autograd.session import autograd_session
        from dltrain.training.measuring.evaluators import evaluator_of
        from dltrain.training.saving import Snapshots
        from dltrain.training.session import Extras

        experiment, evaluator = resolved.experiment, evaluator_of(resolved, dataset.encoding)
        torch.set_num_threads(int(experiment.threads))
        backbone = network.inputs.to(experiment.device).eval()
        head = Network(None, list(network.layers), network.output)
        beside = {f"model.inputs.{name}": tensor.detach().cpu().numpy() for name, tensor in backbone.state_dict().items()}
        extras = Extras(keeper=functools.partial(Snapshots, beside=beside))

        def featured(rows: Rows) -> Rows:
            return features_of(backbone, rows, arithmetic(experiment.device, experiment.precision == "bfloat16"))

        return autograd_session(resolved, dataset, head, evaluator, run, stopping, extras, featured)


def features_of(backbone: Any, rows: Rows, precision: Any) -> Rows:
    """The same rows with the backbone's features as their one block of inputs: float32 (rows, features)."""
    from dltrain.training.autograd.scores import scores_of

    return dataclasses.replace(rows, inputs=(scores_of(backbone, rows, precision),), pixels=())


KIND: Kind = Pretrained()
