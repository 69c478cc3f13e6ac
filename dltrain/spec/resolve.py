"""What was left open in a spec, settled once the data is known, and what contradicts the data."""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.data import options as data_options
from dltrain.data.encoding import Encoding
from dltrain.errors import Problem, SpecError, did_you_mean, listing
from dltrain.losses import LOSSES, Loss, default_loss, form_of
from dltrain.metrics import METRICS, Metric, default_metrics, metric_names
from dltrain.models import sequential
from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.models.initializers import automatic
from dltrain.models.sequential import Output, Plan
from dltrain.spec.experiment import Experiment
from dltrain.spec.training import SMOOTHABLE, EarlyStopping, split_of

SMALL_STEP = 4_000_000  # multiplications: below this a step is too short to share among cores


@dataclass(frozen=True)
class Resolved:
    """An experiment with nothing left open, the network planned for its data, and the form of its scores."""

    experiment: Experiment
    plan: Plan
    form: str
    output: Activation | None  # what makes predictions of scores; None: the exponential of log rates

    @property
    def loss(self) -> Loss:
        loss = self.experiment.training.loss
        assert isinstance(loss, Loss)
        return loss

    @property
    def monitor(self) -> str:
        """The recorded value that the best epoch is chosen by."""
        stopping = self.experiment.training.early_stopping
        return stopping.monitor if isinstance(stopping, EarlyStopping) else default_monitor(self.experiment)

    @property
    def maximize(self) -> bool:
        """Whether a larger monitored value is better."""
        _, name = split_of(self.monitor)
        metrics = dict(zip(metric_names(self.experiment.metrics), self.experiment.metrics, strict=True))
        return name in metrics and metrics[name].direction == "max"


def default_monitor(experiment: Experiment) -> str:
    return "validation_loss" if data_options.has_validation(experiment.data) else "train_loss"


def target_is_scaled(experiment: Experiment) -> bool:
    loss = experiment.training.loss
    return not isinstance(loss, Loss) or loss.scales_target


def classes_are_soft(experiment: Experiment) -> bool:
    """Whether several target columns are the shares of classes rather than labels or values of their own."""
    loss = experiment.training.loss
    return isinstance(loss, Loss) and LOSSES.name_of(loss) in ("cross_entropy", "kl_divergence")


def resolve(experiment: Experiment, encoding: Encoding, rows: int, folder: Path) -> Resolved:
    """Settles everything that depends on the data, of which `rows` train. `device: auto` stays open: only torch can tell. Raises SpecError."""
    training = experiment.training
    loss = training.loss if isinstance(training.loss, Loss) else default_loss(encoding.task)
    if refusal := loss.refusal(encoding.task):
        raise SpecError([Problem(("training", "loss"), refusal)])
    form = form_of(encoding.task, loss)
    inferred = loss.output_activation(form)
    output = None if inferred == "exponential" else ACTIVATIONS[inferred]()
    given = experiment.model.output.activation if experiment.model.output else None
    if given is not None:
        output = _chosen_output(given, inferred, loss)
    metrics = experiment.metrics or default_metrics(encoding.task)
    problems = [*_metric_problems(metrics, encoding), *_class_weight_problems(experiment, encoding)]
    problems += _smoothing_problems(experiment, loss)
    if problems:
        raise SpecError(problems)
    per_label = len(encoding.labels)
    per_label = len(encoding.labels)
    per_label = len(encoding.labels)
    units = {"binary": 1, "multiclass": per_label, "multilabel": per_label}.get(form, len(encoding.target_names))
    blocks = [(b.name, b.shape, (b.levels, b.dimensions) if b.levels else None) for b in encoding.blocks]
    plan = sequential.plan(experiment.model, blocks, units, output or ACTIVATIONS["linear"]())  # type: ignore[arg-type]
    resolved = dataclasses.replace(
        experiment,
        data=data_options.resolved(experiment.data, encoding, folder),
        model=_written_out(experiment, plan, folder, written_activation=output is not None),
        training=_settled(experiment, loss),
        metrics=metrics,
        threads=threads_for(plan, experiment, rows) if experiment.threads == "auto" else experiment.threads,
    )
    result = Resolved(resolved, plan, form, output)
    _check_monitor(result)
    return result


def _chosen_output(given: Activation, inferred: str, loss: Loss) -> Activation | None:
    """The activation that makes predictions where the user names one. Losses that work on scores have theirs built in."""
    name = ACTIVATIONS.name_of(given)
    if loss.on_scores and name != inferred:
        built_in = f"{LOSSES.name_of(loss)} works on the scores before {inferred}"
        free = "mean_squared_error and its kin take any output activation"
        raise SpecError(
            [Problem(("model", "output", "activation"), f"{built_in}; leave 'activation' out, or write {inferred} ({free})")]
        )
    return given


def _metric_problems(metrics: list[Metric], encoding: Encoding) -> list[Problem]:
    found = []
    for place, metric in enumerate(metrics):
        if encoding.task not in metric.tasks:
            name = METRICS.name_of(metric)
            fitting = [other for other in METRICS if encoding.task in METRICS[other].tasks]
            found.append(
                Problem(("metrics", place), f"{name!r} is no metric for {encoding.task} targets; expected {listing(fitting)}")
            )
    return found


def _class_weight_problems(experiment: Experiment, encoding: Encoding) -> list[Problem]:
    weights = experiment.training.class_weights
    if weights == "none":
        return []
    path = ("training", "class_weights")
    if encoding.task not in ("binary", "multiclass"):
        return [Problem(path, f"'class_weights' can never act: the targets are {encoding.task}", at_key=True)]
    labels = [str(label) for label in encoding.labels]
    unknown = [label for label in weights if label not in labels] if isinstance(weights, dict) else []
    return [
        Problem(
            (*path, label),
            f"no class {label!r}{did_you_mean(label, labels) or f'; the classes are {listing(labels)}'}",
            at_key=True,
        )
        for label in unknown
    ]


def _smoothing_problems(experiment: Experiment, loss: Loss) -> list[Problem]:
    if experiment.training.label_smoothing and LOSSES.name_of(loss) not in SMOOTHABLE:
        message = f"'label_smoothing' can never act: the loss is {LOSSES.name_of(loss)}"
        return [Problem(("training", "label_smoothing"), message, at_key=True)]
    return []


def _check_monitor(resolved: Resolved) -> None:
    split, name = split_of(resolved.monitor)
    names = ["loss", *metric_names(resolved.experiment.metrics)]
    if name not in names:
        recorded = [f"{split}_{metric}" for metric in names]
        hint = did_you_mean(resolved.monitor, recorded) or f"; expected one of {listing(recorded)}"
        advice = f", or add {name} to 'metrics'" if name in METRICS else ""
        message = f"no epoch records {resolved.monitor!r}{hint}{advice}"
        raise SpecError([Problem(("training", "early_stopping", "monitor"), message)])


def _settled(experiment: Experiment, loss: Loss) -> Any:
    training = experiment.training
    optimizer, stopping = training.optimizer, training.early_stopping
    if isinstance(stopping, EarlyStopping) and stopping.monitor == "auto":
        stopping = dataclasses.replace(stopping, monitor=default_monitor(experiment))
    return dataclasses.replace(
        training,
        loss=loss,
        learning_rate=optimizer.default_learning_rate if training.learning_rate == "auto" else training.learning_rate,
        weight_decay=optimizer.default_weight_decay if training.weight_decay == "auto" else training.weight_decay,
        early_stopping=stopping,
    )


def _written_out(experiment: Experiment, plan: Plan, folder: Path, written_activation: bool) -> Any:
    model = experiment.model
    output = Output(
        units=plan.output.units,
        activation=plan.output.activation if written_activation else None,  # type: ignore[arg-type]  # None is absent
        initializer=plan.output.initializer,
    )
    source = model.initialize_from
    return dataclasses.replace(
        model,
        layers=list(plan.layers),
        initializer=model.defaults.initializer or automatic(model.activation),
        output=output,
        initialize_from=None if source is None else os.path.abspath(folder / source),
    )


def threads_for(plan: Plan, experiment: Experiment, rows: int) -> int:
    """One core for short steps; for longer ones half of the cores, because a step on all of them waits for whatever else runs."""
    batch = experiment.training.batch_size
    multiplications = plan.parameters * (rows if batch == "all" else min(int(batch), rows))
    return 1 if multiplications < SMALL_STEP else max(1, available_cores() // 2)


def available_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
