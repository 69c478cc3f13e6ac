"""The step engine: forward, backward and update of one network, everything resident on its device.

All trainable parameters are views into one flat vector, and so are their gradients: an optimizer is a few operations on two
vectors, whatever the network looks like. Nothing in a step waits for the device.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import torch
from torch import Tensor, nn

from dltrain.arrays import torch_arrays
from dltrain.data.part import Part
from dltrain.modules import Network, seeded
from dltrain.optimizers import Optimizer
from dltrain.randomness import row_order, seed_of, step_key, torch_generator
from dltrain.runs import stored_tensors
from dltrain.training.batches import CHUNK, CHUNK_NUMBERS, Losses, Settings, batch_borders, first_step
from dltrain.training.descent import descend
from dltrain.training.loop import Partial
from dltrain.training.objective import Objective
from dltrain.training.rows import Rows, rows_of


class Feed:
    """The training rows on their way to the network: in batches, every epoch in an order of its own, dropout seeded for each."""

    def __init__(self, network: nn.Module, rows: Rows, settings: Settings, device: str) -> None:
        self.rows, self.settings, self.device = rows, settings, device
        normalized = any(isinstance(module, nn.modules.batchnorm._BatchNorm) for module in network.modules())
        self.borders = batch_borders(rows.count, settings.batch_size, normalized)
        if len(self.borders) == 1:
            self.rows = rows.slice(0, rows.count)
        self.seeded = list(seeded(network))

    def batches(self, epoch: int, first: int = 0) -> Iterator[Rows]:
        """All rows once, a step's at a time, from a step of the epoch on."""
        keys = [seed_of(self.settings.seed, f"dropout {name}", epoch) for name, _ in self.seeded]
        order = row_order(self.settings.seed, epoch, self.rows.count) if len(self.borders) > 1 else None
        for number, batch in enumerate(self.rows.batches(self.borders, order, first), first):
            for (_, module), key in zip(self.seeded, keys, strict=True):
                module.key = step_key(key, number)
            yield self._augmented(batch, epoch, number)

    def _augmented(self, batch: Rows, epoch: int, number: int) -> Rows:
        """The batch with its pictures changed at random, as a function of the seed, the epoch and the step."""
        if not self.settings.augment:
            return batch
        source = torch_generator(self.settings.seed, "augmentation", epoch, number, self.device)
        (pictures,) = batch.inputs
        for transform in self.settings.augment:
            pictures = transform.apply(pictures, source)
        return dataclasses.replace(batch, inputs=(pictures,))


class Parameters:
    """All trained parameters of a network as one vector, their gradients as another, and the optimizer's state."""

    def __init__(self, network: nn.Module, optimizer: Optimizer, settings: Settings, device: str) -> None:
        self.optimizer, self.settings = optimizer, settings
        self.trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
        self.values, self.gradients = _flattened(self.trained, device)
        self.state = optimizer.initial_state(torch_arrays(), self.values)

    def descend(self, rate: float, step: int) -> None:
        """One step, which counts from 1, along the gradients as they are."""
        with torch.no_grad():
            descend(torch_arrays(), self.optimizer, self.settings, self.values, self.gradients, self.state, rate, step)


class TorchEngine:
    """What the engines that torch differentiates share: the batches, the tensors that training changes, and how far it is.

    `parameters` are those of each network that is trained, by what precedes their optimizer's slots in a checkpoint.
    """

    def __init__(
        self, network: nn.Module, parameters: Mapping[str, Parameters], rows: Rows, settings: Settings, device: str
    ) -> None:
        self.rows, self.settings, self.device = rows, settings, device
        self.feed = Feed(network, rows, settings, device)
        self.modules = trained_modules(network)
        network.eval()
        self.tensors = {f"model.{name}": tensor for name, tensor in network.state_dict().items()}
        for name, trained in parameters.items():
            self.tensors |= {f"optimizer.{name}{slot}": tensor for slot, tensor in trained.state.items()}
        self.step = 0
        self.partial: Partial = {}

    @property
    def steps_per_epoch(self) -> int:
        """How many steps an epoch takes."""
        return len(self.feed.borders)

    def arithmetic(self) -> contextlib.AbstractContextManager[object]:
        """The precision of the networks' own arithmetic."""
        return arithmetic(self.device, self.settings.bfloat16)

    def snapshot(self) -> dict[str, np.ndarray]:
        """A copy of everything that training changes: weights, running statistics and the optimizers' states, by name."""
        return {name: tensor.detach().clone().cpu().numpy() for name, tensor in self.tensors.items()}

    def restore(self, state: Mapping[str, np.ndarray], step: int, partial: Partial) -> None:
        """Puts a snapshot back, bit for bit, taken after so many steps. Raises Misfit where it is none of these tensors."""
        stored_tensors.check(self.tensors, state)
        with torch.no_grad():
            for name, tensor in self.tensors.items():
                tensor.copy_(torch.from_numpy(state[name]))
        first_step(partial, step, self.steps_per_epoch)
        self.step, self.partial = step, dict(partial)


class AutogradEngine(TorchEngine):
    """One network in training. `rate_at(step)` gives the learning rate of a step, from 0, as if all epochs had as many."""

    def __init__(
        self, network: Network, optimizer: Optimizer, objective: Objective, rows: Rows, settings: Settings, device: str
    ) -> None:
        self.network, self.objective = network, objective
        self.parameters = Parameters(network, optimizer, settings, device)
        super().__init__(network, {"": self.parameters}, objective.with_columns(rows), settings, device)

    def epoch(self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]) -> Losses | None:
        """The mean loss of all rows, or None where `pausing` had it stop before the last step."""
        set_mode(self.modules, training=True)
        before, first = (epoch - 1) * self.steps_per_epoch, first_step(self.partial, self.step, self.steps_per_epoch)
        total = torch.tensor(self.partial.get("loss", 0.0), dtype=torch.float64, device=self.device)
        for number, batch in enumerate(self.feed.batches(epoch, first), first):
            if pausing():
                self.partial = {"steps": number, "loss": float(total)} if number else {}
                return None
            total += self.one_step(batch, rate_at(before + number)) * batch.count
        self.partial = {}
        return {"train_loss": float(total) / self.rows.count}

    def load(self, part: Part) -> Rows:
        return rows_of(part, self.objective.form, None, self.device)

    def one_step(self, batch: Rows, rate: float) -> Tensor:
        """Loss, gradient and update for one batch; the loss before the update, still on the device."""
        self.parameters.gradients.zero_()
        with self.arithmetic():
            scores = self.network(*batch.inputs)
        outputs = self.objective.outputs(scores.float())
        loss: Tensor
        loss, gradient = self.objective.head(outputs.detach(), batch.targets, batch.weights)
        if outputs.requires_grad:
            outputs.backward(gradient)
        self.step += 1
        self.parameters.descend(rate, self.step)
        return loss

    def scores(self, rows: Rows) -> Tensor:
        """The scores of all rows, without dropout and with running statistics: float32 (rows, units)."""
        set_mode(self.modules, training=False)
        return scores_of(self.network, rows, self.arithmetic())


def trained_modules(network: nn.Module) -> list[nn.Module]:
    """The modules that are not frozen: these stay in evaluation."""
    return [module for module in network.modules() if not _is_frozen(module)]


def set_mode(modules: Iterable[nn.Module], training: bool) -> None:
    """As `Module.train`, which takes as long as a small step."""
    for module in modules:
        module.__dict__["training"] = training


def arithmetic(device: str, bfloat16: bool) -> contextlib.AbstractContextManager[object]:
    """The precision of a network's own arithmetic; losses and updates are float32 always."""
    return torch.autocast(device.split(":")[0], torch.bfloat16) if bfloat16 else contextlib.nullcontext()


def scores_of(network: Callable[..., Tensor], rows: Rows, precision: contextlib.AbstractContextManager[object]) -> Tensor:
    """The scores of all rows of a network in evaluation mode: float32 (rows, units).

    Always in the same chunks, so that the same rows have the same bits wherever they are measured.
    """
    numbers = sum(block.numel() for block in rows.slice(0, 1).inputs)
    chunk = max(1, min(CHUNK, CHUNK_NUMBERS // max(1, numbers)))
    with torch.no_grad(), precision:
        if rows.count <= chunk:
            return network(*rows.slice(0, rows.count).scaled().inputs).float()
        parts = (rows.slice(start, min(start + chunk, rows.count)) for start in range(0, rows.count, chunk))
        return torch.cat([network(*part.scaled().inputs).float() for part in parts])


def _flattened(parameters: list[nn.Parameter], device: str) -> tuple[Tensor, Tensor]:
    """One vector of all parameters and one of their gradients; the parameters become views into the first, laid out as before."""
    count = sum(parameter.numel() for parameter in parameters)
    flat, gradients = torch.empty(count, device=device), torch.zeros(count, device=device)
    position = 0
    with torch.no_grad():
        for parameter in parameters:
            view = flat.as_strided(parameter.shape, parameter.stride(), position).copy_(parameter)
            parameter.grad = gradients.as_strided(parameter.shape, parameter.stride(), position)
            parameter.data = view
            position += parameter.numel()
    return flat, gradients


def _is_frozen(module: nn.Module) -> bool:
    own = list(module.parameters())
    return bool(own) and not any(parameter.requires_grad for parameter in own)
