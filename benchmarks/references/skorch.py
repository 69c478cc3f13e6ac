"""skorch's NeuralNet, silent."""

from __future__ import annotations

import torch
from skorch import NeuralNet
from skorch.dataset import Dataset
from skorch.helper import predefined_split

from benchmarks.references.common import task, tell
from benchmarks.references.networks import count, network_and_loss, targets_for


def main() -> None:
    told = task()
    torch.set_num_threads(told.threads)
    network, loss_of = network_and_loss(told.network)
    (inputs, targets), (checked, answers) = (
        (torch.from_numpy(x), targets_for(told.network, torch.from_numpy(y))) for x, y in (told.train, told.validation)
    )
    net = NeuralNet(
        network,
        loss_of,
        optimizer=torch.optim.Adam,
        lr=told.learning_rate,
        max_epochs=told.epochs,
        batch_size=told.batch_size,
        iterator_train__shuffle=True,
        train_split=predefined_split(Dataset(checked, answers)),
        verbose=0,
    )
    net.fit(inputs, targets)
    tell(net.history[:, "dur"], net.history[-1, "valid_loss"], count(network))


if __name__ == "__main__":
    main()
