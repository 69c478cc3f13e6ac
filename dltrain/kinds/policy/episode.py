"""An episode of a policy step by step, as a table."""

from __future__ import annotations

from typing import Any

import numpy as np

from dltrain.environments import Environment
from dltrain.kinds.kind import Predictions
from dltrain.kinds.policy.known import Known
from dltrain.randomness import seed_of


def episode_of(known: Known, environment: Environment, number: int) -> Predictions:
    """A row a step: what was seen, what was done, what speaks for each action, the reward, and the return so far. `number` says
    which episode it is: the same begins and goes on alike."""
    world = environment.make()
    seen = world.reset(seed_of(number, "episode that is told"))
    visited, rewards, going = [], [], True
    while going:
        visited.append(seen)
        step = world.step(int(known.act(np.array([seen]))[0]))
        rewards.append(step.reward)
        seen, going = step.observation, not (step.over or step.cut)
    observations = np.array(visited)
    numbers = observations.reshape(len(observations), -1)
    shown: dict[str, Any] = {name: numbers[:, index] for index, name in enumerate(known.space.numbers)}
    told = known.tell(observations)
    columns = {"step": np.arange(1, len(visited) + 1), **shown, **told, "reward": np.array(rewards)}
    columns["return"] = np.cumsum(rewards)
    return Predictions(columns, ["action"], [name for name in told if name != "action"], [])
