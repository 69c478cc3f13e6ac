"""What scores are measured by, in the arrays of the engine that makes them."""

from __future__ import annotations

from dltrain.arrays import arrays_of
from dltrain.data.encoding.encoding import Encoding
from dltrain.spec.engines import torch_threads
from dltrain.spec.resolve import Resolved
from dltrain.spec.threshold_rules import USUAL
from dltrain.training.measure import Evaluator
from dltrain.training.multitask import multitask_evaluator
from dltrain.training.objective import Objective


def evaluator_of(resolved: Resolved, encoding: Encoding) -> Evaluator:
    """What measures the predictions of a network: the loss and the metrics of the spec."""
    objective = _objective_of(resolved, len(encoding.labels))
    if resolved.heads:
        return multitask_evaluator(objective, encoding, resolved.heads)
    given = resolved.experiment.threshold
    threshold = float(given) if isinstance(given, int | float) and given != USUAL else None  # one that is chosen comes later
    return Evaluator(objective, encoding, resolved.experiment.metrics, threshold)


def _objective_of(resolved: Resolved, classes: int) -> Objective:
    experiment = resolved.experiment
    threads = torch_threads(experiment, resolved.plan, resolved.loss)
    xp, smoothing = arrays_of(experiment.engine, threads), experiment.training.label_smoothing
    return Objective(xp, resolved.loss, resolved.form, classes, resolved.output, smoothing)
