"""Settles what a spec leaves open once its data is known, and finds what contradicts the data."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dltrain.data import resolved as resolved_data
from dltrain.data.checks import presence
from dltrain.data.transforms import augmentation
from dltrain.errors import Problem, SpecError, listing
from dltrain.losses import LOSSES, Loss, default_loss, form_of
from dltrain.metrics import METRICS, Metric, metric_names
from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.models.baselines import BASELINES
from dltrain.models.inputs import INPUTS
from dltrain.models.multitask import MultitaskLoss, Scored
from dltrain.models.options import ModelOptions
from dltrain.models.plan import NetworkPlan
from dltrain.spec import engines, heads, mixing_rules, multitask_rules, threshold_rules, training_length
from dltrain.spec.experiment import Experiment
from dltrain.spec.refusals import smoothing_refusal, unrecorded
from dltrain.spec.suggestions import suggest_nearest
from dltrain.spec.training import EarlyStopping, split_of
from dltrain.spec.unfitting import unfitting
from dltrain.tasks import Task
from dltrain.text.nearest import nearest

NOTHING_OF_THEIR_OWN = "no column passes a branch or has learned vectors"

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding


@dataclass(frozen=True)
class Resolved:
    """An experiment with nothing left open, the network planned for its data, and the form of its scores."""

    experiment: Experiment
    plan: NetworkPlan
    form: Task
    output: Activation | None  # what makes predictions of scores; None: the exponential of log rates
    validated: bool  # whether there are validation rows
    heads: tuple[Scored, ...] = ()  # of a network that predicts several targets of different kinds
    searches_rate: bool = False  # whether the learning rate, the published one so far, is to be found before training

    @property
    def model(self) -> ModelOptions:
        """The section `model`."""
        return self.experiment.model

    @property
    def kind(self) -> str:
        """The name of the kind of model."""
        return self.experiment.model.type

    @property
    def loss(self) -> Loss:
        """The loss, which is no longer `auto`; of several targets the sum of theirs."""
        if self.heads:
            return MultitaskLoss(heads=self.heads)
        loss = self.experiment.training.loss
        assert isinstance(loss, Loss)
        return loss

    @property
    def metrics(self) -> dict[str, Metric]:
        """What is measured besides the loss, by the name that it has in records; of several targets that of each."""
        if self.heads:
            return {f"{head.name}.{name}": metric for head in self.heads for name, metric in head.named_metrics.items()}
        metrics = self.experiment.metrics or []
        return dict(zip(metric_names(metrics), metrics, strict=True))

    @property
    def monitor(self) -> str:
        """The recorded value that the best epoch is chosen by."""
        stopping = self.experiment.training.early_stopping
        return stopping.monitor if isinstance(stopping, EarlyStopping) else default_monitor(self.experiment, self.validated)

    @property
    def maximize(self) -> bool:
        """Whether a larger monitored value is better."""
        _, name = split_of(self.monitor)
        return name in self.metrics and self.metrics[name].direction == "max"


def default_monitor(experiment: Experiment, validated: bool) -> str:
    """The recorded value that the best epoch is chosen by where the spec does not say."""
    return f"{'validation' if validated else 'train'}_{experiment.model.only_monitor or 'loss'}"


def target_is_scaled(experiment: Experiment) -> bool:
    """Whether a regression target is scaled, as the loss wants it."""
    loss = experiment.training.loss
    return not isinstance(loss, Loss) or loss.scales_target


def classes_are_soft(experiment: Experiment) -> bool:
    """Whether several target columns are the shares of classes rather than labels or values of their own."""
    loss = experiment.training.loss
    return isinstance(loss, Loss) and LOSSES.name_of(loss) in ("cross_entropy", "kl_divergence")


def missing_files(experiment: Experiment, folder: Path, *, begins: bool = True) -> list[Problem]:
    """Every file of data, and the checkpoint that the network, if its training `begins`, is to start from, that is not there."""
    problems = [*presence.problems(experiment.data, folder)]
    source = experiment.model.initialize_from if begins else None
    if source is not None and not os.path.exists(folder / source):
        problems.append(
            Problem(("model", "initialize_from"), f"there is no run or checkpoint '{source}'{_start(folder, source)}")
        )
    return problems


def _start(folder: Path, source: str) -> str:
    """Where the checkpoint or run that a network is to start from probably is."""
    path = folder / source
    beside = sorted(os.listdir(path.parent)) if path.parent.is_dir() else []
    near = nearest(path.name, beside)
    hint = presence.elsewhere(folder, source) or (f"; did you mean '{(Path(source).parent / near).as_posix()}'?" if near else "")
    return hint or "; a path is relative to the spec's folder"


def resolve(experiment: Experiment, encoding: Encoding, *, rows: int, validated: bool, folder: Path) -> Resolved:
    """Settles everything that depends on the data, of which `rows` train. `device: auto` stays open: only torch can tell.

    Raises SpecError with everything that contradicts the data.
    """
    experiment = dataclasses.replace(experiment, training=experiment.model.settled_training(experiment.training))
    experiment = dataclasses.replace(experiment, training=training_length.settled(experiment.training, rows))
    model: ModelOptions = experiment.model
    asked = _asked_of_several(experiment, encoding) if encoding.task.is_multitask else _asked(experiment, encoding, validated)
    experiment, loss, problems = asked.experiment, asked.loss, [*asked.problems]
    problems += [*_monitor_problems(experiment, asked.recorded, validated), *_baseline_problems(experiment, encoding)]
    problems += augmentation.problems(experiment.data.augment, [block.shape for block in encoding.blocks])
    if not {("training", key) for key in mixing_rules.MIXED} & set(model.unused):
        problems += mixing_rules.data_problems(experiment.training, encoding.blocks, rows)
    if refusal := loss.refusal(encoding.task):
        raise SpecError([*problems, Problem(("training", "loss"), refusal)])
    form = form_of(encoding.task, loss)
    inferred = loss.output_activation(form)
    problems += [] if asked.heads else _output_problems(experiment, inferred, loss)
    given = experiment.model.output_activation
    output = given or (None if inferred == "exponential" else ACTIVATIONS[inferred]())
    plan, misfits = _planned(experiment, encoding, form, output, asked.heads)
    if plan is None or problems:
        raise SpecError([*problems, *misfits])
    if problems := [*_factor_problems(experiment, plan)]:
        raise SpecError(problems)
    if message := engines.refusal(experiment, plan, loss, form, output):
        raise SpecError([Problem(("engine",), message)])
    engine = experiment.engine
    if engine == "auto":
        engine = engines.engine_for(experiment, plan, loss, form, output, rows)
    experiment = dataclasses.replace(experiment, engine=engine)
    metrics: Any = asked.metrics
    resolved = dataclasses.replace(
        experiment,
        data=resolved_data.resolved(experiment.data, encoding, folder),
        model=model.written_out(plan, folder, has_activation=output is not None),
        training=_settled(experiment, experiment.training.loss if asked.heads else loss, validated),
        metrics=metrics,
        ensemble=experiment.ensemble and experiment.ensemble.resolved(encoding.task),
        track=experiment.track and [one.resolved(folder, str(experiment.name)) for one in experiment.track],
        threads=engines.threads_for(experiment, plan, loss, rows) if experiment.threads == "auto" else experiment.threads,
    )
    return Resolved(resolved, plan, form, output, validated, asked.heads, experiment.training.learning_rate == "auto")


@dataclass(frozen=True)
class _Asked:
    """What is to be made small and measured, and what of it does not fit. recorded: the names of what is measured besides the
    whole loss; metrics: those of the one target, else None, for each of several has its own in `heads`."""

    experiment: Experiment
    loss: Loss
    metrics: list[Metric] | None
    recorded: list[str]
    problems: Sequence[Problem]
    heads: tuple[Scored, ...] = ()


def _asked(experiment: Experiment, encoding: Encoding, validated: bool) -> _Asked:
    given = experiment.training.loss
    loss = given if isinstance(given, Loss) else default_loss(encoding.task)
    metrics = experiment.metrics or experiment.model.usual_metrics(encoding)
    problems = [*_metric_problems(metrics, encoding), *_class_weight_problems(experiment, encoding)]
    problems += _ensemble_problems(experiment, encoding, loss)
    problems += threshold_rules.data_problems(experiment.threshold, encoding.task, validated)
    if not loss.refusal(encoding.task) and (message := smoothing_refusal(experiment.training, loss)):
        problems.append(Problem(("training", "label_smoothing"), message, at_key=True))
    return _Asked(experiment, loss, metrics, metric_names(metrics), problems)


def _asked_of_several(experiment: Experiment, encoding: Encoding) -> _Asked:
    """Raises SpecError with what does not fit one of the targets."""
    problems = list(unfitting(experiment, multitask_rules.unused(experiment.model), multitask_rules.INFERRED))
    target: Any = encoding.target
    data, scored = heads.settled(experiment.data, target)
    recorded = [f"{one.name}.{name}" for one in scored for name in ("loss", *one.named_metrics)]
    settled = dataclasses.replace(experiment, data=data)
    return _Asked(settled, MultitaskLoss(heads=scored), None, recorded, problems, scored)


def _factor_problems(experiment: Experiment, plan: NetworkPlan) -> Iterator[Problem]:
    """Learning rates of layers that have no weights, or none that learn, or are not there."""
    factors, path = experiment.training.learning_rate_factors, ("training", "learning_rate_factors")
    lines = {line.name.removeprefix("layers.").removeprefix("inputs."): line for line in plan.lines}
    learn = any(line.name.startswith(f"{INPUTS}.") and line.parameters for line in plan.lines)
    if experiment.model.freezes_inputs and not learn:
        yield Problem(("model", "freeze"), f"'freeze' has {INPUTS}, but {NOTHING_OF_THEIR_OWN}")
    for name in factors if isinstance(factors, dict) else ():
        line = lines.get(name)
        if name == INPUTS and experiment.model.layer_names is not None:
            if not learn:
                yield Problem((*path, name), f"there is no layer {name!r}: {NOTHING_OF_THEIR_OWN}", at_key=True)
            continue
        if line is None and experiment.model.layer_names is None:
            hint = suggest_nearest(name, lines) or f"; expected {listing(lines, 12)}"
            yield Problem((*path, name), f"there is no layer {name!r}{hint}", at_key=True)
        elif line is not None and (not line.parameters or line.is_frozen):
            why = f"layer {name} is frozen" if line.is_frozen else f"layer {name}, {line.what}, has no weights"
            yield Problem((*path, name), f"{why}: no learning rate acts on it", at_key=True)
    if isinstance(factors, float) and factors != 1 and sum(not line.is_frozen for line in plan.lines if line.parameters) == 1:
        message = "'learning_rate_factors' can never act: a single layer is trained"
        yield Problem(path, message, at_key=True)


def _planned(
    experiment: Experiment, encoding: Encoding, form: Task, output: Activation | None, scored: tuple[Scored, ...]
) -> tuple[NetworkPlan | None, tuple[Problem, ...]]:
    """The network for this data, or what of it does not fit."""
    units = 1 if form.is_binary else len(encoding.labels) or len(encoding.target_names)
    units = scored[-1].stop if scored else units
    model: ModelOptions = experiment.model
    try:
        plan: Any = model.plan(encoding, units, output or ACTIVATIONS["linear"](), experiment.data.scale)
        has_heads = scored and model.takes_several_targets  # which others are refused
        return plan.with_heads(tuple(one.words for one in scored)) if has_heads else plan, ()
    except SpecError as error:
        return None, error.problems


def _output_problems(experiment: Experiment, inferred: str, loss: Loss) -> list[Problem]:
    """An output activation that is not the one of the loss. Losses that work on scores have theirs built in."""
    given = experiment.model.output_activation
    if given is None or not loss.on_scores or ACTIVATIONS.name_of(given) == inferred:
        return []
    built_in = f"{LOSSES.name_of(loss)} works on the scores before {inferred}"
    free = "mean_squared_error and its kin take any output activation"
    return [Problem(("model", "output", "activation"), f"{built_in}; leave 'activation' out, or write {inferred} ({free})")]


def _metric_problems(metrics: list[Metric], encoding: Encoding) -> list[Problem]:
    problems = []
    learner = encoding.task.learner
    for index, metric in enumerate(metrics):
        if encoding.task not in metric.tasks:
            name = METRICS.name_of(metric)
            fitting = [other for other in METRICS if encoding.task in METRICS[other].tasks]
            problems.append(Problem(("metrics", index), f"{name!r} is no metric for {learner}; expected {listing(fitting)}"))
    return problems


def _class_weight_problems(experiment: Experiment, encoding: Encoding) -> list[Problem]:
    weights = experiment.training.class_weights
    if weights == "none":
        return []
    path = ("training", "class_weights")
    if not encoding.task.has_classes:
        return [Problem(path, f"'class_weights' can never act: the targets are {encoding.task}", at_key=True)]
    labels = [str(label) for label in encoding.labels]
    unknown = [label for label in weights if label not in labels] if isinstance(weights, dict) else []
    if isinstance(weights, dict) and all(weights.get(label) == 0 for label in labels):
        return [
            Problem(path, "'class_weights' are 0 for every class: no row would count; give one of them at least a weight above 0")
        ]
    return [
        Problem(
            (*path, label),
            f"no class {label!r}{suggest_nearest(label, labels) or f'; the classes are {listing(labels)}'}",
            at_key=True,
        )
        for label in unknown
    ]


def _baseline_problems(experiment: Experiment, encoding: Encoding) -> list[Problem]:
    tasks = {encoding.task, *(one.task for one in encoding.target.each)}
    fitting = [name for name in BASELINES if tasks & BASELINES[name].tasks]
    advice = f"expected {listing(fitting)}" if fitting else "leave 'baselines' out"
    return [
        Problem(("baselines", index), f"'{BASELINES.name_of(baseline)}' is no baseline for {encoding.task}; {advice}")
        for index, baseline in enumerate(experiment.baselines or [])
        if not tasks & baseline.tasks
    ]


def _monitor_problems(experiment: Experiment, metrics: list[str], validated: bool) -> list[Problem]:
    stopping = experiment.training.early_stopping
    if not isinstance(stopping, EarlyStopping) or stopping.monitor == "auto":
        return []
    if experiment.model.only_monitor and validated:
        return []
    split, name = split_of(stopping.monitor)
    message = unrecorded(stopping.monitor, metrics)
    if not message and split == "validation" and not validated:
        message = f"{stopping.monitor!r} is never recorded: no row is in the validation part; monitor train_{name}"
    return [Problem(("training", "early_stopping", "monitor"), message)] if message else []


def _ensemble_problems(experiment: Experiment, encoding: Encoding, loss: Loss) -> list[Problem]:
    refusals = experiment.ensemble.refusals(encoding.task, loss) if experiment.ensemble else ()
    return [Problem(("ensemble", key), message) for key, message in refusals]


def _settled(experiment: Experiment, loss: Any, validated: bool) -> Any:
    training = experiment.training
    optimizer, stopping = training.optimizer, training.early_stopping
    if isinstance(stopping, EarlyStopping) and stopping.monitor == "auto":
        stopping = dataclasses.replace(stopping, monitor=default_monitor(experiment, validated))
    shuffle = training.shuffle
    if shuffle == "auto":
        has_order = training.batch_size != "all" and ("training", "shuffle") not in experiment.model.unused
        mixes_blocks = experiment.data.memory == "mapped" and has_order
        shuffle = "blocks" if mixes_blocks else "rows"
    return dataclasses.replace(
        training,
        loss=loss,
        shuffle=shuffle,
        learning_rate=optimizer.default_learning_rate if training.learning_rate in (None, "auto") else training.learning_rate,
        weight_decay=optimizer.default_weight_decay if training.weight_decay == "auto" else training.weight_decay,
        early_stopping=stopping,
    )
