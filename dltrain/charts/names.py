"""Titles, labels and numbers as they are written in a chart."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

from dltrain.charts.fonts import printable, undrawable


def drawable_title(title: str, width: int = 70) -> str:
    """The title as it can be drawn: shortened, and by its sound, or empty, where the system has no font for it."""
    return shortened(romanized(title) if has_no_font(title) else title, width)


def drawable_labels(labels: Sequence[object], width: int = 24) -> list[str]:
    """Each label as it can be drawn: shortened, and where the system has no font for it its number, with its sound in Latin
    letters if Unicode tells it (`#3 gamgyul`).

    Labels that differ stay different: where they do not by both their ends, they keep more of their end, or of their beginning,
    or have their number before them.
    """
    written = [
        f"#{number} {romanized(str(label))}" if has_no_font(str(label)) else str(label) for number, label in enumerate(labels, 1)
    ]
    for head in (2 / 3, 1 / 3, 0.0, 1.0):
        short = [shortened(text, width, head) for text in written]
        if len(set(short)) == len(set(written)):
            return short
    return [
        text if short.count(text) == 1 else shortened(f"#{number} {text}", width, 2 / 3) for number, text in enumerate(short, 1)
    ]


def key(labels: Sequence[object]) -> list[str]:
    """Which label each number in a chart stands for: `#3 is 감귤`."""
    return [f"#{number} is {label}" for number, label in enumerate(labels, 1) if has_no_font(str(label))]


def has_no_font(text: str) -> bool:
    """Whether the system has no font for some of the text."""
    return bool(undrawable(printable(text)))


def romanized(text: str) -> str:
    """The text in Latin letters, as Unicode names its Korean syllables and Japanese kana; empty where a sign has no such name."""
    sounds = []
    for sign in unicodedata.normalize("NFC", text):
        named = re.fullmatch(r"(?:HANGUL SYLLABLE|HIRAGANA LETTER|KATAKANA LETTER) (\w+)", unicodedata.name(sign, ""))
        if not named and has_no_font(sign):
            return ""
        sounds.append(named[1].lower() if named else sign)
    return "".join(sounds)


def shortened(text: str, width: int, head: float = 2 / 3) -> str:
    """`text` cut in its middle to at most `width` columns; an East Asian character is two columns wide.

    head: the fraction of what is kept that comes from its beginning.
    """
    text = printable(text)
    if columns(text) <= width:
        return text
    beginning, end = "", ""
    for character in text:
        if columns(beginning + character) > (width - 1) * head:
            break
        beginning += character
    for character in reversed(text):
        if columns(beginning + "…" + character + end) > width:
            break
        end = character + end
    return f"{beginning}…{end}"


def columns(text: str) -> int:
    """How wide the text is, in columns of a Latin letter each."""
    return sum(0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def in_figures(value: float) -> str:
    """A value in three significant figures: `0.970`, `12.3`, `4,510`, `1.20e-5`; an en dash where there is none."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    if 100 <= abs(value) < 1e6:
        return f"{value:,.0f}"
    if 1e-3 <= abs(value) < 100:
        return f"{value:#.3g}"
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    return f"{mantissa}e{int(exponent)}"
