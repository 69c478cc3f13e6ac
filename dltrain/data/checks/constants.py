"""Columns that have one value in the training rows and others in new ones: nothing was learned of what these mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import ColumnLocation, parse_numbers
from dltrain.data.encoding.boolean import BooleanFeature
from dltrain.data.encoding.datetime import DatetimeFeature, moments
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.feature import Feature
from dltrain.data.encoding.numeric import NumericFeature
from dltrain.data.table import Table
from dltrain.errors import listing
from dltrain.text.formatting import count

MOST = 3  # columns that are told of one by one: pictures may have hundreds of pixels that are always black


def varying(encoding: Encoding, table: Table) -> list[str]:
    """A notice of each such column, or one of all where there are many."""
    found = {feature.name: notice for feature in encoding.features for notice in _notices(feature, table)}
    if len(found) <= MOST:
        return list(found.values())
    shown = listing((f"'{name}'" for name in found), MOST)
    return [f"{len(found)} columns that have one value each in the training rows vary here ({shown}); {WHAT}"]


WHAT = "what that means was not learned, and the difference enters as it is"


def _notices(feature: Feature, table: Table) -> Iterator[str]:
    """One at most."""
    known = _known(feature, table)
    if known is None:
        return
    only, cells, differs = known
    if not differs.any():
        return
    row = int(differs.argmax())
    where = f"{_shown(cells[row])} in {table.line_of(row)}"
    rows = count(int(differs.sum()), "row")
    yield f"column '{feature.name}' is {only} in all training rows and something else in {rows} here, first {where}; {WHAT}"


def _known(feature: Feature, table: Table) -> tuple[str, NDArray[Any], NDArray[np.bool_]] | None:
    """The one value of the training rows, the cells of these, and which of them differ; None where the training rows do."""
    column, place = table.columns[feature.name], ColumnLocation(table, feature.name)
    if isinstance(feature, NumericFeature) and feature.only is not None:
        values = parse_numbers(column, place)
        return f"{feature.only:g}", values, ~np.isnan(values) & (values != feature.only)
    if isinstance(feature, BooleanFeature) and feature.only is not None:
        ones = feature.zero_one(column, place)
        words = np.array(feature.levels)[np.nan_to_num(ones).astype(np.int64)]
        return feature.only, words, ~np.isnan(ones) & (words != feature.only)
    if isinstance(feature, DatetimeFeature) and feature.constant:
        found = moments(column, place, feature.format, is_new=True).moments
        return _shown(np.datetime64(feature.origin)), found, ~np.isnat(found) & (found != np.datetime64(feature.origin, "us"))
    return None


def _shown(cell: Any) -> str:
    """A cell in words: 7, 'yes', a date without the midnight."""
    return str(cell).removesuffix(".0").removesuffix("T00:00:00.000000")
