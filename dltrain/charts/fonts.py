"""Which labels the fonts of the library and of the system can draw, and what to install for the others."""

from __future__ import annotations

import io
import os
import unicodedata
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

# Families that have Korean, Chinese and Japanese, plain faces made for screens; the library alone may take a bold or a serif one.
_EAST_ASIAN = (
    "Noto Sans CJK KR, Noto Sans KR, NanumGothic, NanumBarunGothic, Malgun Gothic, Apple SD Gothic Neo, "
    "Noto Sans CJK JP, Noto Sans CJK SC, Source Han Sans, Hiragino Sans, PingFang SC, Microsoft YaHei, sans-serif"
)
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"  # these are part of how a word is spelled
_NONE = "\U0010ffff"  # a code point that is never a character, for which every font has a box or nothing
_CELL = 32  # pixels of a character's field
_TRIED = 16  # characters of a script
_SCRIPTS = {
    "HANGUL": ("Korean", "fonts-nanum"),
    "CJK": ("Chinese", "fonts-noto-cjk"),
    "HIRAGANA": ("Japanese", "fonts-noto-cjk"),
    "KATAKANA": ("Japanese", "fonts-noto-cjk"),
}


@lru_cache
def library() -> ModuleType:
    """vl-convert, which finds the fonts of the system itself; those of the folders that DLTRAIN_FONTS names beside them."""
    import vl_convert

    folders = [*os.environ.get("DLTRAIN_FONTS", "").split(os.pathsep), "/mnt/c/Windows/Fonts"]  # the last: Linux inside Windows
    for folder in folders:
        if folder and Path(folder).is_dir():
            vl_convert.register_font_directory(folder)
    return vl_convert


def family(text: str) -> str:
    """The fonts of a chart in which `text` is written, the preferred one first."""
    return _EAST_ASIAN if any(unicodedata.east_asian_width(character) in "WF" for character in text) else "sans-serif"


def missing_font(text: str) -> str | None:
    """A notice for the user where `text` has characters that no font on this system can draw; None where all can be drawn."""
    missing = undrawable(printable(text))
    if not missing:
        return None
    scripts = sorted({_script(character) for character in missing})
    names = " and ".join(name for name, _ in scripts if name)
    what = f"{names} characters" if names else "the characters " + " ".join(sorted(missing)[:10])
    packages = " ".join(sorted({package for _, package in scripts}))
    return (
        f"no font with {what} was found; install one (apt install {packages}), or put a .ttf file into ~/.fonts "
        "or the folder that DLTRAIN_FONTS names; such labels are numbered in the pictures"
    )


def printable(text: str) -> str:
    """`text` on one line, composed (macOS spells Korean file names in parts), without the invisible marks of layout."""
    signs = []
    for sign in unicodedata.normalize("NFC", text):
        category = unicodedata.category(sign)
        if category == "Cc":
            signs.append(" ")
        elif category == "Cs":  # half of a pair: a file name that is not valid Unicode
            signs.append("\N{REPLACEMENT CHARACTER}")
        elif (category != "Cf" or sign in _JOINERS) and not "\ufe00" <= sign <= "\ufe0f":  # the last: variants of a glyph
            signs.append(sign)
    return " ".join("".join(signs).split())


def undrawable(text: str) -> frozenset[str]:
    """The characters of `text`, as `printable` leaves it, that the library draws as a box. ASCII costs nothing here.

    Of each script some are tried; the others are taken to be as those are.
    """
    of_script: dict[tuple[str, str], list[str]] = {}
    for character in sorted({character for character in text if not character.isascii()}):
        of_script.setdefault(_script(character), []).append(character)
    missing: set[str] = set()
    for characters in of_script.values():
        boxes = _boxes(tuple(characters[:_TRIED]))
        missing.update(boxes, characters[_TRIED:] if boxes else ())
    return frozenset(missing)


@lru_cache
def _boxes(characters: tuple[str, ...]) -> frozenset[str]:
    """Those of the characters that look like one that is none."""
    *fields, none = _drawn([*characters, _NONE])
    return frozenset(character for character, field in zip(characters, fields, strict=True) if field == none)


def _drawn(characters: list[str]) -> list[bytes]:
    """The pixels of each character, drawn in a field of its own."""
    from PIL import Image

    spans = "".join(f'<tspan x="4" y="{_CELL * index + 24}">&#{ord(one)};</tspan>' for index, one in enumerate(characters))
    height, fonts = _CELL * len(characters), family("".join(characters))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_CELL}" height="{height}">'
        f'<text font-family="{fonts}" font-size="20">{spans}</text></svg>'
    )
    sheet: Any = Image.open(io.BytesIO(library().svg_to_png(svg)))
    return [sheet.crop((0, top, _CELL, top + _CELL)).tobytes() for top in range(0, height, _CELL)]


def _script(character: str) -> tuple[str, str]:
    """The script of a letter and the Debian package that draws it; ("", package) for a sign of no script."""
    if unicodedata.category(character)[0] not in "LM":
        return "", "fonts-noto"
    first = unicodedata.name(character, "").split(" ")[0]
    return _SCRIPTS.get(first, (first.capitalize(), "fonts-noto-core"))
