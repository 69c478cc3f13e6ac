"""Plain text for terminals and logs: numbers, and columns that line up in any script."""

from __future__ import annotations

import re
import unicodedata

# What would move a terminal's cursor, change its colours or turn the direction of what follows.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


BYTES = ("bytes", "KiB", "MiB", "GiB", "TiB")


def harmless(text: str) -> str:
    """The text as a terminal may show it: control characters, which a file may hold, are replaced."""
    return _CONTROLS.sub("\ufffd", text)


def width(text: str) -> int:
    """Columns of a terminal that the text takes: two for each wide character (Korean, Chinese, Japanese), none for marks."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def number(value: float | None) -> str:
    """A result as people read it: four decimals, or four significant digits where that says more; – where it is undefined."""
    if value is None:
        return "–"
    if value == 0 or 0.001 <= abs(value) < 1000:
        return f"{value:.4f}"
    return f"{value:.4g}" if abs(value) < 0.001 or abs(value) >= 1e7 else f"{value:,.1f}"


def count(amount: int, word: str, many: str = "") -> str:
    """`1 row`, `2,000 rows`."""
    return f"{amount:,} {word if amount == 1 else many or word + 's'}"


def amount(size: float) -> str:
    """Bytes: `512 bytes`, `1.5 GiB`."""
    number, unit = float(size), 0
    while number >= 1000 and unit + 1 < len(BYTES):
        number, unit = number / 1024, unit + 1
    return f"{number:.3g} {BYTES[unit]}"
