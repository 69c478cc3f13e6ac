"""The training of a generative adversarial network: two networks, each with its own weights and optimizer state, in one step.

A step trains the discriminator on a batch of real rows and as many generated ones, and then, at every `critic_steps`-th step, the
generator on the same noise. All randomness is a function of (seed, purpose, epoch, step).
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import torch
from torch import Tensor

from dltrain.arrays import torch_arrays
from dltrain.data.part import Part
from dltrain.losses import Loss, Wasserstein
from dltrain.modules import Adversaries, twice_differentiable
from dltrain.optimizers import Optimizer
from dltrain.randomness import torch_generator
from dltrain.tasks import Task
from dltrain.training.autograd import TorchEngine, type_of_sums
from dltrain.training.batches import CHUNK, Losses, Settings, first_step
from dltrain.training.modes import measured_anew, set_mode, trained_modules
from dltrain.training.parameters import Parameters
from dltrain.training.probe import Due, Watch
from dltrain.training.rows import Rows, rows_without_targets

NOISE = "noise of what is measured"
MOST = 1000  # rows that are compared: the time grows with their square


class AdversarialEngine(TorchEngine):
    """Two networks in training against each other. `rate_at(step)` gives the learning rate of both networks."""

    def __init__(
        self, networks: Adversaries, optimizer: Optimizer, loss: Loss, rows: Rows, settings: Settings, device: str
    ) -> None:
        self.networks, self.loss = networks, loss
        self.generator = Parameters(networks.generator, optimizer, settings, device)
        self.discriminator = Parameters(networks.discriminator, optimizer, settings, device)
        self.critic_steps = loss.critic_steps if isinstance(loss, Wasserstein) else 1
        parameters = {"generator.": self.generator, "discriminator.": self.discriminator}
        super().__init__(networks, parameters, rows, settings, device)

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
            for number, batch in enumerate(self.feed.batches(epoch) if norms else ()):
                generator(self._normal("noise", epoch, number, batch.count))

    def _losses(self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]) -> Losses | None:
        set_mode(self.modules[0], training=True)
        before, first = (epoch - 1) * self.steps_per_epoch, first_step(self.partial, self.step, self.steps_per_epoch)
        so_far = {"generator": 0.0, "discriminator": 0.0, "turns": 0} | self.partial
        sums, turns = [so_far["generator"], so_far["discriminator"]], int(so_far["turns"])
        totals = torch.tensor(sums, dtype=type_of_sums(self.device), device=self.device)
        for number, batch in enumerate(self.feed.batches(epoch, first), first):
            if pausing():
                losses: dict[str, float] = dict(zip(("generator", "discriminator"), totals.tolist(), strict=True))
                self.partial = {"steps": number, "turns": turns} | losses if number else {}
                return None
            noise = self._normal("noise", epoch, number, batch.count)
            between = self._uniform(epoch, number, batch) if isinstance(self.loss, Wasserstein) else None
            turn = (self.step + 1) % self.critic_steps == 0
            totals += self.one_step(batch.inputs[0], noise, between, turn, rate_at(before + number))
            turns += turn
        self.partial = {}
        generator_loss, discriminator_loss = totals.tolist()
        if not math.isfinite(discriminator_loss):
            generator_loss = math.nan  # the run is lost, whichever of the two it was
        return {
            "train_loss": generator_loss / turns if turns else None,
            "discriminator_loss": discriminator_loss / self.steps_per_epoch,
        }

    def one_step(self, real: Tensor, noise: Tensor, between: Tensor | None, turn: bool, rate: float) -> Tensor:
        """A step of the discriminator and, at its turn, of the generator; the losses (generator's, discriminator's) before it."""
        discriminator, watching = self.networks.discriminator, list(self._watching(turn))
        for probe in watching:
            probe.listen()
        with torch.set_grad_enabled(turn), self.arithmetic():
            fake = self.networks.generator(noise)
        with self.arithmetic():
            scores = [discriminator(real), discriminator(fake.detach())]
            penalty = None if between is None else self._penalty(real, fake.detach(), between)
        discriminator_loss = self._descend(
            self.discriminator, zip(scores, (True, False), strict=True), penalty, rate, self.step + 1
        )
        generator_loss = torch.zeros((), device=self.device)
        if turn:
            with self.arithmetic():
                scores = [discriminator(fake)]
            generator_loss = self._descend(self.generator, [(scores[0], True)], None, rate, (self.step + 1) // self.critic_steps)
        for probe in watching:
            probe.end(self.step)
        self.step += 1
        return torch.stack([generator_loss, discriminator_loss])

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

    def _descend(
        self,
        parameters: Parameters,
        scored: Iterable[tuple[Tensor, bool]],
        penalty: Tensor | None,
        rate: float,
        step: int,
    ) -> Tensor:
        """A step of one network on its loss: the penalty and the mean losses of scores whose rows are to be taken for real, or
        for generated. Returns the loss before the step."""
        parameters.gradients[0].zero_()
        roots, gradients, loss = [], [], torch.zeros((), device=self.device)
        for scores, is_real in scored:
            outputs = scores.detach().float()
            targets = torch.full_like(outputs, float(is_real))
            values, gradient = self.loss.values_and_gradients(torch_arrays(), outputs, targets, Task.GENERATION)
            loss = loss + values.mean()
            roots.append(scores)
            gradients.append((gradient / len(outputs)).to(scores.dtype))
        if penalty is not None:
            loss = loss + penalty.detach()
            roots.append(penalty)
            gradients.append(torch.ones_like(penalty))
        torch.autograd.backward(roots, gradients, inputs=parameters.trained)
        parameters.descend(rate, step)
        return loss

    def _penalty(self, real: Tensor, fake: Tensor, between: Tensor) -> Tensor:
        """The penalty on gradients other than 1 at points between real and generated rows (Gulrajani et al. 2017)."""
        assert isinstance(self.loss, Wasserstein)
        points = (between * real + (1 - between) * fake).requires_grad_()
        with twice_differentiable():
            scores = self.networks.discriminator(points).float().sum()
        (gradients,) = torch.autograd.grad(scores, points, create_graph=True)
        penalty: Tensor = self.loss.penalty * (gradients.flatten(1).norm(dim=1) - 1).square().mean()
        return penalty

    def _normal(self, purpose: str, epoch: int, number: int, rows: int) -> Tensor:
        random = torch_generator(self.settings.seed, purpose, epoch, number, self.device)
        return torch.randn(rows, self.networks.latent, generator=random, device=self.device)

    def _uniform(self, epoch: int, number: int, batch: Rows) -> Tensor:
        """A fraction for each row, to be broadcast over its numbers."""
        random = torch_generator(self.settings.seed, "points between", epoch, number, self.device)
        shape = (batch.count, *(1 for _ in batch.inputs[0].shape[1:]))
        return torch.rand(shape, generator=random, device=self.device)

    def scores(self, rows: Rows) -> Tensor:
        """Generated rows to be compared with as many, `compared`, of these, always of the same noise: float32 (rows, numbers)."""
        set_mode(self.modules[0], training=False)
        return generated(self.networks, rows.count, self.settings.seed, self.arithmetic(), only=compared(rows.count))

    def load(self, part: Part) -> Rows:
        return rows_without_targets(part, self.device)


def compared(rows: int) -> Tensor:
    """Which of so many rows are compared: at most MOST, evenly spaced."""
    return torch.from_numpy(np.linspace(0, rows - 1, min(rows, MOST)).astype(np.int64))


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
