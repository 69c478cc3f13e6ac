"""The best loop that one writes by hand in PyTorch: tensors resident, rows taken by a permutation, a fused optimizer, and no
waiting for a number within an epoch."""

from __future__ import annotations

import time

import torch
from torch import Tensor

from benchmarks.references.common import task, tell
from benchmarks.references.networks import count, network_and_loss, targets_for

CHUNK = 1000  # rows of validation at once


def main() -> None:
    told = task()
    torch.set_num_threads(told.threads)
    network, loss_of = network_and_loss(told.network)
    inputs, targets = (torch.from_numpy(array) for array in told.train)
    checked, answers = (torch.from_numpy(array) for array in told.validation)
    targets, answers = targets_for(told.network, targets), targets_for(told.network, answers)
    optimizer = torch.optim.Adam(network.parameters(), lr=told.learning_rate, fused=True)
    rows, size, seconds = len(inputs), told.batch_size, []
    loss = torch.zeros(())
    for _ in range(told.epochs):
        began = time.perf_counter()
        network.train()
        total = torch.zeros(())
        order = torch.randperm(rows) if size < rows else None
        for start in range(0, rows, size):
            batch = (inputs, targets) if order is None else _taken(inputs, targets, order[start : start + size])
            optimizer.zero_grad()
            step_loss = loss_of(network(batch[0]), batch[1])
            step_loss.backward()
            optimizer.step()
            total += step_loss.detach() * len(batch[0])
        network.eval()
        with torch.inference_mode():
            scores = torch.cat([network(part) for part in torch.split(checked, CHUNK)])
            loss = loss_of(scores, answers)
            _shown = float(total) / rows, float(loss), float(_right(scores, answers))
        seconds.append(time.perf_counter() - began)
    tell(seconds, float(loss), count(network))


def _taken(inputs: Tensor, targets: Tensor, index: Tensor) -> tuple[Tensor, Tensor]:
    return inputs[index], targets[index]


def _right(scores: Tensor, answers: Tensor) -> Tensor:
    """The accuracy of classes; of values the root of the mean squared error."""
    if answers.dtype == torch.int64:
        return (scores.argmax(1) == answers).float().mean()
    return (scores - answers).square().mean().sqrt()


if __name__ == "__main__":
    main()
