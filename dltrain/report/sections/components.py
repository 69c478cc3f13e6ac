"""The few numbers that rows were made of: the rows in their plane, what share of the variance each has, and its loadings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dltrain.charts.bars import bars
from dltrain.charts.names import columns as columns_of
from dltrain.charts.names import shortened
from dltrain.kinds.unsupervised.pictures import component_panel, scree_panel
from dltrain.report.figures import figure, side_by_side
from dltrain.report.markup import Markup, folded, joined, paragraphs, table
from dltrain.report.subject import Subject
from dltrain.report.words import Words
from dltrain.runs.names import COMPONENTS
from dltrain.text.formatting import number

DRAWN = 12  # loadings of a component
FIRST = 2  # components whose loadings are drawn
TOLD = 10  # components of the table


def render(subject: Subject, words: Words) -> Markup | None:
    """The components of a run; None of a run that has none."""
    found = subject.run.read_outcome(COMPONENTS)
    if found is None:
        return None
    scree = figure(scree_panel(found, lambda word: _word(words, word)), label=words("components.scree"))
    pieces = [
        paragraphs(words("components.scree")),
        side_by_side([*_plane(subject, found, words), scree]),
        _loadings(found, words),
    ]
    return joined(*pieces)


def _word(words: Words, word: str) -> str:
    return words.known(f"components.{word.replace(' ', '_')}", word)


def _plane(subject: Subject, found: Mapping[str, Any], words: Words) -> list[Markup]:
    """The training rows in the plane of the first two components; none where the data or the model is not there."""
    saved, dataset = subject.saved, subject.dataset
    if saved is None or dataset is None:
        return []
    components = saved.trained.scores(saved.trained.rows(dataset.train, None)).components
    shares = [one["share"] for one in found["components"]]
    panels = component_panel(dataset.encoding, dataset.train, components, shares, lambda word: _word(words, word))
    return [figure(one, label=words("components.plane")) for one in panels]


def _loadings(found: Mapping[str, Any], words: Words) -> Markup:
    """The largest loadings of the first components, and a table of all of them."""
    first = found["components"][:TOLD]
    drawn = []
    for one in first[:FIRST]:
        largest = sorted(one["loadings"].items(), key=lambda pair: -abs(pair[1]))[:DRAWN]
        values = [(shortened(name, 28), value, 0.0) for name, value in largest]
        title = f"{words('components.loading')} {one['component']}"
        beside = 40 + round(6.6 * max(columns_of(name) for name, _, _ in values))
        drawn.append(figure(bars(values, title=title), label=title, beside=beside))
    head = [words("components.column"), *(str(one["component"]) for one in first)]
    shares = [words("components.share_of_variance"), *(f"{one['share']:.1%}" for one in first)]
    rows = [[name, *(number(one["loadings"][name]) for one in first)] for name in first[0]["loadings"]]
    label = words("components.table")
    return joined(paragraphs(words("components.loadings")), *drawn, folded(label, table(head, [shares, *rows], label=label)))
