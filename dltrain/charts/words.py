"""Titles, labels and numbers as they can be drawn."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

from dltrain.charts.fonts import fonts_for, printable


def drawable_title(title: str, width: int = 70) -> str:
    """The title as it can be drawn: shortened, and by its sound, or empty, where the system has no font for it."""
    return shortened(romanized(title) if fonts_for(title).missing else title, width)


def drawable_labels(labels: Sequence[object], width: int = 24) -> list[str]:
    """Each label as it can be drawn: shortened, and where the system has no font for it its number, with its sound in Latin
    letters if Unicode tells it (`#3 gamgyul`)."""
    return [
        shortened(f"#{number} {romanized(str(label))}" if fonts_for(str(label)).missing else str(label), width)
        for number, label in enumerate(labels, 1)
    ]


def key(labels: Sequence[object]) -> list[str]:
    """Which label each number in a picture stands for: `#3 is 감귤`."""
    return [f"#{number} is {label}" for number, label in enumerate(labels, 1) if fonts_for(str(label)).missing]


def romanized(text: str) -> str:
    """The text in Latin letters, as Unicode names its Korean syllables and Japanese kana; empty where a sign has no such name."""
    sounds = []
    for sign in unicodedata.normalize("NFC", text):
        found = re.fullmatch(r"(?:HANGUL SYLLABLE|HIRAGANA LETTER|KATAKANA LETTER) (\w+)", unicodedata.name(sign, ""))
        if not found and fonts_for(sign).missing:
            return ""
        sounds.append(found[1].lower() if found else sign)
    return "".join(sounds)


def shortened(text: str, width: int) -> str:
    """`text` cut in its middle to at most `width` columns; an East Asian character is two columns wide."""
    text = printable(text)
    if sum(map(_columns, text)) <= width:
        return text
    head, tail = "", ""
    for character in text:
        if sum(map(_columns, head + character)) > (width - 1) * 2 // 3:
            break
        head += character
    for character in reversed(text):
        if sum(map(_columns, head + "…" + character + tail)) > width:
            break
        tail = character + tail
    return f"{head}…{tail}"


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


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
