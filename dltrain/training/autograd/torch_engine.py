"""What the engines that torch differentiates share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from dltrain.diagnosis.health import Sample
from dltrain.runs import stored_tensors
from dltrain.training.autograd.clones import state_of
from dltrain.training.autograd.modes import trained_modules
from dltrain.training.autograd.parameters import Parameters
from dltrain.training.autograd.scores import arithmetic
from dltrain.training.loop import Partial
from dltrain.training.measuring.probe import Watch
from dltrain.training.minibatches.batches import Settings, first_step
from dltrain.training.minibatches.feed import Feed
from dltrain.training.minibatches.rows import Rows


class TorchEngine:
    """The batches, the tensors that training changes, and how far it is.

    `parameters` are those of each network that is trained, by what precedes their optimizer's slots in a checkpoint; `network`
    takes the share `own` of each batch, and `copies` the others.
    """

    feed_of: ClassVar[type[Feed]] = Feed
    probes: Sequence[Watch] = ()  # what samples some of the steps: the activations of the first share, the gradients of all

    def __init__(
        self,
        network: nn.Module,
        parameters: Mapping[str, Parameters],
        rows: Rows,
        settings: Settings,
        device: str,
        copies: Sequence[nn.Module] = (),
        own: int = 0,
    ) -> None:
        self.rows, self.settings, self.device, self.trained = rows, settings, device, parameters
        networks = [*copies[:own], network, *copies[own:]]
        self.feed = self.feed_of(networks, rows, settings, device)
        self.modules = [trained_modules(one) for one in networks]
        for one in networks:
            one.eval()
        self.tensors = {f"model.{name}": tensor for name, tensor in network.state_dict().items()}
        self.ordered: dict[str, Callable[[Tensor], Tensor]] = {}  # by the name of a vector, what puts it in a checkpoint's order
        for name, trained in parameters.items():
            self.tensors |= {f"optimizer.{name}{slot}": tensor for slot, tensor in trained.state.items()}
            self.ordered |= {f"optimizer.{name}{slot}": trained.layout.in_order for slot in trained.vectors}
        self.step = 0
        self.partial: Partial = {}
        self.samples: list[Sample] = []

    @property
    def steps_per_epoch(self) -> int:
        """How many steps an epoch takes."""
        return len(self.feed.borders)

    def arithmetic(self) -> contextlib.AbstractContextManager[object]:
        """The precision of the networks' own arithmetic."""
        return arithmetic(self.device, self.settings.bfloat16)

    def snapshot(self) -> Mapping[str, np.ndarray]:
        """A copy of everything that training changes: weights, running statistics and the optimizers' states, by name."""
        return state_of(self.tensors, self.ordered)

    def restore(self, state: Mapping[str, np.ndarray], step: int, partial: Partial) -> None:
        """Puts a snapshot back, bit for bit, taken after so many steps. Raises Misfit where it is none of these tensors."""
        wanted = self.tensors | {name: ordered(self.tensors[name].to("meta")) for name, ordered in self.ordered.items()}
        stored_tensors.check(wanted, state)
        with torch.no_grad():
            for name, tensor in self.tensors.items():
                if name.startswith("model."):
                    tensor.copy_(torch.from_numpy(state[name]))
        for name, trained in self.trained.items():
            trained.restore({slot: torch.from_numpy(state[f"optimizer.{name}{slot}"]) for slot in trained.state})
        first_step(partial, step, self.steps_per_epoch)
        self.step, self.partial = step, dict(partial)


def type_of_sums(device: str) -> torch.dtype:
    """In what an epoch's losses are added up on a device: float64, which Metal has not."""
    return torch.float32 if device == "mps" else torch.float64
