"""Whole numbers that are names rather than quantities: codes with leading zeros, and more digits than a number keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dltrain.data.sources.spec_text import key_of
from dltrain.data.table import Numbers, Request
from dltrain.lazy import NDArray, np, polars

MAX_EXACT = 2**53  # beyond it float64 does not hold every whole number
MAX_CLASSES = 20  # of a target of whole numbers

LEADING_ZEROS = r"^0[0-9]+$"

_WITH_ZEROS = re.compile(r"0[0-9]+")
_DIGITS = re.compile(r"[+-]?[0-9]{16,}")


def code_in(words: Iterable[str]) -> str | None:
    """The first of these whole numbers that as a number is not what it is as a name; None where there is none."""
    return next((word for word in words if _WITH_ZEROS.fullmatch(word) or _is_long(word)), None)


def codes_among(frame: polars.DataFrame, numbers: Mapping[str, Numbers]) -> dict[str, str]:
    """The same by column, for cells as they are written, of which `numbers` were read; columns without one are left out."""
    whole = [name for name, column in numbers.items() if column.whole]
    if not whole:
        return {}
    cells = frame.select(polars.col(whole).str.strip_chars())
    looks = polars.all().str.contains(LEADING_ZEROS)
    suspects = {name for name, codes in cells.select(looks.any()).row(0, named=True).items() if codes}
    suspects |= {name for name in whole if _beyond(numbers[name].values)}
    codes = {name: code_in(cells[name].drop_nulls().unique(maintain_order=True)) for name in whole if name in suspects}
    return {name: code for name, code in codes.items() if code is not None}


def are_names(column: str, code: str, different: int, rows: int, request: Request) -> bool:
    """Whether a column of `different` whole numbers, such as `code`, is taken as words: what groups rows always is, a target
    where its values can be classes."""
    if column not in request.names or request.kinds.get(column) == "numeric":
        return False
    return column not in request.target or different <= MAX_CLASSES or (not _is_long(code) and 2 * different <= rows)


def code_notices(code: str, different: int, column: str, request: Request, *, names: bool) -> list[str]:
    """A notice of what becomes of such a column, where there is a choice."""
    if request.kinds.get(column) == "numeric" or (names and (column not in request.target or different <= MAX_CLASSES)):
        return []
    if names:
        looks = f"is written with leading zeros, such as '{code}': its {different} values are classes"
        return [f"column '{column}' {looks}; to predict numbers write columns: {{{key_of(column)}: numeric}}"]
    lost = "are longer than a number is exact" if _is_long(code) else "lose their leading zeros as numbers"
    names_instead = f"if they are names write columns: {{{key_of(column)}: categorical}}"
    return [f"column '{column}': whole numbers such as '{code}' {lost}; {names_instead}"]


def is_inexact(column: Numbers) -> bool:
    """Whether whole numbers of a column are longer than they are exact, so that different ones may have become the same."""
    return column.whole and _beyond(column.values)


def _beyond(numbers: NDArray[np.float64]) -> bool:
    return bool(np.nanmax(np.abs(numbers), initial=0.0) > MAX_EXACT)


def _is_long(word: str) -> bool:
    digits = word.lstrip("+-0")
    return _DIGITS.fullmatch(word) is not None and (len(digits) > 16 or int(digits or 0) > MAX_EXACT)


def is_long(*ends: Any) -> bool:
    """Whether one of these whole numbers, or None, is longer than a float64 is exact."""
    return any(abs(end) > MAX_EXACT for end in ends if end is not None)
