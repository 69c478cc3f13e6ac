"""The pictures of what was sampled of the layers: activations.png and gradients.png."""

from __future__ import annotations

from collections.abc import Sequence

from dltrain import charts
from dltrain.diagnosis.health import Sample, layers_in, series
from dltrain.lazy import np
from dltrain.runs import Run

ACTIVATIONS = {
    "deviation": "spread of the activations (deviation)",
    "mean": "mean of the activations",
    "dead": "share of units that are 0 for every row",
    "saturated": "share of values at a flat end",
}
FEWEST = 2  # samples, of which a line can be drawn

Lines = dict[str, tuple[list[float], list[float]]]


def draw_health(run: Run, samples: Sequence[Sample]) -> list[str]:
    """Draws the pictures, and gives their names; none of too few samples."""
    if len(samples) < FEWEST:
        return []
    activations = {title: lines_of(samples, name) for name, title in ACTIVATIONS.items()}
    gradients = {"size of the gradient (root mean square)": lines_of(samples, "gradient")}
    gradients["what a step changes of the weights"] = lines_of(samples, "update", beside="weight")
    drawn = []
    for name, panels in (("activations", activations), ("gradients", gradients)):
        if any(panels.values()):
            run.write_chart(name, charts.png(charts.health(panels)))
            drawn.append(name)
    return drawn


def lines_of(samples: Sequence[Sample], name: str, beside: str = "") -> Lines:
    """A number of each layer that has it and is not 0 throughout, over the epochs; as a share of another where one is named."""
    lines: Lines = {}
    for layer in layers_in(samples):
        values = series(samples, layer, name)
        if beside:
            values = values / np.maximum(series(samples, layer, beside), 1e-30)
        if np.isfinite(values).any() and np.nanmax(np.abs(values)) > 0:
            lines[layer] = [float(sample["epoch"]) for sample in samples], values.tolist()
    return lines
