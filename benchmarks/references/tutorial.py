"""The loop of PyTorch's tutorials: DataLoader, nn.Module, torch.optim, and `.item()` at each step."""

from __future__ import annotations

import time

import torch
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.references.common import task, tell
from benchmarks.references.networks import count, network_and_loss, targets_for


def main() -> None:
    told = task()
    torch.set_num_threads(told.threads)
    network, loss_of = network_and_loss(told.network)
    train, validation = (
        TensorDataset(torch.from_numpy(x), targets_for(told.network, torch.from_numpy(y)))
        for x, y in (told.train, told.validation)
    )
    loader = DataLoader(train, batch_size=told.batch_size, shuffle=True)
    validation_loader = DataLoader(validation, batch_size=told.batch_size)
    optimizer = torch.optim.Adam(network.parameters(), lr=told.learning_rate)
    seconds, loss = [], 0.0
    for _ in range(told.epochs):
        began = time.perf_counter()
        network.train()
        running = 0.0
        for inputs, targets in loader:
            optimizer.zero_grad()
            step_loss = loss_of(network(inputs), targets)
            step_loss.backward()
            optimizer.step()
            running += step_loss.item()
        network.eval()
        loss = 0.0
        with torch.no_grad():
            for inputs, targets in validation_loader:
                loss += loss_of(network(inputs), targets).item() * len(inputs) / len(validation)
        seconds.append(time.perf_counter() - began)
    tell(seconds, loss, count(network))


if __name__ == "__main__":
    main()
