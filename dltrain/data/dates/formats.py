"""Formats of dates in strptime's codes, and what matches them."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

ZONE = r"Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?"
MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905  # one line
SHORT_MONTHS = [*(month[:3] for month in MONTHS), "sept"]
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
KOREAN_DAYS = [*"월화수목금토일"]
AFTERNOON, MORNING = ("pm", "p.m.", "오후"), ("am", "a.m.", "오전")


def _one_of(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, words))


# What each code stands for. `s` and `Q` are seconds and milliseconds since 1970, as in D3 and, for `s`, in C.
CODES = {
    "Y": r"[0-9]{4}",
    "y": r"[0-9]{2}",
    "m": r"[0-9]{1,2}",
    "b": _one_of(SHORT_MONTHS),
    "B": _one_of(MONTHS),
    "d": r"[0-9]{1,2}",
    "a": _one_of([*(day[:3] for day in DAYS), *KOREAN_DAYS]),
    "A": _one_of([*DAYS, *(f"{day}요일" for day in KOREAN_DAYS)]),
    "H": r"[0-9]{1,2}",
    "I": r"[0-9]{1,2}",
    "p": _one_of([*AFTERNOON, *MORNING]),
    "M": r"[0-9]{1,2}",
    "S": r"[0-9]{1,2}",
    "f": r"[0-9]{1,9}",
    "z": ZONE,
    "s": r"-?[0-9]{1,12}(?:\.[0-9]+)?",
    "Q": r"-?[0-9]{1,15}(?:\.[0-9]+)?",
}
ISO = re.compile(
    r"(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"
    rf"(?:[ T](?P<H>[0-9]{{2}}):(?P<M>[0-9]{{2}})(?::(?P<S>[0-9]{{2}})(?:\.(?P<f>[0-9]{{1,9}}))?)?(?: ?(?P<z>{ZONE}))?)?",
    re.IGNORECASE,
)
SINCE_1970 = {"s": 1_000_000, "Q": 1_000}  # microseconds
OF_SEVERAL = {"F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y", "e": "%d", "Z": "%z"}  # as C has them
MISSED = {"d": "mbB", "p": "I", "I": "p", "m": "YysQ", "b": "YysQ", "B": "YysQ", "H": "YysQ", "M": "HI", "S": "M", "f": "S"}


@functools.lru_cache
def pattern_of(written: str) -> re.Pattern[str]:
    """What a date of this format matches. Raises ValueError, saying what to write, where it is none."""
    spelled = re.sub(r"%-?(%|[A-Za-z])", lambda code: OF_SEVERAL.get(code[1], f"%{code[1]}"), written)
    parts, used = [], ""
    for literal, code in re.findall(r"([^%]+)|%(.?)", spelled):
        if code == "%":
            parts.append("%")
        elif code:
            if code not in CODES:
                raise ValueError(f"'%{code}' is none of the codes {' '.join(f'%{known}' for known in CODES)}")
            if code in used:
                raise ValueError(f"'%{code}' is there twice")
            used += code
            parts.append(f"(?P<{code}>{CODES[code]})")
        else:
            parts.append(re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(literal)))
    if not set(used) & set("YysQ"):
        meant = _with_codes(written)
        raise ValueError(f"it has no code of a year; {f'did you mean {meant!r}?' if meant else 'expected one like %d/%m/%Y'}")
    for code in used:
        if code in MISSED and not set(used) & set(MISSED[code]):
            raise ValueError(f"'%{code}' needs %{MISSED[code][0]} beside it")
    return re.compile("".join(parts), re.IGNORECASE)


def is_format(written: str) -> bool:
    """Whether it is a format of dates."""
    try:
        pattern_of(written)
    except ValueError:
        return False
    return True


def _with_codes(written: str) -> str | None:
    """The format that letters such as DD/MM/YYYY or yyyy-MM-dd HH:mm stand for; None where they stand for none."""
    names = {"yyyy": "%Y", "yy": "%y", "mm": "%m", "m": "%m", "dd": "%d", "d": "%d", "hh": "%H", "ss": "%S"}
    pieces, hours = [], False
    for letters, other in re.findall(r"([A-Za-z]+)|([^A-Za-z]+)", written):
        code = "%M" if hours and letters.lower() == "mm" else names.get(letters.lower())
        if letters and code is None and letters != "T":
            return None
        hours = hours or code == "%H"
        pieces.append(code or letters or other)
    return "".join(pieces) if "%Y" in pieces or "%y" in pieces else None
