"""The kind of a column as its cells look."""

from __future__ import annotations

from dltrain.data.dates.parsing import are_dates
from dltrain.data.options.columns import Boolean, Categorical, ColumnKind, Datetime, Numeric, Text
from dltrain.data.table import Booleans, Column, Numbers, Texts, Words


def inferred_kind(column: Column) -> ColumnKind | None:
    """The kind of a feature as its cells look; None for arrays, which are as they are."""
    if isinstance(column, Numbers):
        return Numeric()
    if isinstance(column, Booleans):
        return Boolean()
    if isinstance(column, Texts):
        return Text()
    if isinstance(column, Words):
        return Datetime() if column.levels and are_dates(column.levels) else Categorical()
    return None
