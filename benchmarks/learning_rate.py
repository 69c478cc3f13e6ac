"""`python -m benchmarks.learning_rate [WORKLOAD ...]`: does `learning_rate: auto` beat the optimizer's published rate?

Each workload is trained with each seed at both, for the same epochs; what is compared is the validation loss of the best epoch
(of xor, which has no validation rows, the training loss), as the mean over the seeds. On the first nine the factor was chosen by
which the rate lies below that of the lowest loss; the others had no part in it.
"""

from __future__ import annotations

import math
import sys
import tempfile
from pathlib import Path
from statistics import mean

import numpy as np

from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.runs import Run

SEEDS = range(3)
ROWS = "[[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]"
XOR = f"{{type: inline, columns: [x1, x2, y], rows: {ROWS}}}, target: y, scale: none, split: none"
CNN = (
    "{type: reshape, shape: [1, 8, 8]}, {type: conv2d, channels: 8, kernel_size: 3}, {type: conv2d, channels: 16, kernel_size: 3}"
)
WORKLOADS = {  # name: data, layers, epochs and what else is said of the training
    "xor": (XOR, "[8], activation: tanh", "epochs: 500, batch_size: all"),
    "iris": ("iris", "[16]", "epochs: 100"),
    "digits": ("digits", "[64, 32]", "epochs: 30"),
    "wine": ("wine", "[16]", "epochs: 100"),
    "breast_cancer": ("breast_cancer", "[32]", "epochs: 50"),
    "diabetes": ("diabetes", "[32]", "epochs: 100"),
    "moons": ("{type: moons, rows: 500, noise: 0.2}", "[16, 16]", "epochs: 100"),
    "regression": ("regression.npz, target: y", "[64, 64]", "epochs: 60"),
    "cnn": ("digits", f"[{CNN}, flatten, 32]", "epochs: 10"),
    "spirals": ("{type: spirals, rows: 500}", "[32, 32]", "epochs: 100"),
    "circles": ("{type: circles, rows: 500, noise: 0.1}", "[16]", "epochs: 60"),
    "digits, sgd": ("digits", "[64, 32]", "epochs: 30, optimizer: sgd"),
    "wine, sgd": ("wine", "[16]", "epochs: 100, optimizer: sgd"),
    "diabetes, momentum": ("diabetes", "[32]", "epochs: 100, optimizer: momentum"),
}


def write_regression(path: Path) -> None:
    """1,000 rows of eight normal numbers, y = sin 2x₁ + x₂ x₃ + x₄ / 2 and noise of deviation 0.1."""
    random = np.random.default_rng(0)
    x = random.normal(size=(1000, 8)).astype(np.float32)
    y = np.sin(2 * x[:, 0]) + x[:, 1] * x[:, 2] + 0.5 * x[:, 3] + 0.1 * random.normal(size=1000)
    np.savez(path, x=x, y=y.astype(np.float32))


def best_loss(folder: Path, name: str, seed: int, rate: str) -> tuple[float, float]:
    """The loss of the best epoch, and the learning rate of the training."""
    data, layers, more = WORKLOADS[name]
    spec = folder / "workload.yaml"
    spec.write_text(f"data: {{source: {data}}}\nmodel: {{layers: {layers}}}\ntraining: {{{more}{rate}}}\nseed: {seed}\n", "utf-8")
    run = Run(folder / f"{name}-{seed}-{len(rate)}")
    train(spec=spec, run_dir=run.folder, display=Display(charts=False))
    records = run.read_metrics()
    losses = [float(one.get("validation_loss", one["train_loss"]) or math.inf) for one in records]
    return min(losses), float(records[0]["learning_rate"] or 0)


def main() -> None:
    """Prints a line a workload."""
    print("| workload | published | auto | found rates |\n|---|---:|---:|---|")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_regression(folder / "regression.npz")
        for name in sys.argv[1:] or WORKLOADS:
            usual = [best_loss(folder, name, seed, "")[0] for seed in SEEDS]
            found = [best_loss(folder, name, seed, ", learning_rate: auto") for seed in SEEDS]
            rates = ", ".join(f"{rate:g}" for _, rate in found)
            print(f"| {name} | {mean(usual):.4f} | {mean(loss for loss, _ in found):.4f} | {rates} |", flush=True)


if __name__ == "__main__":
    main()
