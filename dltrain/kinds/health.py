"""The pictures of what was sampled of the layers: activations.png and gradients.png."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from dltrain import charts
from dltrain.charts.bands import Bands, axis_of_sizes, axis_of_values
from dltrain.charts.health import Spread
from dltrain.diagnosis.health import Sample, bands, by_network, in_words, layers_in, series
from dltrain.lazy import np
from dltrain.runs import Run

SIZES = {"deviation": "spread of the activations (deviation)", "mean": "mean of the activations"}  # of older runs, without bands
SHARES = {"dead": "share of units that are 0 for every row", "saturated": "share of values at a flat end"}
WEIGHTS = {"gradient": "size of the gradient (root mean square)", "update": "what a step changes of the weights"}
SPREADS = {
    "activation": "activations of {}",
    "gradient": "gradients of {}, without signs",
    "update": "a step's changes of {}, without signs",
}
MIN_SAMPLES = 2  # samples, of which a line can be drawn
FEW = 6  # layers, each of which has a panel of its own
TIMES = 3  # samples that are drawn of more layers: the first, the last and those in the middle

Samples = Sequence[Sample]
Lines = dict[str, tuple[list[float], list[float]]]


def draw_health(run: Run, samples: Samples) -> list[str]:
    """Draws the pictures, and gives their names; none of too few samples. Of several networks that are alike the first that was
    sampled is drawn; of a generator and a discriminator both are."""
    groups = by_network(samples)
    both = [group for tags, group in groups.items() if "network" in dict(tags)]
    shown = [group for group in both or list(groups.values())[:1] if len(group) >= MIN_SAMPLES]
    if not shown:
        return []
    whose = f" ({in_words(next(iter(groups)))})" if len(groups) > 1 and not both else ""
    activations = _spreads(shown, ("activation",), whose)
    gradients = _spreads(shown, ("gradient", "update"), whose)
    pictures = {
        "activations": (_lines(shown, SHARES if activations else {**SIZES, **SHARES}, whose), activations),
        "gradients": (_lines(shown, WEIGHTS, whose), gradients),
    }
    drawn = []
    for name, (lines, spreads) in pictures.items():
        if spreads or any(lines.values()):
            run.write_chart(name, charts.png(charts.health(lines, spreads)))
            drawn.append(name)
    return drawn


def _spreads(groups: Sequence[Samples], names: Sequence[str], whose: str) -> list[Spread]:
    """The panels of bands of each network, as far as they are known."""
    found = (_spread(samples, name, SPREADS[name] + whose) for name in names for samples in groups)
    return [spread for spread in found if spread.panels]


def _spread(samples: Samples, name: str, title: str) -> Spread:
    """Few layers have a panel each, over the epochs; of many there are panels over the layers, at some of the steps."""
    every = {layer: bands(samples, layer, name) for layer in layers_in(samples)}
    known = {layer: values for layer, values in every.items() if np.isfinite(values).all(axis=1).any()}
    are_sizes = name != "activation"
    axis_of = axis_of_sizes if are_sizes else axis_of_values
    if len(known) <= FEW:
        epochs = _epochs(samples)
        panels = [Bands(title.format(layer), epochs, values.tolist()) for layer, values in known.items()]
        return Spread(panels, "epoch", axis_of, alike=are_sizes)
    layers = [float(number) for number in range(1, len(known) + 1)]
    indices = sorted({round(index) for index in np.linspace(0, len(samples) - 1, TIMES)})
    titles = {index: f"{title.format('every layer')}, step {samples[index]['step']:,}" for index in indices}
    panels = [Bands(title, layers, [one[index].tolist() for one in known.values()]) for index, title in titles.items()]
    return Spread(panels, "layer", axis_of, alike=True)


def _epochs(samples: Samples) -> list[float]:
    """How many epochs have passed after each sampled step."""
    per_epoch = math.ceil(max(sample["step"] / sample["epoch"] for sample in samples))
    return [sample["step"] / per_epoch for sample in samples]


def _lines(groups: Sequence[Samples], titles: Mapping[str, str], whose: str) -> dict[str, Lines]:
    """The lines of each of these numbers of all networks, by its title."""
    beside = {"update": "weight"}
    return {
        title + whose: {layer: line for one in groups for layer, line in lines_of(one, name, beside.get(name, "")).items()}
        for name, title in titles.items()
    }


def lines_of(samples: Samples, name: str, beside: str = "") -> Lines:
    """A number of each layer that has it and is not 0 throughout, over the epochs; as a share of another where one is named."""
    lines: Lines = {}
    for layer in layers_in(samples):
        values = series(samples, layer, name)
        if beside:
            values = values / np.maximum(series(samples, layer, beside), 1e-30)
        if np.isfinite(values).any() and np.nanmax(np.abs(values)) > 0:
            lines[layer] = _epochs(samples), values.tolist()
    return lines
