"""Keys that are given beside others which they do not go with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dltrain.errors import Path, Problem
from dltrain.spec.unread import until_unread

NONE: Mapping[Path, Any] = {}


def unfitting(experiment: object, keys: Mapping[Path, str], inferred: Mapping[Path, Any] = NONE) -> Iterator[Problem]:
    """The keys among these that an experiment gives, each with how the message goes on after its name. inferred: values that a
    run's own spec has all the same."""
    for path, words in keys.items():
        yield from until_unread(_given(experiment, path, f"'{path[-1]}' {words}", inferred.get(path)))


def _given(experiment: object, path: Path, message: str, inferred: Any) -> Iterator[Problem]:
    """The problem of a key where it has another value than its default."""
    section = experiment
    for key in path[:-1]:
        section = getattr(section, str(key), None)
    value = getattr(section, str(path[-1]), None)
    if value is not None and value is not False and value not in (getattr(type(section), str(path[-1])), inferred):
        yield Problem(path, message, at_key=True)
