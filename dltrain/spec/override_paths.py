"""Paths that were typed on the command line are relative to the current folder, those of a spec to the spec's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dltrain.data.options.split import PARTS
from dltrain.data.sources import SOURCES, source_of
from dltrain.errors import DataError
from dltrain.spec.nodes import Mark, Node


def anchor(root: Node, folder: Path) -> list[tuple[Mark, str]]:
    """Makes the paths of `--set` lead from the spec's folder to where they lead from the current one; what is wrong with them."""
    if os.path.realpath(folder) == os.path.realpath(os.curdir):
        return []
    problems = []
    for _, node in paths_in(root):
        typed = str(node.value)
        if not node.mark.override or os.path.isabs(typed) or typed.startswith("~"):
            continue
        if not os.path.exists(typed) and os.path.exists(folder / typed):
            there = os.path.relpath(folder / typed)
            words = f"there is no '{typed}' in the current folder, where paths of the command line begin"
            problems.append((node.mark, f"{words}; write {there} for the one in the spec's folder"))
        node.value = os.path.abspath(typed)
    return problems


def forget_origin(root: Node) -> None:
    """Drops the SHA-256 of the weights that a network was to start from where it is to start from others by now."""
    model = _below(root, "model")
    start, digest = _below(model, "initialize_from"), _below(model, "initialize_from_sha256")
    is_typed, is_old = start is not None and bool(start.mark.override), digest is not None and not digest.mark.override
    if model is not None and isinstance(model.value, dict) and is_typed and is_old:
        model.value = {key: node for key, node in model.value.items() if key != "initialize_from_sha256"}


def paths_in(root: Node) -> Iterator[tuple[str, Node]]:
    """The keys of a spec whose values are paths, such as data.source.path, each with its node."""
    source = _below(_below(root, "data"), "source")
    places = {"data.source": source, **{f"data.source.{part}": _below(source, part) for part in PARTS}}
    for key, part in places.items():
        if part is not None:
            yield from _paths_of(key, part)
    start = _below(_below(root, "model"), "initialize_from")
    if start is not None and isinstance(start.value, str):
        yield "model.initialize_from", start


def _paths_of(place: str, source: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(source.value, str):
        if _is_path(source.value):
            yield place, source
        return
    kind = _below(source, "type")
    word: Any = None if kind is None else kind.value
    for key in SOURCES[word].paths if isinstance(word, str) and word in SOURCES else ():
        path = _below(source, key)
        if path is not None and isinstance(path.value, str):
            yield f"{place}.{key}", path


def _is_path(word: str) -> bool:
    """Whether a plain word is a path rather than the name of a built-in set."""
    try:
        return hasattr(source_of(word), "path")
    except DataError:
        return word not in SOURCES and ("/" in word or os.sep in word or bool(Path(word).suffix) or os.path.exists(word))


def _below(node: Node | None, key: str) -> Node | None:
    return node.value.get(key) if node is not None and isinstance(node.value, dict) else None
