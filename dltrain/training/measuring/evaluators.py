"""What scores are measured by, in the arrays of the engine that makes them."""

from __future__ import annotations

from dltrain.arrays import arrays_of
from dltrain.data.encoding.encoding import Encoding
from dltrain.spec.engines import torch_threads
from dltrain.spec.resolve import Resolved
from dltrain.spec.threshold_rules import USUAL
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.measuring.multitask import multitask_evaluator
from dltrain.training.objective import Objective


def evaluator_of(resolved: Resolved, encoding: Encoding, device: str | None = None) -> Evaluator:
    """What measures the predictions of a network: the loss and the metrics of the spec. device: where gradients by hand are
    computed, if that is not the spec's"""
    objective = _objective_of(resolved, len(encoding.labels), device or resolved.experiment.device)
    if resolved.heads:
        return multitask_evaluator(objective, encoding, resolved.heads)
    given = resolved.experiment.threshold
    threshold = float(given) if isinstance(given, int | float) and given != USUAL else None  # one that is chosen comes later
    return Evaluator(objective, encoding, resolved.experiment.metrics, threshold)


def _objective_of(resolved: Resolved, classes: int, device: str) -> Objective:
    experiment = resolved.experiment
    threads = torch_threads(experiment, resolved.plan, resolved.loss)
    there = device if experiment.engine == "explicit" and device.startswith("cuda") else "cpu"
    xp, smoothing = arrays_of(experiment.engine, threads, there), experiment.training.label_smoothing
    return Objective(xp, resolved.loss, resolved.form, classes, resolved.output, smoothing)
