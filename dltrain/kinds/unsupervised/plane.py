"""The plane in which rows are looked at: their own where they have two numbers, else that of their first two components."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.transforms.reduction import singular
from dltrain.kinds.unsupervised.found import Floats
from dltrain.kinds.unsupervised.tried import TRIED
from dltrain.metrics.clustering import compared

STEPS = 5  # groups that numbers are cut into


@dataclass(frozen=True)
class Plane:
    """Rows (rows, numbers) less `offset` onto two axes (2, numbers); in the columns' own units where `encoding` is given."""

    names: tuple[str, str]
    offset: Floats
    axes: Floats
    encoding: Encoding | None = None

    def coordinates(self, rows: NDArray[Any]) -> Floats:
        """Where rows are: float64 (rows, 2)."""
        if self.encoding is not None:
            return self.encoding.undo(rows)
        return np.asarray((rows - self.offset) @ self.axes.T, np.float64)


def plane_of(encoding: Encoding, rows: NDArray[Any], component: str = "component") -> Plane | None:
    """The plane of training rows (rows, numbers), whose axes are called by the word `component`; None where they have a single
    number."""
    names = encoding.number_names
    if rows.shape[1] < 2:
        return None
    if rows.shape[1] == 2 and len(names) == 2:
        return Plane((names[0], names[1]), np.zeros(2), np.eye(2), encoding)
    some = rows[:: max(1, len(rows) // TRIED)].astype(np.float64)
    offset, sizes, axes = singular(some, centred=True)
    if len(axes) < 2:
        return None
    total = float(np.square(sizes).sum())
    shares = np.square(sizes[:2]) / total if total else np.zeros(2)
    first, second = (f"{component} {number} ({share:.0%})" for number, share in enumerate(shares, 1))
    return Plane((first, second), offset, axes[:2])


def drawn_rows(count: int) -> NDArray[np.int64]:
    """The numbers of the rows that are drawn: all, or some of very many."""
    return np.asarray(compared(count))


def known_groups(target: Any, known: Sequence[object]) -> tuple[NDArray[np.int64], list[str]] | None:
    """What stands beside rows as groups: classes, or numbers cut into STEPS groups of equal size; None where nothing does."""
    if target.ndim == 1:
        return np.where(target < len(known), target, -1), [str(label) for label in known]
    if target.shape[1] == 0 or not np.isfinite(target).any():
        return None
    values = target[:, 0].astype(np.float64)
    there = np.isfinite(values)
    edges = np.unique(np.quantile(values[there], np.linspace(0, 1, STEPS + 1)))
    codes = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, max(0, len(edges) - 2))
    labels = [f"{low:.4g} to {high:.4g}" for low, high in itertools.pairwise(edges)] or [f"{edges[0]:.4g}"]
    return np.where(there, codes, -1), labels
