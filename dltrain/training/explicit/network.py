"""A dense network, or a stack of them that differ in their weights alone, as one vector of parameters and a list of stages."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.models.layers import Dense
from dltrain.models.layers.activation import ActivationLayer
from dltrain.models.layers.dropout import Dropout
from dltrain.models.layers.normalization import BatchNorm
from dltrain.models.plan import Plan
from dltrain.training.explicit.stages import Activated, Array, BatchNormed, Dropped, Pass, Stage, Weights

Initial = dict[str, NDArray[np.float32]]
EPSILON, MOMENTUM = 1e-5, 0.1  # of the batch norm inside a dense layer


@dataclass(frozen=True)
class Slot:
    """Where the tensor of a name lies in a vector."""

    name: str
    start: int
    shape: tuple[int, ...]

    def view(self, vector: Array, *shape: int) -> Array:
        """The tensor, (members, ...) of a stack; in another shape of as many numbers where one is given."""
        there = vector[..., self.start : self.start + math.prod(self.shape)]
        return there.reshape(*vector.shape[:-1], *(shape or self.shape))


def initial_weights(plan: Plan, random_for: Callable[[str], np.random.Generator]) -> Initial:
    """The first weights of a network of explicit layers, by their names in it: what the plan's own builders draw."""
    found: Initial = {}
    shapes = plan.shapes
    named = [(f"layers.{i}", layer) for i, layer in enumerate(plan.layers)] + [("output", plan.output)]
    for (name, layer), shape in zip(named, shapes, strict=True):
        if isinstance(layer, Dense):
            found[f"{name}.linear.weight"] = layer.initializer.draw((layer.units, shape[-1]), random_for(name))
            found[f"{name}.linear.bias"] = layer.initializer.biases(layer.units)
            if layer.batch_norm:
                found |= _unit_norm(f"{name}.batch_norm", layer.units)
        elif isinstance(layer, BatchNorm):
            found |= _unit_norm(name, shape[-1])
    return found


def _unit_norm(name: str, units: int) -> Initial:
    return {f"{name}.weight": np.ones(units, np.float32), f"{name}.bias": np.zeros(units, np.float32)}


class ExplicitNetwork:
    """Built from the initial weights of its members; without `stacked` there is one, and no axis for it.

    `parameters`, `gradients` and the running `statistics` are vectors, (members, numbers) of a stack. `forward` and `backward`
    act on a batch in training; `infer` afterwards. `xp` is the array library.
    """

    def __init__(
        self, plan: Plan, members: Sequence[Initial], xp: Any, *, stacked: bool = False, dtype: type = np.float32
    ) -> None:
        self.plan, self.xp, self.members, self.stacked = plan, xp, len(members), stacked
        front = (len(members),) if stacked else ()
        self.slots = _slots({name: array.shape for name, array in members[0].items()})
        numbers = [np.concatenate([one[slot.name].ravel() for slot in self.slots]) for one in members]
        self.parameters = xp.from_numpy(np.array(numbers, dtype).reshape(*front, -1))
        self.gradients = xp.zeros_like(self.parameters)
        norms = {slot.name.removesuffix(".weight"): slot.shape for slot in self.slots if _is_norm(slot.name)}
        self.statistic_slots = _slots({f"{n}.{kind}": s for n, s in norms.items() for kind in ("running_mean", "running_var")})
        rest = [np.full(math.prod(slot.shape), slot.name.endswith("_var")) for slot in self.statistic_slots]
        filled = np.concatenate(rest) if rest else np.zeros(0)
        self.statistics = xp.from_numpy(np.tile(filled.astype(dtype), (*front, 1)).reshape(*front, -1))
        self.batches = {f"{name}.num_batches_tracked": np.zeros(front, np.int64) for name in norms}
        self.stages: list[Stage] = []
        self._compile()
        self.first = next(i for i, stage in enumerate(self.stages) if isinstance(stage, Weights | BatchNormed))
        self.dropped = [stage for stage in self.stages if isinstance(stage, Dropped)]
        self._passes: dict[int, list[Pass]] = {}

    def _compile(self) -> None:
        shapes = self.plan.shapes
        for i, (layer, shape) in enumerate(zip(self.plan.layers, shapes, strict=False)):
            name = f"layers.{i}"
            if isinstance(layer, Dense):
                self._dense(name, layer)
            elif isinstance(layer, BatchNorm):
                self._batch_norm(name, shape[-1], layer.momentum, layer.epsilon)
            elif isinstance(layer, Dropout):
                self._dropout(name, layer.rate)
            elif isinstance(layer, ActivationLayer):
                self._activation(layer.function)
        assert isinstance(self.plan.output, Dense)
        self._dense("output", dataclasses.replace(self.plan.output, activation=ACTIVATIONS["linear"]()))

    def _dense(self, name: str, layer: Dense) -> None:
        weight, bias = self._slot(f"{name}.linear.weight"), self._slot(f"{name}.linear.bias")
        is_first = not any(isinstance(stage, Weights | BatchNormed) for stage in self.stages)
        vectors = (self.parameters, self.gradients)
        w, gw = (weight.view(vector) for vector in vectors)
        b, gb = (bias.view(vector, 1, layer.units) for vector in vectors)
        self.stages.append(Weights(self.xp, w, b, gw, gb, is_first))
        if layer.batch_norm:
            self._batch_norm(f"{name}.batch_norm", layer.units, MOMENTUM, EPSILON)
        self._activation(layer.activation)
        self._dropout(f"{name}.dropout", layer.dropout)

    def _batch_norm(self, name: str, units: int, momentum: float, epsilon: float) -> None:
        scale, shift = self._slot(f"{name}.weight"), self._slot(f"{name}.bias")
        vectors = (self.parameters, self.gradients)
        g, gg = (scale.view(vector, 1, units) for vector in vectors)
        b, gb = (shift.view(vector, 1, units) for vector in vectors)
        mean, variance = (
            slot.view(self.statistics, 1, units) for slot in self.statistic_slots if slot.name.startswith(f"{name}.running")
        )
        batches = self.batches[f"{name}.num_batches_tracked"]
        self.stages.append(BatchNormed(self.xp, g, b, gg, gb, mean, variance, batches, momentum, epsilon))

    def _activation(self, activation: Activation) -> None:
        if ACTIVATIONS.name_of(activation) != "linear":
            in_place = bool(self.stages) and isinstance(self.stages[-1], Weights | BatchNormed)
            self.stages.append(Activated(self.xp, activation, in_place))

    def _dropout(self, name: str, rate: float) -> None:
        if rate:
            self.stages.append(Dropped(self.xp, name, rate, self.parameters, np.zeros(self.members, np.uint64)))

    def _slot(self, name: str) -> Slot:
        return next(slot for slot in self.slots if slot.name == name)

    def forward(self, x: Array, rows: int) -> Array:
        """The scores of a batch of so many rows, in training."""
        if rows not in self._passes:
            self._passes[rows] = [stage.bind(rows) for stage in self.stages]
        for one in self._passes[rows]:
            x = one.forward(x)
        return x

    def backward(self, d: Array, rows: int) -> None:
        """Writes `gradients`, from the gradient by the scores of the batch that went forward last."""
        for one in reversed(self._passes[rows][self.first :]):
            d = one.backward(d)

    def infer(self, x: Array) -> Array:
        """The scores after training: (rows, units), or (members, rows, units) of a stack."""
        for stage in self.stages:
            x = stage.infer(x)
        return x

    def named(self) -> dict[str, Array]:
        """Its own weights and statistics, by name."""
        return self.tensors(self.parameters, self.statistics, self.batches)

    def tensors(self, parameters: Array, statistics: Array, batches: Mapping[str, NDArray[np.int64]]) -> dict[str, Array]:
        """Everything that is measured with, by its name in a torch network of the same plan; views of the vectors."""
        named = {slot.name: slot.view(parameters) for slot in self.slots}
        return named | {slot.name: slot.view(statistics) for slot in self.statistic_slots} | dict(batches)


def _slots(shapes: Mapping[str, tuple[int, ...]]) -> list[Slot]:
    starts = np.cumsum([0, *(math.prod(shape) for shape in shapes.values())]).tolist()
    return [Slot(name, start, tuple(shape)) for (name, shape), start in zip(shapes.items(), starts, strict=False)]


def _is_norm(name: str) -> bool:
    return name.endswith(".weight") and not name.endswith(".linear.weight")
