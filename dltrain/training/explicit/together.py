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
from dltrain.training.explicit.network import stages_of
from dltrain.training.minibatches.batches import Settings, settings_of

Rate = Any  # float, or Lanes


def optimizer_of(lanes: Sequence[Experiment]) -> Optimizer:
    """The optimizer that moves all lanes at once."""
    choices = [lane.training.optimizer for lane in lanes]
    return dataclasses.replace(choices[0], **_differing(choices))  # type: ignore[type-var]  # every optimizer is a dataclass


def settings_for(lanes: Sequence[Experiment]) -> Settings:
    """What a step of all lanes needs to know."""
    choices = [settings_of(lane) for lane in lanes]
    return dataclasses.replace(choices[0], **_differing([dataclasses.replace(one, seed=0) for one in choices]))


def learning_rate_of(lanes: Sequence[Experiment]) -> Rate:
    """Their learning rate."""
    return number_of([float(lane.training.learning_rate) for lane in lanes])


def plan_of(plans: Sequence[Plan]) -> Plan:
    """The network of all lanes, with dropout wherever one of them has it."""
    stages = [stages_of(plan) for plan in plans]

    def widest(name: str) -> Plan:
        return plans[max(range(len(plans)), key=lambda lane: len(stages[lane][name]))]

    layers = [widest(f"layers.{index}").layers[index] for index in range(len(plans[0].layers))]
    return dataclasses.replace(plans[0], layers=tuple(layers), output=widest("output").output)


def dropout_of(plans: Sequence[Plan]) -> dict[str, Rate]:
    """The dropout rate of each stage that has dropout in one of them."""
    stages = [[stage for of_layer in stages_of(plan).values() for stage in of_layer] for plan in plans]
    rates = [{stage.name: stage.rate for stage in own if isinstance(stage, Dropped)} for own in stages]
    return {name: number_of([own.get(name, 0.0) for own in rates]) for name in {name: None for own in rates for name in own}}


def _differing(choices: Sequence[Any]) -> dict[str, Any]:
    """The options that some of these choices have different numbers of."""
    options = {field.name: [getattr(choice, field.name) for choice in choices] for field in dataclasses.fields(choices[0])}
    return {name: number_of(values) for name, values in options.items() if any(value != values[0] for value in values)}
