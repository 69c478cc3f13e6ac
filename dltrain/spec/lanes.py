"""Which of several experiments train together as the lanes of one stack: those that differ in nothing but numbers of their own.

A lane may have a seed, a learning rate, weight decay, L1 penalty, gradient clip, numbers of its optimizer, dropout rates and
initial weights of its own. The rest (data, layers, loss, epochs, batch size, schedule, early stopping, ...) is the same for all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from dltrain.optimizers.clips import limits_of
from dltrain.spec.declarations import hints
from dltrain.spec.engines import can_stack, is_gpu
from dltrain.spec.experiment import Experiment
from dltrain.spec.writing import plain

OWN = ("name", "seed", "sweep")
OWN_IN_TRAINING = ("learning_rate", "weight_decay", "l1")


def lane_groups(experiments: Sequence[Experiment]) -> list[list[int]]:
    """Groups of the indices of resolved experiments, each in the order given: what can train as one stack, others alone."""
    groups: dict[str, list[int]] = {}
    for index, experiment in enumerate(experiments):
        groups.setdefault(_in_common(experiment) if can_stack(experiment) else str(index), []).append(index)
    return list(groups.values())


def own_of(lanes: Sequence[Experiment]) -> list[dict[str, Any]]:
    """What each lane of a stack has of its own, by dotted keys: the values that not all of them have."""
    flat = [dict(_flat("", {key: value for key, value in plain(lane).items() if key not in ("name", "sweep")})) for lane in lanes]
    keys = {key: None for one in flat for key in one}
    differing = [key for key in keys if any(one.get(key) != flat[0].get(key) for one in flat)]
    return [{key: one[key] for key in differing if key in one} for one in flat]


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    items = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    if not items:
        yield path, value
    for key, one in items:
        yield from _flat(f"{path}.{key}" if path else str(key), one)


def _in_common(experiment: Experiment) -> str:
    """All of an experiment that lanes must agree on, as text. On a GPU they have nothing but their seeds of their own."""
    values = {key: value for key, value in plain(experiment).items() if key not in OWN}
    if is_gpu(experiment.device):
        return json.dumps(values, sort_keys=True)
    training = {key: value for key, value in values["training"].items() if key not in OWN_IN_TRAINING}
    optimizer = experiment.training.optimizer
    numbers = {key for key, kind in hints(type(optimizer)).items() if kind is float}
    is_own = numbers - optimizer.common
    training["optimizer"] = {key: value for key, value in training["optimizer"].items() if key not in is_own}
    training["gradient_clip"] = [limit is None for limit in limits_of(experiment.training.gradient_clip)]
    values |= {"training": training, "model": _without_rates(values["model"]), "slots": optimizer.slots()}
    return json.dumps(values, sort_keys=True)


def _without_rates(value: Any) -> Any:
    """A section of the network without initializers and dropout rates."""
    if isinstance(value, list):
        return [_without_rates(one) for one in value]
    if not isinstance(value, dict):
        return value
    own = {"initializer", "rate" if value.get("type") == "dropout" else "dropout"}
    return {key: _without_rates(one) for key, one in value.items() if key not in own}
