"""Dates as they are written: ISO 8601 as it stands, every other way by a format of strptime's codes. Where a zone is written the
moment is taken as UTC."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.date_formats import AFTERNOON, SHORT_MONTHS, ZONE, pattern_of

Dates = NDArray[np.datetime64]

ISO = re.compile(
    rf"(?P<local>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}([ T][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}(\.[0-9]{{1,9}})?)?( ?(?P<z>{ZONE}))?)?)"
)
SINCE_1970 = {"s": 1_000_000, "Q": 1_000}  # microseconds


@dataclass(frozen=True)
class Written:
    """Words as moments: datetime64[us] (words,), NaT where one is no date; `zoned`: bool (words,), where it has a zone."""

    moments: Dates
    zoned: NDArray[np.bool_]


def read(words: Sequence[str], written: str | None = None) -> Written:
    """Words as ISO 8601 has them, or as the format `written` says."""
    pattern = ISO if written is None else pattern_of(written)
    matches = [pattern.fullmatch(word.strip()) for word in words]
    texts = [_iso(match) if match else "NaT" for match in matches]
    try:
        moments = np.array(texts, dtype="datetime64[us]")
    except ValueError:  # such as 30 February
        moments = np.array([_moment(text) for text in texts], dtype="datetime64[us]")
    zones = [match["z"] if match and "z" in pattern.groupindex else None for match in matches]
    zoned = np.array([zone is not None for zone in zones], dtype=bool)
    if zoned.any():
        moments = moments - np.array([_offset(zone or "Z") for zone in zones], dtype="timedelta64[m]")
    return Written(moments, zoned)


def are_dates(words: Sequence[str], written: str | None = None) -> bool:
    """Whether all of them are dates: the first few tell at once of most words that they are not."""
    return all(not np.isnat(read(some, written).moments).any() for some in (words[:3], words))


def _iso(match: re.Match[str]) -> str:
    """A date as numpy reads it, without its zone."""
    found = {code: text for code, text in match.groupdict().items() if text is not None}
    if "local" in found:
        return found["local"].removesuffix(found.get("z", "")).rstrip()
    for code, scale in SINCE_1970.items():
        if code in found:
            return str(np.datetime64(round(float(found[code]) * scale), "us"))
    year = found["Y"] if "Y" in found else f"{19 if found['y'] >= '69' else 20}{found['y']}"
    time = f"T{_hour(found)}:{found.get('M', '0'):0>2}:{found.get('S', '0'):0>2}.{found.get('f', '0')}"
    return f"{year}-{_month(found):0>2}-{found.get('d', '1'):0>2}{time}"


def _month(found: dict[str, str]) -> str:
    name = found.get("b", found.get("B", ""))
    return str(SHORT_MONTHS.index(name.lower()[:3]) + 1) if name else found.get("m", "1")


def _hour(found: dict[str, str]) -> str:
    if "I" not in found:
        return f"{found.get('H', '0'):0>2}"
    hour = int(found["I"])
    return f"{hour % 12 + 12 * (found['p'].lower() in AFTERNOON):02}" if 1 <= hour <= 12 else "99"


def _moment(text: str) -> np.datetime64:
    try:
        return np.datetime64(text, "us")
    except ValueError:
        return np.datetime64("NaT", "us")


@functools.lru_cache
def _offset(zone: str) -> int:
    """Minutes before UTC of `Z` or `+09:00`."""
    digits = re.sub("[^0-9]", "", zone)
    minutes = int(digits[:2] or 0) * 60 + int(digits[2:] or 0)
    return -minutes if zone.startswith("-") else minutes
