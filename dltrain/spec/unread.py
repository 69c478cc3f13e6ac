"""A placeholder among options for a value that could not be read.

Rules across keys run over such options as well, so that all problems of a spec come at once. A rule that asks BAD for anything
learns nothing and ends: whatever it would say might be a mere consequence of the problem that has been noted already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


class Unread(Exception):
    """A rule asked for a value that could not be read."""


def _refuse(*_: Any) -> Any:
    raise Unread


_COMPARED = ("eq", "ne", "lt", "le", "gt", "ge", "hash", "bool")
_CONTAINED = ("len", "iter", "contains", "getitem", "getattribute", "call")
_COUNTED = ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "mod", "rmod", "neg", "int", "float", "index")
_WRITTEN = ("str", "repr", "format")

BAD: Any = type("_Bad", (), {f"__{name}__": _refuse for name in (*_COMPARED, *_CONTAINED, *_COUNTED, *_WRITTEN)})()


def until_unread(problems: Iterable[T]) -> Iterator[T]:
    """What a rule finds before it asks for a value that could not be read."""
    try:
        yield from problems
    except Unread:
        return
