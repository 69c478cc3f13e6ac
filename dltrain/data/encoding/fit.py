"""The fitted encoding of a column of any kind."""

from __future__ import annotations

import numpy as np

from dltrain.data.columns import ColumnLocation
from dltrain.data.encoding.array import ArrayFeature, _array, channel_axis
from dltrain.data.encoding.boolean import BooleanFeature, _fit_boolean
from dltrain.data.encoding.categorical import CategoryFeature, _fit_categorical
from dltrain.data.encoding.datetime import DatetimeFeature, fit_dates
from dltrain.data.encoding.feature import Feature, Rows
from dltrain.data.encoding.numeric import NumericFeature, _fit_numeric
from dltrain.data.encoding.text import TextFeature, fit_text
from dltrain.data.options.columns import Boolean, Categorical, ColumnKind, Datetime, Numeric, Text
from dltrain.data.table import Column, missing_cells
from dltrain.data.transforms import scale as scaling

FEATURES: dict[str, type[Feature]] = {
    page.kind: page for page in (NumericFeature, CategoryFeature, BooleanFeature, DatetimeFeature, TextFeature, ArrayFeature)
}


def fit(kind: ColumnKind | None, column: Column, train: Rows, how: str, place: ColumnLocation) -> Feature:
    """The encoding of a column of this kind, fitted on the rows `train` alone; numbers scaled as `how` says. Raises DataError."""
    absent = missing_cells(column)
    missing = int(absent[train].sum())
    if missing == len(train):
        raise place.error(f"has no value in any of the {len(train)} training rows; leave it out with exclude: [{place.name}]")
    if isinstance(kind, Numeric):
        return _fit_numeric(kind, column, train, missing, how, place)
    if isinstance(kind, Categorical):
        return _fit_categorical(kind, column, train, missing, place)
    if isinstance(kind, Boolean):
        return _fit_boolean(column, train, missing, place)
    if isinstance(kind, Datetime):
        return fit_dates(kind, column, train, how, place)
    if isinstance(kind, Text):
        return fit_text(kind, column, train, missing, place)
    given = _array(column, place)
    training = given[train]
    if np.issubdtype(given.dtype, np.floating) and np.isnan(given.min()):
        bad = np.isnan(given).reshape(len(given), -1).any(axis=1)
        raise place.error(f"has missing numbers, the first in {place.row(bad)}; arrays must be whole")
    return ArrayFeature(place.name, 0, given.shape[1:], scaling.fit(training, how, channel_axis(given.ndim)))
