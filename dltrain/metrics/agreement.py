"""How far truth and prediction agree beyond chance."""

from __future__ import annotations

from dltrain.lazy import np
from dltrain.metrics.base import METRICS, Metric, Outcome, ratio
from dltrain.tasks import CLASSES
from dltrain.types import options


@METRICS.entry("matthews")
@options
class Matthews(Metric):
    """(c s - t·p) / √((s² - p·p) (s² - t·t)), with s rows, c of them right, and t, p the numbers of rows of each class truly and
    as predicted: the correlation of the two for any number of classes (Gorodkin 2004, Comput. Biol. Chem. 28).

    0 where all rows are, or are predicted as, one class (sklearn.metrics.matthews_corrcoef).
    """

    tasks = CLASSES
    limits = (-1.0, 1.0)

    def measure(self, outcome: Outcome) -> float | None:
        matrix = outcome.matrix.astype(np.float64)
        rows, right, true, predicted = matrix.sum(), np.trace(matrix), matrix.sum(axis=1), matrix.sum(axis=0)
        spread = np.sqrt(rows**2 - predicted @ predicted) * np.sqrt(rows**2 - true @ true)
        return float(ratio(right * rows - true @ predicted, spread))


@METRICS.entry("cohen_kappa")
@options
class CohenKappa(Metric):
    """(accuracy - a) / (1 - a), a the agreement expected by chance from how often each class occurs as true and as predicted
    (Cohen 1960, Educ. Psychol. Meas. 20). None where both are one and the same class throughout.
    """

    tasks = CLASSES
    limits = (-1.0, 1.0)

    def measure(self, outcome: Outcome) -> float | None:
        matrix = outcome.matrix.astype(np.float64)
        rows, chance = matrix.sum(), matrix.sum(axis=1) @ matrix.sum(axis=0)
        return float((rows * np.trace(matrix) - chance) / (rows**2 - chance)) if rows**2 > chance else None
