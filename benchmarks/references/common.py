"""What the loops share: what they are told, their data, the networks, and what they tell at the end."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Task:
    """What a loop is to do. `batch_size` is the number of rows where the spec says all."""

    network: str
    epochs: int
    batch_size: int
    learning_rate: float
    threads: int
    train: tuple[np.ndarray, np.ndarray]
    validation: tuple[np.ndarray, np.ndarray]  # the training rows where there are no others


def task() -> Task:
    """The task that the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--network", required=True)
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--batch_size", required=True)
    parser.add_argument("--learning_rate", type=float, required=True)
    parser.add_argument("--threads", type=int, required=True)
    told = parser.parse_args()
    train = _arrays(told.folder / "train.npz")
    apart = told.folder / "validation.npz"
    validation = _arrays(apart) if apart.exists() else train
    size = len(train[0]) if told.batch_size == "all" else int(told.batch_size)
    return Task(told.network, told.epochs, size, told.learning_rate, told.threads, train, validation)


def tell(seconds: Sequence[float], loss: float, parameters: int) -> None:
    """Prints the seconds of each epoch, the loss on the validation rows after the last, and the number of parameters."""
    print(json.dumps({"seconds": list(seconds), "loss": loss, "parameters": parameters}))


def _arrays(path: Path) -> tuple[np.ndarray, np.ndarray]:
    with np.load(path) as file:
        return file["x"], file["y"]
