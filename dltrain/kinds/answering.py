"""A trained network as one torch module that says what users are shown: what is exported of a run."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from dltrain.arrays import torch_arrays
from dltrain.data.part import Part
from dltrain.kinds.answers import Answer, Answering, Arrays
from dltrain.kinds.kind import Trained
from dltrain.kinds.torch_modules import torch_module
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.objective import Objective

Floats = NDArray[np.float64]


class Predicted(nn.Module):
    """Blocks of inputs → probabilities float64 (rows, classes or labels), or values float64 (rows, targets) in their own unit, as
    `Evaluator.predictions` has them."""

    offset: Tensor
    divisor: Tensor

    def __init__(
        self, network: nn.Module, objective: Objective, offset: NDArray[np.float64], divisor: NDArray[np.float64]
    ) -> None:
        super().__init__()
        self.network, self.objective = network, objective
        self.register_buffer("offset", torch.from_numpy(offset), persistent=False)
        self.register_buffer("divisor", torch.from_numpy(divisor), persistent=False)

    def forward(self, *blocks: Tensor) -> Tensor:
        outputs: Tensor = self.objective.predicted(self.network(*blocks).float()).double()
        if self.objective.form.is_regression:
            return outputs * self.divisor + self.offset
        probabilities = outputs.clamp(0.0, 1.0)
        if self.objective.form.is_binary:
            return torch.cat([1.0 - probabilities, probabilities], dim=1)
        if self.objective.form.is_multiclass:
            return probabilities / probabilities.sum(1, keepdim=True).clamp(min=1e-12)
        return probabilities


class Classified(nn.Module):
    """Blocks of inputs → the number of the most probable class, int64 (rows,), and float32 (rows, classes) probabilities. Of two
    classes with a threshold, the second where its probability lies above that."""

    def __init__(self, predicted: nn.Module, threshold: float | None = None) -> None:
        super().__init__()
        self.predicted, self.threshold = predicted, threshold

    def forward(self, *blocks: Tensor) -> tuple[Tensor, Tensor]:
        probabilities = self.predicted(*blocks)
        chosen = probabilities.argmax(1) if self.threshold is None else (probabilities[:, 1] > self.threshold).long()
        return chosen, probabilities.float()


class Labelled(Classified):
    """The same of labels that may hold together: which hold, int64 (rows, labels) of 0 and 1."""

    def forward(self, *blocks: Tensor) -> tuple[Tensor, Tensor]:
        probabilities = self.predicted(*blocks)
        return (probabilities > 0.5).long(), probabilities.float()


class Valued(Classified):
    """Values float64 (rows, targets), or (rows,) of a single one."""

    def forward(self, *blocks: Tensor) -> tuple[Tensor]:  # type: ignore[override]  # one answer
        values = self.predicted(*blocks)
        return (values[:, 0] if values.shape[1] == 1 else values,)


class Heads(nn.Module):
    """Blocks of inputs → the answers of every head, one after another, of its own scores."""

    def __init__(self, network: nn.Module, heads: Sequence[nn.Module], cuts: Sequence[tuple[int, int]]) -> None:
        super().__init__()
        self.network, self.heads, self.cuts = network, nn.ModuleList(heads), tuple(cuts)

    def forward(self, *blocks: Tensor) -> tuple[Tensor, ...]:
        scores = self.network(*blocks)
        each = zip(self.heads, self.cuts, strict=True)
        return tuple(answer for head, (start, stop) in each for answer in head(scores[:, start:stop]))


def answering(trained: Trained) -> Answering:
    """Of a network that predicts something of each row."""
    network = copy.deepcopy(torch_module(trained)).to("cpu")
    return _answering(network, trained.evaluator, lambda part: _predictions(trained, part))


def answering_of_several(trained: Trained) -> Answering:
    """Of a network of several targets: the answers of each, with its name behind theirs."""
    each, answers = [], []

    def own(index: int, part: Part) -> Floats:
        predicted: Floats = trained.evaluator.split(_predictions(trained, part))[index][1]
        return predicted

    for index, one in enumerate(trained.evaluator.each):
        made = _answering(nn.Identity(), one.evaluator, functools.partial(own, index))
        each.append((one, made))
        answers += [replace(answer, name=f"{answer.name}_{one.name}") for answer in made.answers]
    cuts = [(one.head.start, one.head.stop) for one, _ in each]
    network = Heads(copy.deepcopy(torch_module(trained)).to("cpu"), [made.module for _, made in each], cuts)

    def expected(part: Part) -> Arrays:
        return {f"{name}_{one.name}": values for one, made in each for name, values in made.expected(part).items()}

    return Answering(network, tuple(answers), expected)


def _predictions(trained: Trained, part: Part) -> Floats:
    probabilities: Floats = trained.evaluator.predictions(trained.scores(trained.rows(part, None)))
    return probabilities


def _answering(network: nn.Module, evaluator: Evaluator, predictions: Callable[[Part], Floats]) -> Answering:
    """network: blocks of inputs to scores; predictions: what is known to be predicted of a part."""
    encoding, objective = evaluator.encoding, replace(evaluator.objective, xp=torch_arrays())
    scale, width = encoding.target.number_scale, len(encoding.target_names)
    offset = np.zeros(width) if scale is None else np.tile(scale.offset, encoding.horizon)
    divisor = np.ones(width) if scale is None else np.tile(scale.divisor, encoding.horizon)
    predicted = Predicted(network, objective, offset, divisor)
    labels = tuple(encoding.labels)
    probabilities = Answer("probabilities", tuple(map(str, labels)))
    names = tuple(encoding.target_names)
    if encoding.task.has_classes:
        answers: tuple[Answer, ...] = (Answer("predicted", labels=labels), probabilities)

        def classified(part: Part) -> Arrays:
            probabilities = predictions(part)
            return {"predicted": np.array(labels)[evaluator.decisions(probabilities)], "probabilities": probabilities}

        return Answering(Classified(predicted, evaluator.threshold), answers, classified)
    if encoding.task.is_multilabel:
        answers = (Answer("predicted", probabilities.columns), probabilities)
        return Answering(Labelled(predicted), answers, lambda part: _labelled(predictions(part)))
    answers = (Answer("predicted", () if len(names) == 1 else names),)
    return Answering(Valued(predicted), answers, lambda part: _valued(predictions(part)))


def _labelled(probabilities: NDArray[np.float64]) -> Arrays:
    return {"predicted": (probabilities > 0.5).astype(np.int64), "probabilities": probabilities}


def _valued(values: NDArray[np.float64]) -> Arrays:
    return {"predicted": values[:, 0] if values.shape[1] == 1 else values}
