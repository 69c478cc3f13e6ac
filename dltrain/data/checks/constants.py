"""Columns that have one value in the training rows and others in new ones: nothing was learned of what these mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dltrain.data.columns import TableColumn
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.feature import Feature
from dltrain.data.table import Table
from dltrain.errors import listing
from dltrain.text.formatting import count

MAX_COLUMNS_NAMED = 3  # columns that are told of one by one: pictures may have hundreds of pixels that are always black


def varying(encoding: Encoding, table: Table) -> list[str]:
    """A notice of each such column, or one of all where there are many."""
    notices = {feature.name: notice for feature in encoding.features for notice in _notices(feature, table)}
    if len(notices) <= MAX_COLUMNS_NAMED:
        return list(notices.values())
    shown = listing((f"'{name}'" for name in notices), MAX_COLUMNS_NAMED)
    return [f"{len(notices)} columns that have one value each in the training rows vary here ({shown}); {WHAT}"]


WHAT = "what that means was not learned, and the difference enters as it is"


def _notices(feature: Feature, table: Table) -> Iterator[str]:
    """One at most."""
    known = feature.constant_cells(TableColumn(table, feature.name))
    if known is None or not known.differs.any():
        return
    row = int(known.differs.argmax())
    where = f"{_shown(known.cells[row])} in {table.line_of(row)}"
    rows = count(int(known.differs.sum()), "row")
    differs = f"is {known.value} in all training rows and something else in {rows} here, first {where}"
    yield f"column '{feature.name}' {differs}; {WHAT}"


def _shown(cell: Any) -> str:
    """A cell in words: 7, 'yes', a date without the midnight."""
    return str(cell).removesuffix(".0").removesuffix("T00:00:00.000000")
