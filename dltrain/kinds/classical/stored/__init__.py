"""Fitted models as arrays, a file a family: what scikit-learn found out of an estimator, and answers out of the arrays.

A checkpoint holds arrays and never an object, so what is measured, saved and loaded again is one and the same. A family has
three functions: `arrays_of(estimator)`; `learner_of(arrays, numbers, outputs)`, which checks arrays that come from a file and
gives what answers the rows of a matrix; and `importances_of(arrays, numbers, deviations)`, what each number counts by the model's
own account.
"""

from __future__ import annotations

import importlib
from typing import Any

FAMILIES = {
    "linear": "linear",
    "logistic": "linear",
    "tree": "trees",
    "forest": "trees",
    "boosted_trees": "trees",
    "svm": "machines",
    "nearest_neighbors": "neighbors",
}


def family_of(name: str) -> Any:
    """The module of the family that a kind of model belongs to."""
    return importlib.import_module(f"{__name__}.{FAMILIES[name]}")
