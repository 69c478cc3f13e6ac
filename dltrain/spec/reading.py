"""From nodes to instances of classes of options: every value checked against its declaration, every problem collected."""

from __future__ import annotations

import dataclasses
import functools
import math
import typing
from collections.abc import Collection
from typing import Any, get_args, get_origin

from dltrain.errors import Path, Problem, listing
from dltrain.spec import yaml12
from dltrain.spec.declarations import absent_if_empty, alternatives, choices_of, fields_of, hints, kinds_of, limits_of, required
from dltrain.spec.messages import article, expected, fits_shape, joined, shown, typed
from dltrain.spec.nodes import Node
from dltrain.spec.suggestions import (
    KeyContext,
    corrected_name,
    corrected_value,
    suggest_key,
    suggest_name,
    suggest_nearest,
    suggest_value,
)
from dltrain.spec.unread import BAD
from dltrain.spec.value_suggestions import remedy
from dltrain.types import Choices, Limits

CLASSES = ("name", "class", "class_name", "kind", "method", "_target_")  # what other tools call `type`
MAX_HINTS = 50  # problems for which the nearest right thing is looked for; nobody reads those of more


class Reader:
    """Reads nodes against declarations and collects the problems met; BAD stands where a value could not be read."""

    def __init__(self, root_class: type) -> None:
        self.root_class = root_class
        self.problems: list[Problem] = []

    def complain(self, path: Path, message: str, at_key: bool = False) -> Any:
        """Notes a problem; returns BAD, to stand in the value's place."""
        self.problems.append(Problem(path, message, at_key))
        return BAD

    def instance(
        self, cls: type, node: Node, path: Path, table: Choices[Any] | None = None, rivals: Collection[type] = ()
    ) -> Any:
        """An instance of a class of options, which is an entry of `table` where there is one, or one of `rivals`."""
        assert isinstance(node.value, dict)
        known = fields_of(cls)
        if table:
            name = next(name for name in table if table[name] is cls)
            place = f"the {table.what} '{name}'"
        else:
            place = ".".join(map(str, path)) or "the spec"
        values: dict[str, Any] = {}
        for key, child in node.value.items():
            if key == "type" and table:
                continue
            if key in known:
                optional = key not in required(cls)
                if child.value != [] or not absent_if_empty(cls, key):
                    values[key] = self.value(hints(cls)[key], child, (*path, key), limits_of(cls, key), optional)
                continue
            hint, meant = "", None
            if len(self.problems) < MAX_HINTS:
                written = KeyContext(cls, path, table, rivals, node.value)
                hint, meant = suggest_key(key, written, self.root_class, functools.partial(fits, self.root_class))
            self.complain((*path, key), f"unknown key {shown(key)} in {place}{hint}", at_key=True)
            if meant and meant not in node.value:
                values[meant] = BAD
        for key in required(cls):
            if key not in values:
                message = f"missing key '{key}' in {place}: expected {expected(hints(cls)[key], limits_of(cls, key))}"
                values[key] = self.complain(path, message, at_key=True)
        return cls(**values)

    def value(self, annotation: Any, node: Node, path: Path, limits: Limits | None = None, optional: bool = False) -> Any:
        """A value of the annotation's type, or BAD after noting the problem."""
        what = expected(annotation, limits)
        if node.value is None:
            otherwise = ", or leave the key out" if optional else ""
            return self.complain(path, f"{_name(path)} is empty (null is never a value): expected {what}{otherwise}")
        members = [member for member in alternatives(annotation) if fits_shape(member, node.value)]
        if any(get_origin(member) is typing.Literal for member in members):
            return node.value  # one of the words themselves, such as auto
        hint = remedy(annotation, node)
        if isinstance(node.value, dict):
            sections = [member for member in members if dataclasses.is_dataclass(member)]
            if len(sections) > 1:
                return self._section(typing.cast(list[type], sections), node, path)
            if "type" not in (written := node.value):
                members.sort(key=lambda member: not _shares_keys(member, written))  # a section, if it looks like one
        if members and not (hint and node.value not in (choices_of(members[0]) or [node.value])):
            return self._one(members[0], node, path, limits)
        if not isinstance(node.value, dict) and isinstance(path[-1], str):
            whole = suggest_value(path[-1], annotation, node, functools.partial(fits, self.root_class))
            hint = whole if "{" in whole or not hint else hint
        return self.complain(path, f"{_name(path)} must be {what}, not {typed(node)}{hint}")

    def _section(self, classes: list[type], node: Node, path: Path) -> Any:
        """Of several sections the one that `type` names, or else the one that most of the keys belong to."""
        assert isinstance(node.value, dict)
        kinds = {kind: cls for cls in classes for kind in kinds_of(cls)}
        if "type" not in node.value:
            written = node.value.keys()
            return self.instance(max(classes, key=lambda cls: len(written & fields_of(cls).keys())), node, path, rivals=classes)
        kind = node.value["type"]
        if not isinstance(kind.value, str) or kind.value not in kinds:
            given = "is empty" if kind.value is None else f"must be {joined(list(kinds), 'or')}, not {shown(kind.plain())}"
            return self.complain((*path, "type"), f"'type' {given}{self._kind_meant(kind, kinds)}")
        return self.instance(kinds[str(kind.value)], node, path, rivals=classes)

    def _kind_meant(self, kind: Node, kinds: Collection[str]) -> str:
        meant = corrected_value("type", str, kind, lambda _, text: text in kinds)
        return f"; write type: {meant}" if meant else suggest_nearest(str(kind.value), kinds)

    def _one(self, annotation: Any, node: Node, path: Path, limits: Limits | None) -> Any:
        value = node.value
        if annotation is Any:
            return node.plain()
        if table := choices_of(annotation):
            return self._choice(table, node, path)
        origin = get_origin(annotation)
        if origin is list:
            assert isinstance(value, list)
            items = [self.value(get_args(annotation)[0], item, (*path, index), limits) for index, item in enumerate(value)]
            return BAD if any(item is BAD for item in items) else items
        if origin is dict:
            assert isinstance(value, dict)
            entries = {key: self.value(get_args(annotation)[1], item, (*path, key), limits) for key, item in value.items()}
            return BAD if any(item is BAD for item in entries.values()) else entries
        if dataclasses.is_dataclass(annotation):
            return self.instance(typing.cast(type, annotation), node, path)
        if annotation in (int, float):
            assert isinstance(value, int | float)
            if not math.isfinite(value):
                return self.complain(path, f"{_name(path)} must be a finite number, not {shown(value)}")
            if limits and (span := limits.refusal(value)):
                hint = self._within(annotation, node, path, limits)
                return self.complain(path, f"{_name(path)} must be {span}, not {typed(node)}{hint}")
            if annotation is int and limits and limits.most_counted is not None and value > limits.most_counted:
                return self.complain(path, f"{_name(path)} must be at most {limits.most_counted:,}, not {typed(node)}")
            return annotation(value)
        return value

    def _within(self, annotation: Any, node: Node, path: Path, limits: Limits) -> str:
        """What is meant by a number out of range: `; write dropout: 0.20` of 20."""
        if not isinstance(path[-1], str):
            return ""
        return suggest_value(path[-1], annotation, node, lambda _, text: fits(self.root_class, annotation, text, limits))

    def _choice(self, table: Choices[Any], node: Node, path: Path) -> Any:
        """What `adam` or `{type: adam, beta1: 0.8}` stands for."""
        if isinstance(node.value, str):
            return self._named(table, node.value, path)
        assert isinstance(node.value, dict)
        if "type" not in node.value:
            place = ".".join(map(str, path))
            return self.complain(path, f"missing key 'type' in {place}: {_type_wanted(table, node.value)}", at_key=True)
        name = node.value["type"].value
        if not isinstance(name, str):
            found = "is empty" if name is None else f"is {shown(node.value['type'].plain())}"
            return self.complain((*path, "type"), f"'type' {found}: expected the name of {article(table.what)}")
        if name not in table:
            return self._unknown(table, name, (*path, "type"))
        return self.instance(table[name], node, path, table)

    def _named(self, table: Choices[Any], name: str, path: Path) -> Any:
        if name not in table:
            return self._unknown(table, name, path)
        cls = table[name]
        if lacking := required(cls):
            whats = [f"'{key}' ({expected(hints(cls)[key], limits_of(cls, key))})" for key in lacking]
            typed = ", ".join([f"type: {name}", *(f"{key}: ..." for key in lacking)])
            return self.complain(path, f"the {table.what} '{name}' needs {joined(whats, 'and')}; write {{{typed}}}")
        return cls()

    def _unknown(self, table: Choices[Any], name: str, path: Path) -> Any:
        return self.complain(path, f"unknown {table.what} {shown(name)}{suggest_name(table, name)}")


def fits(root_class: type, annotation: Any, text: str, limits: Limits | None = None) -> bool:
    """Whether a text, read as YAML, is a value of the annotation: nothing else is ever offered."""
    try:
        node = yaml12.parse_value(text)
    except yaml12.Fault:
        return False
    reader = Reader(root_class)
    reader.value(annotation, node, ("it",), limits)
    return not reader.problems


def _shares_keys(annotation: Any, written: Collection[str]) -> bool:
    return dataclasses.is_dataclass(annotation) and any(key in fields_of(typing.cast(type, annotation)) for key in written)


def _type_wanted(table: Choices[Any], written: typing.Mapping[str, Node]) -> str:
    """What `type` may be, given the keys beside it."""
    fitting = [name for name in table if set(written) <= set(fields_of(table[name]))]
    if not fitting and (named := next((key for key in written if key in table), None)):
        return f"write {{type: {named}, ...}}"
    named = next((name for key in CLASSES if key in written and (name := _own_name(table, written[key].value))), None)
    if named:
        return f"write {{type: {named}, ...}}"
    ending = str(written["path"].value).rpartition(".")[2].lower() if "path" in written else ""
    if ending in fitting:
        return f"write {{type: {ending}, ...}}"
    if any(key.startswith("type:") for key in written):
        return "write a space after the ':'"
    return f"expected one of {listing(fitting or table, 60)}"


def _own_name(table: Choices[Any], value: object) -> str | None:
    return (value if value in table else corrected_name(table, value)) if isinstance(value, str) else None


def _name(path: Path) -> str:
    """The last key of a path as words: `'epochs'`, or `item 2 of 'layers'`."""
    if isinstance(path[-1], int):
        return f"item {path[-1]} of {_name(path[:-1])}"
    return f"'{path[-1]}'"
