"""The sections and choices that each key of the spec belongs to."""

from __future__ import annotations

import dataclasses
import functools
import typing
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from dltrain.errors import listing
from dltrain.spec.declarations import alternatives, choices_of, fields_of, hints
from dltrain.spec.messages import joined

OPTION = "it is an option of"
ANY_KEY = "KEY"  # stands for a name of the user's own in a place


@functools.cache
def key_locations(root_class: type) -> dict[str, str]:
    """Where each key of the whole spec belongs, in words."""
    sections: dict[str, list[str]] = {}
    entries: dict[str, dict[str, list[str]]] = {}
    for key, section, table, name in _walk(root_class, "", set()):
        if table:
            entries.setdefault(key, {}).setdefault(table, []).append(name)
        elif key != "type":
            sections.setdefault(key, []).append(section or "the top level")
    locations = {}
    for key in {**sections, **entries}:
        if key in sections:
            locations[key] = f"it belongs {joined([_inside(place) for place in sections[key]], 'or')}"
        else:
            tables = [f"the {table}{'s' * (len(names) > 1)} {listing(names)}" for table, names in entries[key].items()]
            locations[key] = f"{OPTION} {joined(tables, 'and of')}"
    return locations


@functools.cache
def section_keys(root_class: type) -> tuple[str, ...]:
    """Every key that sections alone lead to, such as `training.epochs`; those nearest to the top first."""
    walked = _walk(root_class, "", set())
    keys = [f"{section}.{key}".lstrip(".") for key, section, table, _ in walked if not table and key != "type"]
    keys = [key for key in keys if ANY_KEY not in key]
    return tuple(sorted(dict.fromkeys(keys), key=lambda key: key.count(".")))


def _inside(place: str) -> str:
    return f"at {place}" if place.startswith("the ") else f"in {place}"


def _walk(cls: type, section: str, seen: set[type]) -> Iterator[tuple[str, str, str, str]]:
    """Every key below a class: (key, section, "", "") in a section, (key, "", table, entry) in an entry of a table."""
    for key in fields_of(cls):
        yield key, section, "", ""
        is_mapping = any(get_origin(member) is dict for member in alternatives(hints(cls)[key]))
        place = ".".join([*([section] if section else []), key, *([ANY_KEY] if is_mapping else [])])
        for member in _inner(hints(cls)[key]):
            if dataclasses.is_dataclass(member):
                yield from _walk(typing.cast(type, member), place, seen)
            elif table := choices_of(member):
                for name in table:
                    if table[name] in seen:
                        continue
                    seen.add(table[name])
                    for option, _, inner, entry in _walk(table[name], place, seen):
                        yield option, "", inner or table.what, entry or name


def _inner(annotation: Any) -> Iterator[Any]:
    """The members of a union, those within lists and mappings included."""
    for member in alternatives(annotation):
        if get_origin(member) in (list, dict):
            yield from _inner(get_args(member)[-1])
        else:
            yield member
