"""The network of a policy as one torch module that says what to do: what is exported of a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from dltrain.data.encoding.feature import FLAT
from dltrain.data.part import Part
from dltrain.kinds.answers import Answer, Answering, Arrays
from dltrain.kinds.kind import Trained
from dltrain.kinds.policy.known import Known
from dltrain.training.ensembles.committee import network_of


class Deciding(nn.Module):
    """Encoded observations, float32 (rows, numbers), → the number of the best action, int64 (rows,), and float32 (rows, actions)
    what each is worth, or its probability where actions are drawn. Of states the number becomes a one among zeros."""

    def __init__(self, network: nn.Module, actions: int, states: int, *, draws: bool) -> None:
        super().__init__()
        self.network, self.actions, self.states, self.draws = network, actions, states, draws

    def forward(self, *blocks: Tensor) -> tuple[Tensor, Tensor]:
        seen = blocks[0]
        if self.states:
            numbers = torch.arange(self.states, device=seen.device)
            seen = (seen[:, :1].round().long().clamp(0, self.states - 1) == numbers).float()
        scores = self.network(seen).float()[:, : self.actions]
        return scores.argmax(1), scores.softmax(1) if self.draws else scores


def answering(trained: Trained) -> Answering:
    """Of a policy that has a network."""
    known: Known = trained.network
    names, model = known.space.actions, trained.resolved.model
    weights: dict[str, Any] = {name: torch.from_numpy(array.copy()) for name, array in known.weights.items()}
    network = network_of(trained.resolved, weights, "")
    draws = known.kind == "probability"
    module = Deciding(network, len(names), known.space.states, draws=draws).eval()
    spoken = "probabilities" if draws else "values"
    answers = (Answer("action", labels=names), Answer(spoken, names))
    assert model is not None

    def expected(part: Part) -> Arrays:
        seen = known.undone(part.inputs[FLAT])
        return {"action": np.array(names)[known.act(seen)], spoken: known.speaks(seen)}

    return Answering(module, answers, expected)
