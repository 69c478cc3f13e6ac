"""Small experiments that use, between them, all that a resumed run must give back: one of each kind of training."""

from __future__ import annotations

from pathlib import Path

import numpy as np

SPECS = {
    "dense": """
threads: 1
data: {source: {type: moons, rows: 120, noise: 0.2}}
model: {layers: [8, 8], dropout: 0.2, batch_norm: true}
training:
  epochs: 6
  learning_rate: 0.02
  l1: 1e-4
  gradient_clip: 1
  class_weights: balanced
  schedule: {type: reduce_on_plateau, patience: 1}
  early_stopping: {monitor: validation_accuracy, patience: 2}
  save_every: 0.001s
""",
    "explicit": """
threads: 1
engine: explicit
data: {source: {type: moons, rows: 120, noise: 0.2}}
model: {layers: [8], dropout: 0.2, batch_norm: true}
training: {epochs: 3, batch_size: 16, optimizer: adamw, schedule: cosine, save_every: 0.001s}
""",
    "sweep": """
threads: 1
data: {source: {type: moons, rows: 100, noise: 0.2}}
model: {layers: [4], dropout: 0.1}
training: {epochs: 4, learning_rate: 0.05, early_stopping: {patience: 1}, save_every: 0.001s}
sweep: {seeds: 3}
""",
    "cnn": """
threads: 1
data: {source: pictures.npz, target: label, augment: [flip, {type: shift, pixels: 1}]}
model: {layers: [{type: conv2d, channels: 4, kernel_size: 3}, global_average_pool], batch_norm: true}
training: {epochs: 3, optimizer: nadam, schedule: one_cycle, batch_size: 16, save_every: 0.001s}
""",
    "text": """
threads: 1
data: {source: 후기.csv, target: 의견, columns: {후기: {type: text, tokenizer: jamo}}}
model: {layers: [{type: embedding, dimensions: 4}, {type: lstm, units: 4, bidirectional: true}, {type: dropout, rate: 0.2}]}
training: {epochs: 3, batch_size: 8, optimizer: momentum, schedule: {type: cosine, warmup: 5%}, save_every: 0.001s}
""",
    "bagging": """
threads: 1
data: {source: {type: moons, rows: 100, noise: 0.2}}
model: {layers: [4], dropout: 0.1}
training: {epochs: 2, learning_rate: 0.02, save_every: 0.001s}
ensemble: {type: bagging, members: 2, share: 0.7}
""",
    "stacking": """
threads: 1
data: {source: {type: moons, rows: 100, noise: 0.2}}
model: {layers: [4]}
training: {epochs: 1, learning_rate: 0.02, save_every: 0.001s}
ensemble: {type: stacking, members: 2, folds: 2}
""",
    "gan": """
threads: 1
data: {source: {type: ring_of_blobs, rows: 100}}
model: {type: gan, latent: 2, generator: [{type: dense, units: 4, batch_norm: true}], discriminator: [4]}
training: {loss: {type: wasserstein, critic_steps: 2}, epochs: 3, optimizer: rmsprop, schedule: linear, save_every: 0.001s}
""",
    "folds": """
threads: 1
data: {source: {type: moons, rows: 100, noise: 0.2}, split: {folds: 2}}
model: {layers: [4]}
training: {epochs: 2, batch_size: all, optimizer: rprop, save_every: 0.001s}
""",
    "forest": """
threads: 1
data: {source: {type: moons, rows: 100, noise: 0.2}}
model: {type: forest, trees: 3, depth: 2}
""",
    "clusters": """
threads: 1
data: {source: {type: moons, rows: 100, noise: 0.2}}
model: {type: k_means, clusters: 3, attempts: 2}
""",
    "q_learning": """
threads: 1
model:
  type: policy
  environment: {type: grid_world, map: ["..G", "S.."], slip: 0.2}
  algorithm: {type: q_learning, episodes: 2}
training: {epochs: 6, schedule: linear, save_every: 0.001s}
""",
    "dqn": """
threads: 1
model:
  type: policy
  environment: {type: grid_world, map: ["..G", "S.."], slip: 0.2}
  algorithm: {type: dqn, steps: 32, first_steps: 16, replay: 48, target_every: 3}
  layers: [4]
training: {epochs: 5, optimizer: adam, batch_size: 8, save_every: 0.001s}
""",
}


def lay_out(text: str, folder: Path) -> Path:
    """Writes a spec into a folder, and the data that the specs above read; the spec's path."""
    rows = [f"{'정말 ' * (row % 4)}{'좋다' if row % 2 else '나쁘다'},{row % 2}" for row in range(40)]
    (folder / "후기.csv").write_text("\n".join(["후기,의견", *rows]), encoding="utf-8")
    random = np.random.default_rng(0)
    labels = np.arange(60) % 3
    pictures = (random.random((60, 1, 6, 6)) + labels[:, None, None, None] * np.eye(6)).astype(np.float32)
    np.savez(folder / "pictures.npz", picture=pictures, label=labels)
    spec = folder / "spec.yaml"
    spec.write_text(text, encoding="utf-8")
    return spec
