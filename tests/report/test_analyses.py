"""What a page computes of predictions, held against scikit-learn and against numbers computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from dltrain.metrics import Outcome
from dltrain.metrics.calibration import ExpectedCalibrationError
from dltrain.report.analyses.calibration import reliability
from dltrain.report.analyses.mistakes import confidence, worst
from dltrain.report.analyses.ranking import MAX_POINTS, ranking
from dltrain.report.sections.confusion import confused
from dltrain.tasks import Task


def scored(rows: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Rows of a class, and scores that rank them, with ties."""
    random = np.random.default_rng(seed)
    positive = random.random(rows) < 0.4
    return positive, np.round(random.random(rows) * 0.6 + positive * 0.3, 2)


def test_reliability_by_hand() -> None:
    # Bins of a half: 0.3 and 0.5 in the first, which is closed above, 0.9 in the second.
    found = reliability(np.array([0.3, 0.5, 0.9]), np.array([False, True, True]), bins=2)
    assert found.rows == (2, 1)
    assert found.confidence == pytest.approx((0.4, 0.9))
    assert found.right == pytest.approx((0.5, 1.0))
    # 2/3 · |0.5 - 0.4| + 1/3 · |1 - 0.9|
    assert found.error == pytest.approx(0.1)


def test_the_calibration_error_is_that_of_the_metric() -> None:
    random = np.random.default_rng(1)
    probabilities = random.dirichlet(np.ones(3), 200)
    outcome = Outcome(Task.MULTICLASS, random.integers(0, 3, 200), probabilities.argmax(axis=1), probabilities)
    found = reliability(confidence(outcome), outcome.true == outcome.predicted)
    assert found.error == pytest.approx(ExpectedCalibrationError().value(outcome))


def test_the_curves_of_a_class_are_those_of_scikit_learn() -> None:
    positive, score = scored(60)
    found = ranking(positive, score)
    assert found is not None
    fall, hit, _ = metrics.roc_curve(positive, score, drop_intermediate=False)
    assert found.roc[0] == pytest.approx(fall)
    assert found.roc[1] == pytest.approx(hit)
    assert found.roc_auc == pytest.approx(metrics.roc_auc_score(positive, score))
    assert found.average_precision == pytest.approx(metrics.average_precision_score(positive, score))
    precision, recall, _ = metrics.precision_recall_curve(positive, score)
    assert found.precision[0] == pytest.approx(recall[::-1])
    assert found.precision[1][1:] == pytest.approx(precision[::-1][1:])


def test_a_long_curve_is_thinned_and_keeps_its_ends_and_its_area() -> None:
    random = np.random.default_rng(2)
    positive = random.random(5000) < 0.3
    found = ranking(positive, random.random(5000) + positive)
    assert found is not None
    x, y = found.roc
    assert len(x) <= MAX_POINTS
    assert (x[0], y[0], x[-1], y[-1]) == (0.0, 0.0, 1.0, 1.0)
    assert np.trapezoid(y, x) == pytest.approx(found.roc_auc, abs=0.01)


def test_a_class_without_rows_has_no_curves() -> None:
    assert ranking(np.zeros(4, bool), np.arange(4.0)) is None
    assert ranking(np.ones(4, bool), np.arange(4.0)) is None


def test_the_worst_of_classes_are_the_surest_that_are_wrong() -> None:
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.3, 0.7]])
    outcome = Outcome(Task.BINARY, np.array([0, 0, 0, 1]), probabilities.argmax(axis=1), probabilities)
    assert worst(outcome, 5).tolist() == [1, 2]
    assert worst(outcome, 1).tolist() == [1]


def test_the_worst_of_values_are_those_of_the_largest_errors_of_any_target() -> None:
    true, predicted = np.zeros((3, 2)), np.array([[1.0, 0.0], [-5.0, 0.0], [0.0, 100.0]])
    # The errors' deviations are 2.16 and 47.1: in these the rows are wrong by 0.46, 2.31 and 2.12.
    assert worst(Outcome(Task.REGRESSION, true, predicted), 2).tolist() == [1, 2]


def test_the_worst_of_labels_are_the_farthest_in_all() -> None:
    true, probabilities = np.array([[1, 0], [1, 0], [1, 1]]), np.array([[0.4, 0.1], [0.1, 0.9], [0.9, 0.8]])
    assert worst(Outcome(Task.MULTILABEL, true, (probabilities > 0.5).astype(int), probabilities), 3).tolist() == [1, 0]


def test_the_pairs_that_are_confused_the_most_frequent_first() -> None:
    assert confused([[5, 1, 0], [3, 4, 1], [0, 0, 6]]) == [(1, 0, 3), (0, 1, 1), (1, 2, 1)]
