"""What makes one answer of several: by hand, and beside scikit-learn."""

from typing import ClassVar

import numpy as np
import pytest
import torch
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import AdaBoostClassifier
from sklearn.linear_model import LogisticRegression, Ridge

from dltrain.arrays import torch_arrays
from dltrain.losses import LOSSES
from dltrain.models.activations import ACTIVATIONS
from dltrain.models.ensembles import ENSEMBLES
from dltrain.tasks import Task
from dltrain.training.ensembles.committee import outputs_of
from dltrain.training.objective import Objective


def combiner(name, task, **options):
    return ENSEMBLES[name](**options).resolved(task).combiner(task)


def double(values):
    return torch.tensor(values, dtype=torch.float64)


def one_hot(classes, count):
    return torch.nn.functional.one_hot(torch.as_tensor(classes), count).double()


def random_chances(members, rows, classes, seed=0):
    return double(np.random.default_rng(seed).dirichlet(np.ones(classes), size=(members, rows)))


def test_averaging_is_the_mean():
    outputs = double([[[0.2, 0.8]], [[0.6, 0.4]]])
    for name in ("averaging", "bagging"):
        torch.testing.assert_close(combiner(name, Task.BINARY).combine(outputs, {}), double([[0.4, 0.6]]))


def test_voting_follows_the_majority_against_the_mean_and_the_mean_where_votes_are_tied():
    # Row 1: two slightly for class 0, one surely for class 1. Row 2: one vote each; the mean is for class 2.
    outputs = double([[[0.6, 0.4, 0.0], [0.9, 0.0, 0.1]], [[0.6, 0.4, 0.0], [0.0, 0.5, 0.5]], [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]])
    outputs[1, 1] = double([0.0, 0.6, 0.4])
    said = combiner("voting", Task.MULTICLASS).combine(outputs, {})
    assert said.argmax(1).tolist() == [0, 2]
    torch.testing.assert_close(said[0], double([(2 + 0.4) / 4, (1 + 0.6) / 4, 0.0]))
    torch.testing.assert_close(said.sum(1), torch.ones(2).double())


@pytest.mark.parametrize("classes", [2, 5])
def test_votes_decide_whenever_they_are_not_tied(classes):
    outputs = random_chances(7, 500, classes)
    votes = one_hot(outputs.argmax(2), classes).sum(0)
    said = combiner("voting", Task.MULTICLASS).combine(outputs, {})
    best = votes == votes.max(1, keepdim=True).values
    assert best.gather(1, said.argmax(1, keepdim=True)).all()
    tied = best.sum(1) > 1
    assert tied.any() == (classes > 2)  # seven votes for two classes cannot be
    expected = torch.where(best, outputs.mean(0), torch.tensor(-1.0).double()).argmax(1)
    assert (said.argmax(1) == expected).all()


def test_labels_are_voted_on_one_by_one():
    outputs = double([[[0.6, 0.9]], [[0.6, 0.2]], [[0.1, 0.3]]])
    assert (combiner("voting", Task.MULTILABEL).combine(outputs, {}) > 0.5).tolist() == [[True, False]]


class Recited(ClassifierMixin, BaseEstimator):
    """Answers as it was told, whatever it is trained on; a row's only feature is its number."""

    answers: ClassVar[list] = []

    def fit(self, X, y, sample_weight=None):
        self.classes_ = np.unique(y)
        self.said = Recited.answers.pop(0)
        return self

    def predict(self, X):
        return self.said[X[:, 0].astype(int)]


@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("shrinkage", [1.0, 0.3])
def test_boosting_of_classes_is_scikit_learns(classes, shrinkage):
    random = np.random.default_rng(classes)
    rows, members = 60, 6
    truth = np.arange(rows) % classes
    answers = [np.where(random.random(rows) < 0.3, random.integers(classes, size=rows), truth) for _ in range(members)]
    Recited.answers = list(answers)
    numbers = np.arange(rows)[:, None]
    oracle = AdaBoostClassifier(Recited(), n_estimators=members, learning_rate=shrinkage).fit(numbers, truth)
    outputs = torch.stack([one_hot(said, classes) for said in answers]) * 0.8 + 0.2 / classes
    samme = combiner("boosting", Task.MULTICLASS, shrinkage=shrinkage)
    learned = samme.fit(outputs, one_hot(truth, classes), torch.ones(rows).double())
    np.testing.assert_allclose(learned["weights"], oracle.estimator_weights_, rtol=1e-9)
    assert samme.combine(outputs, learned).argmax(1).tolist() == oracle.predict(numbers).tolist()


def test_rows_that_were_got_wrong_count_more():
    # One of four rows wrong: e = 1/4, α = log 3; that row counts three times as much: 3 of 6 parts.
    outputs, truth = one_hot([0, 0, 1, 1], 2)[None], one_hot([0, 0, 1, 0], 2)
    samme = combiner("boosting", Task.BINARY)
    learned = samme.fit(outputs, truth, torch.ones(4).double())
    torch.testing.assert_close(learned["weights"], double([np.log(3)]))
    torch.testing.assert_close(samme.sample_weight(outputs, truth, learned), double([4 / 6, 4 / 6, 4 / 6, 12 / 6]))
    assert samme.enough(outputs, truth, torch.ones(4).double()) is None


def test_boosting_ends_where_nothing_is_wrong_or_nothing_is_learned():
    samme, ones = combiner("boosting", Task.BINARY), torch.ones(4).double()
    truth = one_hot([0, 0, 1, 1], 2)
    assert samme.enough(truth[None], truth, ones) == "member 1 makes no error on the training rows"
    chance = one_hot([0, 1, 0, 1], 2)[None]
    assert samme.enough(chance, truth, ones) == "member 1 does no better than chance on the rows that are hard by now"
    learned = samme.fit(chance, truth, ones)
    assert learned["weights"].tolist() == [0.0]
    assert samme.combine(chance, learned).argmax(1).tolist() == [0, 1, 0, 1]
    assert torch.isfinite(samme.fit(truth[None], truth, ones)["weights"]).all()


def test_boosting_of_values_adds_up_from_the_mean():
    truth, weights = double([[1.0], [3.0], [8.0]]), double([1.0, 1.0, 2.0])
    residuals = combiner("boosting", Task.REGRESSION, shrinkage=0.5)
    learned = residuals.fit(torch.zeros(0, 3, 1).double(), truth, weights)
    assert learned["start"].tolist() == [5.0]
    nothing = torch.zeros(0, 3, 1).double()
    torch.testing.assert_close(residuals.residual(nothing, truth, learned), double([[-4.0], [-2.0], [3.0]]))
    outputs = double([[[-4.0], [-2.0], [3.0]], [[2.0], [0.0], [1.0]]])
    torch.testing.assert_close(residuals.combine(outputs, learned), double([[4.0], [4.0], [7.0]]))


def test_stacking_of_values_is_ridge_regression_towards_the_mean():
    random = np.random.default_rng(1)
    y = random.normal(size=(80, 1))
    outputs = np.stack(
        [y + random.normal(size=y.shape), y * 0.5 + random.normal(size=y.shape) * 0.1, random.normal(size=y.shape)]
    )
    weights = random.random(80) + 0.5
    learned = combiner("stacking", Task.REGRESSION, penalty=2.0).fit(double(outputs), double(y), double(weights))
    # The same in scikit-learn's words: the deviation of the weights from 1/3 is penalized, that of the bias from 0.
    X = np.column_stack([*outputs[:, :, 0], np.ones(80)])
    oracle = Ridge(alpha=2.0, fit_intercept=False).fit(X, y[:, 0] - outputs.mean(0)[:, 0], sample_weight=weights)
    np.testing.assert_allclose(learned["weights"], oracle.coef_[:3] + 1 / 3, rtol=1e-9)
    np.testing.assert_allclose(learned["bias"], oracle.coef_[3:], rtol=1e-9)


def test_stacking_of_two_classes_is_logistic_regression():
    random = np.random.default_rng(2)
    truth = random.integers(2, size=300)
    strength = np.array([1.5, 0.4, 0.0])[:, None]
    logits = strength * (2 * truth - 1) + random.normal(size=(3, 300))
    probabilities = 1 / (1 + np.exp(-logits))
    outputs = double(np.stack([1 - probabilities, probabilities], axis=2))
    learned = combiner("stacking", Task.BINARY, penalty=1e-6).fit(outputs, one_hot(truth, 2), torch.ones(300).double())
    oracle = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(logits.T, truth)
    np.testing.assert_allclose(learned["weights"], oracle.coef_[0], rtol=1e-4)
    np.testing.assert_allclose(learned["bias"][1] - learned["bias"][0], oracle.intercept_[0], rtol=1e-4)


@pytest.mark.parametrize("task", [Task.MULTICLASS, Task.MULTILABEL, Task.REGRESSION])
def test_the_stack_is_a_minimum(task):
    """Against autograd: the gradient of the penalized likelihood vanishes at what was found."""
    outputs, weights = random_chances(4, 200, 3), torch.linspace(0.5, 1.5, 200).double()
    truth = one_hot(np.random.default_rng(5).integers(3, size=200), 3)
    model = combiner("stacking", task, penalty=0.7)
    learned = {name: value.requires_grad_() for name, value in model.fit(outputs, truth, weights).items()}
    said = model.combine(outputs, learned)
    if task == Task.MULTICLASS:
        losses = -(truth * said.log()).sum(1)
    elif task == Task.MULTILABEL:
        losses = torch.nn.functional.binary_cross_entropy(said, truth, reduction="none").sum(1)
    else:
        losses = ((said - truth) ** 2).sum(1) / 2
    penalty = 0.7 / 2 * (((learned["weights"] - 1 / 4) ** 2).sum() + (learned["bias"] ** 2).sum())
    ((losses * weights).sum() + penalty).backward()
    for value in learned.values():
        torch.testing.assert_close(value.grad, torch.zeros_like(value), atol=1e-5, rtol=0)


def test_a_stack_with_nothing_to_learn_from_is_the_mean():
    model = combiner("stacking", Task.MULTICLASS)
    learned = model.fit(torch.zeros(4, 0, 3).double(), torch.zeros(0, 3).double(), torch.zeros(0).double())
    torch.testing.assert_close(learned["weights"], torch.full((4,), 0.25).double())
    assert learned["bias"].tolist() == [0.0, 0.0, 0.0]


def test_a_bootstrap_sample_has_two_thirds_of_the_rows():
    sample = ENSEMBLES["bagging"]().sample(20_000, np.random.default_rng(0))
    assert len(sample) == 20_000
    assert len(np.unique(sample)) / 20_000 == pytest.approx(1 - np.exp(-1), abs=0.01)  # Breiman 1996
    assert len(ENSEMBLES["bagging"](share=0.25).sample(20_000, np.random.default_rng(0))) == 5_000


@pytest.mark.parametrize("task", [Task.BINARY, Task.MULTICLASS, Task.MULTILABEL, Task.REGRESSION])
@pytest.mark.parametrize("loss", list(LOSSES))
def test_scores_of_the_whole_give_back_its_outputs(task, loss):
    from dltrain.arrays import torch_arrays
    from dltrain.losses import form_of
    from dltrain.models.activations import ACTIVATIONS
    from dltrain.training.ensembles.committee import combined_objective, outputs_of, scores_for
    from dltrain.training.objective import Objective

    chosen = LOSSES[loss]()
    if task not in chosen.tasks:
        pytest.skip("no loss for this task")
    form, columns = form_of(task, chosen), 2 if task == Task.BINARY else 3
    name = chosen.output_activation(form)
    objective = Objective(torch_arrays(), chosen, form, columns, None if name == "exponential" else ACTIVATIONS[name]())
    outputs = random_chances(1, 9, columns)[0] if task != Task.REGRESSION else torch.rand(9, 3).double() + 0.1
    if name == "step":
        outputs = outputs.round()
    whole = combined_objective(objective)
    torch.testing.assert_close(outputs_of(whole, scores_for(whole, outputs)), outputs, atol=1e-6, rtol=1e-5)


def test_a_class_that_is_hardly_probable_keeps_its_digits():
    """A score of 20 leaves the other class 1 / (1 + e²⁰), of which 1 - p has no digit in float32; stacking looks at its log."""
    objective = Objective(torch_arrays(), LOSSES["binary_cross_entropy"](), Task.BINARY, 2, ACTIVATIONS["sigmoid"]())
    outputs = outputs_of(objective, torch.tensor([[20.0], [-20.0]]))
    less = 1 / (1 + np.exp(20.0))
    torch.testing.assert_close(outputs, double([[less, 1 - less], [1 - less, less]]), rtol=1e-7, atol=0)
