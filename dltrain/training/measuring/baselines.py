"""What simpler learners make of the same rows: the constant answer, which needs no features; of a series, that nothing will
change; and those of scikit-learn.

All learn from the training rows alone, as they were encoded for the network, and are measured by the network's own evaluator.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dltrain.data.encoding.feature import Block
from dltrain.data.part import Part
from dltrain.models.baselines import Baseline, Majority, baseline_names
from dltrain.randomness import seed_of
from dltrain.runs.summary import BySplit
from dltrain.tasks import Task
from dltrain.training.measuring.deciding import chosen_metric, decided
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.minibatches.rows import Rows
from dltrain.training.minibatches.targets import SURE, class_numbers, class_weights, row_weights

if TYPE_CHECKING:
    from dltrain.training.session import Session

Measured = dict[str, "float | None"]
Answer = Callable[[Any], np.ndarray]  # features of rows → probabilities, chosen classes or labels, or scaled values


def measure_all(
    session: Session[Evaluator],
    names: Sequence[str],
    done: bool,
    say: Callable[[str], None],
    of_kind: Mapping[str, BySplit],
) -> dict[str, BySplit]:
    """Each baseline's loss and metrics on the named splits. Those that must be trained wait for the end of a run (`done`);
    `of_kind` are those of the kind of model, measured already."""
    evaluator = session.evaluator.of_scores
    measured = {constant_name(evaluator): _constants(session, names)}
    unchanged = {name: last for name in names if (last := _unchanged(evaluator, *session.splits[name]))}
    measured |= {"last_value": unchanged} if unchanged else {}
    measured |= of_kind
    chosen = session.resolved.experiment.baselines or []
    for name, baseline in zip(baseline_names(chosen), chosen, strict=True):
        if done and not isinstance(baseline, Majority):
            measured[name] = _learned(session, name, baseline, names, say)
    return measured


def constant_name(evaluator: Evaluator) -> str:
    """The name of the baseline that answers the same for every row."""
    return "majority" if evaluator.encoding.labels else evaluator.objective.loss.best_constant


def _constants(session: Session[Evaluator], names: Sequence[str]) -> dict[str, Measured]:
    """Loss and metrics of the constant answer, with a threshold of its own where the spec has one chosen."""
    evaluator, train = session.evaluator.of_scores, session.splits["train"][0]
    answer = evaluator.predictions(scores(evaluator, train)[None])
    own = _decided(session, lambda part: np.tile(answer, (len(part.rows), 1)))
    return {name: constant(own, train, *session.splits[name]) for name in names}


def _decided(session: Session[Evaluator], predictions_of: Callable[[Part], np.ndarray]) -> Evaluator:
    """The evaluator with the threshold that is best for somebody's predictions of the validation rows."""
    if chosen_metric(session.resolved) is None:
        return session.evaluator.of_scores
    part = session.splits["validation"][0]
    return decided(session.resolved, session.evaluator.of_scores, predictions_of(part), part)


def constant(evaluator: Evaluator, train: Part, part: Part, rows: Rows) -> Measured:
    """Loss and metrics of what anyone could say without looking at the features: the class frequencies, or the mean."""
    answer = scores(evaluator, train)
    return evaluator.measure(np.tile(answer, (rows.count, 1)), rows, part)


def scores(evaluator: Evaluator, train: Part) -> np.ndarray:
    """The constant scores whose predictions are the training rows' class frequencies, or the means or what the loss takes in
    their place: float32 (units,)."""
    objective, target = evaluator.objective, train.target
    if objective.form.is_regression:
        constant = objective.loss.constant(target)
        answer: np.ndarray = constant if objective.loss.scales_target else np.log(np.maximum(constant, SURE))
        return answer.astype(np.float32)
    if target.ndim == 1:
        frequencies = np.bincount(target, minlength=len(evaluator.encoding.labels)) / len(target)
    else:
        frequencies = target.mean(axis=0, dtype=np.float64)
    probabilities = np.clip(frequencies, SURE, 1 - SURE)
    if objective.form.is_multiclass:
        return np.log(probabilities).astype(np.float32)
    logits = np.log(probabilities / (1 - probabilities)).astype(np.float32)
    return logits if objective.form.is_multilabel else logits[1:]


def last_values(evaluator: Evaluator, part: Part) -> np.ndarray | None:
    """The scores whose predictions are the last values that each window shows of its targets: float32 (windows, units); None
    where it shows none."""
    last = evaluator.encoding.last_values(part.inputs)
    if last is None:
        return None
    return last if evaluator.objective.loss.scales_target else np.log(np.maximum(last, SURE))


def _unchanged(evaluator: Evaluator, part: Part, rows: Rows) -> Measured | None:
    """Loss and metrics of the last values."""
    answer = last_values(evaluator, part)
    return None if answer is None else evaluator.measure(answer, rows, part)


def _learned(
    session: Session[Evaluator], name: str, baseline: Baseline, splits: Sequence[str], say: Callable[[str], None]
) -> dict[str, Measured]:
    """Trains one and measures it."""
    from sklearn.exceptions import ConvergenceWarning

    experiment, encoding = session.resolved.experiment, session.evaluator.encoding
    train = session.splits["train"][0]
    by_class = class_weights(experiment.training.class_weights, encoding.labels, train.target)
    weights = row_weights(train.weights, by_class, train.target) if baseline.weighs_rows else None
    seed = seed_of(experiment.seed, f"baseline {name}") % 2**32

    def estimator(predicts: Any) -> Any:
        return baseline.estimator(predicts, seed, int(experiment.threads))

    by_task = {Task.REGRESSION: _values, Task.MULTILABEL: _labels, Task.RECONSTRUCTION: _centres}
    learn = by_task.get(encoding.task, _classes)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        answer = learn(baseline, estimator, matrix(encoding.blocks, train), train.target, weights, len(encoding.labels))
    if any(issubclass(warning.category, ConvergenceWarning) for warning in caught):
        say(f"notice: the baseline '{name}' has not quite converged")
    evaluator = session.evaluator.of_scores

    def outputs_of(part: Part) -> np.ndarray:
        answers = answer(matrix(encoding.blocks, part))
        return answers[:, 1:] if evaluator.objective.form.is_binary and baseline.has_probabilities else answers

    if encoding.labels and not baseline.has_probabilities:
        parts = {split: session.splits[split][0] for split in splits}
        return {split: {"loss": None, **evaluator.metrics_of_choices(outputs_of(part), part)} for split, part in parts.items()}
    own = _decided(session, lambda part: evaluator.predictions_from(outputs_of(part).astype(np.float64)))
    measured = {}
    for split in splits:
        part, rows = session.splits[split]
        measured[split] = own.measure_outputs(outputs_of(part), rows, part)
    return measured


def matrix(blocks: Sequence[Block], part: Part) -> Any:
    """A part's inputs as (rows, numbers) float32: arrays flattened, codes of a category one-hot, those of a text counted, which
    makes it sparse."""
    columns = [_columns(block, part.numbers(block.name)) for block in blocks]
    if all(isinstance(block, np.ndarray) for block in columns):
        return columns[0] if len(columns) == 1 else np.concatenate(columns, axis=1)
    from scipy import sparse

    return sparse.hstack(columns, format="csr")


def _columns(block: Block, values: np.ndarray) -> Any:
    if block.levels is None:
        return values.reshape(len(values), -1)
    if values.ndim == 1:
        return np.eye(block.levels, dtype=np.float32)[values]
    from scipy import sparse

    rows = np.repeat(np.arange(len(values)), values.shape[1])
    ones = np.ones(values.size, dtype=np.float32)
    return sparse.csr_matrix((ones, (rows, values.ravel())), shape=(len(values), block.levels))


def _classes(
    baseline: Baseline, estimator: Callable[[str], Any], X: Any, target: np.ndarray, weights: np.ndarray | None, classes: int
) -> Answer:
    """Probabilities (rows, classes), of soft targets learned by their likeliest class; or class numbers (rows,)."""
    fitted = _fitted(estimator("classes"), X, class_numbers(target), weights)
    if not baseline.has_probabilities:
        return lambda features: np.asarray(fitted.predict(features))

    def probabilities(features: Any) -> np.ndarray:
        probabilities = np.zeros((features.shape[0], classes))
        probabilities[:, fitted.classes_] = fitted.predict_proba(features)
        return probabilities

    return probabilities


def _labels(
    baseline: Baseline, estimator: Callable[[str], Any], X: Any, target: np.ndarray, weights: np.ndarray | None, classes: int
) -> Answer:
    """Probabilities, or 0 and 1, of each label (rows, labels): a learner a label."""
    answers = [_label(baseline, estimator, X, column, weights) for column in target.T.astype(np.int64)]
    return lambda features: np.stack([answer(features) for answer in answers], axis=1)


def _label(baseline: Baseline, estimator: Callable[[str], Any], X: Any, column: np.ndarray, weights: np.ndarray | None) -> Answer:
    """The answer for one label, (rows,). One that always or never holds leaves nothing to learn."""
    always = float(column[0])
    if (column == always).all():
        return lambda features: np.full(features.shape[0], always)
    both = _classes(baseline, estimator, X, column, weights, 2)
    return (lambda features: both(features)[:, 1]) if baseline.has_probabilities else both


def _values(
    baseline: Baseline, estimator: Callable[[str], Any], X: Any, target: np.ndarray, weights: np.ndarray | None, classes: int
) -> Answer:
    """Scaled values (rows, targets)."""
    learner, width = estimator("values"), target.shape[1]
    if width > 1 and not baseline.many_values:
        from sklearn.multioutput import MultiOutputRegressor

        learner = MultiOutputRegressor(learner)
    fitted = _fitted(learner, X, target if width > 1 else target[:, 0], weights)
    return lambda features: np.asarray(fitted.predict(features), dtype=np.float64).reshape(-1, width)


def _centres(
    baseline: Baseline, estimator: Callable[[str], Any], X: Any, target: np.ndarray, weights: np.ndarray | None, classes: int
) -> Answer:
    """The centre of the nearest cluster (rows, numbers)."""
    from threadpoolctl import threadpool_limits  # scikit-learn's own; several threads add up in no fixed order

    with threadpool_limits(1):
        fitted = estimator("rows").fit(X.astype(np.float64), sample_weight=weights)
    centres = np.asarray(fitted.cluster_centers_)
    return lambda features: centres[fitted.predict(features.astype(np.float64))]


def _fitted(estimator: Any, X: Any, y: np.ndarray, weights: np.ndarray | None) -> Any:
    fitted = estimator.fit(X, y) if weights is None else estimator.fit(X, y, sample_weight=weights)
    if getattr(fitted, "n_jobs", None) is not None:
        fitted.n_jobs = 1  # several threads add up the trees' votes in the order in which they end
    return fitted
