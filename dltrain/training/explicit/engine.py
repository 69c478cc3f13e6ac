"""The explicit engine: forward, backward and update of one dense network, or of a stack of them, each with a seed of its own.

Every member of a stack has its own weights, order of rows and masks of dropout: those that it would have alone.
"""

from __future__ import annotations

import functools
import math
import weakref
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.arrays import Array
from dltrain.data.part import Part
from dltrain.diagnosis.health import Sample
from dltrain.optimizers import Optimizer
from dltrain.process.copies import shared_zeros
from dltrain.runs import stored_tensors
from dltrain.runs.history import Record
from dltrain.training.averaging import Averaging, with_average
from dltrain.training.cuda_graph import Recorded
from dltrain.training.descent import descend
from dltrain.training.distribution import ALONE, Group
from dltrain.training.explicit.dropping import Dropping
from dltrain.training.explicit.network import ExplicitNetwork
from dltrain.training.explicit.scored import scoring_of
from dltrain.training.explicit.snapshot import Snapshot
from dltrain.training.loop import Partial
from dltrain.training.measuring.probe import Due, Probe, Weights, layer_of, weights_of
from dltrain.training.minibatches.batches import Border, Losses, Settings, cuts_of, first_step, share_of
from dltrain.training.minibatches.order import in_order
from dltrain.training.minibatches.rows import Rows, flat_rows_of
from dltrain.training.objective import Objective
from dltrain.training.scales import Tensor, scales_of
from dltrain.training.segments import placeholder_zeros, repeat, segments
from dltrain.training.shares import Shares, Sync, run_alone

STEP, SCORES, STATISTICS = range(3)  # the tasks of its shares
Head = Callable[..., tuple[Array, Array]]  # of an objective: the loss of outputs and its gradient by them, or their part of both


class ExplicitEngine:
    """A network in training, or a stack of them with a seed for each member. The rows are arrays of the network's library. On a
    GPU nothing in a step waits for it.

    A batch is cut into `shares`, of which this process of a `group` has its own; up to `threads` copies of it compute them. That
    of a stack is whole. Where `say` is given, steps on a GPU are recorded; it is told why if they cannot be.
    """

    probes: Sequence[Probe] = ()  # what samples some of the steps: the activations of the first share, the gradients of all

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
        splits: Sequence[Rows] = (),
        shares: int = 1,
        threads: int = 1,
        group: Group = ALONE,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self.group, self.own = group, group.own(shares)
        self.with_loss = with_loss  # whether the losses of the batches are wanted
        self.optimizer, self.objective, self.settings = optimizer, objective, settings
        self.rows = objective.with_columns(rows)
        self.xp, self.seeds = network.xp, list(seeds or [settings.seed])
        self.device = network.xp.device
        self.cuts = cuts_of(rows.count, settings, network.plan.normalizes_rows)
        self.borders = self.cuts.steps
        self.batches = in_order(
            self.rows, self.seeds, settings.shuffle, steps=len(self.borders), stacked=network.stacked, shares=shares
        )
        self.shares = Shares(shares, threads, [self.share_of_step, self.share_of_scores, self.share_of_statistics], group)
        self.networks = [network] if shares == 1 else network.in_shares(shares, group)
        self.network = network = self.networks[0]
        self.scoring = scoring_of(network, splits, shares)
        state = with_average(self.xp, settings, network.parameters, optimizer.initial_state(self.xp, network.parameters))
        gradients = [one.gradients for one in self.networks]
        tensors = [Tensor(layer_of(slot.name), math.prod(slot.shape), len(slot.shape) > 1) for slot in network.slots]
        scales = scales_of(self.xp, tensors, settings, network.parameters)
        self.segments, self.state = segments(self.xp, network.parameters, gradients, state, scales)
        self.averaging = Averaging(self.xp, settings, network.parameters, self.state, shares, group)
        # Of each share: its part of the loss, the squares of its gradients, and its part of the mean that a loss is made of.
        self.losses, self.squares, self.means = shared_zeros(3, shares, dtype=np.float64)
        self.summing = group.gradients(gradients)
        self.ending = group.segments(network.parameters, shares) + group.rows(self.losses) + group.wishes
        vectors = [array for array in self.state.values() if array.shape == network.parameters.shape] if group.world > 1 else []
        self.collecting = sum((group.segments(array, shares, to_first=True) for array in vectors), group.nothing)
        self.sampling = group.segments(gradients[0], shares, to_first=True)
        self.loss: Any = 0.0
        self.recorded = None if say is None or self.device == "cpu" or not with_loss else self._recorded(say)
        self.dropping = Dropping(self.seeds, len(self.borders))
        self.step = 0
        self.partial: Partial = {}
        self.samples: list[Sample] = []

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
        with self.averaging.in_training():
            losses = self._losses(epoch, rate_at, pausing)
        if losses is not None and self.averaging.end_epoch(epoch) and self.network.normalized:
            self._measure_statistics(epoch)
        return losses

    def _losses(
        self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]
    ) -> NDArray[np.float64] | float | None:
        before, first = (epoch - 1) * self.steps_per_epoch, first_step(self.partial, self.step, self.steps_per_epoch)
        total: Any = self.partial.get("loss", 0.0)
        with np.errstate(all="ignore"):  # of a training that diverges
            for number in range(first, self.steps_per_epoch):
                if pausing():
                    self.partial = {"steps": number, "loss": self._number_of(total)} if number else {}
                    return None
                loss = self.one_step(epoch, number, rate_at(before + number))
                if self.with_loss:
                    start, stop = self.borders[number]
                    total = total + loss * (stop - start)
        self.partial = {}
        means: NDArray[np.float64] | float = self._number_of(total) / self.rows.count
        return means

    def _number_of(self, total: Any) -> Any:
        """Losses that were added up on a GPU, as float64 (members,) of a stack, else as a number."""
        if self.device == "cpu" or isinstance(total, float):
            return total
        return self.xp.to_numpy(total) if self.network.stacked else float(total)

    def one_step(self, epoch: int, number: int, rate: float) -> Any:
        """Gradient and update for one batch; the loss before the update, float64 (members,) of a stack, if it is wanted. On a GPU
        it stays there."""
        self.sampled = probes = self.probes if self.probes and self.step in self.probes[0].due else ()
        for probe in probes if self.group.is_first else ():
            probe.before()
        self.shares.run(STEP, epoch, number, rate, self.step + 1)
        self.ending()
        if probes:
            self.sampling()
        for probe in probes if self.group.is_first else ():
            start, stop = self._border(number, -1, 0)
            probe.after(self.step, self.network.activations(stop - start) if start < stop else ())
        self.step += 1
        return self.loss if len(self.networks) == 1 else float(self.losses.sum())

    def sample_steps(self, due: Due, members: Mapping[int, Record] | None = None) -> None:
        """Has the steps that are due sampled from now on; of a stack those of `members`, by their indices, with their tags."""
        named: list[tuple[int | None, Record]] = [(None, {})] if members is None else [*members.items()]
        self.probes = []
        for index, tags in named:
            there = functools.partial(weights_of, self.network, index)
            weights = there if self.device != "cpu" else functools.partial(_same, there())
            self.probes = [*self.probes, Probe(self.steps_per_epoch, due, weights, self.samples, tags, index)]

    def share_of_step(self, share: int, epoch: int, number: int, rate: float, step: int) -> Iterator[Sync]:
        """What a share does of a step: its gradients, and its segment of the update."""
        epoch, number, step = int(epoch), int(number), int(step)
        squares = None
        if len(self.cuts.batches[number]) == 1 and (self.objective.loss.is_mean or len(self.networks) == 1):
            loss = yield from self._differentiate(share, epoch, number, 0, self.objective.head)
        else:
            loss = yield from self._accumulate(share, epoch, number)
        if len(self.networks) > 1:
            if self.with_loss:
                self.losses[share] = float(loss)
            yield self.summing
            squares = self.squares
        elif self.with_loss:
            self.loss = self._loss(loss)
        segment = self.segments[share]
        yield from descend(self.xp, self.optimizer, self.settings, segment, rate, step, squares, share, self.group)

    def _loss(self, loss: Array) -> Any:
        """That of a step, in float64."""
        if self.device != "cpu":
            return loss.double()
        return self.xp.to_numpy(loss).astype(np.float64) if self.network.stacked else float(loss)

    def _differentiate(self, share: int, epoch: int, number: int, within: int, head: Head) -> Generator[Sync, None, Any]:
        """Writes the gradients of a batch within a step, or of a share of it; what `head` says of its loss."""
        network, rows = self.networks[share], self.borders[number][1] - self.borders[number][0]
        border = self._border(number, within, share)
        batch = self.batches.batch(epoch, border)
        self.dropping.tell(network, epoch, number, border[0] - self.borders[number][0])
        if self.recorded is not None and len(self.cuts.batches[number]) == 1 and rows == self.borders[0][1]:
            return self._by_record(self.recorded, batch)
        loss = yield from self._pass(network, batch, rows, head)
        return loss

    def _recorded(self, say: Callable[[str], None]) -> Recorded:
        """The gradients of a batch as large as the first of an epoch as a CUDA graph."""
        engine = weakref.proxy(self)

        def work(batch: Rows) -> Array:
            return run_alone(engine._pass(engine.network, batch, batch.count, engine.objective.head))

        return Recorded(work, [self.network.gradients, self.network.statistics], (), say)

    def _by_record(self, recorded: Recorded, batch: Rows) -> Array:
        """The loss of a batch whose gradients are written as they were recorded; counters are this process's own."""
        before = {name: int(counter.flat[0]) for name, counter in self.network.batches.items()}
        loss = recorded(batch, by_hand=bool(self.sampled))
        for name, counter in self.network.batches.items():
            counter[...] = before[name] + 1
        return loss

    def _pass(self, network: ExplicitNetwork, batch: Rows, rows: int, head: Head) -> Generator[Sync, None, Any]:
        """The way of a batch, or of a share of one of so many `rows`, through the network and back."""
        scores = yield from network.forward(batch.inputs[0], batch.count)
        outputs = self.objective.outputs(scores)
        loss, gradient = head(outputs, batch.targets, batch.weights, with_loss=self.with_loss, rows=rows)
        self.objective.backward(scores, outputs, gradient)
        yield from network.backward(gradient, batch.count)
        return loss

    def _accumulate(self, share: int, epoch: int, number: int) -> Generator[Sync, None, Any]:
        """Adds up the gradients of all batches of a step, or of a share of each; its part of the loss."""
        gradients, objective = self.networks[share].gradients, self.objective
        total: Any = 0
        mean: Any = None
        for within in range(len(self.cuts.batches[number])):
            added = yield from self._differentiate(share, epoch, number, within, objective.part)
            total = gradients + total
            mean = added if mean is None else mean + added
        if not objective.loss.is_mean:
            if len(self.networks) > 1:
                self.means[share] = float(mean)
                yield self.group.rows(self.means)
                mean = self.xp.like(np.float32(self.means.sum()), total)
            mean, slope = objective.loss.finish(self.xp, mean)
            total *= slope[..., None]
            mean = mean if share == 0 else 0 * mean  # which is that of all shares already
        gradients[...] = total
        return mean

    def _measure_statistics(self, epoch: int) -> None:
        """Measures the running statistics of batch norm anew, as means over the batches of an epoch."""
        self.network.statistics[...] = 0
        for counter in self.network.batches.values():
            counter[...] = 0
        with np.errstate(all="ignore"):
            for number in range(self.steps_per_epoch):
                self.shares.run(STATISTICS, epoch, number)

    def share_of_statistics(self, share: int, epoch: int, number: int) -> Iterator[Sync]:
        """What a share does of the statistics of the batches of a step: the k-th batch of the epoch is a k-th of the mean."""
        epoch, number, network = int(epoch), int(number), self.networks[share]
        momenta = [stage.momentum for stage in network.normalized]
        for within in range(len(self.cuts.batches[number])):
            for stage in network.normalized:
                stage.momentum = 1 / (number * self.settings.accumulate + within + 1)
            border = self._border(number, within, share)
            self.dropping.tell(network, epoch, number, border[0] - self.borders[number][0])
            batch = self.batches.batch(epoch, border)
            yield from network.forward(batch.inputs[0], batch.count)
        for stage, momentum in zip(network.normalized, momenta, strict=True):
            stage.momentum = momentum

    def _border(self, number: int, within: int, share: int) -> Border:
        """Where a share of a batch within a step lies."""
        return share_of(self.cuts.batches[number][within], share, len(self.networks))

    def load(self, part: Part) -> Rows:
        return flat_rows_of(part, self.objective.form, None, self.xp)

    def scores(self, rows: Rows) -> Array:
        """The scores of all rows, without dropout and with running statistics: float32 (rows, units), or (members, rows, units).

        Always in the same chunks, so that the same rows have the same bits wherever they are measured.
        """
        return self.scoring.scores(rows, self.shares, SCORES)

    def share_of_scores(self, share: int, split: float) -> Iterator[Sync]:
        """What a share does of the scores of a split."""
        self.scoring.share(share, int(split))
        yield self.scoring.exchange(self.group, int(split))

    def vectors(self) -> dict[str, Array]:
        """All that the rest of the run depends on, as it lies in memory: vectors, (members, ...) of a stack."""
        network = self.network
        vectors = {"parameters": network.parameters, "statistics": network.statistics, **network.batches}
        return vectors | {f"optimizer.{name}": tensor for name, tensor in self.state.items()}

    def named(self, vectors: Mapping[str, Array]) -> dict[str, Array]:
        """Such vectors as the tensors of a checkpoint, by their names there; views of them."""
        batches = {name: vectors[name] for name in self.network.batches}
        tensors = self.network.tensors(vectors["parameters"], vectors["statistics"], batches)
        state = {f"optimizer.{name}": vectors[f"optimizer.{name}"] for name in self.state}
        return {f"model.{name}": array for name, array in tensors.items()} | state

    def snapshot(self) -> Mapping[str, NDArray[Any]]:
        self.collecting()
        own = {
            name: array if isinstance(array, np.ndarray) else self.xp.to_numpy(array) for name, array in self.vectors().items()
        }
        others = () if self.group.is_first else [f"optimizer.{name}" for name in self.state]
        vectors = {name: placeholder_zeros(array) if name in others else array.copy() for name, array in own.items()}
        return Snapshot(lambda: self.named(vectors))

    def restore(self, state: Mapping[str, NDArray[Any]], step: int, partial: Partial) -> None:
        """Puts a snapshot back, bit for bit. Raises Misfit where it is none of these tensors."""
        own = self.named(self.vectors())
        stored_tensors.check(own, state)
        for name, tensor in own.items():
            given = state[name]
            tensor[...] = self.xp.from_numpy(given) if not isinstance(tensor, np.ndarray) else given
        repeat(self.segments)
        first_step(partial, step, self.steps_per_epoch)
        self.step, self.partial = step, dict(partial)


def _same(weights: Weights) -> Weights:
    """They are views of vectors that stay where they are."""
    return weights
