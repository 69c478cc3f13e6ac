"""The spec's JSON Schema, made from the same declarations as the checks, for editors that complete and explain keys."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from typing import Any, Literal, get_args, get_origin

from dltrain.spec.declarations import alternatives, choices_of, fields_of, hints, word_of
from dltrain.spec.experiment import Experiment
from dltrain.spec.writing import plain
from dltrain.types import Choices, Limits


def json_schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12; every key with its description and default."""
    definitions: dict[str, Any] = {}
    root = _object(Experiment, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dltrain experiment",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _object(cls: type, definitions: dict[str, Any], choice: str = "") -> dict[str, Any]:
    properties: dict[str, Any] = {"type": {"const": choice, "description": f"the name {choice!r}"}} if choice else {}
    required = ["type"] if choice else []
    for key, field in fields_of(cls).items():
        limits: Limits = field.metadata["limits"]
        described: dict[str, Any] = {"description": limits.help, **_value(hints(cls)[key], limits, definitions)}
        if field.default is dataclasses.MISSING:
            required.append(key)
        elif field.default is not None:
            described["default"] = _default(field.default, hints(cls)[key])
        properties[key] = described
    schema = {"type": "object", "description": _doc(cls), "properties": properties, "additionalProperties": False}
    return schema | ({"required": required} if required else {})


def _value(annotation: Any, limits: Limits | None, definitions: dict[str, Any]) -> dict[str, Any]:
    members = [_one(member, limits, definitions) for member in alternatives(annotation)]
    return members[0] if len(members) == 1 else {"anyOf": members}


def _one(annotation: Any, limits: Limits | None, definitions: dict[str, Any]) -> dict[str, Any]:
    if table := choices_of(annotation):
        return _choice(table, definitions)
    if word := word_of(annotation):
        return {"type": "string", "pattern": f"^({word.pattern})$", "description": word.expected}
    origin = get_origin(annotation)
    if origin is Literal:
        return {"enum": list(get_args(annotation))}
    if origin is list:
        return {"type": "array", "items": _value(get_args(annotation)[0], limits, definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _value(get_args(annotation)[1], limits, definitions)}
    if dataclasses.is_dataclass(annotation):
        name = typing.cast(type, annotation).__name__
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = _object(typing.cast(type, annotation), definitions)
        return {"$ref": f"#/$defs/{name}"}
    if annotation is Any:
        return {}
    kind = {bool: "boolean", int: "integer", float: "number", str: "string"}[annotation]
    return {
        "type": kind,
        **(_range(limits) if limits and kind in ("integer", "number") else {}),
    }


def _range(limits: Limits) -> dict[str, float]:
    named = {
        "minimum": limits.at_least,
        "exclusiveMinimum": limits.above,
        "maximum": limits.at_most,
        "exclusiveMaximum": limits.below,
    }
    return {name: limit for name, limit in named.items() if limit is not None}


def _choice(table: Choices[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A name without required options, or a mapping with `type`."""
    key = table.what
    if key not in definitions:
        definitions[key] = {}
        names = [{"const": name, "description": _doc(table[name])} for name in table if not _has_required(table[name])]
        classes = [_object(table[name], definitions, choice=name) for name in table]
        definitions[key] = {"anyOf": [*names, *classes]}
    return {"$ref": f"#/$defs/{key}"}


def _has_required(cls: type) -> bool:
    return any(field.default is dataclasses.MISSING for field in fields_of(cls).values())


def _default(value: Any, annotation: Any) -> Any:
    if not dataclasses.is_dataclass(value):
        return value
    table = next((table for member in alternatives(annotation) if (table := choices_of(member))), None)
    return table.name_of(value) if table else plain(value)


def _doc(cls: type) -> str:
    return " ".join((inspect.getdoc(cls) or "").split())
