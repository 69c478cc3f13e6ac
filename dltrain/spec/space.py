"""The settings that a sweep chooses from, as plain data: parameters with their options, and ranges of numbers within these."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dltrain.errors import Path

Point = dict[str, float]  # the coordinates of a setting: the index of an option, or the number out of a range, by name


@dataclass(frozen=True)
class Span:
    """The numbers from low to high, both among them; whole: whole numbers alone. step: from low on."""

    low: float
    high: float
    log: bool = False
    step: float | None = None
    whole: bool = False

    def at(self, share: float) -> float:
        """The number below which this share (0 to 1) of the range lies, by its scale; each step is as wide as the next."""
        if step := self.step or (1 if self.whole and not self.log else None):
            count = math.floor((self.high - self.low) / step + 1e-9) + 1
            return self._rounded(self.low + min(int(share * count), count - 1) * step)
        if self.log:
            low, high = (self.low - 0.5, self.high + 0.5) if self.whole else (self.low, self.high)
            value = math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
        else:
            value = self.low + share * (self.high - self.low)
        return self._rounded(min(max(value, self.low), self.high))

    def _rounded(self, value: float) -> float:
        if self.whole:
            return min(max(round(value), int(self.low)), int(self.high))
        return min(max(float(f"{value:.12g}"), float(self.low)), float(self.high))  # 0.1 + 2 * 0.1 is 0.3


@dataclass(frozen=True)
class Option:
    """A value that a parameter may have. spans: the ranges within it, by their path; the value has None in their places."""

    value: Any
    spans: Mapping[Path, Span] = field(default_factory=dict)

    def filled(self, numbers: Mapping[Path, float | None]) -> Any:
        """The value with a number in the place of each range."""
        filled = [copy.deepcopy(self.value)]  # in a list, so that the whole value has a place as well
        for path, number in numbers.items():
            holder: Any = filled
            *above, last = (0, *path)
            for step in above:
                holder = holder[step]
            holder[last] = number
        return filled[0]


@dataclass(frozen=True)
class Parameter:
    """A key of the spec and what it may be: several options, or one alone with a range in it."""

    key: str
    options: tuple[Option, ...]

    def span_name(self, index: int, path: Path) -> str:
        """The name of a range within the option at `index`, such as `training.optimizer.momentum`; several options with a range
        there are told apart by their numbers from 1 on."""
        name = ".".join([self.key, *map(str, path)])
        owners = sum(path in option.spans for option in self.options)
        return name if owners == 1 and (path or len(self.options) == 1) else f"{name} ({index + 1})"


@dataclass(frozen=True)
class Space:
    """All settings of a sweep: the product of its parameters."""

    parameters: tuple[Parameter, ...] = ()

    @property
    def keys(self) -> list[str]:
        """The keys of the spec that change."""
        return [parameter.key for parameter in self.parameters]

    @property
    def is_grid(self) -> bool:
        """Whether every parameter is a list of values without ranges."""
        return not any(option.spans for parameter in self.parameters for option in parameter.options)

    @property
    def size(self) -> int:
        """How many settings the options make, ranges not counted."""
        return math.prod(len(parameter.options) for parameter in self.parameters)

    @property
    def names(self) -> dict[str, int | Span]:
        """The coordinates of a point: of a parameter with several options how many, of a range the range."""
        names: dict[str, int | Span] = {}
        for parameter in self.parameters:
            if len(parameter.options) > 1:
                names[parameter.key] = len(parameter.options)
            for index, option in enumerate(parameter.options):
                names |= {parameter.span_name(index, path): span for path, span in option.spans.items()}
        return names

    def setting(self, number: int) -> Point:
        """The point of a setting of a grid by its number from 0 on; the last parameter changes first."""
        point: Point = {}
        for parameter in reversed(self.parameters):
            number, index = divmod(number, len(parameter.options))
            if len(parameter.options) > 1:
                point[parameter.key] = index
        return dict(reversed(point.items()))

    def settings(self) -> Iterator[dict[str, Any]]:
        """The values of every setting of a grid, in order."""
        return (self.values(self.setting(number)) for number in range(self.size))

    def drawn(self, choose: Callable[[str, int], int], draw: Callable[[str, Span], float]) -> Point:
        """A point: each option is chosen among so many, each range within the options that are chosen is drawn from."""
        point: Point = {}
        for parameter in self.parameters:
            index = 0
            if len(parameter.options) > 1:
                index = point[parameter.key] = choose(parameter.key, len(parameter.options))
            for path, span in parameter.options[index].spans.items():
                name = parameter.span_name(index, path)
                point[name] = draw(name, span)
        return point

    def values(self, point: Point) -> dict[str, Any]:
        """The values of a point, by the keys of the spec."""
        values = {}
        for parameter in self.parameters:
            index = int(point.get(parameter.key, 0)) if len(parameter.options) > 1 else 0
            option = parameter.options[index]
            values[parameter.key] = option.filled({path: point[parameter.span_name(index, path)] for path in option.spans})
        return values
