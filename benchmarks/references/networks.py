"""The networks of the workloads, as one writes them in PyTorch."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn


class LSTM(nn.Module):
    """An LSTM, and a linear layer over its last state."""

    def __init__(self) -> None:
        super().__init__()
        self.core = nn.LSTM(8, 64, batch_first=True)
        self.output = nn.Linear(64, 1)

    def forward(self, x: Tensor) -> Tensor:
        states, _ = self.core(x)
        scores: Tensor = self.output(states[:, -1])
        return scores


def dense(*widths: int, activation: type[nn.Module] = nn.ReLU, dropout: float = 0.0, batch_norm: bool = False) -> nn.Sequential:
    network = nn.Sequential()
    for inputs, units in pairwise(widths[:-1]):
        network.append(nn.Linear(inputs, units))
        if batch_norm:
            network.append(nn.BatchNorm1d(units))
        network.append(activation())
        if dropout:
            network.append(nn.Dropout(dropout))
    return network.append(nn.Linear(widths[-2], widths[-1]))


def cnn() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64 * 12 * 12, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )


NETWORKS = {
    "xor": lambda: dense(2, 8, 1, activation=nn.Tanh),
    "iris": lambda: dense(4, 16, 16, 3),
    "digits": lambda: dense(64, 128, 64, 10),
    "digits_dropout": lambda: dense(64, 128, 64, 10, dropout=0.2),
    "regression": lambda: dense(32, 256, 256, 1),
    "normed": lambda: dense(784, 256, 128, 10, dropout=0.2, batch_norm=True),
    "cnn": cnn,
    "lstm": LSTM,
}
LOSSES = {"xor": nn.BCEWithLogitsLoss, "regression": nn.MSELoss, "lstm": nn.MSELoss}  # the others: cross-entropy


def network_and_loss(name: str) -> tuple[nn.Module, nn.Module]:
    torch.manual_seed(0)
    return initialized(NETWORKS[name]()), LOSSES.get(name, nn.CrossEntropyLoss)()


def initialized(network: nn.Module) -> nn.Module:
    """With initial weights as dltrain draws them (see models/initializers.py there): orthogonal, biases at 0."""
    modules = list(network.modules())
    found = [pair for pair in zip(modules, [*modules[1:], None], strict=True) if isinstance(pair[0], nn.Linear | nn.Conv2d)]
    *hidden, (output, _) = found
    depth = sum(not isinstance(following, nn.BatchNorm1d) for _, following in hidden)
    for module, following in hidden:
        gain = 1.0
        if isinstance(following, nn.BatchNorm1d):
            gain = 0.5
        elif isinstance(following, nn.ReLU):
            gain = 2**0.5 * min(max(2 ** (-depth / 2), 1 / 32), 1 / 4) ** (1 / depth)
        nn.init.orthogonal_(module.weight, gain)  # type: ignore[arg-type]
    nn.init.orthogonal_(output.weight, 2.0 if depth else 1.0)  # type: ignore[arg-type]
    for module, _ in found:
        nn.init.zeros_(module.bias)  # type: ignore[arg-type]
    return network


def targets_for(name: str, targets: Tensor) -> Tensor:
    """Class numbers as they are, values and the answers of one score as (rows, 1)."""
    return targets.float()[:, None] if name in LOSSES else targets


def count(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())
