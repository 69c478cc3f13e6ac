"""Packages that only some files need, with what to type where one is missing."""

from __future__ import annotations

import importlib
from types import ModuleType

from dltrain.errors import DataError

INSTALL = "pip install 'dltrain[tables]'"


def needed(package: str, path: str, what: str) -> ModuleType:
    """The package that reads `what` the file is. Raises DataError where it is not installed."""
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise DataError(f"{path}: reading {what} needs {package}, which is not installed; type: {INSTALL}") from error
