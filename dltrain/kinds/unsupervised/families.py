"""The models that learn without answers, a module a kind.

Each has `fitted(options, rows, seed, say)`, which gives the arrays that a checkpoint holds, and
`learner_of(options, arrays, numbers)`, which checks them and gives what looks at rows (rows, numbers).
"""

from __future__ import annotations

import importlib
from typing import Any

FAMILIES = {"k_means": "k_means", "gaussian_mixture": "mixture", "pca": "components", "svd": "components"}


def family_of(name: str) -> Any:
    """The module of a kind of model."""
    return importlib.import_module(f"dltrain.kinds.unsupervised.{FAMILIES[name]}")
