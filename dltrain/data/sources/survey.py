"""A look at the bytes of a text before polars reads it: whether they are clean UTF-8, and how many records and cells they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO

from dltrain.lazy import np

CHUNK = 2**18  # bytes that are looked at together: they stay in the processor's cache
MAX_LINE_LENGTH = 2**26  # bytes: half a million cells of a hundred letters each, with room

QUOTED = re.compile(rb'"[^"]*"')  # outside quotes this begins at an even number of quotes, so a doubled quote parts it in two


class Irregular(Exception):  # no error yet: the text is looked at again, record by record
    """The text is not such that polars reads it as it is meant, or something is wrong with it."""


class LongLineError(Irregular):
    """The line of this number, from 1, is too long to be a record; it goes on in its cell of number `cell`."""

    def __init__(self, line: int, begun: bytes, separator: bytes) -> None:
        self.line, self.cell = line, begun.count(separator) + 1


class Chunks:
    """Whole lines of a file, about CHUNK bytes of them at a time; once all are read, `fingerprint` is the SHA-256 of its bytes.

    Iterating raises Irregular where lines end with \\r alone, and LongLineError for a line that never seems to end.
    """

    def __init__(self, file: BinaryIO, separator: str) -> None:
        self._file, self._separator = file, separator.encode()
        self._digest = hashlib.sha256()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of what was read so far."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        lines = 0
        while chunk := self._file.read(CHUNK):
            if b"\r" in chunk[:-1] and b"\n" not in chunk:
                raise Irregular
            rest = self._file.readline(MAX_LINE_LENGTH)
            chunk += rest
            lines += chunk.count(b"\n")
            if len(rest) == MAX_LINE_LENGTH and not rest.endswith(b"\n"):
                raise LongLineError(lines + 1, chunk.rpartition(b"\n")[2], self._separator)
            self._digest.update(chunk)
            yield chunk


class Survey:
    """What is counted in the chunks of a text: records, blank ones at its end aside, and separators outside quotes.

    one_line_each: whether each record is a line of its own; has_quotes: whether some of the quotes that count are there.
    """

    def __init__(self, separator: str, *, quoted: bool) -> None:
        self._separator, self._quoted, self._within = separator, quoted, False
        self._stray = stray_quotes(separator)
        self._lines = self._ends = self._blank = 0
        self.separators = 0
        self.has_quotes = False

    @property
    def records(self) -> int:
        """How many records there are, blank lines left out."""
        return self._ends - self._blank

    @property
    def one_line_each(self) -> bool:
        """Whether each record is one line."""
        return self._lines == self._ends

    def add(self, chunk: bytes) -> None:
        """Raises Irregular where it is no UTF-8, or holds a NUL, or a quote in the middle of a cell."""
        if not chunk:
            return
        if not is_clean(chunk):
            raise Irregular
        unended = not chunk.endswith(b"\n")
        self._lines += occurrences(chunk, "\n") + unended
        quoted = self._quoted and (self._within or b'"' in chunk)
        self.has_quotes |= quoted
        outside = self._outside_quotes(chunk) if quoted else chunk
        self._ends += occurrences(outside, "\n") + unended
        self.separators += occurrences(outside, self._separator)
        content = chunk.rstrip(b"\r\n")
        self._blank = max(chunk.count(b"\n", len(content)) - (content != b""), 0)

    def check(self) -> None:
        """Raises Irregular where a quote is still open."""
        if self._within:
            raise Irregular

    def _outside_quotes(self, chunk: bytes) -> bytes:
        """The chunk with nothing within its quotes; a cell that goes on in the next chunk is closed here and opened there."""
        chunk = b'"' * self._within + chunk
        self._within = chunk.count(b'"') % 2 == 1
        outside = QUOTED.sub(b'""', chunk + b'"' * self._within)
        if self._stray.search(outside):
            raise Irregular
        return outside


def stray_quotes(separator: str) -> re.Pattern[bytes]:
    """Finds quotes that are not as RFC 4180 has them, around a cell or doubled within it, where quoted cells are emptied."""
    mark = re.escape(separator).encode()
    return re.compile(rb'[^%b\n"\0]"|"(?:[^%b\r\n"\0]|\r(?!\n))' % (mark, mark))


def is_clean(chunk: bytes) -> bool:
    """Whether it is UTF-8 without NUL characters."""
    if not chunk.isascii():
        try:
            chunk.decode()
        except UnicodeDecodeError:
            return False
    return b"\0" not in chunk


def occurrences(chunk: bytes, character: str) -> int:
    """How often the ASCII character occurs; several times as fast as `bytes.count` where it does often."""
    return int(np.count_nonzero(np.frombuffer(chunk, dtype=np.uint8) == ord(character)))
