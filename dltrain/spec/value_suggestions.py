"""What to type instead of a value of the wrong kind."""

from __future__ import annotations

import dataclasses
import re
import typing
from typing import Any, Literal, get_args, get_origin

from dltrain.spec.declarations import alternatives, choices_of, hints, required
from dltrain.spec.messages import fits_shape, typed
from dltrain.spec.nodes import Node
from dltrain.spec.suggestions import corrected_name, suggest_nearest
from dltrain.spec.yaml12 import scalar


def remedy(annotation: Any, node: Node) -> str:
    """What to type instead of a value of the wrong kind, where that can be told: `; write 0.2`."""
    members, value = alternatives(annotation), node.value
    words = [str(word) for member in members if get_origin(member) is Literal for word in get_args(member)]
    hint = ""
    if isinstance(value, str):
        hint = suggest_nearest(value, words) or (_number_meant(value) if {int, float} & {*members} else "")
        hint = hint or (_boolean_meant(value) if bool in members else "")
        if not hint and int in members and any(map(choices_of, members)) and re.fullmatch(r"[0-9]+( +[0-9]+)+", value.strip()):
            hint = f"; write {', '.join(value.split())}"  # items of a list
    elif value is False and "none" in words:
        hint = "; write none"
    return hint or next((each for member in members if (each := _wrapped(member, node))), "")


def _wrapped(annotation: Any, node: Node) -> str:
    """The value in the brackets, braces or quotes that it lacks."""
    value = node.value
    if isinstance(value, dict | bool):
        return ""
    text = typed(node).strip("'") if not isinstance(value, list) else "[...]"
    if (
        get_origin(annotation) is list
        and isinstance(value, str)
        and len(several := re.split(r"[ ,;]+", value.strip(" ,;()"))) > 1
    ):
        numbers = [scalar(one) for one in several]
        if all(isinstance(one, int | float) and _fits(get_args(annotation)[0], one) for one in numbers):
            return f"; write [{', '.join(several)}]"
    if get_origin(annotation) is list and _fits(get_args(annotation)[0], value):
        item = _as_item(get_args(annotation)[0], value, text)
        return f"; write [{item}]" if item else ""
    if dataclasses.is_dataclass(annotation) and len(keys := required(typing.cast(type, annotation))) == 1:
        return f"; write {{{keys[0]}: {text}}}" if _fits(hints(typing.cast(type, annotation))[keys[0]], value) else ""
    if isinstance(value, int | float) and not choices_of(annotation) and fits_shape(annotation, text):
        return f"; put it in quotes: '{text}'"
    return ""


def _as_item(annotation: Any, value: object, text: str) -> str | None:
    """A value as an item of a list: of a table by the name that it has there; None where it is none of the names."""
    tables = [table for member in alternatives(annotation) if (table := choices_of(member)) is not None]
    if not isinstance(value, str) or not tables:
        return text
    return next((name for table in tables if (name := value if value in table else corrected_name(table, value))), None)


def _fits(annotation: Any, value: object) -> bool:
    return any(fits_shape(member, value) for member in alternatives(annotation))


def _number_meant(text: str) -> str:
    plain = text.strip()
    if isinstance(scalar(plain), int | float) and not isinstance(scalar(plain), bool):
        return "; leave the quotes away"
    if match := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?%", plain):
        return f"; write {float(match[1]) / 100:g}"
    if re.fullmatch(r"[-+]?[0-9]+,[0-9]+", plain):
        return f"; write {plain.replace(',', '.')} if that is a decimal comma, {plain.replace(',', '')} if not"
    if re.fullmatch(r"[0-9]{1,3}( [0-9]{3})+|[0-9]+(_[0-9]+)+", plain):
        return f"; write {re.sub('[_ ]', '', plain)}"
    return ""


def _boolean_meant(text: str) -> str:
    word = text.strip().lower()
    if word in ("true", "false"):
        return "; leave the quotes away" if isinstance(scalar(text.strip()), bool) else f"; write {word}"
    return "; write true" if word in ("yes", "on", "y") else "; write false" if word in ("no", "off", "n", "none") else ""
