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
    return distinct(written, width)


def distinct(texts: Sequence[str], width: int) -> list[str]:
    """Each text cut to at most `width` columns so that those that differ stay different: what is kept is both ends, or more of
    one of them, or the beginning and what comes after it where texts part; failing that their number stands before them."""
    for head in (2 / 3, 1 / 3, 0.0, 1.0):
        short = [shortened(text, width, head) for text in texts]
        if len(set(short)) == len(set(texts)):
            return short
    alike = [[other for other, cut in zip(texts, short, strict=True) if cut == own] for own in short]
    parted = [
        shortened(text, width) if len(set(group)) == 1 else _parted(text, group, width)
        for text, group in zip(texts, alike, strict=True)
    ]
    if len(set(parted)) == len(set(texts)):
        return parted
    return [
        text if short.count(text) == 1 else shortened(f"#{number} {text}", width, 2 / 3) for number, text in enumerate(short, 1)
    ]


def _parted(text: str, group: Sequence[str], width: int) -> str:
    """The beginning of a text, and what follows from where it parts from the others of its group, from the word on."""
    length = next((index for index, signs in enumerate(zip(*group, strict=False)) if len(set(signs)) > 1), min(map(len, group)))
    common = text[:length]
    common = common[: common.rfind(" ") + 1] or common
    beginning = ""
    for character in printable(common):
        if columns(beginning + character) > width // 3:
            break
        beginning += character
    rest = printable(text[len(common) :])
    return f"{beginning}…{shortened(rest, width - columns(beginning) - 1, 1.0)}"


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
