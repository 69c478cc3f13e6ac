"""A dense network, or a stack of them that differ in their weights alone, as one vector of parameters and a list of stages."""

from __future__ import annotations

import copy
import dataclasses
import math
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.arrays import Array, Arrays
from dltrain.models.activations import ACTIVATIONS, Linear
from dltrain.models.layers import Dense
from dltrain.models.normalized import Normalized
from dltrain.models.plan import Plan
from dltrain.models.stages import Activated, Dropped, Pass, Stage
from dltrain.training.distribution import ALONE, Group
from dltrain.training.segments import shared
from dltrain.training.shares import Sync

Initial = dict[str, NDArray[np.float32]]


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


def stages_of(plan: Plan) -> dict[str, list[Stage]]:
    """The stages of each layer, by its name; those of the output without its activation. Raises ValueError where a layer has no
    gradients by hand."""
    assert isinstance(plan.output, Dense)
    named = {f"layers.{number}": layer for number, layer in enumerate(plan.layers)}
    named["output"] = dataclasses.replace(plan.output, activation=Linear())
    stages = {}
    for (name, layer), shape in zip(named.items(), plan.shapes, strict=True):
        made = layer.stages(name, shape)
        if made is None:
            raise ValueError(f"{name} has no gradients by hand: {layer}")
        stages[name] = made
    return stages


def initial_weights(plan: Plan, random_for: Callable[[str], np.random.Generator]) -> Initial:
    """The first weights of a network of explicit layers, by their names in it: what the plan's own builders draw."""
    weights: Initial = {}
    for name, stages in stages_of(plan).items():
        random = random_for(name)
        for stage in stages:
            weights |= stage.weights(random)
    return weights


class ExplicitNetwork:
    """Built from the initial weights of its members; without `stacked` there is one, and no axis for it.

    `parameters`, `gradients` and the running `statistics` are vectors, (members, numbers) of a stack. `forward` and `backward`
    act on a batch in training, or on a share of it; `infer` afterwards. `xp` is the array library.
    """

    def __init__(
        self, plan: Plan, members: Sequence[Initial], xp: Arrays, *, stacked: bool = False, dtype: type = np.float32
    ) -> None:
        self.plan, self.xp, self.members, self.stacked = plan, xp, len(members), stacked
        self.share, self.shares = 0, 1  # which share of a batch it takes, of how many
        self.first_share, self.group = 0, ALONE  # the first one of this process, and the processes that have the others
        self._meetings: dict[str, Array] = {}
        front = (len(members),) if stacked else ()
        self.slots = _slots({name: array.shape for name, array in members[0].items()})
        numbers = [np.concatenate([one[slot.name].ravel() for slot in self.slots]) for one in members]
        self.parameters = xp.from_numpy(np.array(numbers, dtype).reshape(*front, -1))
        self.gradients = xp.zeros_like(self.parameters)
        named = [(name, stage) for name, stages in stages_of(plan).items() for stage in stages]
        self._layers, stages = [name for name, _ in named], [stage for _, stage in named]  # the layer of each stage
        statistics = {name: array for stage in stages for name, array in stage.statistics().items()}
        self.statistic_slots = _slots({name: array.shape for name, array in statistics.items()})
        filled = np.concatenate([*statistics.values(), np.zeros(0)])
        self.statistics = xp.from_numpy(np.tile(filled.astype(dtype), (*front, 1)).reshape(*front, -1))
        self.batches = {name: np.zeros(front, np.int64) for stage in stages for name in stage.counters()}
        self._places = {slot.name: slot for slot in (*self.slots, *self.statistic_slots)}
        self._place(stages)

    def in_shares(self, count: int, group: Group = ALONE) -> list[ExplicitNetwork]:
        """This network once for each share of a batch, with gradients of its own for each; all numbers are in memory that later
        copies of this process see."""
        self.parameters, self.statistics = shared(self.xp, self.parameters), shared(self.xp, self.statistics)
        gradients = shared(self.xp, self.xp.from_numpy(np.zeros((count, len(self.parameters)), np.float32)))
        meetings: dict[str, Array] = {}
        self.group, self.first_share = group, group.own(count).start
        return [self._of_share(share, gradients, meetings) for share in range(count)]

    def _of_share(self, share: int, gradients: Array, meetings: dict[str, Array]) -> ExplicitNetwork:
        network = copy.copy(self)
        network.share, network.gradients = share, gradients[share]
        network.shares, network._meetings = len(gradients), meetings
        network._place([stage for stages in stages_of(self.plan).values() for stage in stages])
        return network

    def _place(self, stages: list[Stage]) -> None:
        self.stages = stages
        for number, stage in enumerate(stages):
            stage.allocate(self, stages[:number])
        self.first = next(number for number, stage in enumerate(self.stages) if stage.has_weights)
        self.dropped = [stage for stage in self.stages if isinstance(stage, Dropped)]
        self.normalized = [stage for stage in self.stages if isinstance(stage, Normalized)]
        self._passes: dict[int, list[Pass]] = {}

    def weight(self, name: str, *shape: int) -> tuple[Array, Array]:
        """The weight of this name and its gradient, in this shape or their own; (members, ...) of a stack."""
        slot = self._places[name]
        return slot.view(self.parameters, *shape), slot.view(self.gradients, *shape)

    def statistic(self, name: str, *shape: int) -> Array:
        """The running statistic of this name, in this shape or its own; (members, ...) of a stack."""
        return self._places[name].view(self.statistics, *shape)

    def counter(self, name: str) -> NDArray[np.int64]:
        """The counter of this name: int64 (), or (members,) of a stack."""
        return self.batches[name]

    def together(self, name: str, numbers: int) -> Array | None:
        """Where the shares of a batch put what they add up, (shares, numbers); None where a batch is not cut into shares."""
        if self.shares == 1:
            return None
        if name not in self._meetings:
            self._meetings[name] = shared(self.xp, self.xp.from_numpy(np.zeros((self.shares, numbers), np.float32)))
        return self._meetings[name]

    def forward(self, x: Array, rows: int) -> Generator[Sync, None, Array]:
        """Returns the scores of a batch of so many rows, in training; of a share, it yields where the others are needed."""
        if rows not in self._passes:
            self._passes[rows] = [stage.bind(rows) for stage in self.stages]
        for one in self._passes[rows]:
            if one.meets:
                yield self._sync(one.add_forward(x))
            x = one.forward(x)
        return x

    def backward(self, d: Array, rows: int) -> Generator[Sync, None, None]:
        """Writes `gradients`, from the gradient by the scores of the batch that went forward last; yields as `forward`."""
        for one in reversed(self._passes[rows][self.first :]):
            if one.meets:
                yield self._sync(one.add_backward(d))
            d = one.backward(d)

    def _sync(self, sums: Array | None) -> Sync:
        """What makes the sums of the shares of other processes known."""
        return None if sums is None else self.group.rows(sums)

    def activations(self, rows: int) -> Iterator[tuple[str, str, Array]]:
        """What the activations of the batch of so many rows that went forward last gave: layer, name of the activation, values
        (rows, units)."""
        for name, stage, one in zip(self._layers, self.stages, self._passes[rows], strict=True):
            if isinstance(stage, Activated):
                values = self.xp.to_numpy(one.a)  # type: ignore[attr-defined]  # the pass of such a stage
                yield name, ACTIVATIONS.name_of(stage.activation), values

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
