"""The bytes of a text file as clean UTF-8, or what is wrong with them and the encoding that would fit."""

from __future__ import annotations

import codecs
import re

from dltrain.errors import did_you_mean

COMMON = ("utf-8", "utf-16", "cp949", "euc-kr", "shift_jis", "gb18030", "big5", "cp1252", "latin-1", "ascii")
MAX_SAMPLE_LENGTH = 20


class MisreadError(Exception):
    """The bytes are not what they were taken for. likely: the encoding that they are probably in; sample: a word of them in it;
    undecodable: whether the trouble is bytes that are not in the encoding."""

    def __init__(self, message: str, likely: str | None = None, sample: str = "", *, undecodable: bool = False) -> None:
        super().__init__(message)
        self.message, self.likely, self.sample, self.undecodable = message, likely, sample, undecodable

    def description(self) -> str:
        """What is wrong, and what the bytes would be."""
        shown = f" ('{self.sample}')" if self.sample else ""
        return f"{self.message}; all of the file reads as {self.likely}{shown}" if self.likely else self.message


def utf8(raw: bytes, encoding: str) -> bytes:
    """The text in UTF-8, without byte order mark, its lines ended by \\n or \\r\\n (a file of bare \\r is converted).

    Raises MisreadError for an unknown encoding, bytes that are not in it, and NUL characters.
    """
    try:
        if codecs.lookup(encoding).name in ("utf-8", "utf-8-sig"):
            data = raw.removeprefix(codecs.BOM_UTF8)
            if not data.isascii():
                data.decode()
        else:
            data = raw.decode(encoding).removeprefix("\ufeff").encode()
    except LookupError as error:
        raise MisreadError(f"there is no text encoding '{encoding}'{did_you_mean(encoding, COMMON)}") from error
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = raw.count(b"\n", 0, start) + 1
        byte = f"byte 0x{raw[start]:02x} is not {encoding}" if start < len(raw) else f"the text is not {encoding}"
        raise MisreadError(f"line {line}: {byte}", *_likely(raw, encoding), undecodable=b"\0" not in raw) from error
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise MisreadError(f"line {line}: a NUL character, which no table holds", *_likely(raw, encoding))
    return data.replace(b"\r", b"\n") if b"\r" in data and b"\n" not in data else data


def _likely(raw: bytes, declared: str) -> tuple[str | None, str]:
    """The encoding that the bytes are probably in, one of two bytes a character where there are NULs, and a word in it."""
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
        if encoding == "cp949" and not re.search("[가-힣]", text):
            continue  # two accented letters of Western text side by side are one Chinese character there
        if encoding != declared and "\0" not in text and (b"\0" not in raw or "\n" in text):
            return encoding, _sample(text)
    return None, ""


def _sample(text: str) -> str:
    """The first word that is not plain ASCII, by which a person sees whether the encoding is right."""
    word = re.search(r"\w*[^\W\x00-\x7f]\w*", text)
    return word.group()[:MAX_SAMPLE_LENGTH] if word else ""
