"""The words of the error messages: what may be written, what was written, what was probably meant, and where it belongs."""

from __future__ import annotations

import dataclasses
import difflib
import functools
import math
import re
import typing
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, get_args, get_origin

from dltrain.errors import listing, nearest
from dltrain.spec.pages import alternatives, choices_of, hints, options, required, word_of
from dltrain.spec.yaml12 import scalar
from dltrain.types import Limits

ALIKE = 0.75  # from here on, a name is taken for a misspelling whatever else the word may mean


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
    return text if len(text) <= 60 else text[:57] + "..."


def joined(phrases: Sequence[str], word: str) -> str:
    """`a`, `a or b`, `a, b or c`."""
    phrases = list(dict.fromkeys(phrases))
    return f" {word} ".join([", ".join(phrases[:-1]), phrases[-1]]) if len(phrases) > 1 else "".join(phrases)


def article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def expected(annotation: Any, limits: Limits | None = None) -> str:
    """What may be written for this annotation, in words."""
    phrases = [phrase for member in alternatives(annotation) for phrase in _phrases(member, limits)]
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
        page = typing.cast(type, annotation)
        keys = ["'type'"] if "type" in required(page) else [f"'{key}'" for key in required(page)]
        return [f"a mapping with {joined(keys, 'and')}" if keys else f"a mapping with keys such as {listing(options(page), 3)}"]
    if annotation is bool:
        return ["true", "false"]
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
        else:
            phrases += _phrases(member, limits)
    return joined(phrases, "or")


def _span(annotation: Any, limits: Limits | None) -> str:
    words = limits.in_words() if limits and annotation in (int, float) else ""
    return f" of {words}" if words.startswith("at ") else f" {words}" if words else ""


def near(word: str, names: Iterable[str], alike: float = 0.0) -> str | None:
    """The name that was probably meant: one with these initials (lr: learning_rate), else the one most like it."""
    names, letters = list(names), word.lower().replace("_", "")
    for name in names:
        if len(letters) > 1 and letters == "".join(part[:1] for part in name.split("_")):
            return name
    found = nearest(word, names)
    return found if found and difflib.SequenceMatcher(None, word.lower(), found.lower()).ratio() >= alike else None


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """`; did you mean 'epochs'?`, or nothing where no name is near."""
    name = near(word, names)
    return f"; did you mean '{name}'?" if name else ""


def remedy(annotation: Any, value: object) -> str:
    """What to type instead of a value of the wrong kind, where that can be told: `; write 0.2`."""
    members = alternatives(annotation)
    words = [str(word) for member in members if get_origin(member) is Literal for word in get_args(member)]
    hint = ""
    if isinstance(value, str):
        hint = did_you_mean(value, words) or (_number_meant(value) if {int, float} & {*members} else "")
        hint = hint or (_boolean_meant(value) if bool in members else "")
    elif value is False and "none" in words:
        hint = "; write none"
    return hint or next((each for member in members if (each := _wrapped(member, value))), "")


def _wrapped(annotation: Any, value: object) -> str:
    """The value in the brackets, braces or quotes that it lacks."""
    if isinstance(value, dict | bool):
        return ""
    text = shown(value).strip("'") if not isinstance(value, list) else "[...]"
    if get_origin(annotation) is list and _fits(get_args(annotation)[0], value):
        return f"; write [{text}]"
    if dataclasses.is_dataclass(annotation) and len(keys := required(typing.cast(type, annotation))) == 1:
        return f"; write {{{keys[0]}: {text}}}" if _fits(hints(typing.cast(type, annotation))[keys[0]], value) else ""
    if isinstance(value, int | float) and not choices_of(annotation) and fits_shape(annotation, str(value)):
        return f"; put it in quotes: '{text}'"
    return ""


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
    if re.fullmatch(r"[0-9]+([_ ][0-9]+)+", plain):
        return f"; write {re.sub('[_ ]', '', plain)}"
    return ""


def _boolean_meant(text: str) -> str:
    word = text.strip().lower()
    if word in ("true", "false"):
        return "; leave the quotes away" if isinstance(scalar(text.strip()), bool) else f"; write {word}"
    return "; write true" if word in ("yes", "on", "y") else "; write false" if word in ("no", "off", "n", "none") else ""


def fits_shape(annotation: Any, value: object) -> bool:
    """Whether a value (or a node's content) is of the annotation's form, whatever it holds."""
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


@functools.cache
def homes(root_page: type) -> dict[str, str]:
    """Where each key of the whole spec belongs, in words."""
    sections: dict[str, list[str]] = {}
    entries: dict[str, dict[str, list[str]]] = {}
    for key, section, table, name in _walk(root_page, "", set()):
        if table:
            entries.setdefault(key, {}).setdefault(table, []).append(name)
        elif key != "type":
            sections.setdefault(key, []).append(section or "the top level")
    found = {}
    for key in {**sections, **entries}:
        if key in sections:
            found[key] = f"it belongs {joined([_inside(place) for place in sections[key]], 'or')}"
        else:
            tables = [f"the {table}{'s' * (len(names) > 1)} {listing(names)}" for table, names in entries[key].items()]
            found[key] = f"it is an option of {joined(tables, 'and of')}"
    return found


def _inside(place: str) -> str:
    return f"at {place}" if place.startswith("the ") else f"in {place}"


def _walk(page: type, section: str, seen: set[type]) -> Iterator[tuple[str, str, str, str]]:
    """Every key below a page: (key, section, "", "") in a section, (key, "", table, entry) in an entry of a table."""
    for key in options(page):
        yield key, section, "", ""
        place = f"{section}.{key}" if section else key
        for member in _inner(hints(page)[key]):
            if dataclasses.is_dataclass(member):
                yield from _walk(typing.cast(type, member), place, seen)
            elif table := choices_of(member):
                for name in table:
                    if table[name] in seen:
                        continue
                    seen.add(table[name])
                    for own, _, inner, entry in _walk(table[name], place, seen):
                        yield own, "", inner or table.what, entry or name


def _inner(annotation: Any) -> Iterator[Any]:
    """The members of a union, those within lists and mappings included."""
    for member in alternatives(annotation):
        if get_origin(member) in (list, dict):
            yield from _inner(get_args(member)[-1])
        else:
            yield member
