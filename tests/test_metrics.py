"""The metrics against scikit-learn's and numbers worked out by hand."""

from __future__ import annotations

import dataclasses
import math
import time
import warnings

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sklearn import metrics as oracle

from dltrain.metrics import METRICS, Metric, Outcome, confusion_matrix, default_metrics, limits_of, metric_names
from dltrain.metrics.clustering import ClusterOutcome, compared
from dltrain.tasks import Task

TASKS = (Task.BINARY, Task.MULTICLASS, Task.MULTILABEL, Task.REGRESSION)


def classes(true: list[int], predicted: list[int], probabilities: object = None) -> Outcome:
    """An outcome of classes; of two where no higher index occurs."""
    task = Task.BINARY if max(*true, *predicted, 0) < 2 else Task.MULTICLASS
    return Outcome(task, np.array(true), np.array(predicted), None if probabilities is None else np.array(probabilities))


def scored(true: list[int], scores: list[float]) -> Outcome:
    """A binary outcome from the probability of the last class."""
    positive = np.array(scores)
    return Outcome(Task.BINARY, np.array(true), (positive > 0.5).astype(int), np.stack([1 - positive, positive], axis=1))


def numbers(true: object, predicted: object) -> Outcome:
    return Outcome(Task.REGRESSION, np.array(true, dtype=float), np.array(predicted, dtype=float))


def value(name: str, outcome: Outcome, **options: object) -> float | None:
    return METRICS[name](**options).value(outcome)


def random_outcome(task: str, rows: int, columns: int, seed: int = 0, decimals: int = 16) -> Outcome:
    """Random truth and predictions; few decimals make ties among the probabilities."""
    rng = np.random.default_rng(seed)
    if task == Task.REGRESSION:
        return numbers(rng.normal(size=(rows, columns)), rng.normal(size=(rows, columns)))
    if task == Task.MULTILABEL:
        probabilities = rng.random((rows, columns)).round(decimals)
        return Outcome(task, rng.integers(0, 2, (rows, columns)), (probabilities > 0.5).astype(int), probabilities)
    columns = 2 if task == Task.BINARY else columns
    probabilities = rng.dirichlet(np.ones(columns), rows).round(decimals)
    probabilities[:, -1] = 1 - probabilities[:, :-1].sum(axis=1)
    return Outcome(task, rng.integers(0, columns, rows), probabilities.argmax(axis=1), probabilities)


# The table


def test_the_table_holds_the_metrics_in_order() -> None:
    assert list(METRICS) == [
        "accuracy", "balanced_accuracy", "top_k_accuracy", "precision", "recall", "f1", "roc_auc", "average_precision",
        "log_loss", "matthews", "cohen_kappa", "expected_calibration_error", "mean_squared_error", "root_mean_squared_error",
        "mean_absolute_error", "r2", "median_absolute_error", "mean_absolute_percentage_error", "energy_distance",
        "bits_per_character", "perplexity", "return", "return_deviation", "length",
        "silhouette", "inertia", "log_likelihood", "bic", "adjusted_rand", "explained_variance",
    ]  # fmt: skip


@pytest.mark.parametrize("name", list(METRICS))
def test_every_entry_names_its_source_and_explains_its_options(name: str) -> None:
    cls = METRICS[name]
    assert cls.__doc__
    assert "sklearn." in cls.__doc__ or any(str(year) in cls.__doc__ for year in range(1900, 2030))
    assert cls.tasks <= {*TASKS, Task.RECONSTRUCTION, Task.GENERATION, Task.LANGUAGE_MODELING, Task.CONTROL, Task.CLUSTERING}
    assert all(field.metadata["limits"].help for field in dataclasses.fields(cls))


def test_errors_are_better_small_and_all_else_large() -> None:
    small = {name for name in METRICS if METRICS[name].direction == "min"}
    others = ("log_loss", "energy_distance", "bits_per_character", "perplexity", "return_deviation", "inertia", "bic")
    assert small == {name for name in METRICS if name.endswith("_error") or name in others}


@pytest.mark.parametrize(
    ("task", "names"),
    [
        (Task.BINARY, ["accuracy", "f1"]),
        (Task.MULTICLASS, ["accuracy", "f1"]),
        (Task.MULTILABEL, ["accuracy", "f1"]),
        (Task.REGRESSION, ["root_mean_squared_error", "mean_absolute_error", "r2"]),
        (Task.CONTROL, ["return", "return_deviation", "length"]),
        (Task.LANGUAGE_MODELING, ["bits_per_character", "perplexity", "accuracy"]),
    ],
)
def test_the_defaults_are_the_tasks_usual_ones(task: str, names: list[str]) -> None:
    metrics = default_metrics(task)
    assert metric_names(metrics) == names
    assert all(task in metric.tasks for metric in metrics)


def test_bits_and_perplexity_of_a_text_by_hand() -> None:
    probabilities = np.array([0.5, 0.25, 0.5])  # 1 + 2 + 1 bits, and a mean of 4/3 bits a token
    outcome = Outcome(Task.LANGUAGE_MODELING, np.array([1, 2, 1]), np.array([1, 1, 1]), probabilities, characters=8)
    assert METRICS["bits_per_character"]().value(outcome) == pytest.approx(4 / 8)
    assert METRICS["perplexity"]().value(outcome) == pytest.approx(2 ** (4 / 3))
    assert METRICS["accuracy"]().value(outcome) == pytest.approx(2 / 3)


def test_returns_of_episodes_by_hand() -> None:
    outcome = Outcome(Task.CONTROL, np.array([1.0, 2.0, 6.0]), np.array([4, 5, 9]))  # mean 3, squares 4 + 1 + 9 over 2
    assert METRICS["return"]().value(outcome) == 3
    assert METRICS["return_deviation"]().value(outcome) == pytest.approx(7**0.5)
    assert METRICS["length"]().value(outcome) == 6
    single = Outcome(Task.CONTROL, np.array([1.0]), np.array([4]))
    assert METRICS["return_deviation"]().value(single) is None


def clusters(rows: object, found: object, known: object = None) -> ClusterOutcome:
    places = None if known is None else np.array(known)
    return ClusterOutcome(Task.CLUSTERING, np.array(rows, float), np.array(found), squares=np.array([1.0, 2.0]), known=places)


def test_clusters_by_hand() -> None:
    """The rows 0 and 1, and 10 and 11: a is 1 for all, b 10.5 for the outer ones and 9.5 for the inner ones."""
    outcome = clusters([[0], [1], [10], [11]], [0, 0, 1, 1], [7, 7, 3, -1])
    assert METRICS["silhouette"]().value(outcome) == pytest.approx((9.5 / 10.5 + 8.5 / 9.5) / 2)
    assert METRICS["inertia"]().value(outcome) == 3
    assert METRICS["adjusted_rand"]().value(outcome) == 1
    assert METRICS["adjusted_rand"]().value(clusters([[0]], [0])) is None
    assert METRICS["silhouette"]().value(clusters([[0], [1]], [0, 0])) is None
    assert METRICS["bic"]().value(outcome) is None


def test_clusters_are_measured_as_by_scikit_learn() -> None:
    random = np.random.default_rng(0)
    rows, found, known = random.normal(size=(60, 3)) + 1e4, random.integers(0, 4, 60), random.integers(0, 3, 60)
    outcome = clusters(rows, found, known)
    assert METRICS["silhouette"]().value(outcome) == pytest.approx(oracle.silhouette_score(rows, found), abs=1e-9)
    assert METRICS["adjusted_rand"]().value(outcome) == pytest.approx(oracle.adjusted_rand_score(known, found), abs=1e-12)


def test_of_many_rows_as_many_are_compared_as_memory_is_for() -> None:
    assert len(compared(100_000)) == len(set(compared(100_000).tolist())) == 2000
    assert compared(5).tolist() == [0, 1, 2, 3, 4]


def test_the_variance_that_is_explained_by_hand() -> None:
    """Of the rows 0, 2 and 4 around 2 the squares are 4 + 0 + 4 = 8; what is given back misses one by 2."""
    outcome = Outcome(Task.RECONSTRUCTION, np.array([[0.0], [2.0], [4.0]]), np.array([[0.0], [2.0], [2.0]]))
    assert METRICS["explained_variance"]().value(outcome) == 0.5
    same = Outcome(Task.RECONSTRUCTION, np.ones((3, 1)), np.ones((3, 1)))
    assert METRICS["explained_variance"]().value(same) is None


def test_names_tell_metrics_of_one_type_apart_by_their_options() -> None:
    f1, top = METRICS["f1"], METRICS["top_k_accuracy"]
    assert metric_names([f1(), f1(average="micro"), top(k=3)]) == ["f1", "f1_micro", "top_k_accuracy"]
    assert metric_names([top(k=3), top(), top(k=1)]) == ["top_k_accuracy_3", "top_k_accuracy", "top_k_accuracy_1"]


@pytest.mark.parametrize("task", TASKS)
def test_values_are_python_floats(task: str) -> None:
    outcome = random_outcome(task, 50, 3)
    for cls in [METRICS[name] for name in METRICS if task in METRICS[name].tasks]:
        assert type(cls().value(outcome)) is float


@pytest.mark.parametrize("task", TASKS)
def test_no_rows_have_no_value(task: str) -> None:
    outcome = random_outcome(task, 0, 3)
    for cls in [METRICS[name] for name in METRICS if task in METRICS[name].tasks]:
        assert cls().value(outcome) is None


@pytest.mark.parametrize("task", TASKS)
def test_a_hundred_thousand_rows_take_a_fraction_of_a_second(task: str) -> None:
    outcome = random_outcome(task, 100_000, 3)
    for name in METRICS:
        if task in METRICS[name].tasks:
            start = time.process_time()
            METRICS[name]().value(outcome)
            assert time.process_time() - start < 0.5, name


# Confusion


def test_confusion_matrix_has_the_true_classes_as_rows() -> None:
    matrix = confusion_matrix(np.array([0, 0, 1, 2, 2]), np.array([0, 1, 1, 0, 2]), 4)
    assert matrix.tolist() == [[1, 1, 0, 0], [0, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]]


# Classes by hand: three of class 0 (two right), one of class 1 (right), one of class 2 (taken for 0)
BY_HAND = classes([0, 0, 0, 1, 2], [0, 0, 1, 1, 0])


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("accuracy", {}, 3 / 5),
        ("balanced_accuracy", {}, (2 / 3 + 1 + 0) / 3),
        ("precision", {}, (2 / 3 + 1 / 2 + 0) / 3),  # class 2 is never predicted: 0 / 0 is 0
        ("precision", {"average": "weighted"}, (3 * 2 / 3 + 1 / 2) / 5),
        ("precision", {"average": "micro"}, 3 / 5),
        ("recall", {}, (2 / 3 + 1 + 0) / 3),
        ("f1", {}, (2 * 2 / (3 + 3) + 2 * 1 / (1 + 2) + 0) / 3),
        # s = 5, c = 3, t = (3, 1, 1), p = (3, 2, 0): (15 - 11) / √((25 - 13) (25 - 11))
        ("matthews", {}, 4 / np.sqrt(12 * 14)),
        ("cohen_kappa", {}, (3 / 5 - 11 / 25) / (1 - 11 / 25)),
    ],
)
def test_classes_by_hand(name: str, options: dict[str, str], expected: float) -> None:
    assert value(name, BY_HAND, **options) == pytest.approx(expected)


def test_several_labels_by_hand() -> None:
    true, predicted = np.array([[1, 0], [1, 1], [0, 0]]), np.array([[1, 0], [1, 0], [1, 0]])
    outcome = Outcome(Task.MULTILABEL, true, predicted)
    assert value("accuracy", outcome) == pytest.approx(1 / 3)  # the first row alone is right throughout
    assert value("precision", outcome) == pytest.approx((2 / 3 + 0) / 2)
    assert value("recall", outcome, average="micro") == pytest.approx(2 / 3)
    assert value("f1", outcome, average="weighted") == pytest.approx((2 * (2 * 2 / (2 + 3)) + 1 * 0) / 3)


def test_top_k_takes_the_lower_class_of_equal_probabilities_as_the_prediction_does() -> None:
    probabilities = [[0.4, 0.4, 0.2]] * 4
    outcome = classes([0, 0, 1, 2], [0, 0, 0, 0], probabilities)
    assert [value("top_k_accuracy", outcome, k=k) for k in (1, 2, 3, 5)] == pytest.approx([2 / 4, 3 / 4, 1, 1])
    assert value("top_k_accuracy", outcome, k=1) == value("accuracy", outcome)


def test_ties_count_half_in_the_roc_auc() -> None:
    # pairs (1, 0): 0.8 > 0.5, 0.8 > 0.1, 0.5 = 0.5, 0.5 > 0.1: (1 + 1 + ½ + 1) / 4
    assert value("roc_auc", scored([1, 1, 0, 0], [0.8, 0.5, 0.5, 0.1])) == pytest.approx(3.5 / 4)


def test_average_precision_by_hand() -> None:
    # 0.9 right (P 1, R ½), 0.8 wrong, 0.7 right (P ⅔, R 1): ½ · 1 + ½ · ⅔
    assert value("average_precision", scored([1, 0, 1], [0.9, 0.8, 0.7])) == pytest.approx(1 / 2 + 1 / 3)


def test_calibration_error_by_hand() -> None:
    # confidences 0.9, 0.9 (one of two right) and 0.6 (right), in ten bins: ⅔ · |0.5 - 0.9| + ⅓ · |1 - 0.6|
    outcome = scored([1, 0, 0], [0.9, 0.9, 0.4])
    assert value("expected_calibration_error", outcome, bins=10) == pytest.approx(2 / 3 * 0.4 + 1 / 3 * 0.4)


def test_calibration_bins_are_closed_above() -> None:
    # of two bins, 0.5 is in the lower: |1 - 0.5| / 2 + |0 - 0.75| / 2; in one bin: |0.5 - 0.625|
    outcome = scored([0, 0], [0.5, 0.75])
    assert value("expected_calibration_error", outcome, bins=2) == pytest.approx(0.25 + 0.375)
    assert value("expected_calibration_error", outcome, bins=1) == pytest.approx(0.125)


def test_log_loss_of_a_sure_mistake_is_finite() -> None:
    outcome = scored([0], [1.0])
    assert value("log_loss", outcome) == pytest.approx(-np.log(np.finfo(float).eps))
    single = dataclasses.replace(outcome, probabilities=np.array([[0, 1]], dtype=np.float32))
    assert value("log_loss", single) == pytest.approx(-np.log(np.finfo(np.float32).eps))


def test_log_loss_of_several_labels_is_the_mean_of_each_ones() -> None:
    outcome = random_outcome(Task.MULTILABEL, 30, 3)
    assert outcome.probabilities is not None
    each = [oracle.log_loss(outcome.true[:, label], outcome.probabilities[:, label], labels=[0, 1]) for label in range(3)]
    assert value("log_loss", outcome) == pytest.approx(np.mean(each))


@pytest.mark.parametrize("name", ["top_k_accuracy", "roc_auc", "average_precision", "log_loss", "expected_calibration_error"])
def test_without_probabilities_there_is_no_value(name: str) -> None:
    assert value(name, classes([0, 1], [0, 1])) is None
    assert value(name, classes([0, 1], [0, 0], [[np.nan, np.nan], [0.5, 0.5]])) is None


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("roc_auc", scored([1, 1], [0.2, 0.7])),
        ("roc_auc", scored([0, 0], [0.2, 0.7])),
        ("average_precision", scored([0, 0], [0.2, 0.7])),
        ("roc_auc", Outcome(Task.MULTICLASS, np.array([0, 1]), np.array([0, 1]), np.full((2, 3), 1 / 3))),
        ("roc_auc", Outcome(Task.MULTILABEL, np.array([[0, 1], [1, 1]]), np.ones((2, 2), int), np.full((2, 2), 0.5))),
        ("cohen_kappa", classes([1, 1], [1, 1])),
        ("r2", numbers([[0.1], [0.1], [0.1]], [[0.1], [0.2], [0.3]])),
        ("r2", numbers([[1, 5], [2, 5]], [[1, 5], [2, 5]])),
        ("r2", numbers([[1]], [[1]])),
        ("mean_squared_error", numbers([[1]], [[np.nan]])),
    ],
)
def test_where_a_metric_is_undefined_it_has_no_value(name: str, outcome: Outcome) -> None:
    assert value(name, outcome) is None


def test_always_the_same_answer_has_no_correlation() -> None:
    assert value("matthews", classes([0, 1, 1], [1, 1, 1])) == 0


def test_an_overflow_is_infinite_and_does_not_warn() -> None:
    assert value("mean_squared_error", numbers([[0], [1]], [[1e200], [1]])) == np.inf


# Classes against scikit-learn

LABELS = st.integers(2, 6).flatmap(
    lambda n: st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), min_size=1, max_size=40)
)


@given(LABELS)
@example([(0, 0)])
@example([(3, 3), (3, 3)])
@example([(0, 2), (2, 0)])
def test_counts_of_classes_are_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    true, predicted = (list(column) for column in zip(*pairs, strict=True))
    outcome = classes(true, predicted)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = {
            "accuracy": oracle.accuracy_score(true, predicted),
            "balanced_accuracy": oracle.balanced_accuracy_score(true, predicted),
            "matthews": oracle.matthews_corrcoef(true, predicted),
            "cohen_kappa": oracle.cohen_kappa_score(true, predicted),
        }
    for name, number in expected.items():
        assert value(name, outcome) == (None if np.isnan(number) else pytest.approx(number, abs=1e-12)), name
    for average in ("macro", "micro", "weighted"):
        for name in ("precision", "recall", "f1"):
            score = getattr(oracle, f"{name}_score")
            assert value(name, outcome, average=average) == pytest.approx(
                score(true, predicted, average=average, zero_division=0)
            )


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(st.booleans(), min_size=2 * n, max_size=2 * n), min_size=1, max_size=12)
    )
)
def test_counts_of_labels_are_scikit_learns(rows: list[list[bool]]) -> None:
    true, predicted = np.hsplit(np.array(rows, dtype=int), 2)
    outcome = Outcome(Task.MULTILABEL, true, predicted)
    if true.shape[1] == 1:
        true, predicted = (np.hstack([column, np.zeros_like(column)]) for column in (true, predicted))
        outcome = Outcome(Task.MULTILABEL, true, predicted)
    assert value("accuracy", outcome) == pytest.approx(oracle.accuracy_score(true, predicted))
    for average in ("macro", "micro", "weighted"):
        for name in ("precision", "recall", "f1"):
            score = getattr(oracle, f"{name}_score")
            assert value(name, outcome, average=average) == pytest.approx(
                score(true, predicted, average=average, zero_division=0)
            )


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 8)), min_size=2, max_size=40))
def test_rankings_are_scikit_learns_with_ties(pairs: list[tuple[bool, int]]) -> None:
    true = [int(positive) for positive, _ in pairs]
    scores = [eighths / 8 for _, eighths in pairs]
    outcome = scored(true, scores)
    if 0 < sum(true) < len(true):
        assert value("roc_auc", outcome) == pytest.approx(oracle.roc_auc_score(true, scores))
    if sum(true):
        assert value("average_precision", outcome) == pytest.approx(oracle.average_precision_score(true, scores))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert value("log_loss", outcome) == pytest.approx(oracle.log_loss(true, outcome.probabilities, labels=[0, 1]))


@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(20, 60),
    columns=st.integers(3, 5),
    task=st.sampled_from([Task.MULTICLASS, Task.MULTILABEL]),
    decimals=st.sampled_from([1, 16]),
)
def test_rankings_of_several_classes_are_scikit_learns(seed: int, rows: int, columns: int, task: str, decimals: int) -> None:
    outcome = random_outcome(task, rows, columns, seed, decimals)
    present = np.array([outcome.true == index for index in range(columns)]) if task == Task.MULTICLASS else outcome.true.T == 1
    counted = present.sum(axis=1)
    if not ((counted > 0) & (counted < rows)).all():
        assert value("roc_auc", outcome) is None
        return
    kind = {"multi_class": "ovr"} if task == Task.MULTICLASS else {}
    assert value("roc_auc", outcome) == pytest.approx(oracle.roc_auc_score(outcome.true, outcome.probabilities, **kind))
    assert value("average_precision", outcome) == pytest.approx(
        oracle.average_precision_score(outcome.true, outcome.probabilities)
    )


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("seed", range(5))
def test_probabilities_of_several_classes_are_scored_as_scikit_learn_does(seed: int, k: int) -> None:
    outcome = random_outcome(Task.MULTICLASS, 200, 4, seed)
    top = oracle.top_k_accuracy_score(outcome.true, outcome.probabilities, k=k, labels=range(4))
    assert value("top_k_accuracy", outcome, k=k) == pytest.approx(top)
    assert value("log_loss", outcome) == pytest.approx(oracle.log_loss(outcome.true, outcome.probabilities, labels=range(4)))


def test_calibration_error_is_that_of_a_plain_loop_over_the_bins() -> None:
    outcome = random_outcome(Task.MULTICLASS, 500, 3)
    assert outcome.probabilities is not None
    confidence, right = outcome.probabilities.max(axis=1), outcome.true == outcome.predicted
    expected = 0.0
    for low in range(15):
        rows = (confidence > low / 15) & (confidence <= (low + 1) / 15)
        if rows.any():
            expected += rows.mean() * abs(right[rows].mean() - confidence[rows].mean())
    assert value("expected_calibration_error", outcome) == pytest.approx(expected)


# Numbers


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # errors 1, -2, 0 against truths 2, 4, 6 (mean 4)
        ("mean_squared_error", 5 / 3),
        ("root_mean_squared_error", np.sqrt(5 / 3)),
        ("mean_absolute_error", 1),
        ("median_absolute_error", 1),
        ("mean_absolute_percentage_error", (1 / 2 + 2 / 4 + 0) / 3),
        ("r2", 1 - 5 / 8),
    ],
)
def test_numbers_by_hand(name: str, expected: float) -> None:
    assert value(name, numbers([[2], [4], [6]], [[3], [2], [6]])) == pytest.approx(expected)


FUNCTIONS = [name for name in METRICS if Task.REGRESSION in METRICS[name].tasks]


@given(seed=st.integers(0, 10_000), rows=st.integers(2, 30), targets=st.integers(1, 3), spread=st.sampled_from([1e-6, 1.0, 1e6]))
def test_errors_are_scikit_learns_for_one_target_or_several(seed: int, rows: int, targets: int, spread: float) -> None:
    plain = random_outcome(Task.REGRESSION, rows, targets, seed)
    outcome = numbers(plain.true * spread + 3, plain.predicted * spread + 3)
    for name in FUNCTIONS:
        score = getattr(oracle, "r2_score" if name == "r2" else name)
        assert value(name, outcome) == pytest.approx(score(outcome.true, outcome.predicted), rel=1e-6), name


def test_a_truth_of_zero_makes_the_percentage_error_huge_as_scikit_learns() -> None:
    outcome = numbers([[0], [1]], [[1], [1]])
    assert value("mean_absolute_percentage_error", outcome) == pytest.approx(0.5 / np.finfo(float).eps)


def test_single_precision_is_measured_in_double() -> None:
    # 4097² = 16785409 is odd and above 2²⁴: no float32
    true, predicted = np.array([[0]], dtype=np.float32), np.array([[4097]], dtype=np.float32)
    assert value("mean_squared_error", Outcome(Task.REGRESSION, true, predicted)) == 16785409


def test_the_base_is_not_a_metric() -> None:
    with pytest.raises(NotImplementedError):
        Metric().value(numbers([[1]], [[1]]))


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("accuracy", (0, 1)),
        ("f1_micro", (0, 1)),
        ("matthews", (-1, 1)),
        ("r2", (-math.inf, 1)),
        ("log_loss", (0, math.inf)),
        ("loss", (-math.inf, math.inf)),
    ],
)
def test_the_values_of_a_metric_lie_within_its_limits(name, limits):
    assert limits_of(name) == limits
