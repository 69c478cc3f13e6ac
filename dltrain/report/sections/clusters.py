"""What rows were put together: the clusters in the columns' own units, beside what is known of the rows, and other numbers of
them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dltrain.kinds.unsupervised.families import family_of
from dltrain.kinds.unsupervised.pictures import cluster_panels, elbow_panels
from dltrain.report.figures import figure, side_by_side
from dltrain.report.markup import Markup, folded, joined, paragraphs, table
from dltrain.report.subject import Subject
from dltrain.report.words import Words
from dltrain.runs.names import CLUSTERS
from dltrain.text.formatting import number

MAX_SHOWN = 12  # columns of a table; more are folded away


def render(subject: Subject, words: Words) -> Markup | None:
    """The clusters of a run; None of a run that has none."""
    found = subject.run.read_outcome(CLUSTERS)
    if found is None:
        return None
    pieces = [_pictures(subject, words), _means(found, words), _classes(found, words), _elbow(found, words)]
    return joined(*(piece for piece in pieces if piece is not None))


def _word(words: Words, word: str) -> str:
    return words.known(f"clusters.{word}", word)


def _pictures(subject: Subject, words: Words) -> Markup | None:
    """The training rows in a plane; None where the data or the model is not there."""
    saved, dataset = subject.saved, subject.dataset
    if saved is None or dataset is None:
        return None
    model, part = saved.trained, dataset.train
    rows = model.rows(part, None)
    centers = family_of(model.resolved.kind).centers_of(model.network.arrays)
    clusters = model.scores(rows).clusters
    panels = cluster_panels(dataset.encoding, part, rows.inputs[0], clusters, centers, lambda word: _word(words, word))
    if not panels:
        return None
    return joined(
        paragraphs(words("clusters.plane")), side_by_side([figure(one, label=words("clusters.plane")) for one in panels])
    )


def _means(found: Mapping[str, Any], words: Words) -> Markup:
    """A line a column: its mean in each cluster, below how many rows each has."""
    clusters = found["clusters"]
    head = [words("clusters.column"), *(f"{words('clusters.cluster')} {one['cluster']}" for one in clusters)]
    sizes = [[words.split(name), *(f"{one['rows'][name]:,}" for one in clusters)] for name in clusters[0]["rows"]]
    means = [[name, *(number(one["means"][name]) for one in clusters)] for name in clusters[0]["means"]]
    label = words("clusters.means")
    if len(means) <= MAX_SHOWN:
        return joined(paragraphs(label), table(head, [*sizes, *means], label=label))
    return joined(paragraphs(label), table(head, sizes, label=label), folded(label, table(head, means, label=label)))


def _classes(found: Mapping[str, Any], words: Words) -> Markup | None:
    """How many training rows of each class are in each cluster; None where no class is known."""
    classes = found.get("classes")
    if classes is None:
        return None
    label = words("clusters.classes", column=classes["column"])
    head = [classes["column"], *(f"{words('clusters.cluster')} {one['cluster']}" for one in found["clusters"])]
    rows = [
        [str(name), *(f"{count:,}" for count in counts)] for name, counts in zip(classes["labels"], classes["rows"], strict=True)
    ]
    return joined(paragraphs(label), table(head, rows, label=label))


def _elbow(found: dict[str, Any], words: Words) -> Markup | None:
    """How good other numbers of clusters are; None where none were tried."""
    panels = elbow_panels(found, lambda word: _word(words, word))
    if not panels:
        return None
    label = words("clusters.elbow", rows=f"{found['tried']['rows']:,}")
    return joined(paragraphs(label), side_by_side([figure(one, label=label) for one in panels]))
