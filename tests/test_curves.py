"""Losses as they were stored: what makes training faster must not change a number.

`python tests/test_curves.py` stores them anew.
"""

import json
import tempfile
from pathlib import Path

import pytest

from dltrain.commands.train import train
from dltrain.commands.training.display import Display

STORED = Path(__file__).parent / "assets" / "curves.json"
DENSE = """
data: {source: digits, rows: 400}
model: {layers: [32, 16], batch_norm: true, dropout: 0.2}
training: {epochs: 5, learning_rate: 0.01, schedule: cosine, weight_decay: 1e-4, label_smoothing: 0.1}
"""
VALUES = """
data: {source: diabetes}
model: {layers: [16, 8], activation: tanh, dropout: 0.1}
training: {epochs: 5, optimizer: {type: sgd, momentum: 0.9}, batch_size: 20, gradient_clip: 1, loss: huber}
"""
SPECS = {
    "dense numpy": DENSE + "engine: numpy",
    "dense explicit": DENSE + "engine: explicit",
    "dense autograd": DENSE + "engine: autograd",
    "values numpy": VALUES + "engine: numpy",
    "values explicit": VALUES + "engine: explicit",
    "values autograd": VALUES + "engine: autograd",
    "pictures": """
data: {source: digits, rows: 400}
model:
  layers:
    [{type: reshape, shape: [1, 8, 8]}, {type: conv2d, channels: 8, kernel_size: 3}, {type: max_pool2d, size: 2}, flatten, 16]
  dropout: 0.1
training: {epochs: 4, learning_rate: 0.01}
""",
    "sequences": """
data: {source: digits, rows: 400}
model: {layers: [{type: reshape, shape: [8, 8]}, {type: lstm, units: 16}]}
training: {epochs: 4, learning_rate: 0.01}
""",
}


def curve(text: str, folder: Path) -> dict[str, list[float]]:
    """The losses of each epoch."""
    (folder / "spec.yaml").write_text(text + "\nthreads: 1\n", encoding="utf-8")
    train(spec=folder / "spec.yaml", run_dir=folder / "run", display=Display(charts=False))
    records = [json.loads(line) for line in (folder / "run" / "metrics.jsonl").read_text("utf-8").splitlines()]
    return {name: [record[name] for record in records] for name in ("train_loss", "validation_loss")}


@pytest.mark.parametrize("name", SPECS)
def test_losses_are_those_that_were_stored(name, tmp_path):
    stored = json.loads(STORED.read_text("utf-8"))[name]
    for loss, values in curve(SPECS[name], tmp_path).items():
        assert values == pytest.approx(stored[loss], rel=1e-3)


@pytest.mark.parametrize("kind", ["dense", "values"])
def test_all_engines_have_the_same_curve(kind):
    stored = json.loads(STORED.read_text("utf-8"))
    for engine in ("numpy", "explicit"):
        for loss, values in stored[f"{kind} {engine}"].items():
            assert values == pytest.approx(stored[f"{kind} autograd"][loss], rel=5e-3)


if __name__ == "__main__":
    found = {}
    for name, text in SPECS.items():
        with tempfile.TemporaryDirectory() as folder:
            found[name] = curve(text, Path(folder))
    STORED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
