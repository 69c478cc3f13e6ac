"""Columns that look as if they named their rows."""

from __future__ import annotations

import re

import numpy as np

from dltrain.data.columns import column_advice
from dltrain.data.options.columns import ColumnKind, Datetime
from dltrain.data.options.section import Data, column_names
from dltrain.data.table import Column, Numbers, Table, Words

IDENTIFIER_NAME = re.compile(r"(.*[^a-z])?(id|ids|key|uuid|guid|index|no|nr|number|번호|아이디)|.*[a-z]I[dD]", re.ASCII)


IDENTIFIER_FRACTION = 0.9


MIN_IDENTIFIERS = 20


def looks_like_identifier(column: Column, name: str) -> str | None:
    """What makes a column look like one that names its rows: words of which hardly any occurs twice, or different whole numbers
    that count up or are called so. None where it does not."""
    if isinstance(column, Words):
        count, rows = len(column.levels), int((column.codes >= 0).sum())
        alike = count >= IDENTIFIER_FRACTION * rows
    elif isinstance(column, Numbers) and column.whole and not column.missing.any():
        rows = len(column.values)
        counts_up = all((np.diff(column.values[part]) == 1).all() for part in (slice(1000), slice(None)))
        named = IDENTIFIER_NAME.fullmatch(name) or IDENTIFIER_NAME.fullmatch(name.lower())
        count = rows if counts_up else len(np.unique(column.values)) if named else 0
        alike = count == rows
    else:
        return None
    return f"{count} different values in {rows} rows" if alike and rows >= MIN_IDENTIFIERS else None


def identifiers(data: Data, table: Table, kinds: dict[str, ColumnKind | None]) -> dict[str, str]:
    """A notice for each column that looks like an identifier and that the spec says nothing of."""
    if data.features is not None:
        return {}
    notices = {}
    for name, kind in kinds.items():
        if name not in (data.columns or {}) and not isinstance(kind, Datetime):
            look = looks_like_identifier(table.columns[name], name)
            if look:
                column = table.columns[name]
                advice = column_advice(column.levels if isinstance(column, Words) else (), name, column_names(data.exclude))
                notices[name] = f"column '{name}' has {look}, like an identifier; {advice}"
    return notices
