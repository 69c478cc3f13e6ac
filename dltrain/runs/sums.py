"""SHA256SUMS: the SHA-256 of each result of a run that has ended, as sha256sum writes and checks them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from dltrain.files import reading
from dltrain.runs.names import RESULTS, SUMMARY


def sha256(content: bytes) -> str:
    """In hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def written(folder: Path, others: Mapping[str, bytes]) -> bytes:
    """The text for the results that lie in a folder, and for others that are to lie there. Raises DamagedError."""
    there = {name: reading.sha256_of(folder / name) for name in RESULTS if (folder / name).exists()}
    given = {name: sha256(content) for name, content in others.items()}
    return "".join(f"{digest}  {name}\n" for name, digest in {**there, **given}.items()).encode()


def read(path: Path) -> dict[str, str]:
    """The SHA-256 of each result by its name. Raises ValueError with the line that is none, DamagedError."""
    found = {}
    for number, line in enumerate(reading.read_bytes(path).decode("ascii", "replace").splitlines(), 1):
        digest, _, name = line.partition("  ")
        if not re.fullmatch("[0-9a-f]{64}", digest) or name not in (*RESULTS, SUMMARY):
            raise ValueError(f"line {number}")
        found[name] = digest
    return found
