"""Which trials end early, by curves made by hand and by Optuna's own decisions."""

import random

import pytest

from dltrain.sweeps.pruning import Course, bracket_of, is_hopeless

LOOKS = 20


def completed(*curves):
    return [Course(number, True, dict(enumerate(curve, 1))) for number, curve in enumerate(curves, 2)]


FIVE = completed([9, 5], [9, 6], [9, 7], [9, 8], [9, 9])  # the median at the second look is 7


@pytest.mark.parametrize(
    ("curve", "others", "direction", "hopeless"),
    [
        ({1: 9, 2: 7.5}, FIVE, "min", True),
        ({1: 9, 2: 6.5}, FIVE, "min", False),
        ({1: 6.5, 2: 8}, FIVE, "min", False),  # its best so far counts
        ({1: 99}, FIVE, "min", False),  # not at the first look
        ({1: 9, 2: 7.5}, FIVE[:4], "min", False),  # too few to compare with
        ({1: 9, 2: None}, FIVE, "min", True),  # not a number is as bad as can be, but the 9 before it is no better
        ({1: 0, 2: 6.5}, FIVE, "max", True),
        ({1: 0, 2: 7.5}, FIVE, "max", False),
    ],
)
def test_median(curve, others, direction, hopeless):
    assert is_hopeless("median", Course(1, False, curve), others, LOOKS, direction) is hopeless


def test_the_median_rule_decides_as_optuna_does():
    import optuna
    from optuna.trial import TrialState, create_trial

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    rng = random.Random(0)
    pruner = optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=1)
    for _ in range(30):
        curves = [{look: rng.random() for look in range(1, 5)} for _ in range(rng.randint(3, 9))]
        study = optuna.create_study(pruner=pruner)
        study.add_trials([create_trial(value=0.0, intermediate_values=curve) for curve in curves])
        own = {look: rng.random() for look in range(1, rng.randint(2, 4))}
        theirs = pruner.prune(study, create_trial(state=TrialState.RUNNING, intermediate_values=own))
        others = [Course(number, True, curve) for number, curve in enumerate(curves, 2)]
        assert is_hopeless("median", Course(1, False, own), others, LOOKS, "min") is bool(theirs)


def test_hyperband_keeps_the_best_third_at_each_rung_of_a_bracket():
    first = [number for number in range(1, 200) if bracket_of(number, 2) == 0][:7]
    others = [Course(number, False, {1: value}) for number, value in zip(first[1:], range(6), strict=True)]
    third = Course(first[0], False, {1: 0.5})  # 0 and 0.5 are the best two of seven
    assert not is_hopeless("hyperband", third, others, LOOKS, "min")
    assert is_hopeless("hyperband", Course(first[0], False, {1: 1.5}), others, LOOKS, "min")
    assert not is_hopeless("hyperband", Course(first[0], False, {1: 1.5, 2: 9.0}), others, LOOKS, "min")  # no rung
    assert not is_hopeless("hyperband", Course(first[0], False, {1: 1.5, 3: 9.0}), others, LOOKS, "min")  # alone there


def test_the_later_a_bracket_begins_to_prune_the_fewer_trials_it_has():
    # ceil(3 · 9 / 3), ceil(3 · 3 / 2) and ceil(3 · 1 / 1) of 17: Li et al. (2018), algorithm 1
    counts = [sum(bracket_of(number, 3) == bracket for number in range(3400)) for bracket in range(3)]
    assert counts == pytest.approx([1800, 1000, 600], rel=0.1)
