"""What scores are measured by, in the arrays of the engine that makes them."""

from __future__ import annotations

from typing import Any

from dltrain.data.encoding.encoding import Encoding
from dltrain.spec.resolve import Resolved
from dltrain.training.measure import Evaluator


def evaluator_of(resolved: Resolved, encoding: Encoding) -> Evaluator:
    """What measures the predictions of a network: the loss and the metrics of the spec."""
    return Evaluator(_objective_of(resolved, len(encoding.labels)), encoding, resolved.experiment.metrics)


def _objective_of(resolved: Resolved, classes: int) -> Any:
    smoothing = resolved.experiment.training.label_smoothing
    if resolved.experiment.engine != "autograd":
        from dltrain.arrays import NumpyArrays
        from dltrain.training.explicit.objective import ExplicitObjective

        return ExplicitObjective(NumpyArrays(), resolved.loss, resolved.form, classes, resolved.output, smoothing)
    from dltrain.training.objective import Objective, output_function

    return Objective(resolved.loss, resolved.form, classes, output_function(resolved.output), smoothing)
