"""The training of a generative adversarial network: two networks, each with its own weights and optimizer state, in one step.

A step trains the discriminator on a batch of real rows and as many generated ones, and then, at every `critic_steps`-th step, the
generator on the same noise. All randomness is a function of (seed, purpose, epoch, step).
"""

from __future__ import annotations

import contextlib
import copy
import math
import weakref
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from dltrain.arrays import torch_arrays
from dltrain.data.part import Part
from dltrain.losses import Loss, Wasserstein
from dltrain.modules import Adversaries, twice_differentiable
from dltrain.optimizers import Optimizer
from dltrain.process.copies import shared_zeros
from dltrain.randomness import torch_generator
from dltrain.tasks import Task
from dltrain.training.autograd.exchanges import Exchanges, collected, exchanges_of, sync_batch_norms
from dltrain.training.autograd.modes import measured_anew, set_mode, trained_modules
from dltrain.training.autograd.parameters import Parameters
from dltrain.training.autograd.torch_engine import TorchEngine, type_of_sums
from dltrain.training.cuda_graph import Recorded
from dltrain.training.distribution import ALONE, GpuGroup, Group
from dltrain.training.measuring.probe import Due, Watch
from dltrain.training.minibatches.batches import CHUNK, Losses, Settings, first_step, share_of
from dltrain.training.minibatches.rows import Rows, rows_without_targets
from dltrain.training.shares import Sync, run_alone

NOISE = "noise of what is measured"
MAX_ROWS_COMPARED = 1000  # rows that are compared: the time grows with their square


@dataclass(frozen=True)
class Player:
    """One of the two networks: its parameters, what processes hand each other of them, and the index of this one's share."""

    parameters: Parameters
    exchanges: Exchanges
    own: int

    @property
    def gradients(self) -> Tensor:
        """Those of this process's share."""
        return self.parameters.gradients[self.own]


class AdversarialEngine(TorchEngine):
    """Two networks in training against each other. `rate_at(step)` gives the learning rate of both networks. Of a `group` each
    process takes one share of every batch. Where `say` is given, what the discriminator does of a step on a GPU is recorded; it
    is told why if it cannot be."""

    def __init__(
        self,
        networks: Adversaries,
        optimizer: Optimizer,
        loss: Loss,
        rows: Rows,
        settings: Settings,
        device: str,
        group: Group = ALONE,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self.networks, self.loss, self.group = networks, loss, group
        self.adding = group if isinstance(group, GpuGroup) else None
        # Those of the other processes' shares, of which a GPU knows nothing.
        copies = [networks if self.adding else copy.deepcopy(networks) for _ in range(group.world - 1)]

        def player(name: str) -> Player:
            others, among = ([], ALONE) if self.adding else ([getattr(one, name) for one in copies], group)
            parameters = Parameters(getattr(networks, name), optimizer, settings, device, others, among)
            return Player(parameters, exchanges_of(group, parameters), 0 if self.adding else group.rank)

        self.generator, self.discriminator = player("generator"), player("discriminator")
        self.critic_steps = loss.critic_steps if isinstance(loss, Wasserstein) else 1
        parameters = {"generator.": self.generator.parameters, "discriminator.": self.discriminator.parameters}
        super().__init__(networks, parameters, rows, settings, device, copies, group.rank)
        self.norms = sync_batch_norms(networks, group)
        self.is_empty = False  # whether this process has no row of a batch, but one of no weight in its place
        self.losses = shared_zeros(group.world, 2, dtype="float64")  # of a step, of each process
        self.ending = group.rows(self.losses) + group.wishes
        start, stop = self.feed.borders[0]
        self.size = stop - start  # rows of a usual batch
        shape = (self.size, *rows.inputs[0].shape[1:])
        self.slopes = torch.zeros(shape, device=device)  # of the generator's loss, by the rows that it has made
        can_be = group.world == 1 and all(module.is_recordable for _, module in self.feed.seeded[0])
        self.recorded = None if say is None or not can_be else self._recorded(say)

    def _recorded(self, say: Callable[[str], None]) -> tuple[Recorded, Recorded]:
        """What the discriminator does of a step on a usual batch, as CUDA graphs: its own gradients, and those of made rows."""
        engine, buffers = weakref.proxy(self), list(self.networks.discriminator.buffers())
        seeded, own = [module for _, module in self.feed.seeded[0]], self.discriminator.gradients
        return (
            Recorded(lambda batch: engine._judge(batch.inputs, batch.count), [own, *buffers], seeded, say),
            Recorded(lambda batch: engine._deceive(batch.inputs, batch.count), [self.slopes, *buffers], seeded, say),
        )

    def epoch(self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]) -> Losses | None:
        """The mean losses of the generator's and the discriminator's steps, or None where `pausing` had it stop before the last.
        An epoch may be too short for a step of the generator, which then has no loss."""
        averages = [trained.averaging for trained in self.trained.values()]
        with averages[0].in_training(), averages[1].in_training():
            losses = self._losses(epoch, rate_at, pausing)
        if losses is not None:
            begun = [average.end_epoch(epoch) for average in averages]
            if all(begun):
                self._measure_statistics(epoch)
        return losses

    def _measure_statistics(self, epoch: int) -> None:
        """Measures the running statistics of the generator's batch norms anew, as means over the noise of an epoch."""
        generator = self.networks.generator
        with measured_anew(trained_modules(generator)) as norms, self.arithmetic():
            for number in range(self.steps_per_epoch if norms else 0):
                generator(self._batch(epoch, number)[1])

    def _losses(self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]) -> Losses | None:
        set_mode(self.modules[self.group.rank], training=True)
        before, first = (epoch - 1) * self.steps_per_epoch, first_step(self.partial, self.step, self.steps_per_epoch)
        so_far = {"generator": 0.0, "discriminator": 0.0, "turns": 0} | self.partial
        sums, turns = [so_far["generator"], so_far["discriminator"]], int(so_far["turns"])
        totals = torch.tensor(sums, dtype=type_of_sums(self.device), device=self.device)
        if self.adding and not self.group.is_first:
            totals.zero_()
        for number in range(first, self.steps_per_epoch):
            if pausing():
                losses: dict[str, float] = dict(zip(("generator", "discriminator"), self._of_all(totals), strict=True))
                self.partial = {"steps": number, "turns": turns} | losses if number else {}
                return None
            start, stop = self.feed.borders[number]
            turn = (self.step + 1) % self.critic_steps == 0
            totals += self.one_step(*self._batch(epoch, number), turn, rate_at(before + number), stop - start)
            turns += turn
        self.partial = {}
        generator_loss, discriminator_loss = self._of_all(totals)
        if not math.isfinite(discriminator_loss):
            generator_loss = math.nan  # the run is lost, whichever of the two it was
        return {
            "train_loss": generator_loss / turns if turns else None,
            "discriminator_loss": discriminator_loss / self.steps_per_epoch,
        }

    def _of_all(self, totals: Tensor) -> list[float]:
        """The sums of what each GPU has added up of the losses; the sums themselves where there is one."""
        if self.adding is not None:
            self.adding.all_reduce(totals)
        sums: list[float] = totals.tolist()
        return sums

    def _batch(self, epoch: int, number: int) -> tuple[Tensor, Tensor, Tensor | None]:
        """What this process has of a batch: real rows, the noise of as many, and where between them the penalty is taken. All of
        it is drawn for the whole batch."""
        start, stop = self.feed.borders[number]
        own_start, own_stop = share_of((start, stop), self.group.rank, self.group.world)
        batch = self.feed.batch(epoch, number, self.group.rank, fills=self.group.world > 1)
        self.is_empty = own_start == own_stop
        for norm in self.norms:
            norm.is_empty = self.is_empty
        own = slice(0, 1) if self.is_empty else slice(own_start - start, own_stop - start)
        noise = self._normal("noise", epoch, number, stop - start)[own]
        real = batch.inputs[0]
        between = self._uniform(epoch, number, stop - start, real)[own] if isinstance(self.loss, Wasserstein) else None
        return real, noise, between

    def one_step(
        self, real: Tensor, noise: Tensor, between: Tensor | None, turn: bool, rate: float, rows: int | None = None
    ) -> Tensor:
        """A step of the discriminator and, at its turn, of the generator, on what this process has of a batch of so many `rows`;
        the losses (generator's, discriminator's) before it."""
        watching = list(self._watching(turn))
        for probe in watching if self.group.is_first else ():
            probe.listen()
        losses = run_alone(self._step(real, noise, between, turn, rate, rows or len(real), bool(watching)))
        if self.group.world > 1 and self.adding is None:
            self.losses[self.group.rank] = losses.tolist()
        self.ending()
        for one in (self.generator, self.discriminator) if watching else ():
            one.exchanges.sampled()
        for probe in watching if self.group.is_first else ():
            probe.end(self.step)
        self.step += 1
        return losses if self.group.world == 1 or self.adding else torch.from_numpy(self.losses.sum(0))

    def _step(
        self, real: Tensor, noise: Tensor, between: Tensor | None, turn: bool, rate: float, rows: int, is_sampled: bool
    ) -> Generator[Sync, None, Tensor]:
        """The work of a step."""

        def done(work: Callable[[tuple[Tensor, ...], int], Tensor], which: int, *inputs: Tensor) -> Tensor:
            if self.recorded is None or rows != self.size:
                return work(inputs, rows)
            return self.recorded[which](Rows(torch_arrays(), inputs, real.new_empty(rows, 0), None, rows), by_hand=is_sampled)

        with torch.set_grad_enabled(turn), self.arithmetic():
            fake = self.networks.generator(noise)
        made = fake.detach()
        discriminator_loss = done(self._judge, 0, real, made, *(() if between is None else (between,)))
        yield from self._descend(self.discriminator, rate, self.step + 1)
        generator_loss = torch.zeros((), device=self.device)
        if turn:
            generator_loss = done(self._deceive, 1, made)
            self.generator.gradients.zero_()
            slopes = self.slopes[: len(made)].to(made.dtype)
            torch.autograd.backward([fake], [slopes], inputs=self.generator.parameters.trained)
            yield from self._descend(self.generator, rate, (self.step + 1) // self.critic_steps)
        return torch.stack([generator_loss, discriminator_loss])

    def _judge(self, inputs: tuple[Tensor, ...], rows: int) -> Tensor:
        """The discriminator's gradients, and its loss: of real rows and of generated ones, and where there is one of the penalty
        between them."""
        real, made, *between = inputs
        discriminator = self.networks.discriminator
        self.discriminator.gradients.zero_()
        with self.arithmetic():
            scored = [(discriminator(real), True), (discriminator(made), False)]
            penalty = self._penalty(real, made, between[0], rows) if between else None
        loss, roots, gradients = self._losses_of(scored, rows)
        if penalty is not None:
            loss = loss + penalty.detach()
            roots.append(penalty)
            gradients.append(torch.ones_like(penalty))
        torch.autograd.backward(roots, gradients, inputs=self.discriminator.parameters.trained)
        return loss

    def _deceive(self, inputs: tuple[Tensor, ...], rows: int) -> Tensor:
        """The slopes of the generator's loss by the rows that it has made, and that loss."""
        made = inputs[0].detach().requires_grad_()
        with self.arithmetic():
            scores = self.networks.discriminator(made)
        loss, roots, gradients = self._losses_of([(scores, True)], rows)
        (slopes,) = torch.autograd.grad(roots, [made], gradients)
        self.slopes[: len(made)].copy_(slopes)
        return loss

    def snapshot(self) -> Mapping[str, np.ndarray]:
        return collected(self.tensors, self.ordered, self.group, self.generator.exchanges, self.discriminator.exchanges)

    def sample_steps(self, due: Due) -> None:
        """Has the steps of both networks that are due, each counted by itself, sampled from now on."""
        networks = {"generator": self.networks.generator, "discriminator": self.networks.discriminator}
        self.probes = [
            Watch(self.steps_per_epoch, due, network, self.samples, {"network": name}, f"{name}.")
            for name, network in networks.items()
        ]

    def _watching(self, turn: bool) -> Iterator[Watch]:
        """The probes of the networks of which this step is due; the generator has no step but at its turn."""
        for probe, step, trains in zip(self.probes, (self.step // self.critic_steps, self.step), (turn, True), strict=False):
            if trains and step in probe.due:
                yield probe

    def _descend(self, player: Player, rate: float, step: int) -> Iterator[Sync]:
        """A step of one network along its gradients."""
        yield player.exchanges.gradients
        yield from player.parameters.descend_in_share(player.own, rate, step)
        yield player.exchanges.values

    def _losses_of(self, scored: Iterable[tuple[Tensor, bool]], rows: int) -> tuple[Tensor, list[Tensor], list[Tensor]]:
        """What these rows have of the mean losses of scores whose rows are to be taken for real, or for generated; the scores,
        and the gradients of the loss by them."""
        roots, gradients, loss = [], [], torch.zeros((), device=self.device)
        for scores, is_real in scored:
            outputs = scores.detach().float()
            targets = torch.full_like(outputs, float(is_real))
            values, gradient = self.loss.values_and_gradients(torch_arrays(), outputs, targets, Task.GENERATION)
            loss = loss + values.sum() / self._count(rows)
            roots.append(scores)
            gradients.append((gradient / self._count(rows)).to(scores.dtype))
        return loss, roots, gradients

    def _count(self, rows: int) -> float:
        """What sums over rows are divided by for their means: a row of no weight adds nothing."""
        return math.inf if self.is_empty else rows

    def _penalty(self, real: Tensor, fake: Tensor, between: Tensor, rows: int) -> Tensor:
        """The penalty on gradients other than 1 at points between real and generated rows (Gulrajani et al. 2017)."""
        assert isinstance(self.loss, Wasserstein)
        points = (between * real + (1 - between) * fake).requires_grad_()
        with twice_differentiable():
            scores = self.networks.discriminator(points).float().sum()
        (gradients,) = torch.autograd.grad(scores, points, create_graph=True)
        penalty: Tensor = self.loss.penalty * ((gradients.flatten(1).norm(dim=1) - 1).square().sum() / self._count(rows))
        return penalty

    def _normal(self, purpose: str, epoch: int, number: int, rows: int) -> Tensor:
        random = torch_generator(self.settings.seed, purpose, epoch, number, self.device)
        return torch.randn(rows, self.networks.latent, generator=random, device=self.device)

    def _uniform(self, epoch: int, number: int, rows: int, like: Tensor) -> Tensor:
        """A fraction for each row, to be broadcast over its numbers."""
        random = torch_generator(self.settings.seed, "points between", epoch, number, self.device)
        shape = (rows, *(1 for _ in like.shape[1:]))
        return torch.rand(shape, generator=random, device=self.device)

    def scores(self, rows: Rows) -> Tensor:
        """Generated rows to be compared with as many, `compared`, of these, always of the same noise: float32 (rows, numbers)."""
        set_mode(self.modules[self.group.rank], training=False)
        return generated(self.networks, rows.count, self.settings.seed, self.arithmetic(), only=compared(rows.count))

    def load(self, part: Part) -> Rows:
        return rows_without_targets(part, self.device)


def compared(rows: int) -> Tensor:
    """Which of so many rows are compared: at most MAX_ROWS_COMPARED, evenly spaced."""
    return torch.from_numpy(np.linspace(0, rows - 1, min(rows, MAX_ROWS_COMPARED)).astype(np.int64))


def generated(
    networks: Adversaries,
    rows: int,
    seed: int,
    precision: contextlib.AbstractContextManager[object],
    purpose: str = NOISE,
    only: Tensor | None = None,
) -> Tensor:
    """Rows that a generator in evaluation mode makes, the same for the same seed, or some of them: float32 (rows, numbers)."""
    device = next(networks.parameters()).device
    noise = torch.randn(rows, networks.latent, generator=torch_generator(seed, purpose))
    noise = (noise if only is None else noise[only]).to(device)
    with torch.no_grad(), precision:
        parts = (noise[start : start + CHUNK] for start in range(0, len(noise), CHUNK))
        return torch.cat([networks.generator(part).float().flatten(1) for part in parts])
