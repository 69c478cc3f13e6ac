"""What clusters are, in the columns' own units: how many rows each has, what its rows are in the mean, and which classes they
are of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.kinds.unsupervised.families import family_of
from dltrain.kinds.unsupervised.tried import tried_in
from dltrain.runs.stored_tensors import strip_prefix
from dltrain.training.fitting import PREFIX
from dltrain.training.session import Session


def described(session: Session[Any], clusters: Mapping[str, NDArray[np.int64]]) -> dict[str, Any]:
    """The content of clusters.json; `clusters` are those of the rows of each split.

    `clusters`: each with its number of rows by split, and `means` by column: of a category the share of rows that have it;
    `classes`: of what stands beside, the number of training rows of each cluster by class; `tried`: what other numbers of
    clusters gave.
    """
    arrays = strip_prefix(dict(session.engine.snapshot()), PREFIX)
    centers = family_of(session.resolved.kind).centers_of(arrays)
    encoding, count = session.dataset.encoding, len(centers)
    means = encoding.columns_of(centers)
    sizes = {name: np.bincount(one, minlength=count).tolist() for name, one in clusters.items()}
    return {
        "clusters": [
            {
                "cluster": number,
                "rows": {name: one[number] for name, one in sizes.items()},
                "means": {name: float(column[number]) for name, column in means.items()},
            }
            for number in range(count)
        ],
        **_classes(session, clusters["train"], count),
        **_tried(session, arrays),
    }


def _classes(session: Session[Any], clusters: NDArray[np.int64], count: int) -> dict[str, Any]:
    target: Any = session.dataset.encoding.target
    known, part = list(target.known), session.splits["train"][0]
    if not known:
        return {}
    there = (part.target >= 0) & (part.target < len(known))
    cells = part.target[there] * count + clusters[there]
    table = np.bincount(cells, minlength=len(known) * count).reshape(len(known), count)
    return {"classes": {"column": target.column, "labels": known, "rows": table.tolist()}}


def _tried(session: Session[Any], arrays: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    tried = tried_in(arrays)
    values = {name: [None if math.isnan(one) else one for one in column] for name, column in tried.values.items()}
    return {"tried": {"rows": tried.rows, "clusters": tried.clusters, **values}}
