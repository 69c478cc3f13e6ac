"""Environments of Gymnasium (Towers et al. 2024, arXiv:2407.17032) as worlds: imported where one is made."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from dltrain.environments.base import Mdp, Observation, Space, Step, World
from dltrain.errors import InputError, listing
from dltrain.lazy import NDArray, np

INSTALL = "pip install 'dltrain[rl]'"
PYGAME = "pip install pygame"
FAR = 1e6  # a bound of an observation beyond which it is none
MAX_STEPS = 1000  # of an episode where the environment says nothing of it
KNOWN = {  # the names of the actions, and of the numbers of an observation
    "CartPole-v1": (("left", "right"), ("cart_position", "cart_velocity", "pole_angle", "pole_velocity")),
    "MountainCar-v0": (("left", "none", "right"), ("position", "velocity")),
    "Acrobot-v1": (("minus", "none", "plus"), ("cos_1", "sin_1", "cos_2", "sin_2", "velocity_1", "velocity_2")),
    "FrozenLake-v1": (("left", "down", "right", "up"), ()),
    "FrozenLake8x8-v1": (("left", "down", "right", "up"), ()),
    "Taxi-v4": (("down", "up", "right", "left", "pick_up", "drop_off"), ()),
    "CliffWalking-v1": (("up", "right", "down", "left"), ()),
}


def gymnasium_module() -> Any:
    """The package. Raises InputError where it is not installed."""
    try:
        import gymnasium
    except ImportError:
        raise InputError(f"this environment comes with gymnasium, which is not installed; type: {INSTALL}") from None
    return gymnasium


class GymnasiumCopy(World):
    """An environment of Gymnasium at work. Actions are numbered from 0, and so are states; with `cells` these are the equal
    parts of what it shows between its bounds, so many along each number, of which the first counts most."""

    def __init__(
        self, name: str, options: Mapping[str, Any], *, drawn: bool = False, layout: Sequence[str] = (), cells: int = 0
    ) -> None:
        module = gymnasium_module()
        self.name, self.layout, self.cells = name, layout, cells
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                extra = {"render_mode": "rgb_array"} if drawn and "rgb_array" in _modes(module, name) else {}
                self.env = module.make(name, disable_env_checker=True, **options, **extra)
            except (module.error.Error, TypeError, ValueError, AttributeError, ImportError) as error:
                raise InputError(f"gymnasium cannot make '{name}': {_line(error)}{_registered(module, name)}") from None
        actions, seen = self.env.action_space, self.env.observation_space
        if not isinstance(actions, module.spaces.Discrete):
            kind = type(actions).__name__
            raise InputError(f"'{name}' takes actions that are a {kind}; only environments with a choice of actions are learned")
        self.first_action = int(actions.start)
        names, numbers = KNOWN.get(name, ((), ()))
        self.first_state = int(seen.start) if isinstance(seen, module.spaces.Discrete) else 0
        is_state = isinstance(seen, module.spaces.Discrete)
        width = 1 if is_state else _width(module, seen, name)
        self.scales = () if is_state else _scales(module, seen, width)
        self.space = Space(
            names or tuple(f"action_{number}" for number in range(int(actions.n))),
            ("state",) if is_state or cells else numbers or tuple(f"observation_{number}" for number in range(width)),
            int(seen.n) if is_state else cells**width if cells else 0,
            () if cells else self.scales,
        )
        self.most_steps = getattr(self.env.spec, "max_episode_steps", None) or MAX_STEPS

    def reset(self, seed: int) -> Observation:
        self.steps = 0
        return self._seen(self.env.reset(seed=seed)[0])

    def step(self, action: int) -> Step:
        seen, reward, over, cut, _ = self.env.step(action + self.first_action)
        self.steps += 1
        return Step(self._seen(seen), float(reward), bool(over), bool(cut) or (not over and self.steps >= self.most_steps))

    def _seen(self, seen: Any) -> Observation:
        if self.cells:
            return self._cell(seen.tolist())
        if self.space.states:
            return int(seen) - self.first_state
        return np.asarray(seen, np.float32).reshape(-1)

    def _cell(self, numbers: Sequence[float]) -> int:
        """The number of the cell that an observation lies in."""
        cell = 0
        for number, (middle, half) in zip(numbers, self.scales, strict=True):
            index = int(((number - middle) / half + 1) / 2 * self.cells)
            cell = cell * self.cells + min(max(index, 0), self.cells - 1)
        return cell

    def mdp(self) -> Mdp | None:
        table = getattr(self.env.unwrapped, "P", None)
        if table is None or not self.space.states:
            return None
        states, actions = self.space.states, len(self.space.actions)
        rewards, transitions = np.zeros((states, actions)), np.zeros((states, actions, states))
        for state in range(states):
            for action in range(actions):
                for chance, entered, reward, over in table[state][action]:
                    rewards[state, action] += chance * reward
                    if not over:
                        transitions[state, action, int(entered)] += chance
        starts = getattr(self.env.unwrapped, "initial_state_distrib", None)
        return Mdp(rewards, transitions, np.zeros(states) if starts is None else np.asarray(starts, np.float64))

    def picture(self) -> NDArray[np.uint8] | None:
        """By our own drawing where there is one, else by the environment's, where what it takes is installed."""
        from dltrain.environments import drawing

        inner = self.env.unwrapped
        if self.layout:
            return drawing.grid_picture(self.layout, int(inner.s))
        if self.name == "CartPole-v1":
            return drawing.cartpole_picture(float(inner.state[0]), float(inner.state[2]))
        if self.name == "MountainCar-v0":
            return drawing.mountain_picture(float(inner.state[0]))
        if self.name == "Acrobot-v1":
            return drawing.acrobot_picture(float(inner.state[0]), float(inner.state[1]))
        if self.env.render_mode != "rgb_array":
            return None
        try:
            return np.asarray(self.env.render(), np.uint8)
        except gymnasium_module().error.DependencyNotInstalled:
            self.undrawn = f"gymnasium draws '{self.name}' by a package that is not installed; type: {PYGAME}"
            return None


def _width(module: Any, seen: Any, name: str) -> int:
    """How many numbers an observation has. Raises InputError where it is none of numbers."""
    spaces = module.spaces
    if isinstance(seen, spaces.Box | spaces.MultiDiscrete | spaces.MultiBinary):
        return int(np.prod(seen.shape))
    if isinstance(seen, spaces.Tuple) and all(isinstance(one, spaces.Discrete) for one in seen.spaces):
        return len(seen.spaces)
    raise InputError(f"'{name}' shows a {type(seen).__name__}; only environments that show numbers or a state are learned")


def _scales(module: Any, seen: Any, width: int) -> tuple[tuple[float, float], ...]:
    """What brings each number to between -1 and 1 by its bounds, where it has any."""
    if not isinstance(seen, module.spaces.Box):
        return ((0.0, 1.0),) * width
    bounds = zip(seen.low.reshape(-1).tolist(), seen.high.reshape(-1).tolist(), strict=True)
    return tuple(
        ((low + high) / 2, (high - low) / 2) if -FAR < low < high < FAR else (0.0, 1.0)  # an infinite one is not between
        for low, high in bounds
    )


def _modes(module: Any, name: str) -> Sequence[str]:
    """How an environment can be rendered."""
    made = module.make(name, disable_env_checker=True)
    modes: Sequence[str] = made.metadata.get("render_modes", ())
    return modes


def _line(error: Exception) -> str:
    return " ".join(str(error).split())


def _registered(module: Any, name: str) -> str:
    """The versions that there are of an environment."""
    stem = name.partition("-")[0].lower()
    there = [known for known in module.registry if known.lower().startswith(stem)] if stem else []
    return f"; there is {listing(there)}" if there and name not in there else ""
