"""The training of one member of an ensemble: which it is, what is kept of it, and what a checkpoint has of one in training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from dltrain.runs.history import History, Record
from dltrain.training.ensembles.committee import StateDict
from dltrain.training.saving import TrainingState

Stored = tuple[Mapping[str, Tensor], Mapping[str, Any]]  # a checkpoint's tensors and state
Restored = tuple[TrainingState, TrainingState, History]  # the last state of a member in training, its best one, its epochs


@dataclass(frozen=True)
class Trained:
    """What is kept of a finished training: the best weights, as a network names them, its records, and how many steps it took."""

    weights: StateDict
    history: History
    steps: int


@dataclass(frozen=True)
class MemberTraining:
    """One training: of a member (from 1) on its rows; or, for a fold (from 1), on those outside it."""

    member: int
    fold: int = 0

    @property
    def name(self) -> str:
        """What its folder is called while it is trained beside others."""
        return f"member-{self.member}-fold-{self.fold}" if self.fold else f"member-{self.member}"

    @property
    def tags(self) -> Record:
        """What its records begin with: the member, and the fold where there is one."""
        return {"member": self.member, "fold": self.fold} if self.fold else {"member": self.member}


def own_epochs(checkpoint: Stored) -> History:
    """The epochs of the member that was in training."""
    history: History = checkpoint[1]["history"]
    return history.part(checkpoint[1]["finished"]["epochs"])


def own_epoch(checkpoint: Stored) -> int:
    """The epoch of the member that was in training."""
    state = checkpoint[1]
    return int(state["epoch"]) - int(state["finished"]["epochs"])


def own_state(checkpoint: Stored) -> TrainingState:
    """The state of the member that was in training."""
    tensors, state = checkpoint
    arrays = {name: tensor.numpy() for name, tensor in tensors.items()}
    return TrainingState(own_epoch(checkpoint), state["step"] - state["finished"]["steps"], arrays, state.get("partial", {}))
