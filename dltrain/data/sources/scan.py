"""Where the records of separated text begin and how many cells each has, by NumPy over the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dltrain.process.lazy import Lazy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Lazy("numpy")


CHUNK = 2**16  # bytes: small enough for the comparison to stay in the cache


def occurrences(data: bytes, character: str) -> int:
    """How often the ASCII character occurs; four times as fast as `bytes.count` where it does often."""
    text = np.frombuffer(data, dtype=np.uint8)
    return sum(int(np.count_nonzero(text[at : at + CHUNK] == ord(character))) for at in range(0, len(text), CHUNK))


@dataclass(frozen=True)
class Scan:
    """int64 (records,) each: the number of cells, the line on which the record begins (from 1), its length in bytes."""

    cells: NDArray[np.int64]
    lines: NDArray[np.int64]
    lengths: NDArray[np.int64]


def scan(data: bytes, separator: str, quoted: bool) -> Scan | None:
    """The records of the text; None where `quoted` and its quotes are not as RFC 4180 has them.

    In RFC 4180 a quoted cell begins and ends at a border of the cell, and a quote within it is doubled. So of the quotes, counted
    from 0, an even one follows a border or the quote before it, and an odd one precedes a border or the quote after it. A border
    lies outside quotes where the number of quotes before it is even.
    """
    text = np.frombuffer(data, dtype=np.uint8)
    borders = np.flatnonzero((text == ord(separator)) | (text == ord("\n")))
    newlines = np.flatnonzero(text == ord("\n"))
    ends = newlines
    if quoted:
        quotes = np.flatnonzero(text == ord('"'))
        if len(quotes) % 2 or not _well_placed(text, quotes, separator):
            return None
        borders = borders[np.searchsorted(quotes, borders) % 2 == 0]
        ends = newlines[np.searchsorted(quotes, newlines) % 2 == 0]
    if not data.endswith(b"\n"):
        ends, borders = np.append(ends, len(text)), np.append(borders, len(text))
    starts = np.concatenate(([0], ends[:-1] + 1))
    cells = np.diff(np.searchsorted(borders, ends), prepend=-1)
    returns = (ends > starts) & (text[np.maximum(ends, 1) - 1] == ord("\r"))
    return Scan(cells, np.searchsorted(newlines, starts) + 1, ends - starts - returns)


def _well_placed(text: NDArray[np.uint8], quotes: NDArray[np.int64], separator: str) -> bool:
    padded = np.concatenate((np.frombuffer(b"\n", np.uint8), text, np.frombuffer(b"\n\n", np.uint8)))
    before, after, later = padded[quotes], padded[quotes + 2], padded[quotes + 3]
    opens = (before == ord(separator)) | (before == ord("\n"))
    closes = (after == ord(separator)) | (after == ord("\n")) | ((after == ord("\r")) & (later == ord("\n")))
    doubled = np.diff(quotes) == 1
    opens[2::2] |= doubled[1::2]
    closes[1:-1:2] |= doubled[1::2]
    return bool(opens[::2].all() and closes[1::2].all())
