"""Worlds of cells: what is known of them, against the utilities of a textbook, and what they do."""

import numpy as np
import pytest

from dltrain.environments.grid_world import GridWorld
from dltrain.kinds.policy.planning import values_of

RUSSELL_NORVIG = GridWorld(map=["...G", ".#.P", "S..."], slip=0.2)
# Russell & Norvig, Artificial Intelligence: A Modern Approach, 3rd edition, figure 17.3: the utilities of the 4 x 3 world with
# rewards of -0.04 and no discount. The cells where an episode ends, and the wall, have none here.
UTILITIES = [[0.812, 0.868, 0.918, 0.0], [0.762, 0.0, 0.660, 0.0], [0.705, 0.655, 0.611, 0.388]]
BEST = ["right right right -", "up - up -", "up left left left"]  # figure 17.2 (a)


def converged(options, discount=1.0):
    mdp = options.make().mdp()
    worth = np.zeros_like(mdp.rewards)
    for _ in range(200):
        worth = mdp.backup(worth.max(axis=1), discount)
    return mdp, worth


def test_the_values_are_those_of_the_textbook():
    worth = converged(RUSSELL_NORVIG)[1]
    assert worth.max(axis=1).reshape(3, 4) == pytest.approx(np.array(UTILITIES), abs=5e-4)
    names = RUSSELL_NORVIG.make().space.actions
    told = [[names[action] for action in row] for row in worth.argmax(axis=1).reshape(3, 4)]
    for row, words in zip(told, BEST, strict=True):
        assert [one for one, word in zip(row, words.split(), strict=True) if word != "-"] == words.replace("-", "").split()


def test_a_policy_is_worth_the_same_by_sweeps_and_by_the_equations():
    for discount in (0.9, 1.0):
        mdp, worth = converged(RUSSELL_NORVIG, discount)
        assert values_of(mdp, worth.argmax(axis=1), discount) == pytest.approx(worth.max(axis=1))


def test_what_is_known_of_a_move_by_hand():
    # Left of the goal, up: 0.8 against the border, 0.1 to the left, 0.1 into the goal.
    mdp = RUSSELL_NORVIG.make().mdp()
    assert mdp.rewards[2, 0] == pytest.approx(0.9 * -0.04 + 0.1 * 0.96)
    assert mdp.transitions[2, 0, 2] == pytest.approx(0.8)
    assert mdp.transitions[2, 0, 1] == pytest.approx(0.1)
    assert mdp.transitions[2, 0].sum() == pytest.approx(0.9)  # else it ends


def test_a_copy_moves_as_often_as_is_known():
    world = RUSSELL_NORVIG.make()
    entered = []
    for seed in range(2000):
        assert world.reset(seed) == 8
        entered.append(world.step(0).observation)
    # 0.8 up, 0.1 to the right, 0.1 against the border: three deviations of a share of 2,000 are 0.027
    shares = np.bincount(entered, minlength=12) / 2000
    assert shares[[4, 9, 8]] == pytest.approx([0.8, 0.1, 0.1], abs=0.027)


def test_an_episode_ends_in_a_goal_and_is_broken_off_after_the_most_steps():
    world = GridWorld(map=["S.G"], most_steps=3).make()
    world.reset(0)
    assert [world.step(1), world.step(1)][-1].over
    world.reset(0)
    steps = [world.step(3) for _ in range(3)]
    assert [step.cut for step in steps] == [False, False, True]
    assert not any(step.over for step in steps)
    assert sum(step.reward for step in steps) == pytest.approx(-0.12)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["S..", "..G."], "row 2 of 'map' has 4 cells, and the first has 3"),
        (["S.H"], "there is no cell 'H'; write P for a pit"),
        (["S.?"], "there is no cell '?'; expected . (free), S (start), G (goal), P (pit), # (wall)"),
        (["S.."], "'map' has no goal (G) and no pit (P), so no episode would ever end"),
        (["#G"], "'map' has no start (S) and no free cell (.)"),
        ([], "'map' is empty"),
    ],
)
def test_maps_that_are_none(lines, message):
    ((_, told),) = GridWorld(map=lines).problems()
    assert message in told
