"""The importance of keys, against functions whose shares are known and against Optuna's fANOVA."""

import math
import random
import sys

import pytest

from dltrain.sweeps import importances


def trials(count=120, seed=0):
    rng = random.Random(seed)
    return [{"rate": 10 ** rng.uniform(-4, 0), "l1": rng.random(), "none": rng.random()} for _ in range(count)]


def test_a_key_that_nothing_depends_on_has_no_share():
    settings = trials()
    shares = importances(settings, [math.log10(one["rate"]) + 2 * one["l1"] for one in settings])
    # The variances of a uniform are width² / 12: 16 parts for the rate's four decades, 4 for twice l1. A forest of a hundred
    # trials says less of the smaller effect than there is.
    assert list(shares) == ["rate", "l1", "none"]
    assert 0.75 < shares["rate"] < 0.95
    assert 0.05 < shares["l1"] < 0.25
    assert shares["none"] < 0.02
    assert sum(shares.values()) == pytest.approx(1)


def test_the_number_within_a_choice_counts_for_its_key():
    rng = random.Random(1)
    momenta = [rng.random() for _ in range(100)]
    settings = [
        {"o": {"type": "sgd", "momentum": momentum} if index % 2 else "adam", "l1": rng.random()}
        for index, momentum in enumerate(momenta)
    ]
    shares = importances(settings, [momentum if index % 2 else 0.5 for index, momentum in enumerate(momenta)])
    assert shares["o"] > 0.9


def test_a_trial_that_diverged_was_as_bad_as_can_be():
    settings = trials(80, seed=2)
    fallen = [None if one["rate"] > 0.1 else -one["l1"] for one in settings]
    assert importances(settings, fallen)["rate"] > 0.25
    risen = [None if one["rate"] > 0.1 else one["l1"] for one in settings]
    assert importances(settings, risen, maximize=True) == pytest.approx(importances(settings, fallen))


def test_nothing_is_said_of_a_few_trials_or_of_equal_ones():
    assert importances(trials(7), [float(index) for index in range(7)]) == {}
    assert importances(trials(20), [1.0] * 20) == {}
    assert importances([{"l1": 1}] * 20, [float(index) for index in range(20)]) == {}


def test_a_small_sweep_does_not_wait_for_scikit_learn(monkeypatch):
    """Its import takes longer than such a sweep; importing it would be an error here."""
    monkeypatch.setitem(sys.modules, "sklearn.ensemble", None)
    assert importances([{"seed": seed} for seed in range(7)], [float(seed) for seed in range(7)]) == {}


def test_the_shares_are_those_of_optuna_which_spreads_all_ranges_evenly():
    import optuna
    from optuna.distributions import FloatDistribution
    from optuna.trial import create_trial

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    rng = random.Random(3)
    settings = [{"rate": rng.uniform(0.1, 1), "l1": rng.random(), "none": rng.random()} for _ in range(120)]
    values = [math.cos(6 * one["l1"]) + 2 * one["rate"] for one in settings]
    ranks = {value: rank for rank, value in enumerate(sorted(values))}
    kinds = {"rate": FloatDistribution(0.1, 1), "l1": FloatDistribution(0, 1), "none": FloatDistribution(0, 1)}
    study = optuna.create_study()
    study.add_trials(
        [create_trial(value=ranks[value], params=one, distributions=kinds) for one, value in zip(settings, values, strict=True)]
    )
    theirs = optuna.importance.get_param_importances(study, evaluator=optuna.importance.FanovaImportanceEvaluator(seed=0))
    ours = importances(settings, values)
    assert {key: ours[key] for key in theirs} == pytest.approx(theirs, abs=0.08)
