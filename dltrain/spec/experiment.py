"""The whole spec, and the keys of it that contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from dltrain.data import options as data_options
from dltrain.data.options import Data
from dltrain.errors import Problem, did_you_mean, listing
from dltrain.losses import LOSSES, Loss
from dltrain.metrics import METRICS, Metric, metric_names
from dltrain.models import sequential
from dltrain.models.sequential import Model
from dltrain.spec.training import SMOOTHABLE, EarlyStopping, Training, split_of
from dltrain.types import Word, option

RUN_NAME = Word(
    r"(?!\.)[^/\\:*?\"<>|\x00-\x1f]{1,100}", 'a name that a folder can have (no / \\ : * ? " < > |, not beginning with a dot)'
)


@dataclass(frozen=True)
class Experiment:
    """An experiment: what is learned from, by what network, how."""

    data: Data = option(help="what is learned from")
    model: Model = option(help="the network")
    training: Training = option(Training(), help="how the network learns")
    name: Annotated[str, RUN_NAME] = option(None, help="the name of its runs; the file's own name if omitted")
    seed: int = option(
        0, help="of initial weights, row order, dropout and augmentation; not of the split", at_least=0, below=2**63
    )
    device: Annotated[str, Word(r"auto|cpu|cuda(:[0-9]+)?", "auto, cpu, cuda or cuda:N")] = option(
        "auto", help="where to train; auto is the first GPU if there is one"
    )
    precision: Literal["float32", "bfloat16", "auto"] = option("float32", help="of the arithmetic; weights are always float32")
    threads: int | Literal["auto"] = option("auto", help="how many processor cores one step uses", at_least=1)
    metrics: list[Annotated[Metric, METRICS]] = option(None, help="what is measured; the task's usual ones if omitted")


def problems(sections: dict[str, Any]) -> list[Problem]:
    """What contradicts across the keys of the sections that could be read."""
    found: list[Problem] = []
    data, model, training = (sections.get(key) for key in ("data", "model", "training"))
    metrics = sections.get("metrics")
    if isinstance(data, Data):
        found += data_options.problems(data)
    if isinstance(model, Model):
        found += sequential.problems(model)
    if isinstance(training, Training):
        found += _training_problems(training)
        if isinstance(data, Data):
            found += _monitor_problems(training, data, metrics)
    if metrics == []:
        found.append(Problem(("metrics",), "'metrics' is empty; name some, or leave it out for the task's usual ones"))
    return found


def _training_problems(training: Training) -> list[Problem]:
    found = []
    optimizer = training.optimizer
    for key, message in optimizer.problems():
        found.append(Problem(("training", "optimizer", key), message))
    for key, message in training.schedule.problems():
        found.append(Problem(("training", "schedule", key), message))
    loss = training.loss
    if isinstance(loss, Loss):
        if training.label_smoothing and LOSSES.name_of(loss) not in SMOOTHABLE:
            message = f"'label_smoothing' can never act with the loss {LOSSES.name_of(loss)}; it goes with {listing(SMOOTHABLE)}"
            found.append(Problem(("training", "label_smoothing"), message, at_key=True))
        if training.class_weights != "none" and loss.tasks == frozenset({"regression"}):
            message = f"'class_weights' can never act with the loss {LOSSES.name_of(loss)}, which has no classes"
            found.append(Problem(("training", "class_weights"), message, at_key=True))
    if training.epochs == 0 and training.early_stopping != "none":
        found.append(Problem(("training", "early_stopping"), "'early_stopping' can never act: 'epochs' is 0", at_key=True))
    return found


def _monitor_problems(training: Training, data: Data, metrics: list[Metric] | None) -> list[Problem]:
    """A monitor that no epoch records. Metrics that are not written out are known only after the data is read."""
    stopping = training.early_stopping
    if not isinstance(stopping, EarlyStopping) or stopping.monitor == "auto":
        return []
    path = ("training", "early_stopping", "monitor")
    split, name = split_of(stopping.monitor)
    known = ["loss", *(metric_names(metrics) if metrics else METRICS)]
    splits = ["train", "validation"]
    if not split or name not in known:
        names = [f"{part}_{metric}" for part in splits for metric in known]
        hint = did_you_mean(stopping.monitor, names) or f"; expected one of {listing(names, 12)}"
        return [Problem(path, f"no epoch records {stopping.monitor!r}{hint}")]
    if split == "validation" and not data_options.has_validation(data):
        return [Problem(path, f"{stopping.monitor!r} is never recorded: 'split' leaves no validation rows; monitor train_{name}")]
    return []
