"""Files that are read strictly: bytes, text, a JSON object."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from dltrain.errors import DamagedError
from dltrain.files import strict_json
from dltrain.files.atomic import reason, special_kind

JsonObject = dict[str, Any]


def parsed_object(text: bytes) -> JsonObject:
    """A JSON object. Raises ValueError for anything else."""
    value = strict_json.loads(text)
    if not isinstance(value, dict):
        raise ValueError(f"expected an object {{…}}, not {type(value).__name__}")
    return value


def object_or_nothing(path: Path) -> JsonObject:
    """The JSON object that a file holds; an empty one where it is not there, or holds no such."""
    try:
        return parsed_object(path.read_bytes())
    except (OSError, ValueError):
        return {}


def read_text(path: Path) -> str:
    """A file's text. Raises DamagedError."""
    try:
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DamagedError(f"'{path}' is damaged in line {line}: it is not UTF-8 text") from None


def read_bytes(path: Path) -> bytes:
    """A file's content. Raises DamagedError."""
    try:
        _refuse_special(path)
        return path.read_bytes()
    except OSError as error:
        raise DamagedError(f"'{path}' cannot be read: {reason(error)}") from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal digits. Raises DamagedError."""
    try:
        _refuse_special(path)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DamagedError(f"'{path}' cannot be read: {reason(error)}") from error


def _refuse_special(path: Path) -> None:
    if special := special_kind(path):  # a pipe might never give anything
        raise DamagedError(f"'{path}' cannot be read: it is {special}, not a file; remove it")
