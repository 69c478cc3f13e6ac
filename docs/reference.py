"""The reference page of a spec, in Markdown, made from the same declarations as the checks and the JSON Schema."""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import textwrap
import typing
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from dltrain.spec.declarations import alternatives, choices_of, fields_of, hints, limits_of, required
from dltrain.spec.experiment import Experiment
from dltrain.spec.messages import expected, joined
from dltrain.spec.writing import plain
from dltrain.spec.yaml12 import scalar
from dltrain.types import Choices
from docs.reference_examples import REQUIRED, SECTIONS

COLUMNS = 118
UNBROKEN = "\N{NO-BREAK SPACE}"  # in the text of a link, until its line is wrapped

HEAD = """\
# Every key of a spec

This page has every section of a spec with its keys, and every name that a choice can be with its options: what each takes,
what it is if omitted, and what it does. A choice is its name, or a mapping with `type` and its options: `optimizer: adam`,
`optimizer: {type: adam, beta1: 0.8}`. How a spec is begun is told in the [README](../README.md#the-spec); the same as JSON
Schema, for editors, is what `dltrain schema` prints.
"""


@dataclasses.dataclass(frozen=True)
class Section:
    """A mapping of the spec at a path of keys, or one of its kinds."""

    title: str
    cls: type


@dataclasses.dataclass(frozen=True)
class Use:
    """Where a table of choices is used: a key of a class of options, which takes one of them, a list, or a mapping of names to
    them."""

    table: Choices[Any]
    cls: type
    key: str
    form: str


def reference() -> str:
    """The page, with a table of contents and an index of all keys."""
    sections, uses = sections_of_spec(), uses_of_choices()
    titles = {section.cls: section.title for section in sections}
    parts = [HEAD, *_contents(sections, uses), *_index(sections, uses)]
    for section in sections:
        parts += [f"## {section.title}", _doc(section.cls), _code(SECTIONS[section.title]), *_keys(section.cls, titles)]
    for use in uses:
        parts.append(f"## {plural(use.table.what)}")
        for name in use.table:
            cls = use.table[name]
            parts += [f"### {_title(use, name)}", _doc(cls), _code(example(use, name)), *_keys(cls, titles)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def sections_of_spec() -> list[Section]:
    """The sections of a spec, each once, the whole first."""
    return list(_sections("top level", Experiment, set()))


def uses_of_choices() -> list[Use]:
    """Every table of choices where it is used first, or by a key of its name, in the order of the page."""
    _, *below = [section.cls for section in sections_of_spec()]
    classes = [*below, Experiment]
    first: dict[str, Use] = {}
    for cls in classes:  # which grow by those of each table
        for use in _uses(cls):
            if use.table.what not in first:
                first[use.table.what] = use
                classes += use.table.classes()
            elif use.key == f"{use.table.what}s" != first[use.table.what].key:  # metrics, rather than threshold
                first[use.table.what] = use
    return list(first.values())


def _sections(title: str, cls: type, seen: set[type]) -> Iterator[Section]:
    """The sections below a class of options, itself first, each once."""
    seen.add(cls)
    yield Section(title, cls)
    for key in fields_of(cls):
        below = [member for member in alternatives(hints(cls)[key]) if get_origin(member) is dict]
        inner = [one for member in below for one in alternatives(get_args(member)[1])]
        members = [member for member in (*alternatives(hints(cls)[key]), *inner) if dataclasses.is_dataclass(member)]
        path = ".".join([*([] if cls is Experiment else [title.split()[0]]), key, *(["KEY"] if below else [])])
        for member in map(_as_type, members):
            if member not in seen:
                kind = next(iter(get_args(hints(member).get("type"))), member.__name__.lower())
                yield from _sections(f"{path} ({kind})" if len(members) > 1 else path, member, seen)


def _as_type(member: Any) -> type:
    return typing.cast(type, member)


def _uses(cls: type) -> Iterator[Use]:
    for key in fields_of(cls):
        for member in alternatives(hints(cls)[key]):
            origin, inner = get_origin(member), get_args(member)
            form = "list" if origin is list else "mapping" if origin is dict else "one"
            for one in [member] if form == "one" else alternatives(inner[-1]):
                if (table := choices_of(one)) is not None:
                    yield Use(table, cls, key, form)


def _contents(sections: list[Section], uses: list[Use]) -> Iterator[str]:
    yield _wrapped("**sections**: " + " · ".join(_link(section.title) for section in sections))
    for use in uses:
        names = " · ".join(_link(_title(use, name), name) for name in use.table)
        yield _wrapped(f"**{_link(plural(use.table.what))}**: {names}")


def _index(sections: list[Section], uses: list[Use]) -> Iterator[str]:
    """Every key and option by the alphabet, with the sections and choices that have it."""
    places: dict[str, list[str]] = defaultdict(list)
    for section in sections:
        for key in fields_of(section.cls):
            places[key].append(_link(section.title))
    for use in uses:
        for name in use.table:
            for key in fields_of(use.table[name]):
                places[key].append(_link(_title(use, name)))
    yield "## every key by the alphabet"
    yield "\n".join(_wrapped(f"- `{key}`: {', '.join(links)}", "  ") for key, links in sorted(places.items()) if key != "type")


def _keys(cls: type, titles: Mapping[type, str]) -> Iterator[str]:
    lines = []
    for key, field in fields_of(cls).items():
        limits, annotation = limits_of(cls, key), hints(cls)[key]
        takes = expected(annotation, limits).replace(f"{2**63:g}", "2⁶³")
        for what in {use.table.what for use in _uses(cls) if use.key == key}:
            if word := re.search(rf"\b{what}(e?s)?\b", takes):
                takes = takes.replace(word[0], _link(plural(what), word[0]), 1)
        words = [f"- **`{key}`**: {_escaped(limits.help)}.", f"Takes {takes}."]
        if key in required(cls):
            words.append("Required.")
        elif field.default is not None:
            words.append(f"Default: {_default(field.default, annotation)}.")
        inner = [
            one for member in alternatives(annotation) if get_origin(member) is dict for one in alternatives(get_args(member)[1])
        ]
        if below := [_link(titles[member]) for member in (*alternatives(annotation), *inner) if member in titles]:
            words.append(f"See {joined(below, 'and')}.")
        lines.append(_wrapped(" ".join(words), "  "))
    if lines:
        yield "\n".join(lines)


def _default(value: Any, annotation: Any) -> str:
    return f"`{text}`" if (text := default_of(value, annotation)) else "all of its keys at their defaults"


def default_of(value: Any, annotation: Any) -> str:
    """A default as it is written in a spec; empty for a section."""
    if dataclasses.is_dataclass(value):
        table = next((table for member in alternatives(annotation) if (table := choices_of(member))), None)
        return table.name_of(value) if table else ""
    return flow(value)


def example(use: Use, name: str) -> str:
    """A line of a spec with this choice: its name alone, or with what it requires and its first option."""
    cls = use.table[name]
    values = {key: REQUIRED.get((name, key), REQUIRED.get(key)) for key in required(cls)}
    if not values:
        defaults = plain(cls())
        values = dict(list(defaults.items())[:1])
    choice = {"type": name, **values} if values else name
    return f"{use.key}: {flow({'one': choice, 'list': [choice], 'mapping': {'age': choice}}[use.form])}"


def flow(value: Any) -> str:
    """A value within a line of YAML."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, str):
        is_plain = re.fullmatch(r"[\w./][\w./ -]*", value) and isinstance(scalar(value), str)
        return value if is_plain else json.dumps(value, ensure_ascii=False)
    return str(value).lower()


def _doc(cls: type) -> str:
    paragraphs = (inspect.getdoc(cls) or "").split("\n\n")
    return "\n\n".join(_wrapped(_escaped(" ".join(paragraph.split()))) for paragraph in paragraphs)


def _code(text: str) -> str:
    return f"```yaml\n{text}\n```"


def _title(use: Use, name: str) -> str:
    return f"{use.table.what} {name}"


def plural(what: str) -> str:
    """`losses`, `optimizers`."""
    return f"{what}es" if what.endswith("s") else f"{what}s"


def _link(title: str, text: str = "") -> str:
    """A link to a heading, by the anchor that GitHub makes of it."""
    text = (text or title).replace(" ", UNBROKEN)
    return f"[{text}](#{re.sub(r'[^a-z0-9_ -]', '', title.lower()).replace(' ', '-')})"


def _escaped(text: str) -> str:
    """Text in which Markdown sees no markup but that of code."""
    spans = re.split(r"(`[^`]*`)", text)
    return "".join(span if span.startswith("`") else re.sub(r"([*<\\])", r"\\\1", span) for span in spans)


def _wrapped(text: str, indent: str = "") -> str:
    lines = textwrap.fill(text, COLUMNS, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return lines.replace(UNBROKEN, " ")
