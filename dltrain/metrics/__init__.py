"""The metrics: how good predictions are, in numpy alone.

Each number is what scikit-learn gives for the same predictions, unless its docstring says otherwise. Where a metric is undefined
(no rows, a ranking of one class, no probabilities, or none that are numbers) its value is None; no metric warns.
"""

# In the order of the table.
from dltrain.metrics import accuracy, counts, ranking, likelihood, agreement, calibration, errors  # isort: skip
from dltrain.metrics import likeness, text, reward, clustering, variance  # isort: skip
from dltrain.metrics.base import (
    METRICS,
    Metric,
    Outcome,
    confusion_matrix,
    direction_of,
    is_loss,
    limits_of,
    metric_names,
    own_name,
)
from dltrain.metrics.defaults import default_metrics
from dltrain.metrics.likeness import distances

__all__ = [
    "METRICS",
    "Metric",
    "Outcome",
    "accuracy",
    "agreement",
    "calibration",
    "clustering",
    "confusion_matrix",
    "counts",
    "default_metrics",
    "direction_of",
    "distances",
    "errors",
    "is_loss",
    "likelihood",
    "likeness",
    "limits_of",
    "metric_names",
    "own_name",
    "ranking",
    "reward",
    "text",
    "variance",
]
