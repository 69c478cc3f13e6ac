"""What each column counts: by the model's own account, and by how much a metric falls when its values are shuffled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.encoding.encoding import Encoding
from dltrain.diagnosis.facts import OWN_IMPORTANCES, SHUFFLED_IMPORTANCES
from dltrain.errors import listing
from dltrain.kinds.classical.numbers import numbers_of
from dltrain.kinds.classical.stored import family_of
from dltrain.kinds.permutation import Importances
from dltrain.runs.stored_tensors import strip_prefix

BY = {"tree": "impurity", "forest": "impurity", "boosted_trees": "gain", "linear": "coefficients", "logistic": "coefficients"}
FIRST, MIN_IMPORTANCE = 5, 0.005  # columns that are named, and what rounds to nothing
TOLD_APART = 20  # numbers of a column, such as the words of a text


def own_importances(kind: str, encoding: Encoding, tensors: Mapping[str, NDArray[Any]], X: Any) -> dict[str, Any]:
    """The columns by their shares, the greatest first, which the numbers of a column share again: `{by, columns: [{column,
    importance, numbers: {name: importance}}]}`; empty where the model has no account of its own.

    X: the training rows (rows, numbers), by whose deviations coefficients are made comparable. Several learners count the same.
    """
    numbers = numbers_of(encoding)
    learners = sorted({name.partition(".")[0] for name in tensors})
    deviations = _deviations(X)
    of_each = [_of_learner(kind, strip_prefix(dict(tensors), f"{one}."), len(numbers), deviations) for one in learners]
    known = [shares for shares in of_each if shares is not None]
    if kind not in BY or not known:
        return {}
    columns: dict[str, dict[str, float]] = {}
    for number, share in zip(numbers, np.mean(known, axis=0).tolist(), strict=True):
        columns.setdefault(number.column, {})[number.name] = share
    told = [_told(column, of_numbers) for column, of_numbers in columns.items()]
    return {"by": BY[kind], "columns": sorted(told, key=lambda one: -one["importance"])}


def _of_learner(
    kind: str, arrays: dict[str, NDArray[Any]], numbers: int, deviations: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """The shares of one learner; None of one that had nothing to learn."""
    if len(arrays) < 2:
        return None
    found: NDArray[np.float64] | None = family_of(kind).importances_of(arrays, numbers, deviations)
    return found


def _told(column: str, of_numbers: dict[str, float]) -> dict[str, Any]:
    """A column with its share, and the greatest of those of its numbers where it has several."""
    told: dict[str, Any] = {"column": column, "importance": sum(of_numbers.values())}
    if len(of_numbers) > 1:
        greatest = sorted(of_numbers.items(), key=lambda pair: -pair[1])[:TOLD_APART]
        told["numbers"] = dict(greatest)
    return told


def _deviations(X: Any) -> NDArray[np.float64]:
    """The population deviation of each number, (numbers,), of a matrix that may be sparse."""
    mean = np.asarray(X.mean(axis=0, dtype=np.float64)).ravel()
    squares = X.multiply(X) if hasattr(X, "multiply") else np.square(X, dtype=np.float64)
    variances: NDArray[np.float64] = np.asarray(squares.mean(axis=0, dtype=np.float64)).ravel() - mean**2
    deviations: NDArray[np.float64] = np.sqrt(np.maximum(variances, 0.0))
    return deviations


def shuffled_importances(found: Importances | None, split: str) -> dict[str, Any]:
    """The same of columns whose values were shuffled, as JSON has it: `{metric, split, whole, rows, repeats, columns: [{column,
    drop, deviation}]}`; empty where there are none."""
    if found is None:
        return {}
    columns = [{"column": one.column, "drop": one.drop, "deviation": one.deviation} for one in found.columns]
    facts = {"metric": found.metric, "split": split, "whole": found.whole, "rows": found.rows, "repeats": found.repeats}
    return {**facts, "columns": columns}


def in_words(importances: Mapping[str, Any]) -> tuple[str, dict[str, float]] | None:
    """What counts most, in a sentence and by column; None where nothing is known of it."""
    if own := importances.get("columns"):
        counts = {one["column"]: one["importance"] for one in own[:FIRST]}
        words, metric = OWN_IMPORTANCES[importances["by"]], ""
    elif shuffled := importances.get("permutation"):
        counts = {one["column"]: one["drop"] for one in shuffled["columns"][:FIRST]}
        words, metric = SHUFFLED_IMPORTANCES[shuffled["split"]], shuffled["metric"]
    else:
        return None
    if not (first := {column: value for column, value in counts.items() if value >= MIN_IMPORTANCE}):
        return None
    named = listing([f"{column} ({value:.2f})" for column, value in first.items()])
    return words.en.format(columns=named, metric=metric), first
