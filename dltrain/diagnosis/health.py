"""What was sampled of the layers of a network in training: how it is measured, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dltrain.diagnosis.numbers import tidy
from dltrain.lazy import NDArray, np

Numbers = dict[str, float]  # of a layer in one sample, by what they are
Sample = Mapping[str, Any]  # step, epoch and layers: the numbers of each by its name

FIRST, APART, GROWTH = 5, 400, 8  # see due_steps
MOST_STEPS = 2**53
MOST_NUMBERS = 2**17  # of activations that are looked at a layer and sample
FLAT = 0.97  # of its range from the middle, from where on a bounded activation is nearly flat: the slope of tanh is below 0.06
BOUNDS = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0), "hard_sigmoid": (0.0, 1.0), "softsign": (-1.0, 1.0)}


def due_steps() -> frozenset[int]:
    """The steps, counted from 0, that are sampled of any run, however long: 0, 5, 15, 35, 75, 155, 315, 635, then every 400th,
    and from some on each an eighth of the way so far. Looking at a step takes about twice as long as the step."""
    due, gap = [0], FIRST
    while due[-1] < MOST_STEPS:
        due.append(due[-1] + max(gap, due[-1] // GROWTH))
        gap = min(2 * gap, APART)
    return frozenset(due)


def of_activations(values: NDArray[Any], name: str) -> Numbers:
    """Of what left an activation of this name, (rows, units) or (rows, channels, ...): mean and deviation, the share of zeros, of
    units that are 0 in every row (`dead`), and of values at the flat ends of a bounded one (`saturated`)."""
    rows = max(16, MOST_NUMBERS // max(1, values[0].size))
    units = values[:rows].reshape(min(rows, len(values)), values.shape[1], -1)
    zero = units == 0
    numbers = {
        "mean": units.mean(),
        "deviation": units.std(),
        "zeros": zero.mean(),
        "dead": zero.all(axis=(0, 2)).mean(),
    }
    if name in BOUNDS:
        low, high = BOUNDS[name]
        numbers["saturated"] = (np.abs(units - (low + high) / 2) > FLAT * (high - low) / 2).mean()
    return {key: tidy(value) for key, value in numbers.items() if np.isfinite(value)}


def root_mean_square(values: NDArray[Any]) -> float:
    """√(mean of squares)."""
    flat = values.reshape(-1).astype(np.float64, copy=False)
    return float(np.sqrt(flat @ flat / max(1, flat.size)))


def layers_in(samples: Sequence[Sample]) -> list[str]:
    """The names of the layers, in the order of the network."""
    return list(dict.fromkeys(name for sample in samples for name in sample["layers"]))


def series(samples: Sequence[Sample], layer: str, name: str) -> NDArray[np.float64]:
    """A number of a layer over the samples, NaN where it was not measured: (samples,)."""
    return np.array([sample["layers"].get(layer, {}).get(name, np.nan) for sample in samples], np.float64)
