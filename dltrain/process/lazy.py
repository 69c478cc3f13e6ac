"""Modules that are imported at their first use: a tenth of a second that a spec with an error, or `--help`, need not wait for."""

from __future__ import annotations

import importlib
from typing import Any


class Lazy:
    """Stands for a module until an attribute of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(importlib.import_module(self._name), attribute)
        setattr(self, attribute, value)  # the next time it is there without asking
        return value
