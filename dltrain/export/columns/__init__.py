"""How columns enter an exported model, a file a kind of column."""

from __future__ import annotations

import importlib
from typing import cast

from dltrain.data.encoding.feature import Feature
from dltrain.errors import InputError
from dltrain.export.columns.column import ExportedColumn, Input

KINDS = ("numeric", "categorical", "boolean", "datetime", "array", "image", "text")

__all__ = ["ExportedColumn", "Input", "column_of"]


def column_of(feature: Feature) -> ExportedColumn:
    """What exports a fitted column: the module that is called as its kind is. Raises InputError where there is none."""
    if feature.kind not in KINDS:
        raise InputError(f"column '{feature.name}' is {feature.kind}, which no exported model takes; leave it out by exclude")
    return cast(ExportedColumn, importlib.import_module(f"{__name__}.{feature.kind}"))
