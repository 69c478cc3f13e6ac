"""Fonts for labels in any script.

DejaVu Sans is part of dltrain (Latin, Greek, Cyrillic, Arabic, Hebrew, symbols). For every character that it lacks, the font
folders of the system are searched for a file whose character map really has it. Text of ASCII alone costs nothing here.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from dltrain.charts.character_map import drawn_by

DEJAVU = Path(__file__).parent / "dejavu/DejaVuSans.ttf"

# The beginnings of file names, without separators and in lower case, in the order of preference: plain faces made for screens.
_PREFERRED = (
    *("notosanscjk", "notosanskr", "nanumgothic", "nanumbarungothic", "nanumsquare", "malgun", "applesdgothicneo", "applegothic"),
    *("notosans", "sourcehansans", "undotum", "gulim", "baekmukgulim", "pingfang", "hiragino", "msyh", "yugoth", "meiryo"),
    *("wqy", "droidsansfallback", "arialunicode", "leelawad", "tahoma", "nirmala", "segoeui", "nanum", "unbatang", "batang"),
)
_FANCY = re.compile(r"bold|italic|oblique|light|thin|black|heavy|medium|narrow|condensed|mono|serif|coding|bd$|sl$")
_UNUSABLE = re.compile(r"coloremoji|lastresort|adobeblank")  # pictures instead of outlines, or a box for every character

_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"  # these are part of how a word is spelled

_SCRIPTS = {
    "HANGUL": ("Korean", "fonts-nanum"),
    "CJK": ("Chinese", "fonts-noto-cjk"),
    "HIRAGANA": ("Japanese", "fonts-noto-cjk"),
    "KATAKANA": ("Japanese", "fonts-noto-cjk"),
}


@dataclass(frozen=True)
class Fonts:
    """The font files that a text needs besides DejaVu Sans, and its characters that no font on this system has."""

    files: tuple[Path, ...] = ()
    missing: frozenset[str] = frozenset()


def missing_font(text: str) -> str | None:
    """A notice for the user where `text` has characters that no font on this system can draw; None where all can be drawn."""
    missing = fonts_for(text).missing
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


def fonts_for(text: str) -> Fonts:
    """What is needed to draw `text`, as `printable` leaves it."""
    text = printable(text)
    return Fonts() if text.isascii() else _find(frozenset(text), folders())


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


def runs(text: str) -> list[tuple[Path, str]]:
    """`text` in stretches, each with the font file that draws it; what no font draws goes with the first."""
    files = [DEJAVU, *fonts_for(text).files]
    if len(files) == 1:
        return [(DEJAVU, text)]
    draws = {path: drawn_by(path, set(text)) for path in files}
    font_of = {character: next((path for path in files if character in draws[path]), DEJAVU) for character in set(text)}
    return [(path, "".join(stretch)) for path, stretch in groupby(text, font_of.__getitem__)]


def folders() -> tuple[Path, ...]:
    """Where fonts are looked for, the user's own folders first; those that do not exist are left out."""
    home, environment = Path.home(), os.environ
    places = [Path(part) for part in environment.get("DLTRAIN_FONTS", "").split(os.pathsep) if part]
    places += [home / ".fonts", Path(environment.get("XDG_DATA_HOME") or home / ".local/share") / "fonts"]
    if sys.platform == "win32":
        places += [Path(environment.get("WINDIR", r"C:\Windows")) / "Fonts"]
        places += [Path(environment.get("LOCALAPPDATA") or home / "AppData/Local") / "Microsoft/Windows/Fonts"]
    elif sys.platform == "darwin":
        places += [
            home / "Library/Fonts",
            Path("/Library/Fonts"),
            Path("/System/Library/Fonts"),
            Path("/opt/homebrew/share/fonts"),
        ]
    else:
        places += [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/run/current-system/sw/share/X11/fonts")]
        places += [Path("/mnt/c/Windows/Fonts")]  # Linux inside Windows
    return tuple(place for place in places if place.is_dir())


@lru_cache
def _find(characters: frozenset[str], places: tuple[Path, ...]) -> Fonts:
    wanted = set(characters)
    wanted -= drawn_by(DEJAVU, wanted)
    candidates = list(_files(places)) if wanted else []
    chosen: list[Path] = []
    missing: set[str] = set()
    while wanted:
        script = _script(min(wanted))
        of_script = {character for character in wanted if _script(character) == script}
        path = _widest(candidates, of_script)
        if path is not None:
            chosen.append(path)
            wanted -= drawn_by(path, wanted)
        else:
            missing |= of_script
            wanted -= of_script
    return Fonts(tuple(chosen), frozenset(missing))


def _widest(candidates: list[Path], characters: set[str]) -> Path | None:
    """The first font that draws all the characters, else the one that draws most of them; None where none draws any."""
    best, most = None, 0
    for path in candidates:
        found = len(drawn_by(path, characters))
        if found > most:
            best, most = path, found
        if most == len(characters):
            break
    return best


def _files(places: tuple[Path, ...]) -> Iterator[Path]:
    """The font files of each place in turn, the preferred ones first, then plain faces before bold and slanted ones."""
    for place in places:
        paths = [Path(folder, name) for folder, _, names in os.walk(place) for name in names]
        yield from sorted((p for p in paths if p.suffix.lower() in {".ttf", ".otf", ".ttc", ".otc"} and _usable(p)), key=_rank)


def _usable(path: Path) -> bool:
    return not _UNUSABLE.search(_plain(path))


def _rank(path: Path) -> tuple[bool, int, int, str]:
    name = _plain(path)
    preference = next((i for i, start in enumerate(_PREFERRED) if name.startswith(start)), len(_PREFERRED))
    return bool(_FANCY.search(name)), preference, len(name), str(path)


def _plain(path: Path) -> str:
    return re.sub(r"[-_ .]", "", path.stem.lower())


def _script(character: str) -> tuple[str, str]:
    """The script of a letter and the Debian package that draws it; ("", package) for a sign of no script."""
    if unicodedata.category(character)[0] not in "LM":
        return "", "fonts-noto"
    first = unicodedata.name(character, "").split(" ")[0]
    return _SCRIPTS.get(first, (first.capitalize(), "fonts-noto-core"))
