"""What is known of the environments of Gymnasium."""

import numpy as np
import pytest

from dltrain.environments import ENVIRONMENTS
from dltrain.kinds.policy.planning import values_of

pytest.importorskip("gymnasium")


@pytest.mark.parametrize("name", ["cartpole", "mountain_car", "acrobot", "frozen_lake", "taxi"])
def test_an_episode_is_the_same_for_the_same_seed(name):
    world, other = ENVIRONMENTS[name]().make(), ENVIRONMENTS[name]().make()
    assert len(world.space.actions) >= 2
    random = np.random.default_rng(0)
    assert np.array_equal(world.reset(5), other.reset(5))
    for _ in range(20):
        action = int(random.integers(len(world.space.actions)))
        steps = [world.step(action), other.step(action)]
        assert np.array_equal(steps[0].observation, steps[1].observation)
        assert [step.reward for step in steps] == [steps[0].reward] * 2
        if steps[0].over or steps[0].cut:
            break


def success(mdp, actions, steps):
    """The chance to reach the goal from the start in so many steps."""
    states, values = np.arange(len(actions)), np.zeros(len(actions))
    for _ in range(steps):
        values = mdp.rewards[states, actions] + mdp.transitions[states, actions] @ values
    return float(mdp.starts @ values)


def test_policy_iteration_crosses_the_large_lake_as_well_as_can_be():
    # Undiscounted and without a limit of steps the goal is always reached in the end: the optimum is 1. In the 200 steps of
    # Gymnasium's 8 x 8 lake that policy gets there in 88.6 % of the episodes, by the powers of its transitions.
    mdp = ENVIRONMENTS["frozen_lake"](size="8x8").make().mdp()
    worth, swept = np.zeros((64, 4)), np.zeros((64, 4))
    for _ in range(20):
        worth = mdp.backup(values_of(mdp, worth.argmax(axis=1), 0.99), 0.99)
    for _ in range(1000):
        swept = mdp.backup(swept.max(axis=1), 0.99)
    assert worth == pytest.approx(swept, abs=1e-6)  # value iteration's
    for _ in range(20):
        worth = mdp.backup(values_of(mdp, worth.argmax(axis=1), 1.0), 1.0)
    best = worth.argmax(axis=1)
    assert success(mdp, best, 5000) == pytest.approx(1.0, abs=0.01)
    assert success(mdp, best, 200) == pytest.approx(0.886, abs=0.01)
