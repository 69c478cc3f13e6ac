"""Values for the examples of the reference page: of each section, and of each option that must be written."""

from __future__ import annotations

from typing import Any

SECTIONS = {
    "top level": """\
name: titanic
seed: 0
data: {source: titanic.csv, target: survived}
model: {layers: [64, 32]}
training: {optimizer: adam, epochs: 200}
metrics: [accuracy, f1]
baselines: [linear, forest]""",
    "data": "data: {source: titanic.csv, target: survived, exclude: [name, ticket], missing_values: [unknown]}",
    "data.source": "source: {train: january.csv, test: february.csv}",
    "data.split": "split: {validation: 0.2, test: 0.2, stratify: true}",
    "data.window": "window: {length: 24, horizon: 1}",
    "model (sequential)": "model: {layers: [64, 32], activation: relu, dropout: 0.2}",
    "model.output": "output: {units: 2, activation: linear}",
    "model (autoencoder)": "model: {type: autoencoder, encoder: [64, 8], decoder: [64]}",
    "model (gan)": "model: {type: gan, generator: [64], discriminator: [64], latent: 8}",
    "training": "training: {optimizer: adam, learning_rate: 1e-3, epochs: 200, batch_size: 32}",
    "training.early_stopping": "early_stopping: {monitor: validation_loss, patience: 20}",
    "sweep": "sweep: {seeds: 10}",
}

REQUIRED: dict[str | tuple[str, str], Any] = {
    "path": "passengers.csv",
    ("tsv", "path"): "passengers.tsv",
    ("parquet", "path"): "passengers.parquet",
    ("npz", "path"): "digits.npz",
    ("idx", "path"): "train-images-idx3-ubyte.gz",
    ("images", "path"): "photographs",
    ("text", "path"): "reviews",
    "columns": ["x", "y"],
    "rows": [[0, 1], [1, 0]],
    "components": 20,
    "function": "relu",
    "shape": [1, 28, 28],
    "order": [1, 0],
    "channels": 16,
    "kernel_size": 3,
    "units": 64,
    "heads": 4,
    "dimensions": 32,
    "size": 2,
    "groups": 4,
    "layers": [32],
    "branches": [[16], [32]],
    "value": 0.5,
    "weights": [[0.5], [-0.5]],
    "every": 30,
}
