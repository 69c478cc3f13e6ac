"""What is trained with every way of drawing initial weights: a spec each, on bundled sets or data made from a seed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

CONFIGS = Path(__file__).parent.parent.parent / "configs" / "data"

DIGITS = "data: {source: digits}"
PIXELS = "{type: reshape, shape: [1, 8, 8]}"
REVIEWS = f"data: {{source: '{CONFIGS / 'reviews.csv'}', target: opinion, columns: {{review: {{type: text, tokenizer: word}}}}}}"
VISITORS = f"""data:
  source: '{CONFIGS / "visitors.csv"}'
  target: visitors
  exclude: [date]
  split: {{order: true, validation: 0.15, test: 0.15}}
  window: {{length: 14, horizon: 1}}"""


def _dense(data: str, layers: list[int], epochs: int, *, model: str = "", training: str = "") -> str:
    return f"{data}\nmodel: {{layers: {layers}{model}}}\ntraining: {{epochs: {epochs}{training}}}"


MADE = {name: f"data: {{source: {name}.npz, target: y}}" for name in ("values", "rare", "patterns", "memory")}

# Made of: the data, the layers, how long, and what differs from the defaults.
SPECS = {
    "wine_linear": _dense("data: {source: wine}", [], 40),
    "digits_linear": _dense(DIGITS, [], 15),
    "diabetes_linear": _dense("data: {source: diabetes}", [], 40),
    "breast_cancer": _dense("data: {source: breast_cancer}", [16, 16], 30),
    "wine": _dense("data: {source: wine}", [32], 40),
    "diabetes": _dense("data: {source: diabetes}", [32, 16], 40),
    "digits": _dense(DIGITS, [128, 64], 15),
    "values": _dense(MADE["values"], [128, 128], 10, training=", batch_size: 64"),
    "digits_wide": _dense(DIGITS, [512, 256], 5),
    "spirals": _dense("data: {source: {type: spirals, rows: 1000}}", [32, 32], 60),
    "moons": _dense("data: {source: {type: moons, rows: 400, noise: 0.2}}", [16, 16], 40),
    "rare": _dense(MADE["rare"], [64, 32], 10),
    "spirals_tanh": _dense("data: {source: {type: spirals, rows: 1000}}", [32, 32], 60, model=", activation: tanh"),
    "digits_sgd": _dense(DIGITS, [128, 64], 20, training=", optimizer: {type: sgd, momentum: 0.9}"),
    "values_sgd": _dense(MADE["values"], [128, 128], 10, training=", optimizer: sgd"),
    "digits_fast": _dense(DIGITS, [128, 64], 10, training=", learning_rate: 0.01"),
    "values_fast": _dense(MADE["values"], [128, 128], 6, training=", batch_size: 64, learning_rate: 0.01"),
    "values_sgd_fast": _dense(MADE["values"], [128, 128], 6, training=", batch_size: 64, optimizer: sgd, learning_rate: 0.1"),
    "digits_gelu": _dense(DIGITS, [64] * 6, 12, model=", activation: gelu"),
    "digits_tanh_10": _dense(DIGITS, [64] * 10, 10, model=", activation: tanh"),
    "digits_selu_10": _dense(DIGITS, [64] * 10, 10, model=", activation: selu"),
    "digits_10": _dense(DIGITS, [64] * 10, 12),
    "digits_10_norm": _dense(DIGITS, [64] * 10, 12, model=", batch_norm: true"),
    "values_10": _dense(MADE["values"], [32] * 10, 8, training=", batch_size: 64"),
    "digits_30": _dense(DIGITS, [32] * 30, 12),
    "digits_30_norm": _dense(DIGITS, [64] * 30, 10, model=", batch_norm: true", training=", batch_size: 64"),
    "cnn": f"""{DIGITS}
model:
  layers: [{PIXELS}, {{type: conv2d, channels: 16, kernel_size: 3}}, {{type: conv2d, channels: 32, kernel_size: 3}},
    {{type: max_pool2d, size: 2}}, flatten, 64]
training: {{epochs: 10}}""",
    "patterns": f"""{MADE["patterns"]}
model:
  layers: [{{type: conv2d, channels: 16, kernel_size: 3}}, {{type: conv2d, channels: 32, kernel_size: 3}},
    {{type: max_pool2d, size: 2}}, flatten, 64]
training: {{epochs: 6}}""",
    "residual_cnn": f"""{DIGITS}
model:
  layers: [{PIXELS}, {{type: conv2d, channels: 16, kernel_size: 3, padding: same}}, {{type: max_pool2d, size: 2}},
    {{type: residual, layers: [{{type: conv2d, channels: 16, kernel_size: 3, padding: same}},
      {{type: conv2d, channels: 16, kernel_size: 3, padding: same}}]}},
    {{type: residual, layers: [{{type: conv2d, channels: 32, kernel_size: 3, padding: same}},
      {{type: conv2d, channels: 32, kernel_size: 3, padding: same}}]}}, global_average_pool]
  batch_norm: true
training: {{epochs: 8}}""",
    "text_mean": f"""{REVIEWS}
model: {{layers: [{{type: embedding, dimensions: 32}}, global_average_pool, 32]}}
training: {{epochs: 15}}""",
    "digits_gru": f"""{DIGITS}
model: {{layers: [{{type: reshape, shape: [8, 8]}}, {{type: gru, units: 32}}]}}
training: {{epochs: 10}}""",
    "text_transformer": f"""{REVIEWS}
model: {{layers: [{{type: embedding, dimensions: 32}}, positional_encoding, {{type: transformer, heads: 4, units: 64}},
  layer_norm, global_average_pool]}}
training: {{epochs: 10}}""",
    "series_lstm": f"""{VISITORS}
model: {{layers: [{{type: lstm, units: 32}}]}}
training: {{epochs: 12}}""",
    "memory_lstm": f"""{MADE["memory"]}
model: {{layers: [{{type: lstm, units: 32}}]}}
training: {{epochs: 10}}""",
}


def values() -> tuple[np.ndarray, np.ndarray]:
    """y = sin(2 xa) + (xb)(xc) / 2 + noise, of 32 numbers."""
    generator = np.random.default_rng(0)
    inputs = generator.standard_normal((8_000, 32), np.float32)
    a, b, c = (inputs @ generator.normal(0, 32**-0.5, (32, 3))).T
    return inputs, (np.sin(2 * a) + b * c / 2 + generator.normal(0, 0.1, len(a))).astype(np.float32)


def rare() -> tuple[np.ndarray, np.ndarray]:
    """Two classes, of which one has a twentieth of the rows."""
    generator = np.random.default_rng(1)
    inputs = generator.standard_normal((5_000, 20), np.float32)
    score = inputs @ generator.normal(0, 20**-0.5, 20) + inputs[:, 0] * inputs[:, 1] / 2 + generator.normal(0, 0.3, len(inputs))
    return inputs, (score > np.quantile(score, 0.95)).astype(np.int64)


def patterns() -> tuple[np.ndarray, np.ndarray]:
    """One of ten patterns of 5 × 5 somewhere in a noisy picture."""
    generator = np.random.default_rng(0)
    kinds = generator.standard_normal((10, 5, 5), np.float32)
    targets = generator.integers(10, size=2_000)
    pictures = 0.3 * generator.standard_normal((2_000, 1, 14, 14), np.float32)
    for picture, label, (top, left) in zip(pictures, targets, generator.integers(10, size=(2_000, 2)), strict=True):
        picture[0, top : top + 5, left : left + 5] += kinds[label]
    return pictures, targets


def memory() -> tuple[np.ndarray, np.ndarray]:
    """What is remembered of the first number while all but a tenth of it is kept at every step."""
    sequences = np.random.default_rng(0).standard_normal((1_000, 20, 8), np.float32)
    return sequences, np.tanh(sequences[:, :, 0] @ 0.9 ** np.arange(19, -1, -1)).astype(np.float32)


MAKERS: dict[str, Callable[[], tuple[np.ndarray, np.ndarray]]] = {
    made.__name__: made for made in (values, rare, patterns, memory)
}


def write(folder: Path) -> None:
    """Writes the data that is made, and the spec of every workload."""
    for name, make in MAKERS.items():
        inputs, targets = make()
        np.savez(folder / f"{name}.npz", x=inputs, y=targets)
    for name, text in SPECS.items():
        (folder / f"{name}.yaml").write_text(f"{text}\nthreads: 1\ndevice: cpu\n", "utf-8")
