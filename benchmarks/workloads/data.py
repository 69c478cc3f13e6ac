"""The data of the workloads: made from a seed, or out of scikit-learn's bundled sets. One function a workload gives the inputs,
the targets, and how many of the rows, the last ones, are for validation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

Made = tuple[np.ndarray, np.ndarray, int]


def xor() -> Made:
    return np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32), np.array([0, 1, 1, 0]), 0


def iris() -> Made:
    from sklearn.datasets import load_iris

    inputs, targets = load_iris(return_X_y=True)
    return _shuffled(inputs, targets, 30)


def digits() -> Made:
    from sklearn.datasets import load_digits

    inputs, targets = load_digits(return_X_y=True)
    return _shuffled(inputs, targets, 360)


def regression() -> Made:
    """y = sin(xa) + (xb)(xc) / 2 + noise."""
    generator = np.random.default_rng(0)
    inputs = generator.standard_normal((110_000, 32), np.float32)
    a, b, c = (inputs @ generator.normal(0, 32**-0.5, (32, 3))).T
    targets = np.sin(2 * a) + b * c / 2 + generator.normal(0, 0.1, len(a))
    return inputs, targets.astype(np.float32), 10_000


def normed() -> Made:
    """Ten classes, each of two clusters."""
    generator = np.random.default_rng(0)
    clusters = generator.integers(20, size=70_000)
    inputs = generator.standard_normal((70_000, 784), np.float32)
    inputs += 0.15 * generator.standard_normal((20, 784), np.float32)[clusters]
    return inputs, clusters % 10, 10_000


def cnn() -> Made:
    """One of ten patterns of 7 × 7 somewhere in a noisy picture."""
    generator = np.random.default_rng(0)
    patterns = generator.standard_normal((10, 7, 7), np.float32)
    targets = generator.integers(10, size=12_000)
    pictures = 0.3 * generator.standard_normal((12_000, 1, 28, 28), np.float32)
    for picture, label, (top, left) in zip(pictures, targets, generator.integers(22, size=(12_000, 2)), strict=True):
        picture[0, top : top + 7, left : left + 7] += patterns[label]
    return pictures, targets, 2_000


def lstm() -> Made:
    """What is remembered of the first number while all but a tenth of it is kept at every step."""
    sequences = np.random.default_rng(0).standard_normal((6_000, 50, 8), np.float32)
    targets = sequences[:, :, 0] @ 0.9 ** np.arange(49, -1, -1)
    return sequences, np.tanh(targets).astype(np.float32), 1_000


MAKERS: dict[str, Callable[[], Made]] = {made.__name__: made for made in (xor, iris, digits, regression, normed, cnn, lstm)}


def write(name: str, folder: Path) -> None:
    """Writes train.npz and, where there is validation, validation.npz, with the arrays x and y."""
    inputs, targets, validation = MAKERS[name]()
    rows = len(inputs) - validation
    np.savez(folder / "train.npz", x=inputs[:rows], y=targets[:rows])
    if validation:
        np.savez(folder / "validation.npz", x=inputs[rows:], y=targets[rows:])


def _shuffled(inputs: np.ndarray, targets: np.ndarray, validation: int) -> Made:
    """Rows in random order, scaled by those that train."""
    order = np.random.default_rng(0).permutation(len(inputs))
    trained = inputs[order[:-validation]]
    scaled = (inputs - trained.mean(0)) / np.maximum(trained.std(0), 1e-6)
    return scaled[order].astype(np.float32), targets[order], validation
