"""A text file in blocks of whole records, so that no more than a few of them are ever held."""

from __future__ import annotations

import codecs
import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO

BLOCK = 2 * 2**20  # bytes: enough to keep a few threads busy, and small beside any table that is large


LONGEST_LINE = 2**26  # bytes: half a million cells of a hundred letters each, with room


class LongLineError(Exception):
    """The line of this number, from 1, is too long to be a record; it goes on in its cell of number `cell`."""

    def __init__(self, line: int, begun: bytes, separator: bytes) -> None:
        self.line, self.cell = line, begun.count(separator) + 1


class Irregular(Exception):  # no error yet: it is looked at again as a whole
    """The text is not what it is read fast as; what is wrong with it, if anything, is said of the whole."""


class Blocks:
    """The blocks of clean UTF-8 text in a file, each ended by a line's end outside quotes; the last one may lack it.

    Iterating raises Irregular where the bytes are not UTF-8 without NUL, or lines end with \\r alone. Once all are read,
    `fingerprint` is the SHA-256 of the file's bytes. Raises LongLineError for a line that never seems to end.
    """

    def __init__(self, file: BinaryIO, *, quoted: bool, separator: str = ",") -> None:
        self.size = file.seek(0, io.SEEK_END)
        self._file, self._quoted, self._separator = file, quoted, separator.encode()

    @property
    def fingerprint(self) -> str:
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        self._digest = hashlib.sha256()
        rest, first, size = b"", True, BLOCK // 8  # the first block is looked at before the others are read
        lines = 0
        while data := self._file.read(size):
            self._digest.update(data)
            data, rest = rest + data, b""
            if first:
                data = data.removeprefix(codecs.BOM_UTF8)
            end = self._end(data)
            if not end:
                if len(data) > LONGEST_LINE and b"\n" not in data:
                    raise LongLineError(lines + 1, data, self._separator)
                rest, size = data, 2 * size  # a record that is longer than a block
                continue
            data, rest, first, size = data[:end], data[end:], False, BLOCK
            lines += data.count(b"\n")
            yield data
        if rest:
            yield rest

    def _end(self, data: bytes) -> int:
        """Where the last line that ends outside quotes does; 0 where there is none."""
        end = data.rfind(b"\n") + 1
        if not end and b"\r" in data[:-1]:
            raise Irregular
        if not self._quoted or b'"' not in data:
            return end
        open_ = data.count(b'"', 0, end) % 2
        while end and open_:
            before = data.rfind(b"\n", 0, end - 1) + 1
            open_ = (open_ - data.count(b'"', before, end)) % 2
            end = before
        return end


def check(block: bytes) -> None:
    """Raises Irregular where a block is no UTF-8, or holds a NUL."""
    try:
        if not block.isascii():
            block.decode()
    except UnicodeDecodeError as error:
        raise Irregular from error
    if b"\0" in block:
        raise Irregular
