"""Columns that look as if they named their rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from dltrain.data.columns import DIMENSIONS, are_sentences, column_advice, spelled
from dltrain.data.options.columns import ColumnKind, Datetime
from dltrain.data.options.section import Data, column_names
from dltrain.data.table import Column, Numbers, Table, Words

WORDS = "id|ids|key|uuid|guid|index|no|nr|number|serial|번호|아이디|학번|사번|군번"
IDENTIFIER_NAME = re.compile(rf"(.*[^a-z])?({WORDS})|.*[a-z]I[dD]", re.ASCII)


IDENTIFIER_FRACTION = 0.9


MIN_IDENTIFIERS = 20
AS_TEXT = "write columns: "


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
    asked = [name for name, kind in kinds.items() if name not in (data.columns or {}) and not isinstance(kind, Datetime)]
    looks = {name: look for name in asked if (look := looks_like_identifier(table.columns[name], name))}
    texts = [name for name in looks if are_sentences(_levels(table, name), name)]
    others = [name for name in kinds if name not in looks or name in texts]
    return {
        name: f"column '{name}' has {look}, like an identifier{_advice(data, table, name, texts, others)}"
        for name, look in looks.items()
    }


def _levels(table: Table, name: str) -> tuple[str, ...]:
    column = table.columns[name]
    return column.levels if isinstance(column, Words) else ()


def _advice(data: Data, table: Table, name: str, texts: Sequence[str], others: Sequence[str]) -> str:
    """What to write: nothing where nothing would be left to learn from. The only text is one vector of so many numbers, which any
    layers take."""
    if name in texts and len(others) == 1:
        return f"; {AS_TEXT}{{{spelled(name)}: {{type: text, dimensions: {DIMENSIONS}}}}}"
    return f"; {column_advice(_levels(table, name), name, column_names(data.exclude))}" if others else ""


def advises_text(notice: str) -> bool:
    """Whether a notice advises to read the column as a text, rather than to leave it out."""
    return notice.rpartition("; ")[2].startswith(AS_TEXT)
