"""The bytes of a text file as clean UTF-8, with errors that name the line and the encoding that would fit."""

from __future__ import annotations

import codecs

from dltrain.errors import DataError, did_you_mean

COMMON = ("utf-8", "utf-16", "cp949", "euc-kr", "shift_jis", "gb18030", "big5", "cp1252", "latin-1", "ascii")


def utf8(name: str, raw: bytes, encoding: str) -> bytes:
    """The text in UTF-8, without byte order mark, its lines ended by \\n or \\r\\n (a file of bare \\r is converted).

    Raises DataError for an unknown encoding, bytes that are not in it, and NUL characters.
    """
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
        raise DataError(f"{name}: line {line}: {byte}{_advice(raw)}") from error
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise DataError(f"{name}: line {line}: a NUL character; if the file is UTF-16 text, write encoding: utf-16")
    return data.replace(b"\r", b"\n") if b"\r" in data and b"\n" not in data else data


def _advice(raw: bytes) -> str:
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8", "cp949", "cp1252"):
        try:
            raw.decode(encoding)
        except UnicodeError:
            continue
        return f"; all of the file reads as {encoding}: if its text is right so, write encoding: {encoding}"
    return "; write encoding: and the name of the file's encoding"
