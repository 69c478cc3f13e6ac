"""The pictures of a model that is fitted at once: its tree, and what each column counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dltrain import charts
from dltrain.diagnosis.facts import SHARES
from dltrain.kinds.kind import Trained
from dltrain.runs import Run
from dltrain.runs.names import IMPORTANCES

DEEP = 4  # questions that are drawn one after another: sixteen answers
MAX_COLUMNS = 20  # columns


def draw_fitted(trained: Trained, run: Run) -> None:
    """Draws tree.png of the tree, or the first of many, and importances.png where it is known what the columns count."""
    if trained.drawn_tree is not None:
        drawn = trained.drawn_tree(DEEP)
        title = f"{run.folder.name}: {drawn.which.partition(';')[0]}"
        run.write_chart("tree", charts.png(charts.gallery([charts.tree(drawn, title, more="+{} more")])))
    panels = importance_panels(run.read_outcome(IMPORTANCES) or {})
    if panels:
        run.write_chart("importances", charts.png(charts.gallery(panels)))


def importance_panels(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A panel of the model's own account, and one of shuffled columns, of what is there."""
    panels = []
    if own := told.get("columns"):
        shown = [(one["column"], one["importance"], 0.0) for one in own[:MAX_COLUMNS]]
        panels.append(charts.bars(_drawable(shown), title=SHARES[told["by"]].en))
    if shuffled := told.get("permutation"):
        shown = [(one["column"], one["drop"], one["deviation"]) for one in shuffled["columns"][:MAX_COLUMNS]]
        panels.append(charts.bars(_drawable(shown), title=f"how much worse {shuffled['metric']} is without it"))
    return panels


def _drawable(values: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    names = charts.drawable_labels([name for name, _, _ in values])
    return [(name, value, deviation) for name, (_, value, deviation) in zip(names, values, strict=True)]
