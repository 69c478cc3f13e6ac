"""JSON values checked against the annotations of dataclasses: the whole state of a checkpoint is read through here.

A value that is not of its annotation raises Misfit with the key where it stands, a dotted path such as
`encoding.features.2.levels`, and what was expected there.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from dltrain.types import Limits

T = TypeVar("T")

MAX_VALUE_LENGTH = 60  # characters of a value that are shown

Count = Annotated[int, Limits("", at_least=0)]
Size = Annotated[int, Limits("", at_least=1)]

WORDS: dict[Any, str] = {str: "a word", int: "a whole number", float: "a number", bool: "true or false", type(None): "null"}


class Misfit(ValueError):
    """A value that is not what its key takes."""

    def __init__(self, key: str, expected: str) -> None:
        super().__init__(f"'{key}' must be {expected}")
        self.key, self.expected = key, expected


def read(annotation: Any, value: Any, key: str) -> Any:
    """The value that `value`, which stands at `key`, is of an annotation: numbers, words, their lists (tuples) and mappings, and
    dataclasses of these. Raises Misfit."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        limits = next((mark for mark in arguments[1:] if isinstance(mark, Limits)), Limits(""))
        return _within(limits, read(arguments[0], value, key), key)
    if origin in (typing.Union, types.UnionType):
        return read(next((one for one in arguments if _fits(one, value)), arguments[0]), value, key)
    if not _fits(annotation, value):
        raise Misfit(key, f"{expected_of(annotation)}, not {shown(value)}")
    if origin is tuple:
        return _tuple(arguments, value, key)
    if origin is dict:
        return {name: read(arguments[1], item, subkey(key, name)) for name, item in value.items()}
    if dataclasses.is_dataclass(annotation):
        return read_fields(typing.cast(type, annotation), value, key)
    if annotation is float:
        return _finite(value, key)
    return value


def read_fields(cls: type[T], values: Mapping[str, Any], key: str, besides: Iterable[str] = ()) -> T:
    """A dataclass out of a mapping that has just its fields, and the keys `besides`; those with a default may be missing. Raises
    Misfit."""
    kinds, fields = _kinds(typing.cast(Any, cls)), {field.name: field for field in dataclasses.fields(typing.cast(Any, cls))}
    for name in values:
        if name not in fields and name not in besides:
            raise Misfit(subkey(key, name), f"left out; expected {', '.join(fields)}")
    fields_read = {}
    for name, field in fields.items():
        place = subkey(key, name)
        if name in values:
            fields_read[name] = read(kinds[name], values[name], place)
            if isinstance(limits := field.metadata.get("limits"), Limits):
                _within(limits, fields_read[name], place)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise Misfit(place, f"{expected_of(kinds[name])}, but is missing")
    return cls(**fields_read)


def subkey(key: str, name: object) -> str:
    """The key of what stands at a name below a key, which is empty at the top."""
    return f"{key}.{name}" if key else str(name)


def read_kind(classes: Mapping[str, type[T]], value: Any, key: str) -> T:
    """One of several dataclasses, which the key `kind` names. Raises Misfit."""
    if not isinstance(value, dict):
        raise Misfit(key, f"a mapping, not {shown(value)}")
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in classes:
        raise Misfit(f"{key}.kind", f"one of {', '.join(classes)}, not {shown(kind)}")
    return read_fields(classes[kind], value, key, ("kind",))


@functools.cache
def _kinds(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls, include_extras=True)


def _fits(annotation: Any, value: Any) -> bool:
    """Whether a value has the shape of an annotation, whatever it holds."""
    origin = get_origin(annotation)
    if annotation is Any:
        return True
    if origin is Annotated:
        return _fits(get_args(annotation)[0], value)
    if origin is Literal:
        return any(type(value) is type(word) and value == word for word in get_args(annotation))
    if origin in (typing.Union, types.UnionType):
        return any(_fits(one, value) for one in get_args(annotation))
    if origin is tuple:
        return isinstance(value, list | tuple)
    if origin is dict or dataclasses.is_dataclass(annotation):
        return isinstance(value, dict)
    return type(value) in ((int, float) if annotation is float else (annotation,))


def _tuple(arguments: tuple[Any, ...], value: Any, key: str) -> tuple[Any, ...]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        if arguments[0] is str and all(type(item) is str for item in value):
            return tuple(value)  # a vocabulary may have millions
        return tuple(read(arguments[0], item, f"{key}.{index}") for index, item in enumerate(value))
    if len(value) != len(arguments):
        raise Misfit(key, f"a list of {len(arguments)}, not of {len(value)}")
    return tuple(read(kind, item, f"{key}.{index}") for index, (kind, item) in enumerate(zip(arguments, value, strict=True)))


def _finite(value: float, key: str) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Misfit(key, f"a finite number, not {shown(value)}")
    return number


def _within(limits: Limits, value: Any, key: str) -> Any:
    if type(value) in (int, float) and (span := limits.refusal(value)):
        raise Misfit(key, f"{span}, not {shown(value)}")
    return value


def expected_of(annotation: Any) -> str:
    """What an annotation takes, in words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return expected_of(arguments[0])
    if origin is Literal:
        return f"one of {', '.join(map(str, arguments))}" if len(arguments) > 1 else str(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return " or ".join(dict.fromkeys(map(expected_of, arguments)))
    if origin is tuple:
        return "a list"
    return WORDS.get(annotation, "a mapping")


def shown(value: Any) -> str:
    """A value as JSON has it, cut where it is long."""
    if isinstance(value, list | dict):
        return f"a {'list' if isinstance(value, list) else 'mapping'} of {len(value):,}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int) and abs(value) >= 10**MAX_VALUE_LENGTH:
        return "a number of more than 60 digits"
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[:MAX_VALUE_LENGTH]}…"
