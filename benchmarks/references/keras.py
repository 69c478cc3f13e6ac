"""Keras' `fit`, silent, on the backend that its environment has (KERAS_BACKEND; TensorFlow if unset)."""

from __future__ import annotations

import math
import os
import time
from typing import Any

from benchmarks.references.common import Task, task, tell

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
from keras import layers


class Clock(keras.callbacks.Callback):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.moments = [time.perf_counter()]

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.moments.append(time.perf_counter())


def dense(*widths: int, activation: str = "relu", dropout: float = 0.0, batch_norm: bool = False) -> list[Any]:
    found: list[Any] = []
    for units in widths[:-1]:
        found.append(layers.Dense(units))
        if batch_norm:
            found.append(layers.BatchNormalization())
        found.append(layers.Activation(activation))
        if dropout:
            found.append(layers.Dropout(dropout))
    return [*found, layers.Dense(widths[-1])]


def network_of(name: str) -> list[Any]:
    return {
        "xor": lambda: dense(8, 1, activation="tanh"),
        "iris": lambda: dense(16, 16, 3),
        "digits": lambda: dense(128, 64, 10),
        "digits_dropout": lambda: dense(128, 64, 10, dropout=0.2),
        "regression": lambda: dense(256, 256, 1),
        "normed": lambda: dense(256, 128, 10, dropout=0.2, batch_norm=True),
        "cnn": lambda: [
            layers.Conv2D(32, 3, activation="relu"),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            *dense(128, 10),
        ],
        "lstm": lambda: [layers.LSTM(64), layers.Dense(1)],
    }[name]()


def loss_of(name: str) -> Any:
    if name == "xor":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    return "mse" if name in ("regression", "lstm") else keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def threaded(told: Task) -> None:
    if keras.backend.backend() == "tensorflow":
        import tensorflow

        tensorflow.config.threading.set_intra_op_parallelism_threads(told.threads)
        tensorflow.config.threading.set_inter_op_parallelism_threads(told.threads)
    elif keras.backend.backend() == "torch":
        import torch

        torch.set_num_threads(told.threads)


def main() -> None:
    told = task()
    threaded(told)
    keras.utils.set_random_seed(0)
    (inputs, targets), (checked, answers) = told.train, told.validation
    if told.network == "cnn":
        inputs, checked = inputs.transpose(0, 2, 3, 1), checked.transpose(0, 2, 3, 1)
    network = keras.Sequential([keras.Input(inputs.shape[1:]), *network_of(told.network)])
    network.compile(keras.optimizers.Adam(told.learning_rate), loss_of(told.network))
    clock = Clock()
    history = network.fit(
        inputs,
        targets,
        batch_size=told.batch_size,
        epochs=told.epochs,
        validation_data=(checked, answers),
        verbose=0,
        callbacks=[clock],
    )
    seconds = [later - earlier for earlier, later in zip(clock.moments, clock.moments[1:], strict=False)]
    parameters = sum(math.prod(weight.shape) for weight in network.trainable_weights)
    tell(seconds, float(history.history["val_loss"][-1]), parameters)


if __name__ == "__main__":
    main()
