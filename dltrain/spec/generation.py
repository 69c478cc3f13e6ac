"""What a gan asks of the spec and the data: rows of numbers or pictures, and no key that is of predictions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dltrain.data.options.fractions import has_validation
from dltrain.data.options.split import Split
from dltrain.errors import Problem, SpecError, listing
from dltrain.models import gan
from dltrain.models.activations import ACTIVATIONS
from dltrain.models.gan import Gan, GanPlan
from dltrain.spec.training import EarlyStopping
from dltrain.spec.wording import shown

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding
    from dltrain.spec.experiment import Experiment

PURPOSE = "generation"
MEASURE = "energy_distance"


def is_generative(experiment: Experiment) -> bool:
    """Whether rows are generated rather than targets predicted."""
    return isinstance(experiment.model, Gan)


def problems(experiment: Experiment) -> Iterator[Problem]:
    """Keys that can never act because nothing is predicted."""
    training, data = experiment.training, experiment.data
    if training.class_weights != "none":
        yield _never("training", "class_weights", "a gan has no classes")
    if training.label_smoothing:
        yield _never("training", "label_smoothing", "a gan has no classes")
    if data.weight is not None:
        yield _never("data", "weight", "a gan draws every row alike")
    if data.missing_target == "drop":
        yield _never("data", "missing_target", "a gan needs no target")
    if experiment.ensemble is not None:
        yield _never("ensemble", "a gan gives no answers to make one of")
    for key in ("window", "group"):
        if getattr(data, key) is not None:
            yield Problem(("data", key), f"'{key}' makes sequences; a gan makes rows of numbers or pictures", at_key=True)
    if isinstance(data.split, Split) and data.split.stratify:
        yield _never("data", "split", "stratify", "a gan has no classes")
    yield from monitor_problems(experiment)


def _never(*path_and_why: str) -> Problem:
    *path, why = path_and_why
    return Problem(tuple(path), f"'{path[-1]}' can never act: {why}", at_key=True)


def monitor_problems(experiment: Experiment) -> Iterator[Problem]:
    """A monitor that no epoch of a gan records, or that says nothing of its quality."""
    stopping = experiment.training.early_stopping
    if not isinstance(stopping, EarlyStopping) or stopping.monitor == "auto":
        return
    path = ("training", "early_stopping", "monitor")
    known = [f"{split}_{MEASURE}" for split in ("validation", "train")]
    if stopping.monitor not in known:
        yield Problem(path, f"{shown(stopping.monitor)} says nothing of a gan's quality; expected {' or '.join(known)}")
    elif stopping.monitor == known[0] and not has_validation(experiment.data):
        yield Problem(path, f"'{known[0]}' is never recorded: 'split' leaves no validation rows; write {known[1]}")


def plan(experiment: Experiment, encoding: Encoding) -> GanPlan:
    """The two networks for this data. Raises SpecError."""
    model = experiment.model
    assert isinstance(model, Gan)
    if found := list(_feature_problems(encoding)):
        raise SpecError(found)
    output = "sigmoid" if experiment.data.scale == "min_max" else "linear"
    return gan.plan(model, encoding.blocks[0].shape, ACTIVATIONS[output]())


def _feature_problems(encoding: Encoding) -> Iterator[Problem]:
    from dltrain.data.encoding.array import ArrayFeature  # numpy: not before there is data
    from dltrain.data.encoding.numeric import NumericFeature

    path = ("data",)
    for feature in encoding.features:
        if not isinstance(feature, NumericFeature | ArrayFeature):
            message = f"a gan makes rows of numbers or pictures, but column '{feature.name}' is {feature.kind}; leave it out"
            yield Problem(path, f"{message} with exclude: [{feature.name}]", at_key=True)
        elif isinstance(feature, NumericFeature) and feature.indicator:
            advice = f"write columns: {{{feature.name}: {{type: numeric, missing: mean}}}}"
            yield Problem(path, f"a gan makes whole rows, but column '{feature.name}' has missing numbers; {advice}", at_key=True)
    if len(encoding.blocks) > 1:
        names = listing(block.name for block in encoding.blocks)
        yield Problem(
            path, f"a gan makes one array a row, but there are several: {names}; choose one with 'features'", at_key=True
        )
