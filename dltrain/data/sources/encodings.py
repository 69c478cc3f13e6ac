"""The bytes of a text file as clean UTF-8, with errors that name the line and the encoding that would fit."""

from __future__ import annotations

import codecs

from dltrain.errors import DataError, did_you_mean

COMMON = ("utf-8", "utf-16", "cp949", "euc-kr", "shift_jis", "gb18030", "big5", "cp1252", "latin-1", "ascii")

SIGNATURES = {
    b"PK\x03\x04": "a zip archive, as an Excel workbook is; save it as CSV",
    b"\xd0\xcf\x11\xe0": "an Excel workbook; save it as CSV",
    b"\x1f\x8b": "gzipped; let its name end in .gz",
    b"PAR1": "a parquet file; let its name end in .parquet",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"%PDF": "a PDF document; save its table as CSV",
    b"SQLite format 3": "a database; save its table as CSV",
}


def utf8(name: str, raw: bytes, encoding: str) -> bytes:
    """The text in UTF-8, without byte order mark, its lines ended by \\n or \\r\\n (a file of bare \\r is converted).

    Raises DataError for an unknown encoding, bytes that are not in it, and NUL characters.
    """
    for signature, what in SIGNATURES.items():
        if raw.startswith(signature):
            raise DataError(f"{name}: the file is no text, but {what}")
    try:
        if codecs.lookup(encoding).name in ("utf-8", "utf-8-sig"):
            data = raw.removeprefix(codecs.BOM_UTF8)
            if not data.isascii():
                data.decode()
        else:
            data = raw.decode(encoding).removeprefix("\ufeff").encode()
    except LookupError as error:
        raise DataError(f"{name}: there is no text encoding '{encoding}'{did_you_mean(encoding, COMMON)}") from error
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = raw.count(b"\n", 0, start) + 1
        byte = f"byte 0x{raw[start]:02x} is not {encoding}" if start < len(raw) else f"the text is not {encoding}"
        raise DataError(f"{name}: line {line}: {byte}{_advice(raw, encoding)}") from error
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise DataError(f"{name}: line {line}: a NUL character, which no table holds{_advice(raw, encoding)}")
    return data.replace(b"\r", b"\n") if b"\r" in data and b"\n" not in data else data


def _advice(raw: bytes, declared: str) -> str:
    """The encoding that the bytes are probably in; one of two bytes a character where there are NULs."""
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        likely: tuple[str, ...] = ("utf-32",)
    elif raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        likely = ("utf-16",)
    else:
        likely = ("utf-16-le", "utf-16-be") if b"\0" in raw else ("utf-8", "cp949", "cp1252")
    for encoding in likely:
        try:
            text = raw.decode(encoding)
        except UnicodeError:
            continue
        if encoding != declared and "\0" not in text and (b"\0" not in raw or "\n" in text):
            return f"; all of the file reads as {encoding}; write encoding: {encoding} if its text is right so"
    return "" if b"\0" in raw else "; write encoding: and the name of the file's encoding"
