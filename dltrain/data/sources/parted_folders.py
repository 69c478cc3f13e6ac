"""Folders that are taken for classes and are none: the parts of the data, or a folder around the class folders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from dltrain.data.sources.base import Source
from dltrain.data.sources.file_names import text_of
from dltrain.data.sources.reading_advice import written
from dltrain.data.table import Request
from dltrain.errors import DataError, listing

_WORDS = r"(?:(train)(?:ing)?|(val)(?:id(?:ation)?)?|(dev)|(test)(?:ing)?)(?:[_ -]?(?:set|data|images|imgs))?"
PART = re.compile(_WORDS, re.IGNORECASE)
PARTS = ("train", "validation", "validation", "test")  # what the groups of PART stand for


def check(source: Source, request: Request, within: Mapping[Path, set[str]]) -> None:
    """Raises DataError where the folders, each with the folders `within` it, are no classes."""
    if len(within) == 1:
        ((only, inner),) = within.items()
        if len(inner) > 1:
            raise _around(source, request, only, inner)
        return
    parts: dict[str, Path] = {}
    for label in within:
        if match := PART.fullmatch(label.name):
            parts.setdefault(PARTS[(match.lastindex or 1) - 1], label)
    if len(parts) < 2:
        return
    common = set.intersection(*(within[label] for label in parts.values()))
    if common or len(parts) == len(within):  # else they are classes, some of which happen to be called so
        raise _parted(source, request, {part: (label, within[label]) for part, label in parts.items()}, common)


def _around(source: Source, request: Request, only: Path, inner: set[str]) -> DataError:
    name = _name(source)
    line = written(source, path=(Path(name) / only.name).as_posix())
    advice = f"write source: {line}" if request.key_path else f"name it: {Path(name) / only.name}"
    holds = f"the only folder in it, '{text_of(only.name)}', holds the folders {_shown(inner)}"
    return DataError(f"{name}: {holds}; if these are the classes {advice}")


def _parted(source: Source, request: Request, parts: dict[str, tuple[Path, set[str]]], common: set[str]) -> DataError:
    name = _name(source)
    shown = listing((f"'{label.name}'" for label, _ in parts.values()), 3)
    holds = f": each holds the folders {_shown(common)}" if common else ""
    wrong = f"{name}: the folders {shown} are parts of the data, not classes{holds}"
    if not request.key_path:
        return DataError(f"{wrong}; name one of them, such as {Path(name) / next(reversed(parts.values()))[0].name}")
    if "train" not in parts or not parts["train"][1]:
        return DataError(f"{wrong}; one of them must be called train, and hold a folder a class")
    lines = {
        part: written(source, path=(Path(name) / parts[part][0].name).as_posix())
        for part in dict.fromkeys(PARTS)
        if part in parts and parts[part][1]
    }
    together = "{" + ", ".join(f"{part}: {line}" for part, line in lines.items()) + "}"
    without = [label.name for label, inner in parts.values() if not inner]
    rest = f" ({listing(without)} has no class folders: it can be predicted)" if without else ""
    return DataError(f"{wrong}; write source: {together if len(lines) > 1 else lines['train']}{rest}")


def _name(source: Source) -> str:
    name: str = source.path  # type: ignore[attr-defined]  # it is a dataclass with a path
    return name


def _shown(folders: set[str]) -> str:
    return listing(sorted(map(text_of, folders)), 3)
