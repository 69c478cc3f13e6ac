"""What a parquet file says of itself, compared with what it holds, before polars asks for memory on its word.

polars ends the whole process where a page claims more values than any machine can hold. Format: the thrift compact protocol, and
parquet.thrift of https://github.com/apache/parquet-format.
"""

from __future__ import annotations

from typing import Any

MOST_DEPTH = 32
TRUE, FALSE, BYTE, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
DATA, DICTIONARY, DATA_2 = 5, 7, 8  # the fields of a page's header that hold the header of its kind

Struct = dict[int, Any]


class LyingError(Exception):
    """A file that cannot be what it says."""


def check(raw: bytes) -> int:
    """How many bytes the columns say that they unpack to. Raises LyingError where a size or a count cannot be right."""
    if len(raw) < 12 or raw[-4:] != b"PAR1":
        raise LyingError("it does not end as a parquet file does")
    size = int.from_bytes(raw[-8:-4], "little")
    if size > len(raw) - 12:
        raise LyingError(f"its footer announces {size:,} bytes of its own, more than the file has")
    footer, _ = struct_at(raw, len(raw) - 8 - size)
    groups = footer.get(4, [])
    if not isinstance(groups, list) or sum(_count(group, 3) for group in groups) != _count(footer, 3):
        raise LyingError("its footer's numbers of rows contradict each other")
    return sum(_check_chunk(raw, _struct(chunk.get(3))) for group in groups for chunk in group.get(1, []))


def _check_chunk(raw: bytes, chunk: Struct) -> int:
    """Follows a column's pages, whose values must be as many as announced."""
    wanted, found = _count(chunk, 5), 0
    at = min(place for place in (chunk.get(11), _count(chunk, 9)) if place)
    while found < wanted:
        if not 4 <= at < len(raw):
            raise LyingError("its footer announces pages that lie outside the file")
        page, at = struct_at(raw, at)
        unpacked, packed = _count(page, 2), _count(page, 3)
        kind = next((number for number in (DATA, DICTIONARY, DATA_2) if number in page), None)
        values = _count(_struct(page[kind]), 1) if kind else 0
        if packed > len(raw) - at or unpacked > _count(chunk, 6) or values > max(wanted, 8 * unpacked):
            raise LyingError("a page announces more than the file can hold")
        if kind == DATA_2 and max(_count(page[kind], 5), _count(page[kind], 6)) > packed:
            raise LyingError("a page announces more levels than it can hold")
        found += 0 if kind == DICTIONARY else values
        at += packed
    if found > wanted:
        raise LyingError("its pages hold more values than its footer announces")
    return _count(chunk, 6)


def _struct(value: Any) -> Struct:
    if not isinstance(value, dict):
        raise LyingError("its footer is damaged")
    return value


def _count(struct: Any, field: int) -> int:
    value = _struct(struct).get(field)
    if not isinstance(value, int) or value < 0:
        raise LyingError(f"a size or a number is {value}")
    return value


def struct_at(raw: bytes, at: int) -> tuple[Struct, int]:
    """A struct of the compact protocol by the numbers of its fields, and where it ends."""
    try:
        return _struct_at(raw, at, 0)
    except IndexError:
        raise LyingError("it ends too early") from None


def _struct_at(raw: bytes, at: int, depth: int) -> tuple[Struct, int]:
    fields: Struct = {}
    number = 0
    while (head := raw[at]) != 0:
        at += 1
        number += head >> 4
        if head < 16:
            number, at = _zigzag(raw, at)
        kind = head & 15
        if kind in (TRUE, FALSE):
            fields[number] = kind == TRUE
        else:
            fields[number], at = _value(raw, at, kind, depth)
    return fields, at + 1


def _value(raw: bytes, at: int, kind: int, depth: int) -> tuple[Any, int]:
    if depth > MOST_DEPTH or not TRUE <= kind <= STRUCT:
        raise LyingError("its footer is damaged")
    if kind == STRUCT:
        return _struct_at(raw, at, depth + 1)
    if kind in (TRUE, FALSE, BYTE):  # booleans in a list are bytes
        return raw[at], at + 1
    if kind == DOUBLE:
        return None, at + 8
    if kind == BINARY:
        size, at = _varint(raw, at)
        return None, at + size
    if kind in (LIST, SET):
        size, item = raw[at] >> 4, raw[at] & 15
        at += 1
        if size == 15:
            size, at = _varint(raw, at)
        if size > len(raw) - at:
            raise LyingError("its footer announces a list longer than the file")
        items = []
        for _ in range(size):
            value, at = _value(raw, at, item, depth + 1)
            items.append(value)
        return items, at
    if kind == MAP:
        raise LyingError("its footer is damaged")  # the format has none
    return _zigzag(raw, at)


def _zigzag(raw: bytes, at: int) -> tuple[int, int]:
    value, at = _varint(raw, at)
    return (value >> 1) ^ -(value & 1), at


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = raw[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
        if shift > 63:
            raise LyingError("its footer is damaged")
