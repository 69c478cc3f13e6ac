"""scikit-learn's MLPClassifier and MLPRegressor, by one call of `fit`: in their favour, without a validation pass."""

from __future__ import annotations

import time
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import log_loss, mean_squared_error
from sklearn.neural_network import MLPClassifier, MLPRegressor

from benchmarks.references.common import task, tell

LAYERS = {"xor": (8,), "iris": (16, 16), "digits": (128, 64), "regression": (256, 256)}


def main() -> None:
    told = task()
    warnings.simplefilter("ignore", ConvergenceWarning)
    (inputs, targets), (checked, answers) = told.train, told.validation
    kind = MLPRegressor if told.network == "regression" else MLPClassifier
    network = kind(
        hidden_layer_sizes=LAYERS[told.network],
        activation="tanh" if told.network == "xor" else "relu",
        alpha=0.0,
        batch_size=told.batch_size,
        learning_rate_init=told.learning_rate,
        max_iter=told.epochs,
        n_iter_no_change=told.epochs,
        tol=0.0,
        random_state=0,
    )
    began = time.perf_counter()
    network.fit(inputs, targets)
    mean = (time.perf_counter() - began) / told.epochs
    if kind is MLPRegressor:
        loss = float(mean_squared_error(answers, network.predict(checked)))
    else:
        loss = float(log_loss(answers, network.predict_proba(checked)))
    parameters = sum(array.size for array in (*network.coefs_, *network.intercepts_))
    tell([mean] * told.epochs, loss, parameters)


if __name__ == "__main__":
    main()
