"""The pictures of models that learn without answers: clusters.png and elbow.png, components.png and scree.png."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain import charts
from dltrain.charts.style import BLUE, ORANGE, Spec
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.kinds.unsupervised.found import Floats
from dltrain.kinds.unsupervised.plane import Plane, drawn_rows, known_groups, plane_of
from dltrain.runs import Run
from dltrain.training.session import Session

MAX_COMPONENTS = 60  # in the scree chart
Say = Callable[[str], str]  # a word of the chart, in the reader's language


def as_it_is(word: str) -> str:
    """In English."""
    return word


def cluster_panels(
    encoding: Encoding, part: Part, rows: NDArray[Any], clusters: NDArray[np.int64], centers: Floats, say: Say = as_it_is
) -> list[Spec]:
    """The rows (rows, numbers) of a part in a plane, in the colours of their clusters, and beside that in those of what is known
    of them; none of rows of a single number."""
    plane = plane_of(encoding, rows, say("component"))
    if plane is None:
        return []
    labels = [f"{say('cluster')} {number}" for number in range(len(centers))]
    some = drawn_rows(len(rows))
    coordinates = plane.coordinates(rows[some])
    middles = plane.coordinates(centers)
    found = charts.groups(coordinates, clusters[some], labels, title=say("clusters"), names=plane.names, centers=middles)
    return [found, *_known_panel(encoding, part, coordinates, some, plane)]


def _known_panel(encoding: Encoding, part: Part, coordinates: Floats, some: NDArray[np.int64], plane: Plane) -> list[Spec]:
    target: Any = encoding.target
    found = known_groups(part.target, target.known)
    if found is None:
        return []
    codes, labels = found
    title = charts.drawable_labels([target.column], 40)[0]
    return [charts.groups(coordinates, codes[some], labels, title=title, names=plane.names)]


def elbow_panels(described: dict[str, Any], say: Say = as_it_is) -> list[Spec]:
    """How good fits of other numbers of clusters are, by what clusters.json says."""
    tried, kept = described["tried"], len(described["clusters"])
    if len(tried["clusters"]) < 2:
        return []
    measures = [name for name in ("inertia", "silhouette", "bic") if name in tried]
    return [
        charts.by_number(
            tried["clusters"],
            [np.nan if value is None else value for value in tried[name]],
            title=say(name),
            name=say("clusters"),
            chosen=kept,
            colour=colour,
        )
        for name, colour in zip(measures, (BLUE, ORANGE), strict=False)
    ]


def component_panel(encoding: Encoding, part: Part, components: Floats, shares: list[float], say: Say = as_it_is) -> list[Spec]:
    """The rows of a part in the plane of their first two components (rows, components), in the colours of what is known of
    them; none of a single component."""
    if components.shape[1] < 2:
        return []
    first, second = (f"{say('component')} {number} ({share:.0%})" for number, share in enumerate(shares[:2], 1))
    some = drawn_rows(len(components))
    coordinates = components[some, :2]
    target: Any = encoding.target
    found = known_groups(part.target, target.known)
    codes, labels = found or (np.zeros(len(components), np.int64), [""])
    title = charts.drawable_labels([target.column], 40)[0] if found is not None else say("rows")
    return [charts.groups(coordinates, codes[some], labels, title=title, names=(first, second), side=400)]


def scree_panel(described: dict[str, Any], say: Say = as_it_is) -> Spec:
    """What share of the variance each component has, by what components.json says."""
    total, kept = described["total"], len(described["components"])
    shown = described["variances"][: max(kept, min(MAX_COMPONENTS, 4 * kept + 6))]
    shares = [value / total if total else 0.0 for value in shown]
    names = (say("component"), say("each"), say("all up to it"))
    return charts.scree(shares, title=say("share of the variance"), names=names, kept=kept)


def draw(run: Run, name: str, panels: list[Spec]) -> None:
    """Draws a picture of some panels; none where there are none."""
    if panels:
        run.write_chart(name, charts.png(charts.gallery(panels)))


def say_missing_fonts(session: Session[Any], say: Callable[[str], None]) -> None:
    """Says where no font draws what is written in the charts."""
    target: Any = session.dataset.encoding.target
    texts = [session.run.folder.name, str(target.column or ""), *map(str, target.known)]
    if notice := charts.missing_font(" ".join([*texts, *session.dataset.encoding.number_names[:2]])):
        say(f"notice: {notice}")
