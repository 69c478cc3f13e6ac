"""The environments of Gymnasium: some by a name of their own, and any by its id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dltrain.environments.base import ENVIRONMENTS, Environment
from dltrain.environments.gymnasium_world import GymnasiumCopy
from dltrain.types import option, options


@ENVIRONMENTS.entry("cartpole")
@options
class CartPole(Environment):
    """CartPole-v1 of Gymnasium: a pole on a cart, which is pushed to the left or to the right; a reward of 1 for each step until
    the pole falls, 500 at most (Barto, Sutton & Anderson 1983)."""

    def make(self, *, drawn: bool = False) -> GymnasiumCopy:
        return GymnasiumCopy("CartPole-v1", {}, drawn=drawn)


@ENVIRONMENTS.entry("mountain_car")
@options
class MountainCar(Environment):
    """MountainCar-v0 of Gymnasium: a car too weak for the hill must swing up; -1 for each step until it is there, 200 at most
    (Moore 1990)."""

    cells: int = option(
        None,
        help="into how many equal parts position and velocity are cut each, so that a table can learn; stay numbers if omitted",
        at_least=2,
        most=1000,
    )

    def make(self, *, drawn: bool = False) -> GymnasiumCopy:
        return GymnasiumCopy("MountainCar-v0", {}, drawn=drawn, cells=self.cells or 0)


@ENVIRONMENTS.entry("acrobot")
@options
class Acrobot(Environment):
    """Acrobot-v1 of Gymnasium: two links swing until their end is high enough; -1 for each step, 500 at most (Sutton 1996)."""

    def make(self, *, drawn: bool = False) -> GymnasiumCopy:
        return GymnasiumCopy("Acrobot-v1", {}, drawn=drawn)


@ENVIRONMENTS.entry("frozen_lake")
@options
class FrozenLake(Environment):
    """FrozenLake-v1 of Gymnasium: across the ice to the goal, around the holes; a reward of 1 in the goal alone."""

    size: Literal["4x4", "8x8"] = option("4x4", help="which of the two lakes; 100 steps at most, 200 on the large one")
    slippery: bool = option(True, help="whether a step goes where it should in one of three cases, else to one of its sides")

    def make(self, *, drawn: bool = False) -> GymnasiumCopy:
        name = "FrozenLake-v1" if self.size == "4x4" else "FrozenLake8x8-v1"
        options = {"map_name": self.size, "is_slippery": self.slippery}
        return GymnasiumCopy(name, options, layout=self.layout if drawn else ())

    @property
    def layout(self) -> Sequence[str]:
        from gymnasium.envs.toy_text.frozen_lake import MAPS

        cells = MAPS[self.size]
        return [row.replace("F", ".").replace("H", "P") for row in cells]


@ENVIRONMENTS.entry("taxi")
@options
class Taxi(Environment):
    """Taxi-v4 of Gymnasium: fetch a passenger and bring them where they want to go; -1 a step, 20 for that, -10 for picking up
    or dropping off where there is nothing to (Dietterich 2000)."""

    def make(self, *, drawn: bool = False) -> GymnasiumCopy:
        return GymnasiumCopy("Taxi-v4", {}, drawn=drawn)


@ENVIRONMENTS.entry("gymnasium")
@options
class Gymnasium(Environment):
    """Any environment that is registered with Gymnasium, whose actions are a choice."""

    id: str = option(help="its id, such as CliffWalking-v1")
    options: dict[str, bool | int | float | str] = option(None, help="what it takes, by name")

    def make(self, *, drawn: bool = False) -> GymnasiumCopy:
        return GymnasiumCopy(self.id, self.options or {}, drawn=drawn)
