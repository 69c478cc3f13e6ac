"""The names of files as texts, whatever bytes they are made of."""

from __future__ import annotations

import os
from pathlib import Path

from dltrain.data.sources.files import composed


def text_of(name: str) -> str:
    """A file's name as a text. Bytes that are no UTF-8, as in old Korean archives, are read as cp949, or shown."""
    if name.isascii():
        return name
    if is_unicode(name):
        return composed(name)
    raw = os.fsencode(name)
    for encoding in ("utf-8", "cp949"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.isprintable():
            return composed(text)
    return raw.decode("utf-8", "backslashreplace")


def is_unicode(name: str) -> bool:
    """Whether a file's name is valid text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def relative(path: str, top: Path) -> str:
    """A file's path below a folder, its parts joined by /."""
    above = f"{top}{os.sep}"
    inside = path[len(above) :] if path.startswith(above) else str(Path(path).relative_to(top))
    return inside if inside.isascii() and os.sep == "/" else "/".join(map(text_of, inside.split(os.sep)))
