"""What was sampled of the layers in training: activations and gradients over the epochs."""

from __future__ import annotations

from dltrain.charts.health import chosen
from dltrain.charts.series import series
from dltrain.diagnosis.health import by_network
from dltrain.kinds.health import MIN_SAMPLES, lines_of
from dltrain.report.figures import figure, side_by_side
from dltrain.report.markup import Markup, joined, paragraphs, table, tag
from dltrain.report.subject import Subject
from dltrain.report.words import Words
from dltrain.text.formatting import number

DRAWN = {"deviation": "", "dead": "", "saturated": "", "gradient": "", "update": "weight"}  # number: as a share of which other
LISTED = ("mean", "deviation", "zeros", "dead", "saturated", "weight", "gradient", "update")


def render(subject: Subject, words: Words) -> Markup | None:
    """A figure for each number that the layers have, and the last sample as a table; None where nothing was sampled."""
    if not subject.health:
        return None
    samples = next(iter(by_network(subject.health).values()))
    figures = []
    for name, beside in DRAWN.items() if len(samples) >= MIN_SAMPLES else ():
        lines = chosen(lines_of(samples, name, beside))
        if lines:
            title = words(f"health.{name}")
            label = words("health.label", title=title, layers=", ".join(lines))
            figures.append(figure(series(lines, title=title, names=(words("chart.epoch"), ""), height=170), label=label))
    last = samples[-1]
    there = [name for name in LISTED if any(name in layer for layer in last["layers"].values())]
    rows = [[layer, *(number(values.get(name)) for name in there)] for layer, values in last["layers"].items()]
    caption = words("health.caption", count=len(samples), step=f"{last['step']:,}")
    head = [words("network.layer"), *(words(f"health.short_{name}") for name in there)]
    return joined(
        paragraphs(caption), side_by_side(figures), tag("h3", words("health.last")), table(head, rows, label=words("health.last"))
    )
