"""Phrases of the error messages: what a key takes, and what was written."""

from __future__ import annotations

import dataclasses
import math
import re
import typing
from collections.abc import Sequence
from typing import Any, Literal, get_args, get_origin

from dltrain.errors import listing
from dltrain.spec.declarations import alternatives, choices_of, fields_of, required, word_of
from dltrain.spec.nodes import Node
from dltrain.spec.yaml12 import scalar
from dltrain.types import Limits

MAX_VALUE_LENGTH = 60  # characters of a value that are shown


def shown(value: object) -> str:
    """A value as it would be written in YAML, cut where it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    text = repr(value)
    return text if len(text) <= MAX_VALUE_LENGTH else text[: MAX_VALUE_LENGTH - 3] + "..."


def typed(node: Node) -> str:
    """A value as it was typed, where that can be told: `1e3` is no longer seen in 1000.0."""
    value = node.value
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return node.text if number and 0 < len(node.text) <= MAX_VALUE_LENGTH else shown(node.plain())


def flow(node: Node) -> str:
    """A value as it can be written within a line of YAML; `...` where it is too long for that, or holds mappings."""
    value = node.value
    if isinstance(value, dict):
        return "..."
    if isinstance(value, list):
        text = f"[{', '.join(map(flow, value))}]"
    elif isinstance(value, str):
        plain = re.fullmatch(r"[\w./~][^\[\]{},:#]*", value) and value.strip() == value and isinstance(scalar(value), str)
        text = value if plain else repr(value)
    else:
        text = typed(node)
    return "..." if len(text) > MAX_VALUE_LENGTH or "..." in text else text


def joined(phrases: Sequence[str], word: str) -> str:
    """`a`, `a or b`, `a, b or c`."""
    phrases = list(dict.fromkeys(phrases))
    return f" {word} ".join([", ".join(phrases[:-1]), phrases[-1]]) if len(phrases) > 1 else "".join(phrases)


def article(noun: str) -> str:
    """`an optimizer`, `a loss`."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def expected(annotation: Any, limits: Limits | None = None) -> str:
    """What may be written for this annotation, in words."""
    members = alternatives(annotation)
    told = [member for member in members if member is not int or float not in members]  # every whole number is a number
    phrases = [phrase for member in told for phrase in _phrases(member, limits)]
    return joined(sorted(phrases, key=lambda phrase: phrase.startswith("a mapping with")), "or")


def _phrases(annotation: Any, limits: Limits | None) -> list[str]:
    if table := choices_of(annotation):
        return [f"the name of {article(table.what)}", "a mapping with 'type'"]
    if word := word_of(annotation):
        return [word.expected]
    origin = get_origin(annotation)
    if origin is Literal:
        return [str(word) for word in get_args(annotation)]
    if origin is list:
        return [f"a list of {_many(get_args(annotation)[0], limits)}"]
    if origin is dict:
        return [f"a mapping of names to {_many(get_args(annotation)[1], limits)}"]
    if dataclasses.is_dataclass(annotation):
        cls = typing.cast(type, annotation)
        keys = ["'type'"] if "type" in required(cls) else [f"'{key}'" for key in required(cls)]
        return [f"a mapping with {joined(keys, 'and')}" if keys else f"a mapping with keys such as {listing(fields_of(cls), 3)}"]
    if annotation is bool:
        return ["true", "false"]
    if annotation is Any:
        return ["a value"]
    return [{int: "a whole number", float: "a number"}.get(annotation, "a word") + _span(annotation, limits)]


def _many(annotation: Any, limits: Limits | None) -> str:
    """The same for several of them."""
    phrases = []
    for member in alternatives(annotation):
        if table := choices_of(member):
            phrases += [f"names of {table.what}{'es' if table.what.endswith('s') else 's'}", "mappings with 'type'"]
        elif get_origin(member) is list:
            phrases.append(f"lists of {_many(get_args(member)[0], limits)}")
        elif member in (int, float, str):
            phrases.append({int: "whole numbers", float: "numbers", str: "words"}[member] + _span(member, limits))
        elif member is Any:
            phrases.append("values")
        else:
            phrases += _phrases(member, limits)
    return joined(phrases, "or")


def _span(annotation: Any, limits: Limits | None) -> str:
    words = limits.in_words() if limits and annotation in (int, float) else ""
    return f" of {words}" if words.startswith("at ") else f" {words}" if words else ""


def fits_shape(annotation: Any, value: object) -> bool:
    """Whether a value (or a node's content) is of the annotation's form, whatever it holds."""
    if annotation is Any:
        return True
    if choices_of(annotation):
        return isinstance(value, str | dict)
    if word := word_of(annotation):
        return isinstance(value, str) and re.fullmatch(word.pattern, value) is not None
    origin = get_origin(annotation)
    if origin is Literal:
        return any(type(value) is type(word) and value == word for word in get_args(annotation))
    if origin is list:
        return isinstance(value, list)
    if origin is dict or dataclasses.is_dataclass(annotation):
        return isinstance(value, dict)
    if annotation in (int, float):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and (annotation is float or not math.isfinite(value) or value == int(value))  # type: ignore[arg-type, call-overload]
    return isinstance(value, annotation)
