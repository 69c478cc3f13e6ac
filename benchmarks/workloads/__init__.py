"""What is trained: a spec each, and the goals, as ratios to the best loop."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Workload:
    """`spec` names the YAML file and its data; `sets` are overrides of it, `network` is then the one that the loops train;
    `stack` is the goal of 64 seeds to one run."""

    spec: str
    whole: float
    epoch: float
    sets: tuple[str, ...] = ()
    stack: float | None = None
    scikit_learn: bool = False  # whether it can do the network
    network: str = ""

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.spec}.yaml"

    def settings(self) -> dict[str, Any]:
        """What the loops are told: network, epochs, batch_size and learning_rate."""
        training = yaml.safe_load(self.path.read_text(encoding="utf-8"))["training"]
        training["learning_rate"] = float(training["learning_rate"])
        return {"network": self.network or self.spec, **training}


WORKLOADS = {
    "xor": Workload("xor", 0.40, 0.25, stack=1.6, scikit_learn=True),
    "iris": Workload("iris", 0.42, 0.3, stack=2, scikit_learn=True),
    "digits": Workload("digits", 0.45, 0.45, stack=4.5, scikit_learn=True),
    "digits_dropout": Workload("digits", 0.45, 0.45, ("model.dropout=0.2",), stack=8, network="digits_dropout"),
    "regression": Workload("regression", 0.7, 0.75, scikit_learn=True),
    "normed": Workload("normed", 0.72, 0.72),
    "cnn": Workload("cnn", 0.75, 0.65),
    "cnn_auto": Workload("cnn", 0.85, 0.4, ("precision=auto",)),
    "lstm": Workload("lstm", 0.75, 0.95),
}
