"""The learners that one classical model is made of: one, or one a label, or one a value where a learner knows a single one."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.encoding.encoding import Encoding
from dltrain.errors import InputError
from dltrain.files.typed_json import Misfit
from dltrain.kinds.classical.stored import family_of
from dltrain.kinds.classical.stored.checked import dense, shaped, within
from dltrain.runs.stored_tensors import strip_prefix
from dltrain.tasks import Task
from dltrain.text.formatting import amount
from dltrain.training.minibatches.targets import class_numbers

Tensors = Mapping[str, NDArray[Any]]
# rows (rows, numbers) → probabilities of all classes or labels, or scaled values
Predictor = Callable[[Any], NDArray[np.float64]]
MAX_DENSE_BYTES = 4 * 2**30  # bytes of a matrix whose zeros are written out
CLASSES = "classes"  # of each learner: the indices of those that its rows have, int64


def fitted(
    options: Any,
    encoding: Encoding,
    X: Any,
    target: NDArray[Any],
    weights: NDArray[np.float64] | None,
    seed: int,
    threads: int,
    say: Callable[[str], None],
) -> dict[str, NDArray[Any]]:
    """Fits the learners to the training rows; their arrays, by names that begin with the learner's number. Says what did not
    converge."""
    from sklearn.exceptions import ConvergenceWarning

    X = X if options.takes_sparse else _whole(X, options.type)
    arrays: dict[str, NDArray[Any]] = {}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        for number, column in enumerate(_columns(options, encoding, target)):
            own: dict[str, NDArray[Any]] = {}
            if encoding.labels:
                present, column = np.unique(column, return_inverse=True)
                own[CLASSES] = present.astype(np.int64)
            if not encoding.labels or len(own[CLASSES]) > 1:
                estimator = options.estimator("classes" if encoding.labels else "values", seed, threads)
                estimator.fit(X, column, **({} if weights is None or not options.weighs_rows else {"sample_weight": weights}))
                own |= family_of(options.type).arrays_of(estimator)
            arrays |= {f"{number}.{name}": array for name, array in own.items()}
    if any(issubclass(warning.category, ConvergenceWarning) for warning in caught):
        say(f"notice: {options.type} has not quite converged; scale the numbers, or take a larger l2")
    return arrays


def _whole(X: Any, kind: str) -> NDArray[Any]:
    """A matrix with its zeros, (rows, numbers). Raises InputError where it would be too large."""
    rows, numbers = X.shape
    if not isinstance(X, np.ndarray) and rows * numbers * X.dtype.itemsize > MAX_DENSE_BYTES:
        size = amount(rows * numbers * X.dtype.itemsize)
        advice = "lower 'vocabulary' of the text, or write type: forest"
        raise InputError(
            f"{kind} takes every word of every row at once: {rows:,} rows of {numbers:,} numbers are {size}; {advice}"
        )
    return dense(X)


def _columns(options: Any, encoding: Encoding, target: NDArray[Any]) -> list[NDArray[Any]]:
    """What each learner learns: class numbers (rows,), or values (rows,) or (rows, values)."""
    if encoding.task is Task.MULTILABEL:
        return list(target.T.astype(np.int64))
    if encoding.labels:
        return [class_numbers(target)]
    return [target[:, 0]] if target.shape[1] == 1 else [target] if options.many_values else list(target.T)


@dataclass(frozen=True)
class Fitted:
    """A fitted model: its arrays, and what answers the rows (rows, numbers) of a matrix out of them."""

    tensors: Tensors
    predict: Predictor

    def __call__(self, X: Any) -> NDArray[np.float64]:
        return self.predict(X)


def fitted_of(options: Any, encoding: Encoding, numbers: int, tensors: Tensors) -> Fitted:
    """The model of these arrays. Raises Misfit where they are not those of such a model."""
    return Fitted(tensors, _predictor_of(options, encoding, numbers, tensors))


def _predictor_of(options: Any, encoding: Encoding, numbers: int, tensors: Tensors) -> Predictor:
    """What the learners of these arrays answer; classes of a model without probabilities have 1 for the one that is chosen.
    Raises Misfit where the arrays are not those of such a model."""
    is_multilabel, labels = encoding.task is Task.MULTILABEL, len(encoding.labels)
    values = len(encoding.target_names)
    count = labels if is_multilabel else 1 if labels or options.many_values else values
    learners = [_learner(options, strip_prefix(tensors, f"{number}."), number, numbers, encoding) for number in range(count)]

    def predict(X: Any) -> NDArray[np.float64]:
        given = [one(X) for one in learners]
        if is_multilabel:
            return np.stack([one[:, 1] for one in given], axis=1)
        return np.concatenate(given, axis=1)

    return predict


def _learner(options: Any, arrays: Tensors, number: int, numbers: int, encoding: Encoding) -> Predictor:
    """One learner: probabilities (rows, classes), or values."""
    try:
        family = family_of(options.type)
        if not encoding.labels:
            width = len(encoding.target_names) if options.many_values else 1
            values: Predictor = family.learner_of(arrays, numbers, width, False)
            return values
        classes = 2 if encoding.task is Task.MULTILABEL else len(encoding.labels)
        present = within(shaped(arrays, CLASSES, (None,), "int64"), CLASSES, 0, classes)
        if not len(present) or (np.diff(present) <= 0).any():
            raise Misfit(CLASSES, "indices of classes, in order")
        learner = None if len(present) == 1 else family.learner_of(arrays, numbers, len(present), True)
    except Misfit as error:
        raise Misfit(f"model.{number}.{error.key}", error.expected) from None

    def predict(X: Any) -> NDArray[np.float64]:
        probabilities = np.zeros((X.shape[0], classes))
        if learner is None:
            probabilities[:, present] = 1.0
        elif options.has_probabilities:
            probabilities[:, present] = learner(X)
        else:
            probabilities[np.arange(X.shape[0]), present[learner(X)]] = 1.0
        return probabilities

    return predict
