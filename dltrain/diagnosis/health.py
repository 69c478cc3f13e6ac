"""What was sampled of the layers of a network in training: how it is measured, and how it is read."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dltrain.diagnosis.numbers import tidy
from dltrain.lazy import NDArray, np

Layer = dict[str, Any]  # the numbers of a layer in one sample, by what they are; `quantiles` are lists of them
Sample = Mapping[str, Any]  # step, epoch and layers: the numbers of each by its name

FIRST, GROWTH = 5, 8  # see due_steps
MAX_STEPS = 2**53
MAX_ACTIVATIONS, MIN_ROWS = 2**16, 8  # numbers of a layer that are looked at in a sample, of so many rows at least
MAX_WEIGHTS = 2**18  # of a tensor
SPREAD = 256  # of them, of which quantiles are told
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)  # of the quantiles
TINY = 1e-30  # below it a sum of float32 squares has lost some of them
FLAT = 0.97  # of its range from the middle, from where on a bounded activation is nearly flat: the slope of tanh is below 0.06
BOUNDS = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0), "hard_sigmoid": (0.0, 1.0), "softsign": (-1.0, 1.0)}


@functools.cache
def due_steps(*, are_short: bool = False) -> frozenset[int]:
    """The steps, counted from 0, that are sampled of any run, however long: 0, 5, 15, 35, 75, 155, 315, 635, then every 400th,
    and from some on each an eighth of the way so far. Looking at a step takes about as long as two of them, or three short ones,
    of which fewer are looked at: 0, 5, 20, 65, 200, 605, 1820, then every 2000th."""
    widens, apart = (3, 2000) if are_short else (2, 400)
    due, gap = [0], FIRST
    while due[-1] < MAX_STEPS:
        due.append(due[-1] + max(gap, due[-1] // GROWTH))
        gap = min(widens * gap, apart)
    return frozenset(due)


def rows_looked_at(numbers: int) -> int:
    """How many of the first rows of a batch are looked at, where each has so many numbers."""
    return max(MIN_ROWS, MAX_ACTIVATIONS // max(1, numbers))


def of_activations(values: NDArray[Any], name: str) -> tuple[Layer, NDArray[Any]]:
    """Of what left an activation of this name, (rows, units) or (rows, channels, ...): mean and deviation, the share of zeros, of
    units that are 0 in every row (`dead`) and of values at the flat ends of a bounded one (`saturated`); and some of them."""
    units = values[: rows_looked_at(values[0].size)].reshape(-1, values.shape[1], values[0, 0].size)
    flat = units.reshape(-1)
    mean = float(np.add.reduce(flat)) / flat.size
    numbers = {"mean": mean, "deviation": root_mean_square([flat - np.float32(mean)])}
    zeros = flat.size - np.count_nonzero(flat)
    numbers["zeros"] = zeros / flat.size
    numbers["dead"] = np.count_nonzero((units == 0).all(axis=(0, 2))) / units.shape[1] if zeros else 0.0
    if name in BOUNDS:
        low, high = BOUNDS[name]
        beyond = np.abs(flat - np.float32((low + high) / 2)) > FLAT * (high - low) / 2
        numbers["saturated"] = np.count_nonzero(beyond) / flat.size
    return {key: tidy(value) for key, value in numbers.items() if math.isfinite(value)}, some_values([flat])


def some_of(weights: NDArray[Any]) -> NDArray[Any]:
    """What is looked at of a tensor, or of its gradient: all of it, or every so manieth along its first axis; a view."""
    return weights[:: max(1, min(len(weights), weights.size // MAX_WEIGHTS))]


def root_mean_square(arrays: Sequence[NDArray[Any]]) -> float:
    """√(mean of squares) of all numbers of several arrays."""
    flats = [array.reshape(-1) for array in arrays]
    total = sum(float(flat @ flat) for flat in flats)
    if not TINY < total < math.inf:
        total = sum(float(np.square(flat, dtype=np.float64).sum()) for flat in flats)
    return math.sqrt(total / max(1, sum(flat.size for flat in flats))) if total >= 0 else math.nan


def some_values(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """SPREAD numbers of several arrays, about equally many of each number where there are fewer: (SPREAD,)."""
    flats = [array.reshape(-1) for array in arrays]
    some = [flat[_places(flat.size)] for flat in flats]
    return some[0] if len(some) == 1 else np.concatenate(some)[_places(len(some) * SPREAD)]


def quantiles(values: Sequence[NDArray[Any]]) -> list[list[float]]:
    """What stands at LEVELS of the sorted values of each of several arrays (SPREAD,); nothing where one is not finite."""
    found = np.sort(np.array(values), axis=1)
    are_finite = np.isfinite(found[:, 0]) & np.isfinite(found[:, -1])
    picked = found[:, [round(level * (SPREAD - 1)) for level in LEVELS]].tolist()
    return [
        [float(f"{number:.4g}") for number in numbers] if is_finite else []
        for numbers, is_finite in zip(picked, are_finite.tolist(), strict=True)
    ]


@functools.lru_cache(1024)
def _places(count: int) -> NDArray[np.int64]:
    """SPREAD places among so many, spread by the golden ratio, in no step with the columns of a row; of fewer, all in turn."""
    if count <= SPREAD:
        return np.arange(SPREAD) * count // SPREAD
    return (np.arange(1, SPREAD + 1) * ((math.sqrt(5) - 1) / 2) % 1 * count).astype(np.int64)


TAGS = ("member", "fold", "seed", "lane", "network")  # what tells the samples of one network from those of another


def by_network(samples: Iterable[Sample]) -> dict[tuple[tuple[str, Any], ...], list[Sample]]:
    """The samples of each of several networks, by the tags that they have of it: nothing where there is one network."""
    groups: dict[tuple[tuple[str, Any], ...], list[Sample]] = {}
    for sample in samples:
        groups.setdefault(tuple((name, sample[name]) for name in TAGS if name in sample), []).append(sample)
    return groups


def in_words(tags: Iterable[tuple[str, Any]]) -> str:
    """Which network it is: `member 3`, `the generator`; nothing for the only one."""
    return ", ".join(f"the {value}" if name == "network" else f"{name} {value}" for name, value in tags)


def layers_in(samples: Sequence[Sample]) -> list[str]:
    """The names of the layers, in the order of the network: inputs.x.0, layers.0, layers.0.1, layers.10, output."""
    return sorted({name for sample in samples for name in sample["layers"]}, key=_in_order)


def _in_order(name: str) -> list[tuple[int, str]]:
    return [(int(step), "") if step.isdigit() else (-1, step) for step in name.split(".")]


def series(samples: Sequence[Sample], layer: str, name: str) -> NDArray[np.float64]:
    """A number of a layer over the samples, NaN where it was not measured: (samples,)."""
    return np.array([sample["layers"].get(layer, {}).get(name, np.nan) for sample in samples], np.float64)


def bands(samples: Sequence[Sample], layer: str, name: str) -> NDArray[np.float64]:
    """The quantiles of a layer's activations, or of the sizes of its gradients or updates, over the samples, NaN where they were
    not told: (samples, levels)."""
    nothing = [math.nan] * len(LEVELS)
    return np.array([sample["layers"].get(layer, {}).get("quantiles", {}).get(name, nothing) for sample in samples], np.float64)
