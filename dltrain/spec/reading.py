"""From nodes to pages of options: every value checked against its declaration, every problem collected."""

from __future__ import annotations

import dataclasses
import functools
import math
import re
import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args, get_origin

from dltrain.errors import Path, Problem, did_you_mean, listing, nearest
from dltrain.spec.nodes import Node
from dltrain.types import Choices, Limits, Word


class _Bad:
    """What stands in for a value that could not be read; its problem has been noted."""


BAD: Any = _Bad()


_hints: dict[type, dict[str, Any]] = {}


def hints(page: type) -> dict[str, Any]:
    """The annotation of each option of a page."""
    if page not in _hints:
        _hints[page] = typing.get_type_hints(page, include_extras=True)
    return _hints[page]


def options(page: type) -> dict[str, dataclasses.Field[Any]]:
    """The options of a page by name."""
    return {field.name: field for field in dataclasses.fields(page) if "limits" in field.metadata}


def alternatives(annotation: Any) -> list[Any]:
    """The members of a union, or the annotation alone; None ("absent") left out."""
    if get_origin(annotation) in (typing.Union, types.UnionType):
        return [member for member in get_args(annotation) if member is not type(None)]
    return [annotation]


def choices_of(annotation: Any) -> Choices[Any] | None:
    """The table behind a choice ("a name, or a mapping with `type`"), if the annotation is one."""
    marks = annotation.__metadata__ if get_origin(annotation) is Annotated else ()
    return next((mark for mark in marks if isinstance(mark, Choices)), None)


def word_of(annotation: Any) -> Word | None:
    marks = annotation.__metadata__ if get_origin(annotation) is Annotated else ()
    return next((mark for mark in marks if isinstance(mark, Word)), None)


def expected(annotation: Any, limits: Limits | None = None) -> str:
    """What may be written for this annotation, in words."""
    return " or ".join(dict.fromkeys(_expected_one(member, limits) for member in alternatives(annotation)))


def _expected_one(annotation: Any, limits: Limits | None) -> str:
    span = f" {limits.in_words()}" if limits and limits.in_words() else ""
    if table := choices_of(annotation):
        return f"the name of {_article(table.what)}, or a mapping with 'type'"
    if word := word_of(annotation):
        return word.expected
    origin = get_origin(annotation)
    if origin is Literal:
        return " or ".join(map(str, get_args(annotation)))
    if origin is list:
        return f"a list of {_plural(expected(get_args(annotation)[0], limits))}"
    if origin is dict or dataclasses.is_dataclass(annotation):
        return "a mapping"
    return {bool: "true or false", int: f"a whole number{span}", float: f"a number{span}"}.get(annotation, "a word")


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _plural(words: str) -> str:
    for one, many in (
        ("the name of", "names of"),
        ("a whole number", "whole numbers"),
        ("a number", "numbers"),
        ("a word", "words"),
    ):
        words = words.replace(one, many)
    return words.replace("a list of", "lists of").replace("a mapping", "mappings")


def shown(value: object) -> str:
    """A value as it would be written in YAML, cut where it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


class Reader:
    """Reads nodes against declarations and collects the problems met."""

    def __init__(self, root_page: type) -> None:
        self.root_page = root_page
        self.problems: list[Problem] = []

    def complain(self, path: Path, message: str, at_key: bool = False) -> Any:
        self.problems.append(Problem(path, message, at_key))
        return BAD

    def page(self, page: type, node: Node, path: Path, choice: str = "") -> Any:
        """An instance of a page of options; `choice` names the entry where the page is one of a table."""
        if not isinstance(node.value, dict):
            return self.complain(path, f"expected a mapping in {_place(path)}, not {shown(node.plain())}")
        known = options(page)
        values: dict[str, Any] = {}
        sound = True
        for key, child in node.value.items():
            if key == "type" and choice:
                continue
            if key not in known:
                self.complain((*path, key), self._unknown_key(key, known, path, choice), at_key=True)
                continue
            field = known[key]
            value = self.value(hints(page)[key], child, (*path, key), field.metadata["limits"])
            if value is not BAD:
                values[key] = value
            elif field.default is dataclasses.MISSING:
                sound = False
        for key, field in known.items():
            if field.default is dataclasses.MISSING and key not in node.value:
                what = expected(hints(page)[key], field.metadata["limits"])
                self.complain(path, f"missing key {key!r} in {_place(path)}: expected {what}", at_key=True)
                sound = False
        return page(**values) if sound else BAD

    def value(self, annotation: Any, node: Node, path: Path, limits: Limits | None = None) -> Any:
        """A value of the annotation's type, or BAD after noting the problem."""
        if node.value is None:
            return self.complain(
                path, f"{_name(path)} is empty (null is never a value): expected {expected(annotation, limits)}, or no key"
            )
        members = alternatives(annotation)
        for member in members:
            if _fits_shape(member, node):
                return self._one(member, node, path, limits)
        words = [str(word) for member in members if get_origin(member) is Literal for word in get_args(member)]
        hint = did_you_mean(node.value, words) if isinstance(node.value, str) else ""
        if isinstance(node.value, str) and {int, float} & set(members):
            number = re.fullmatch(r"\s*[-+0-9.eE]+\s*", node.value)
            hint = hint or ("; leave the quotes away" if number else "")
        return self.complain(path, f"{_name(path)} must be {expected(annotation, limits)}, not {shown(node.plain())}{hint}")

    def _one(self, annotation: Any, node: Node, path: Path, limits: Limits | None) -> Any:
        value = node.value
        if table := choices_of(annotation):
            return self._choice(table, node, path)
        origin = get_origin(annotation)
        if origin is list:
            assert isinstance(value, list)
            items = [self.value(get_args(annotation)[0], item, (*path, i), limits) for i, item in enumerate(value)]
            return BAD if any(item is BAD for item in items) else items
        if origin is dict:
            assert isinstance(value, dict)
            entries = {key: self.value(get_args(annotation)[1], item, (*path, key), limits) for key, item in value.items()}
            return BAD if any(item is BAD for item in entries.values()) else entries
        if dataclasses.is_dataclass(annotation):
            return self.page(typing.cast(type, annotation), node, path)
        if annotation in (int, float):
            assert isinstance(value, int | float)
            if not math.isfinite(value):
                return self.complain(path, f"{_name(path)} must be a finite number, not {shown(value)}")
            if limits and (span := limits.refusal(value)):
                return self.complain(path, f"{_name(path)} must be {span}, not {shown(value)}")
            return annotation(value)
        return value

    def _choice(self, table: Choices[Any], node: Node, path: Path) -> Any:
        if isinstance(node.value, str):
            name, name_path, mapping = node.value, path, Node({}, node.mark)
        else:
            assert isinstance(node.value, dict)
            if "type" not in node.value:
                return self.complain(path, f"missing key 'type' in {_place(path)}: expected one of {listing(table)}", at_key=True)
            mapping = node
            written = node.value["type"].value
            name_path = (*path, "type")
            if not isinstance(written, str):
                return self.complain(name_path, f"'type' must be the name of {_article(table.what)}, not {shown(written)}")
            name = written
        if name not in table:
            near = nearest(name, table)
            hint = f"; did you mean {near!r}?" if near else f"; expected one of {listing(table, 60)}"
            return self.complain(name_path, f"unknown {table.what} {name!r}{hint}")
        return self.page(table[name], mapping, path, choice=f"{table.what} {name!r}")

    def _unknown_key(self, key: str, known: dict[str, Any], path: Path, choice: str) -> str:
        place = f"{choice}" if choice else _place(path)
        message = f"unknown key {key!r} in {place}"
        if near := nearest(key, known):
            return f"{message}; did you mean {near!r}?"
        homes = [home for home, keys in _homes(self.root_page) if key in keys and home != ".".join(map(str, path))]
        if homes:
            return f"{message}; it belongs in {' or '.join(dict.fromkeys(homes))}"
        far = next(((name, home) for home, keys in _homes(self.root_page) if (name := nearest(key, keys))), None)
        if far:
            return f"{message}; did you mean {far[0]!r} in {far[1]}?"
        return f"{message}; {'it has no options' if not known else f'expected one of {listing(known)}'}"


def _fits_shape(annotation: Any, node: Node) -> bool:
    value = node.value
    if choices_of(annotation):
        return isinstance(value, str | dict) and not isinstance(value, bool)
    if word := word_of(annotation):
        return isinstance(value, str) and re.fullmatch(word.pattern, value) is not None
    origin = get_origin(annotation)
    if origin is Literal:
        return any(type(value) is type(word) and value == word for word in get_args(annotation))
    if origin is list:
        return isinstance(value, list)
    if origin is dict or dataclasses.is_dataclass(annotation):
        return isinstance(value, dict)
    if annotation is int:
        return (
            isinstance(value, int | float) and not isinstance(value, bool) and (not math.isfinite(value) or value == int(value))
        )
    if annotation is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, annotation)


def _name(path: Path) -> str:
    """The last key of a path as words: `'epochs'`, or `item 2 of 'layers'`."""
    if not path:
        return "the spec"
    if isinstance(path[-1], int):
        return f"item {path[-1]} of {_name(path[:-1])}"
    return f"'{path[-1]}'"


def _place(path: Path) -> str:
    return ".".join(map(str, path)) or "the spec"


@functools.cache
def _homes(root_page: type) -> tuple[tuple[str, frozenset[str]], ...]:
    """Every section and choice reachable from the root, with its keys: where a misplaced key belongs."""
    return tuple(_walk(root_page, "the spec's top level", ""))


def _walk(page: type, label: str, prefix: str) -> Iterator[tuple[str, frozenset[str]]]:
    yield label, frozenset(options(page))
    for key in options(page):
        for member in alternatives(hints(page)[key]):
            table, where = choices_of(member), f"{prefix}{key}"
            if dataclasses.is_dataclass(member):
                yield from _walk(typing.cast(type, member), where, f"{where}.")
            elif table:
                for name in table:
                    yield f"{where} {name!r}", frozenset(options(table[name]))
