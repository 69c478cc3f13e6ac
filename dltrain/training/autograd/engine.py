"""The step engine: forward, backward and update of one network, everything resident on its device.

All trainable parameters are views into one flat vector, and so are their gradients: an optimizer is a few operations on two
vectors, whatever the network looks like. Nothing in a step waits for the device.
"""

from __future__ import annotations

import copy
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from dltrain.data.part import Part
from dltrain.modules import Network
from dltrain.optimizers import Optimizer
from dltrain.process.copies import shared_zeros
from dltrain.training.autograd.exchanges import collected, exchanges_of, sync_batch_norms
from dltrain.training.autograd.modes import measured_anew, set_mode
from dltrain.training.autograd.parameters import Parameters
from dltrain.training.autograd.scores import scoring_of
from dltrain.training.autograd.torch_engine import TorchEngine, type_of_sums
from dltrain.training.cuda_graph import Recorded
from dltrain.training.distribution import ALONE, Addition, GpuGroup, Group
from dltrain.training.measuring.probe import Due, Watch
from dltrain.training.measuring.scoring import Scoring
from dltrain.training.minibatches.batches import Losses, Settings, first_step, share_of
from dltrain.training.minibatches.rows import Rows, rows_of
from dltrain.training.objective import Objective
from dltrain.training.shares import Shares, Sync, try_to_differentiate

STEP, SCORES = range(2)  # the tasks of the shares of a batch


class AutogradEngine(TorchEngine):
    """One network in training. `rate_at(step)` gives the learning rate of a step, from 0, as if all epochs had as many.

    A batch is cut into `shares`, each of which has a copy of the network; up to `threads` copies of this process compute those of
    its own of a `group`. Where `say` is given, steps on a GPU are recorded; it is told why if they cannot be.
    """

    def __init__(
        self,
        network: Network,
        optimizer: Optimizer,
        objective: Objective,
        rows: Rows,
        settings: Settings,
        device: str,
        splits: Sequence[Rows] = (),
        shares: int = 1,
        threads: int = 1,
        group: Group = ALONE,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self.network, self.objective, self.group, self.own = network, objective, group, group.own(shares).start
        self.adding = adding = group if isinstance(group, GpuGroup) else None
        # On GPUs the other shares are all other processes'.
        copies = [network if adding else copy.deepcopy(network) for _ in range(shares - 1)]
        self.parameters = Parameters(network, optimizer, settings, device, () if adding else copies, ALONE if adding else group)
        self.gradients = self.parameters.gradients * (shares if adding else 1)  # of each share
        super().__init__(network, {"": self.parameters}, objective.with_columns(rows), settings, device, copies, self.own)
        self.networks = [*copies[: self.own], network, *copies[self.own :]]
        self.shares = Shares(shares, threads, [self.share_of_step, self.share_of_scores], group, try_to_differentiate)
        self.scoring = self.scoring_for(splits, shares)
        # Of each share: its part of the loss, and its part of the mean that a loss is made of.
        self.losses, self.means = shared_zeros(2, shares, dtype="float64")
        self.norms = sync_batch_norms(network, group)
        self.handed, self.loss = exchanges_of(group, self.parameters), torch.zeros((), device=device)
        self.ending = self.handed.values + (group.nothing if adding else group.rows(self.losses)) + group.wishes
        can_be = len(self.networks) == 1 and all(module.is_recordable for _, module in self.feed.seeded[0])
        self.recorded = self._recorded(say) if say is not None and can_be else None

    def epoch(self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]) -> Losses | None:
        """The mean loss of all rows, or None where `pausing` had it stop before the last step."""
        with self.parameters.averaging.in_training():
            losses = self._losses(epoch, rate_at, pausing)
        if losses is not None and self.parameters.averaging.end_epoch(epoch):
            self._measure_statistics(epoch)
        return losses

    def _losses(self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]) -> Losses | None:
        before, first = (epoch - 1) * self.steps_per_epoch, first_step(self.partial, self.step, self.steps_per_epoch)
        before_pause = self.partial.get("loss", 0.0) if self.group.is_first or self.adding is None else 0.0
        total = torch.tensor(before_pause, dtype=type_of_sums(self.device), device=self.device)
        for number in range(first, self.steps_per_epoch):
            if pausing():
                self.partial = {"steps": number, "loss": self._of_all(total)} if number else {}
                return None
            start, stop = self.feed.borders[number]
            total += self.one_step(epoch, number, rate_at(before + number)) * (stop - start)
        self.partial = {}
        return {"train_loss": self._of_all(total) / self.rows.count}

    def _of_all(self, total: Tensor) -> float:
        """The sum of what each GPU has added up of the losses; the sum itself where there is one."""
        if self.adding is not None:
            self.adding.all_reduce(total)
        return float(total)

    def sample_steps(self, due: Due) -> None:
        """Has the steps that are due sampled from now on."""
        self.probes = [Watch(self.steps_per_epoch, due, self.network, self.samples)]

    def load(self, part: Part) -> Rows:
        return rows_of(part, self.objective.form, None, self.device)

    def one_step(self, epoch: int, number: int, rate: float) -> Tensor | float:
        """Loss, gradient and update for one batch; the loss before the update, still on the device."""
        self.sampled = probes = self.probes if self.probes and self.step in self.probes[0].due else ()
        for probe in probes if self.group.is_first else ():
            probe.listen()
        self.shares.run(STEP, epoch, number, rate, self.step + 1)
        self.ending()
        if probes:
            self.handed.sampled()
        for probe in probes if self.group.is_first else ():
            probe.end(self.step)
        self.step += 1
        return self.loss if len(self.networks) == 1 or self.adding else float(self.losses.sum())

    def snapshot(self) -> Mapping[str, np.ndarray]:
        return collected(self.tensors, self.ordered, self.group, self.handed)

    def share_of_step(self, share: int, epoch: float, number: float, rate: float, step: float) -> Iterator[Sync]:
        """What a share does of a step: its gradients, and its segment of the update."""
        epoch, number = int(epoch), int(number)
        batches, loss = len(self.feed.cuts.batches[number]), None
        set_mode(self.modules[share], training=True)
        self.gradients[share].zero_()
        for within in range(batches):
            batch = self._batch(epoch, number, share, within)
            if batch.count:
                added = self._added(share, batch, number)
                loss = added if loss is None else loss + added
        if len(self.networks) == 1:
            assert loss is not None
            self.loss = loss if batches == 1 else self._finished(loss)
        elif self.adding is not None:
            self.loss = torch.zeros((), device=self.device) if loss is None else loss
            if not self.objective.loss.is_mean:
                yield Addition(self.adding, self.loss)
                self.loss = self._finished(self.loss) * self.group.is_first  # of all rows, and so to be counted once
            yield self.handed.gradients
            share = 0
        else:
            self.losses[share] = 0.0 if loss is None else float(loss)
            if not self.objective.loss.is_mean:
                yield from self._finish_together(share)
            yield self.handed.gradients
        yield from self.parameters.descend_in_share(share, rate, int(step))

    def _recorded(self, say: Callable[[str], None]) -> Recorded:
        """The gradients of a batch as a CUDA graph; of one as large as the first of an epoch, in a step as large as the first."""
        engine, changed = weakref.proxy(self), [self.parameters.gradients[0], *self.network.buffers()]
        seeded = [module for _, module in self.feed.seeded[0]]
        return Recorded(lambda batch: engine._differentiate(engine.network, batch, 0), changed, seeded, say)

    def _added(self, share: int, batch: Rows, number: int) -> Tensor:
        """As `_differentiate`, by the graph of such batches where there is one."""
        (start, stop), within = self.feed.borders[number], self.feed.cuts.batches[number]
        (first_start, first_stop), first = self.feed.borders[0], self.feed.cuts.batches[0]
        size = first[0][1] - first[0][0]
        is_usual = (stop - start, len(within), batch.count) == (first_stop - first_start, len(first), size)
        if self.recorded is None or not is_usual:
            return self._differentiate(self.networks[share], batch, number)
        loss = self.recorded(batch, by_hand=bool(self.sampled))
        return loss if len(within) == 1 else loss.clone()

    def _differentiate(self, network: Network, batch: Rows, number: int) -> Tensor:
        """Adds what a batch of a step of this number, or a share of one, adds to the gradients of the step; its part of the loss,
        or, where there are several batches, of the mean that the loss is made of."""
        start, stop = self.feed.borders[number]
        with self.arithmetic():
            scores = network(*batch.inputs)
        outputs = self.objective.outputs(scores.float())
        loss: Tensor
        loss, gradient = self.objective.part_of(outputs.detach(), batch, stop - start)
        if len(self.feed.cuts.batches[number]) == 1 and len(self.networks) == 1:
            loss, gradient = self.objective.finished(loss, gradient)
        if outputs.requires_grad:
            outputs.backward(gradient)
        return loss

    def _finished(self, mean: Tensor) -> Tensor:
        """The loss of a step from the mean over its rows, whose gradient is turned into that of the loss."""
        if self.objective.loss.is_mean:
            return mean
        loss: Tensor
        loss, slope = self.objective.loss.finish(self.objective.xp, mean)
        self.gradients[0] *= slope
        return loss

    def _finish_together(self, share: int) -> Iterator[Sync]:
        """The same of a step whose mean its shares have put together."""
        self.means[share] = self.losses[share]
        yield self.group.rows(self.means)
        gradients = self.gradients[share]
        mean = torch.tensor(self.means.sum(), dtype=gradients.dtype, device=self.device)
        loss, slope = self.objective.loss.finish(self.objective.xp, mean)
        gradients *= slope
        self.losses[share] = float(loss) if share == 0 else 0.0

    def _batch(self, epoch: int, number: int, share: int, within: int) -> Rows:
        """A share of a batch; one without rows has one of no weight where batch norms wait for each process."""
        batch = self.feed.batch(epoch, number, share, within, fills=bool(self.norms))
        for norm in self.norms:
            start, stop = share_of(self.feed.cuts.batches[number][within], share, len(self.networks))
            norm.is_empty = start == stop
        return batch

    def _measure_statistics(self, epoch: int) -> None:
        """Measures the running statistics of batch norm anew, as means over the batches of an epoch."""
        with measured_anew(self.modules[self.own]) as norms, self.arithmetic():
            for number, batches in enumerate(self.feed.cuts.batches if norms else ()):
                for within in range(len(batches)):
                    self.network(*self._batch(epoch, number, self.own, within).inputs)

    def scoring_for(self, splits: Sequence[Rows], shares: int) -> Scoring:
        """How the network scores rows."""
        return scoring_of(self.network, self.arithmetic, splits, 1 if self.adding else shares)

    def scores(self, rows: Rows) -> Tensor:
        """The scores of all rows, without dropout and with running statistics: float32 (rows, units)."""
        set_mode(self.modules[self.own], training=False)
        scores: Tensor = self.scoring.scores(rows, self.shares, SCORES)
        return scores

    def share_of_scores(self, share: int, split: float) -> Iterator[Sync]:
        """What a share does of the scores of a split."""
        set_mode(self.modules[self.own], training=False)
        self.scoring.share(share, int(split))
        yield self.scoring.exchange(self.group, int(split))
