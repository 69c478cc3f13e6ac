"""What `dltrain explain` tells of the keys and choices of a spec: dltrain/glossary/pages.json, made from the same declarations as
the reference page, so that explaining a word loads none of them."""

from __future__ import annotations

import dataclasses
import inspect
import json
import typing
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from dltrain.diagnosis import LANGUAGES, PROBLEMS
from dltrain.glossary.korean.forms import FORMS
from dltrain.spec.declarations import alternatives, choices_of, fields_of, hints, limits_of, required, word_of
from dltrain.spec.messages import expected
from dltrain.types import Limits
from docs.reference import default_of, example, sections_of_spec, uses_of_choices
from docs.reference_examples import KEYS

Words = dict[str, Any]
INT64_LIMIT = f"{2**63:g}"


def pages() -> str:
    """The file: every key with what it takes, every choice with its options, every problem, one a line."""
    groups = {"keys": list(_keys()), "choices": list(_choices()), "problems": list(_problems())}
    told = {name: ",\n".join(json.dumps(one, ensure_ascii=False) for one in group) for name, group in groups.items()}
    return "{\n" + ",\n".join(f'"{name}": [\n{lines}\n]' for name, lines in told.items()) + "\n}\n"


def keys() -> list[str]:
    """The path of every key of the spec, such as `training.learning_rate`, each once."""
    return list(dict.fromkeys(_path(section.title, key) for section in sections_of_spec() for key in fields_of(section.cls)))


def _keys() -> Iterator[Words]:
    """A key once, whichever kinds of its section have it; its words are those of the first."""
    sections = {section.title: section.cls for section in sections_of_spec()}
    for path in keys():
        places = [(title, cls) for title, cls in sections.items() for key in fields_of(cls) if _path(title, key) == path]
        key = path.rpartition(".")[2]
        told = _option(places[0][1], key)
        kinds = [title.partition(" (")[2].rstrip(")") for title, _ in places]
        below = [below for below in keys() if below.rpartition(".")[0] == path]
        if len(places) > 1 and len({str(hints(cls)[key]) for _, cls in places}) > 1:
            takes = [_takes(cls, key) for _, cls in places]
            told["takes"] = {language: ", ".join(one[language] for one in takes) for language in ("en", "ko")}
            told["required"] = all(key in required(cls) for _, cls in places)
        table = next((use.table.what for use in uses_of_choices() if use.key == key and use.cls in dict(places).values()), "")
        values = dict.fromkeys(value for _, cls in places for value in _values(hints(cls)[key]))
        told |= {"values": [*values]} if values else {}
        extra: Words = {"kinds": kinds} if all(kinds) and len(kinds) < 3 else {}
        extra |= {"choice": table} if table else {}
        extra |= {"below": below} if below else {}
        yield {**told, "name": key, "path": path, "example": nested(path, KEYS[path]), **extra}


def _choices() -> Iterator[Words]:
    titles = {section.cls: section.title for section in sections_of_spec()}
    for use in uses_of_choices():
        for name in use.table:
            cls = use.table[name]
            path = _path(titles[use.cls], use.key)
            value = example(use, name).partition(": ")[2]
            told: Words = {"kind": use.table.what, "name": name, "path": path, "doc": _doc(cls)}
            yield {**told, "example": nested(path, value), "options": [_option(cls, key) for key in fields_of(cls)]}


def _problems() -> Iterator[Words]:
    for name in PROBLEMS:
        cls = PROBLEMS[name]
        words = {language: cls.sentence(language) for language in LANGUAGES}
        yield {"name": name, "severity": cls.severity, "words": words, "doc": _doc(cls)}


def _path(title: str, key: str) -> str:
    section = title.partition(" (")[0]
    return key if section == "top level" else f"{section}.{key}"


def nested(path: str, value: str) -> str:
    """The lines of a spec that give a key a value."""
    steps = path.split(".")
    outer = [f"{'  ' * depth}{step}:" for depth, step in enumerate(steps[:-1])]
    return "\n".join([*outer, f"{'  ' * (len(steps) - 1)}{steps[-1]}: {value}"])


def _option(cls: type, key: str) -> Words:
    field, annotation = fields_of(cls)[key], hints(cls)[key]
    told = {"name": key, "help": limits_of(cls, key).help, "takes": _takes(cls, key), "required": key in required(cls)}
    if key not in required(cls) and field.default is not None and not _is_section(annotation):
        told["default"] = default_of(field.default, annotation)
    return told | ({"values": values} if (values := [*_values(annotation)]) else {})


def _values(annotation: Any) -> Iterator[str]:
    """The words that may be written for this annotation, those of choices left out."""
    for member in alternatives(annotation):
        if word := word_of(member):
            yield from word.names
        elif get_origin(member) is Literal:
            yield from map(str, get_args(member))
        elif get_origin(member) is list:
            yield from _values(get_args(member)[0])
        elif member is bool:
            yield from ("true", "false")


def _is_section(annotation: Any) -> bool:
    return all(dataclasses.is_dataclass(member) for member in alternatives(annotation))


def _takes(cls: type, key: str) -> dict[str, str]:
    annotation, limits = hints(cls)[key], limits_of(cls, key)
    told = {"en": expected(annotation, limits), "ko": " 또는 ".join(dict.fromkeys(_korean(annotation, limits)))}
    return {language: words.replace(INT64_LIMIT, "2⁶³") for language, words in told.items()}


def _korean(annotation: Any, limits: Limits | None) -> Iterator[str]:
    """What may be written for this annotation, in Korean: the phrases of `dltrain.spec.messages.expected`."""
    members = alternatives(annotation)
    for member in members:
        origin = get_origin(member)
        if member is int and float in members:
            continue  # every whole number is a number
        if table := choices_of(member):
            yield FORMS["choice"].format(_form(table.what))
        elif word := word_of(member):
            yield _form(word.expected)
        elif origin is Literal:
            yield ", ".join(map(str, get_args(member)))
        elif origin is list:
            yield FORMS["list"].format(", ".join(dict.fromkeys(_korean(get_args(member)[0], limits))))
        elif origin is dict:
            yield FORMS["mapping"].format(", ".join(dict.fromkeys(_korean(get_args(member)[1], limits))))
        elif dataclasses.is_dataclass(member):
            section = typing.cast(type, member)
            named = required(section) or list(fields_of(section))[:3]
            yield FORMS["section" if required(section) else "open section"].format(", ".join(named))
        elif member is bool:
            yield "true, false"
        else:
            yield _span(limits) * (member in (int, float)) + FORMS[member.__name__]


def _form(words: str) -> str:
    """The Korean of a phrase. Raises KeyError with where to write it."""
    if words not in FORMS:
        raise KeyError(f"write the Korean of {words!r} into dltrain/glossary/korean/forms.py")
    return FORMS[words]


def _span(limits: Limits | None) -> str:
    """The range before a number: `0 이상 1 미만의 `."""
    bounds = (
        {} if limits is None else {"이상": limits.at_least, "초과": limits.above, "이하": limits.at_most, "미만": limits.below}
    )
    words = " ".join(f"{bound:g} {word}" for word, bound in bounds.items() if bound is not None)
    return f"{words}의 " if words else ""


def _doc(cls: type) -> str:
    return "\n".join(" ".join(part.split()) for part in (inspect.getdoc(cls) or "").split("\n\n"))
