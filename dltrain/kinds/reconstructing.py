"""A trained autoencoder as one torch module: what it gives back in the columns' own units, its codes, and its error."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from dltrain.arrays import torch_arrays
from dltrain.data.part import Part
from dltrain.kinds.answers import Answer, Answering, Arrays
from dltrain.kinds.kind import Trained
from dltrain.kinds.torch_modules import torch_module
from dltrain.models.plan import single
from dltrain.training.objective import Objective


class Reconstructed(nn.Module):
    """Blocks of inputs → the inputs as they are given back, float64 (rows, numbers) in their own units, the codes, float32 (rows,
    width), and the mean squared error over a row's scaled numbers, float64 (rows,).

    What undoes the scaling is linear: `axes` (numbers, numbers in own units), and `offset`.
    """

    axes: Tensor
    offset: Tensor

    def __init__(self, network: Any, objective: Objective, axes: NDArray[np.float64], offset: NDArray[np.float64]) -> None:
        super().__init__()
        self.network, self.objective = network, objective
        self.register_buffer("axes", torch.from_numpy(axes), persistent=False)
        self.register_buffer("offset", torch.from_numpy(offset), persistent=False)

    def forward(self, *blocks: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        given = torch.cat([block.flatten(1) for block in blocks if block.is_floating_point()], dim=1).double()
        outputs: Tensor = self.objective.predicted(self.network(*blocks).float()).double()
        error = (outputs - given).square().mean(1)
        return outputs @ self.axes + self.offset, self.network.codes(*blocks).float(), error


def reconstructing(trained: Trained, codes_of: Callable[[Part], NDArray[np.float32]]) -> Answering:
    """Of a network that gives back its inputs; `codes_of` is what its encoder makes of the examples of a part, (rows, width)."""
    encoding, network = trained.encoding, copy.deepcopy(torch_module(trained)).to("cpu")
    width = sum(int(np.prod(block.shape)) for block in encoding.blocks if not block.levels)
    offset = encoding.undo(np.zeros((1, width)))[0]
    axes = encoding.undo(np.eye(width)) - offset
    names = tuple(encoding.number_names)
    module = Reconstructed(network, replace(trained.evaluator.objective, xp=torch_arrays()), axes, offset)
    model: Any = trained.resolved.model
    codes = model.width(single(trained.resolved.plan))
    answers = (
        Answer("reconstructed", names),
        Answer("code", tuple(f"code_{number}" for number in range(codes))),
        Answer("error"),
    )

    def expected(part: Part) -> Arrays:
        predictions = trained.evaluator.predictions(trained.scores(trained.rows(part, None)))
        given = encoding.numbers(part.inputs)
        return {
            "reconstructed": encoding.undo(predictions),
            "code": codes_of(part),
            "error": np.square(predictions - given).mean(axis=1),
        }

    return Answering(module, answers, expected)
