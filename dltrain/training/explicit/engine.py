"""The explicit engine: forward, backward and update of one dense network, or of a stack of them, each with a seed of its own.

Every member of a stack has its own weights, order of rows and masks of dropout: those that it would have alone.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.arrays import Array
from dltrain.data.part import Part
from dltrain.optimizers import Optimizer
from dltrain.randomness import row_order, seed_of, step_key
from dltrain.runs import stored_tensors
from dltrain.training.batches import CHUNK, Losses, Settings, batch_borders, first_step
from dltrain.training.descent import descend
from dltrain.training.explicit.network import ExplicitNetwork
from dltrain.training.loop import Partial
from dltrain.training.objective import Objective
from dltrain.training.rows import Rows, flat_rows_of

DENSE_NUMBERS = 2**20  # inputs measured at once, of at most


class ExplicitEngine:
    """A network in training, or a stack of them with a seed for each member. The rows are numpy arrays."""

    device = "cpu"

    def __init__(
        self,
        network: ExplicitNetwork,
        optimizer: Optimizer,
        objective: Objective,
        rows: Rows,
        settings: Settings,
        seeds: Sequence[int] | None = None,
        *,
        with_loss: bool = True,
    ) -> None:
        self.with_loss = with_loss  # whether the losses of the batches are wanted
        self.network, self.optimizer, self.objective, self.settings = network, optimizer, objective, settings
        self.rows = objective.with_columns(rows)
        self.xp, self.seeds = network.xp, list(seeds or [settings.seed])
        self.borders = batch_borders(rows.count, settings.batch_size, network.plan.normalizes_rows)
        flat = network.parameters
        self.state: dict[str, Any] = optimizer.initial_state(self.xp, flat)
        self.step = 0
        self.partial: Partial = {}

    @property
    def steps_per_epoch(self) -> int:
        return len(self.borders)

    def epoch(self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]) -> Losses | None:
        """The mean loss of all rows, or None where `pausing` had it stop before the last step."""
        loss = self.losses_of_epoch(epoch, rate_at, pausing)
        return None if loss is None else {"train_loss": float(loss)}

    def losses_of_epoch(
        self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]
    ) -> NDArray[np.float64] | float | None:
        """As `epoch`; of a stack the loss of each member, float64 (members,); 0 where it is not wanted."""
        before, first = (epoch - 1) * self.steps_per_epoch, first_step(self.partial, self.step, self.steps_per_epoch)
        total = self.partial.get("loss", 0.0)
        with np.errstate(all="ignore"):  # of a training that diverges
            for number, batch in enumerate(self.batches(epoch, first), first):
                if pausing():
                    self.partial = {"steps": number, "loss": total} if number else {}
                    return None
                loss = self.one_step(batch, number, rate_at(before + number))
                if loss is None:
                    continue
                total = total + (self.xp.to_numpy(loss).astype(np.float64) if self.network.stacked else float(loss)) * batch.count
        self.partial = {}
        return total / self.rows.count

    def one_step(self, batch: Rows, number: int, rate: float) -> Array | None:
        """Gradient and update for one batch; the loss before the update, (members,) of a stack, if it is wanted."""
        for stage, keys in zip(self.network.dropped, self.keys, strict=True):
            stage.keys[:] = [step_key(key, number) for key in keys]
        scores = self.network.forward(batch.inputs[0], batch.count)
        outputs = self.objective.outputs(scores)
        loss, gradient = self.objective.head(outputs, batch.targets, batch.weights, with_loss=self.with_loss)
        self.objective.backward(scores, outputs, gradient)
        self.network.backward(gradient, batch.count)
        self.step += 1
        network = self.network
        descend(self.xp, self.optimizer, self.settings, network.parameters, network.gradients, self.state, rate, self.step)
        return loss if self.with_loss else None

    def batches(self, epoch: int, first: int = 0) -> Iterator[Rows]:
        """All rows once, a step's at a time, from a step of the epoch on; a stack's rows are in an order for each member."""
        self.keys = [[seed_of(seed, f"dropout {stage.name}", epoch) for seed in self.seeds] for stage in self.network.dropped]
        order = None
        if len(self.borders) > 1:
            orders = [row_order(seed, epoch, self.rows.count) for seed in self.seeds]
            order = np.stack(orders) if self.network.stacked else orders[0]
        return self.rows.batches(self.borders, order, first)

    def load(self, part: Part) -> Rows:
        return flat_rows_of(part, self.objective.form, None, self.xp)

    def scores(self, rows: Rows) -> Array:
        """The scores of all rows, without dropout and with running statistics: float32 (rows, units), or (members, rows, units).

        Always in the same chunks, so that the same rows have the same bits wherever they are measured.
        """
        return scores_of(self.network, rows)

    def part(self, chosen: NDArray[np.bool_]) -> ExplicitEngine:
        """The stack of some of its members, as they are; (members,) says which."""
        places = np.flatnonzero(chosen)
        state = {name: array[places] for name, array in self.snapshot().items()}
        own = self.network.named()
        members = [{slot.name: self.xp.to_numpy(own[slot.name])[k] for slot in self.network.slots} for k in places]
        network = ExplicitNetwork(self.network.plan, members, self.xp, stacked=True)
        seeds = [self.seeds[k] for k in places]
        part = ExplicitEngine(network, self.optimizer, self.objective, self.rows, self.settings, seeds, with_loss=self.with_loss)
        part.restore(state, self.step, {})
        return part

    def snapshot(self) -> Mapping[str, NDArray[Any]]:
        network, to_numpy = self.network, self.xp.to_numpy
        vectors = to_numpy(network.parameters).copy(), to_numpy(network.statistics).copy()
        batches = {name: count.copy() for name, count in network.batches.items()}
        state = {f"optimizer.{name}": np.array(to_numpy(tensor)) for name, tensor in self.state.items()}

        def named() -> dict[str, NDArray[Any]]:
            return {f"model.{name}": array for name, array in network.tensors(*vectors, batches).items()} | state

        return Snapshot(named)

    def restore(self, state: Mapping[str, NDArray[Any]], step: int, partial: Partial) -> None:
        """Puts a snapshot back, bit for bit. Raises Misfit where it is none of these tensors."""
        own = {f"model.{name}": tensor for name, tensor in self.network.named().items()}
        own |= {f"optimizer.{name}": tensor for name, tensor in self.state.items()}
        stored_tensors.check(own, state)
        for name, tensor in own.items():
            given = state[name]
            tensor[...] = self.xp.from_numpy(given) if not isinstance(tensor, np.ndarray) else given
        first_step(partial, step, self.steps_per_epoch)
        self.step, self.partial = step, dict(partial)


class Snapshot(Mapping[str, NDArray[Any]]):
    """Arrays whose names are made out when they are asked for: most epochs' are not."""

    def __init__(self, named: Callable[[], dict[str, NDArray[Any]]]) -> None:
        self._named = named

    @functools.cached_property
    def _arrays(self) -> dict[str, NDArray[Any]]:
        return self._named()

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)


def scores_of(network: ExplicitNetwork, rows: Rows) -> Array:
    """The scores of all rows in the same chunks everywhere: float32 (rows, units), or (members, rows, units) of a stack."""
    chunk = max(1, min(CHUNK, DENSE_NUMBERS // max(1, rows.inputs[0].shape[-1] * network.members)))
    starts = range(0, max(1, rows.count), chunk)
    with np.errstate(all="ignore"):
        if len(starts) == 1:
            return network.infer(rows.scaled().inputs[0])
        parts = [network.infer(rows.slice(start, min(start + chunk, rows.count)).scaled().inputs[0]) for start in starts]
    return network.xp.concatenate(parts, -2)
