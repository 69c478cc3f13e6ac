"""Makes the runs of tests/assets/runs: `python tests/support/kept_runs.py NAME...`, of the names below that are not there yet.

They are made once and kept for good, as they were written by the version that made them: so they name no place on any machine.
"""

import json
import os
import sys
from pathlib import Path

import dltrain
from dltrain.commands.sweeping.seeds import train_seeds
from dltrain.commands.training.display import Display
from dltrain.spec.loading import load_text

HERE = Path(__file__).parents[1] / "assets" / "runs"
FLOWER = {"sepal length (cm)": 5.9, "sepal width (cm)": 3.0, "petal length (cm)": 5.1, "petal width (cm)": 1.8}
POINTS = {"x1": [0.5, 1.0], "x2": [0.0, 0.5]}
FILMS = [[f"{word} film number {number}", word] for number in range(12) for word in ("good", "bad")]
WAVE = [[number, round(((number * 7) % 24) / 24, 3)] for number in range(60)]
FEW = {"epochs": 4, "learning_rate": 0.01}
PIXELS = {f"pixel_{row}_{column}": float((row + column) % 3) for row in range(8) for column in range(8)}
PICTURE = ({"type": "reshape", "shape": [1, 8, 8]}, {"type": "conv2d", "channels": 2, "kernel_size": 3}, "global_average_pool")
PROVERB = "가는 말이 고와야 오는 말이 곱다. " * 12
PARTS = {"split": {"folds": 2}}

SPECS = {  # name: the spec, and rows to ask it
    "classes": ({"data": {"source": "iris"}, "model": {"layers": [4]}, "training": FEW}, FLOWER),
    "values": ({"data": {"source": "diabetes", "rows": 60}, "model": {"layers": [4]}, "training": FEW}, None),
    "autograd": ({"data": {"source": "moons"}, "model": {"layers": [4]}, "training": FEW, "engine": "autograd"}, POINTS),
    "autoencoder": ({"data": {"source": "iris"}, "model": {"type": "autoencoder", "encoder": [2], "decoder": []}}, FLOWER),
    "gan": (
        {
            "data": {"source": "moons", "exclude": ["target"]},
            "model": {"type": "gan", "latent": 2, "generator": [4], "discriminator": [4]},
        },
        POINTS,
    ),
    "ensemble": ({"data": {"source": "iris"}, "model": {"layers": [3]}, "ensemble": {"type": "bagging", "members": 2}}, FLOWER),
    "folds": ({"data": {"source": "iris", **PARTS}, "model": {"layers": [3]}}, None),
    "seeds": ({"data": {"source": "iris"}, "model": {"layers": [3]}, "sweep": {"seeds": 2}}, None),
    "text": (
        {
            "data": {
                "source": {"type": "inline", "columns": ["review", "kind"], "rows": FILMS},
                "target": "kind",
                "columns": {"review": {"type": "text", "length": 5}},
            },
            "model": {"layers": [{"type": "embedding", "dimensions": 2}, {"type": "gru", "units": 3}]},
        },
        {"review": ["good film", "bad film"]},
    ),
    "language_model": (
        {
            "data": {"source": {"type": "inline", "columns": ["text"], "rows": [[PROVERB]]}},
            "model": {
                "type": "language_model",
                "context": 8,
                "layers": [
                    {"type": "embedding", "dimensions": 4},
                    {"type": "transformer", "heads": 2, "units": 4, "causal": True},
                ],
            },
        },
        {"text": ["오는 말이"]},
    ),
    "tree": ({"data": {"source": "iris"}, "model": {"type": "tree", "depth": 2}, "training": {}}, FLOWER),
    "policy": (
        {
            "model": {
                "type": "policy",
                "environment": {"type": "grid_world", "map": ["..G", "S.."], "slip": 0.2},
                "algorithm": {"type": "q_learning", "episodes": 5},
                "discount": 0.9,
            },
            "training": {"epochs": 4},
        },
        {"state": [0, 3, 5]},
    ),
    "image": ({"data": {"source": "digits", "rows": 200}, "model": {"layers": list(PICTURE)}}, PIXELS),
    "series": (
        {
            "data": {
                "source": {"type": "inline", "columns": ["day", "level"], "rows": WAVE},
                "target": "level",
                "features": ["level"],
                "columns": {"level": "numeric"},
                "split": {"order": True},
                "window": {"length": 4, "horizon": 1},
            },
            "model": {"layers": [{"type": "lstm", "units": 3}]},
        },
        {"level": [number / 24 for number in range(8)]},
    ),
}


def make(name: str) -> None:
    """Trains one, and writes down beside it what it answers to a few rows."""
    spec, rows = SPECS[name]
    spec = {"name": name, "threads": 1, "training": FEW, **spec}
    if "sweep" in spec:
        train_seeds(load_text(json.dumps(spec), f"{name}.yaml", Path(), name), HERE / name, Display(charts=False))
        return
    run = dltrain.train(spec, run_dir=HERE / name, pictures=False)
    if rows is not None:
        answers = run.load().predict(rows)
        (HERE / f"{name}.json").write_text(
            json.dumps({"rows": rows, "answers": answers.to_dict(as_series=False)}) + "\n", "utf-8"
        )


if __name__ == "__main__":
    os.chdir("/")  # a run notes where its spec was
    for name in sys.argv[1:] or SPECS:
        if not (HERE / name).exists():
            make(name)
            for log in (HERE / name).rglob("log.txt"):
                log.write_text(log.read_text("utf-8").replace(f"{HERE}/", ""), "utf-8")
