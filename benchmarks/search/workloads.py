"""Three small trainings whose keys are searched: bundled sets, seven keys each, one of them a choice with a range of its own."""

from __future__ import annotations

SPEC = """\
name: {name}
data: {{source: {name}}}
model: {{layers: [16]}}
training: {{epochs: {epochs}}}
engine: numpy
sweep:
  search: tpe
  parameters:
    training.learning_rate: {{low: 1e-5, high: 1, scale: log}}
    training.optimizer: [adam, rmsprop, {{type: sgd, momentum: {{low: 0, high: 0.99}}}}]
    training.weight_decay: {{low: 1e-6, high: 1e-1, scale: log}}
    training.batch_size: {{low: 8, high: 64, scale: log}}
    model.layers.0: {{low: 2, high: 64, scale: log}}
    model.activation: [relu, tanh, sigmoid]
    model.dropout: {{low: 0, high: 0.6}}
"""
SPECS = {name: SPEC.format(name=name, epochs=epochs) for name, epochs in (("wine", 10), ("breast_cancer", 6), ("diabetes", 10))}
