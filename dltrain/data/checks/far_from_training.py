"""Numbers of a new table that are of another size than those trained on, as those in another unit are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dltrain.data.columns import TableColumn, parse_numbers
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.feature import Feature
from dltrain.data.encoding.numeric import NumericFeature
from dltrain.data.table import Table
from dltrain.errors import listing
from dltrain.text.formatting import count

MAX_TOLD = 3  # columns that are told of one by one
FAR = 10.0  # divisors of the scale
MIN_SHARE = 0.5  # of the cells


def far_columns(encoding: Encoding, table: Table) -> list[str]:
    """A notice of each column most of whose numbers lie far from the training rows', or one of all where there are many."""
    notices = {feature.name: notice for feature in encoding.features for notice in _notices(feature, table)}
    if len(notices) <= MAX_TOLD:
        return list(notices.values())
    shown = listing((f"'{name}'" for name in notices), MAX_TOLD)
    return [f"{len(notices)} columns have numbers of another size than the training rows' ({shown}); {ASKED}"]


ASKED = "are they in the same unit?"


def _notices(feature: Feature, table: Table) -> Iterator[str]:
    """One at most."""
    if not isinstance(feature, NumericFeature) or feature.only is not None or feature.scale.divisor == (1.0,):
        return
    values = parse_numbers(TableColumn(table, feature.name))
    far = np.abs(feature.scale.apply(values[:, None])[:, 0]) > FAR
    present = int((~np.isnan(values)).sum())
    if not present or far.sum() <= MIN_SHARE * present:
        return
    row = int(far.argmax())
    usual = f"those of the training rows lie about {feature.scale.offset[0]:.4g}"
    where = f"{count(int(far.sum()), 'number')} of {present:,} of another size, first {values[row]:.6g} in {table.line_of(row)}"
    yield f"column '{feature.name}' has {where}, where {usual}; {ASKED}"
