"""The garbage collector while very many objects are made that stay: it would walk through all of them again and again."""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def without_garbage_collection(work: Callable[P, R]) -> Callable[P, R]:
    """The same function, run without the search for cycles of objects that nothing refers to; others are freed as ever."""

    @functools.wraps(work)
    def run(*ordered: P.args, **named: P.kwargs) -> R:
        if not gc.isenabled():
            return work(*ordered, **named)
        gc.disable()
        try:
            return work(*ordered, **named)
        finally:
            gc.enable()

    return run
