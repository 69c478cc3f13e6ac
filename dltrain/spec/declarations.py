"""What a class of options declares: its keys, their annotations, and what these are made of."""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Annotated, Any, get_args, get_origin

from dltrain.types import Choices, Limits, Word

_hints: dict[type, dict[str, Any]] = {}


def hints(cls: type) -> dict[str, Any]:
    """The annotation of each option of a class."""
    if cls not in _hints:
        _hints[cls] = typing.get_type_hints(cls, include_extras=True)
    return _hints[cls]


def fields_of(cls: type) -> dict[str, dataclasses.Field[Any]]:
    """The options of a class by name."""
    return {field.name: field for field in dataclasses.fields(cls) if "limits" in field.metadata}


def limits_of(cls: type, key: str) -> Limits:
    """The range of an option, and its help."""
    limits: Limits = fields_of(cls)[key].metadata["limits"]
    return limits


def absent_if_empty(cls: type, key: str) -> bool:
    """Whether an empty list says the same as leaving the option out."""
    return bool(fields_of(cls)[key].metadata["absent_if_empty"])


def required(cls: type) -> list[str]:
    """The options of a class that must be written."""
    return [key for key, field in fields_of(cls).items() if field.default is dataclasses.MISSING]


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
    """The form of a string of a fixed form, if the annotation is one."""
    marks = annotation.__metadata__ if get_origin(annotation) is Annotated else ()
    return next((mark for mark in marks if isinstance(mark, Word)), None)


def kinds_of(cls: type) -> tuple[str, ...]:
    """The words that the `type` of a section may be, where the section has one."""
    kind = hints(cls).get("type")
    return get_args(kind) if get_origin(kind) is typing.Literal else ()
