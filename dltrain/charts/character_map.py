"""Which characters a font file draws, read from its `cmap` table (OpenType 1.9, formats 4, 6, 12 and 13)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

_UNICODE = {(3, 10): 0, (0, 6): 1, (0, 4): 2, (3, 1): 3, (0, 3): 4, (0, 2): 5, (0, 1): 6, (0, 0): 7}  # encodings, widest first


def drawn_by(path: Path, characters: set[str]) -> set[str]:
    """Those of `characters` for which the first face of the file has a glyph of outlines; none where it cannot be read."""
    ranges = _all_ranges(path)
    return {character for character in characters if _has(ord(character), ranges)}


@lru_cache(16)
def _all_ranges(path: Path) -> list[tuple[int, int, bytes]]:
    try:
        with path.open("rb") as file:
            return list(_ranges(_character_map(file)))
    except (OSError, ValueError, struct.error):
        return []


def _character_map(file: BinaryIO) -> bytes:
    """The widest Unicode subtable. Raises ValueError where there is none, or the glyphs are no outlines."""
    start = 0
    if file.read(4) == b"ttcf":
        (start,) = struct.unpack(">8xI", file.read(12))
    file.seek(start + 4)
    (count,) = struct.unpack(">H6x", file.read(8))
    tables = {tag: (offset, size) for tag, offset, size in struct.iter_unpack(">4s4xII", file.read(16 * count))}
    if b"cmap" not in tables or not tables.keys() & {b"glyf", b"CFF ", b"CFF2"}:
        raise ValueError("no outlines")
    offset, size = tables[b"cmap"]
    file.seek(offset)
    data = file.read(size)
    (count,) = struct.unpack_from(">2xH", data)
    found = [struct.unpack_from(">HHI", data, 4 + 8 * number) for number in range(count)]
    known = sorted(
        (_UNICODE[platform, encoding], place) for platform, encoding, place in found if (platform, encoding) in _UNICODE
    )
    if not known:
        raise ValueError("no Unicode")
    return data[known[0][1] :]


def _ranges(table: bytes) -> Iterator[tuple[int, int, bytes]]:
    """First and last code point of each range, and where some of its glyphs are none: their numbers, two bytes each."""
    (kind,) = struct.unpack_from(">H", table)
    if kind == 4:
        (twice,) = struct.unpack_from(">6xH", table)
        parts = [struct.unpack_from(f">{twice // 2}H", table, at) for at in (14, 16 + twice, 16 + 2 * twice, 16 + 3 * twice)]
        for number, (last, first, delta, offset) in enumerate(zip(*parts, strict=True)):
            if offset:
                at = 16 + 3 * twice + 2 * number + offset
                yield first, last, table[at : at + 2 * (last - first + 1)]
            elif last < 0xFFFF:
                # The glyph is code + delta, and glyph 0 is none.
                none = -delta % 0x10000
                yield from ((a, b, b"") for a, b in ((first, min(last, none - 1)), (max(first, none + 1), last)) if a <= b)
    elif kind == 6:
        first, count = struct.unpack_from(">6xHH", table)
        yield first, first + count - 1, table[10 : 10 + 2 * count]
    elif kind in (12, 13):
        (count,) = struct.unpack_from(">12xI", table)
        yield from ((a, b, b"") for a, b, _ in struct.iter_unpack(">III", table[16 : 16 + 12 * count]))
    else:
        raise ValueError("another format")


def _has(code: int, ranges: list[tuple[int, int, bytes]]) -> bool:
    for first, last, glyphs in ranges:
        if first <= code <= last:
            at = 2 * (code - first)
            return not glyphs or glyphs[at : at + 2] != b"\0\0"
    return False
