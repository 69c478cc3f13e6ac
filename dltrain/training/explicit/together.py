"""The settings of several lanes as those of one engine: a number where all have the same, else a number for each."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from dltrain.lanes import number_of
from dltrain.models.plan import Plan
from dltrain.models.stages import Dropped
from dltrain.optimizers import Optimizer
from dltrain.spec.experiment import Experiment
from dltrain.training.batches import Settings, settings_of
from dltrain.training.explicit.network import stages_of

Rate = Any  # float, or Lanes


def optimizer_of(lanes: Sequence[Experiment]) -> Optimizer:
    """The optimizer that moves all lanes at once."""
    pages = [lane.training.optimizer for lane in lanes]
    return dataclasses.replace(pages[0], **_differing(pages))  # type: ignore[type-var]  # every optimizer is a page


def settings_for(lanes: Sequence[Experiment]) -> Settings:
    """What a step of all lanes needs to know."""
    pages = [settings_of(lane) for lane in lanes]
    return dataclasses.replace(pages[0], **_differing([dataclasses.replace(one, seed=0) for one in pages]))


def learning_rate_of(lanes: Sequence[Experiment]) -> Rate:
    """Their learning rate."""
    return number_of([float(lane.training.learning_rate) for lane in lanes])


def dropout_of(plans: Sequence[Plan]) -> list[Rate]:
    """The dropout rate of each layer that has dropout, from below."""
    stages = [[stage for of_layer in stages_of(plan).values() for stage in of_layer] for plan in plans]
    rates = [[stage.rate for stage in own if isinstance(stage, Dropped)] for own in stages]
    return [number_of(of_layer) for of_layer in zip(*rates, strict=True)]


def _differing(pages: Sequence[Any]) -> dict[str, Any]:
    """The options that some pages have different numbers of."""
    options = {field.name: [getattr(page, field.name) for page in pages] for field in dataclasses.fields(pages[0])}
    return {name: number_of(values) for name, values in options.items() if any(value != values[0] for value in values)}
