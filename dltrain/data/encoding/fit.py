"""The kind of a column as its cells look, and the fitted encoding of a column of any kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dltrain.data.columns import RowNumbers, TableColumn
from dltrain.data.dates.parsing import are_dates
from dltrain.data.encoding import (
    array,
    boolean,
    categorical,
    datetime,
    image,
    model_pictures,
    model_text,
    numeric,
    running_text,
    text,
)
from dltrain.data.encoding.feature import Feature, FitData
from dltrain.data.options.columns import Boolean, Categorical, ColumnKind, Datetime, Image, Numeric, Text
from dltrain.data.options.foreign import ModelPictures, ModelText
from dltrain.data.table import Booleans, Column, Numbers, Table, Texts, Words, missing_cells
from dltrain.errors import map_collecting_errors

FITS: dict[type[ColumnKind], Callable[[Any, TableColumn, FitData], Feature]] = {
    Numeric: numeric.fit,
    Categorical: categorical.fit,
    Boolean: boolean.fit,
    Datetime: datetime.fit,
    Text: text.fit,
    Image: image.fit,
    ModelText: model_text.fit,
    ModelPictures: model_pictures.fit,
}
FEATURES: dict[str, type[Feature]] = {
    feature.kind: feature
    for feature in (
        numeric.NumericFeature,
        categorical.CategoryFeature,
        boolean.BooleanFeature,
        datetime.DatetimeFeature,
        text.TextFeature,
        running_text.RunningTextFeature,
        model_text.ModelTextFeature,
        array.ArrayFeature,
        image.ImageFeature,
    )
}
INFERRED: dict[type[Column], ColumnKind] = {Numbers: Numeric(), Booleans: Boolean(), Texts: Text()}


def inferred_kind(cells: Column) -> ColumnKind | None:
    """The kind of a feature as its cells look; None for arrays, which are as they are."""
    if isinstance(cells, Words) and not isinstance(cells, Texts):
        return Datetime() if cells.levels and are_dates(cells.levels) else Categorical()
    return INFERRED.get(type(cells))


def fit(kind: ColumnKind | None, column: TableColumn, rows: RowNumbers, how: str) -> Feature:
    """The encoding of a column of this kind, fitted on these rows alone; numbers scaled as `how` says. Raises DataError."""
    missing = int(missing_cells(column.cells)[rows].sum())
    if missing == len(rows):
        raise column.error(f"has no value in any of the {len(rows)} training rows; leave it out with exclude: [{column.name}]")
    return FITS.get(type(kind), array.fit)(kind, column, FitData(rows, missing, how))  # type: ignore[arg-type]  # None is no kind


def fit_columns(table: Table, kinds: Mapping[str, ColumnKind | None], rows: RowNumbers, how: str) -> tuple[Feature, ...]:
    """The same of every column of `kinds`. Raises DataError with all columns that are bad."""
    fitted = numeric.fit_together(table, kinds, rows, how)
    return tuple(
        map_collecting_errors(lambda name: fitted.get(name) or fit(kinds[name], TableColumn(table, name), rows, how), kinds)
    )
