"""Suggestions for a key, a name or a value that does not exist here: another tool's word for one that does, or the nearest."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dltrain import vocabulary
from dltrain.errors import Path, listing
from dltrain.models.activations import ACTIVATIONS
from dltrain.models.layers import LAYERS
from dltrain.spec.declarations import alternatives, fields_of, hints, kinds_of
from dltrain.spec.key_locations import OPTION, key_locations
from dltrain.spec.messages import flow, joined
from dltrain.spec.nodes import Node
from dltrain.text.nearest import nearest, normalized
from dltrain.types import Choices
from dltrain.vocabulary.values import corrections

Fits = Callable[[Any, str], bool]  # whether a text, read as YAML, is a value of an annotation
EXAMPLE = r"<([^>]+)>"  # in a phrase, where the value that was written is told instead


@dataclass(frozen=True)
class KeyContext:
    """Where an unknown key stands: the class of options, its path, the table it is an entry of or the rivals it is one of, and
    the keys that are written beside it."""

    cls: type
    path: Path
    table: Choices[Any] | None
    rivals: Collection[type]
    written: Mapping[str, Node]


def nearest_name(word: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant: the one with these initials (ce: cross_entropy), else the one clearly nearest."""
    names, letters = list(names), normalized(word)
    if meant := nearest(word, names):
        return meant
    initialled = [name for name in names if len(letters) > 1 and letters == "".join(part[:1] for part in name.split("_"))]
    return initialled[0] if len(initialled) == 1 else None


def suggest_nearest(word: str, names: Iterable[str]) -> str:
    """`; did you mean 'epochs'?`, or nothing where no name is near."""
    name = nearest_name(word, names)
    return f"; did you mean '{name}'?" if name else ""


def suggest_name(table: Choices[Any], name: str) -> str:
    """What an unknown name of a table probably means, or what may be written."""
    called = vocabulary.choice_called(table.what, name)
    if called is not None:
        return f"; did you mean '{called}'?" if called in table else f"; {_phrase(called)}"
    if table is LAYERS and (function := _activation(name)):
        return f"; write {{type: activation, function: {function}}}, or activation: {function} in the layer before it"
    if meant := nearest_name(vocabulary.bare(name), table):
        return f"; did you mean '{meant}'?"
    return f"; expected one of {listing(table, 60)}"


def _activation(name: str) -> str | None:
    """The activation that stands among layers."""
    called = vocabulary.choice_called("activation", name) or vocabulary.bare(name)
    return next((known for known in ACTIVATIONS if normalized(known) == normalized(called)), None)


def corrected_name(table: Choices[Any], name: str) -> str | None:
    """The name, or the mapping in braces, that an unknown name of a table clearly means."""
    called = vocabulary.choice_called(table.what, name)
    return called if called and not _is_phrase(called) else nearest_name(vocabulary.bare(name), table)


def corrected_value(key: str, annotation: Any, node: Node, fits: Fits) -> str | None:
    """What is meant by a value of another kind than the key takes; None where that cannot be told."""
    written = node.value if isinstance(node.value, str) else flow(node)
    return next((text for text in corrections(key, written) if fits(annotation, text)), None)


def suggest_value(key: str, annotation: Any, node: Node, fits: Fits) -> str:
    """`; write split: {test: 0.2}` where a value of another kind is written."""
    text = corrected_value(key, annotation, node, fits)
    return f"; write {key}: {text}" if text else ""


def suggest_key(key: str, context: KeyContext, root_class: type, fits: Fits) -> tuple[str, str | None]:
    """What an unknown key probably means or where it belongs, and which key of the same class it was to be."""
    known, places = fields_of(context.cls), key_locations(root_class)
    if key == "<<":
        return "; YAML 1.2 has no merge keys, write the keys out", None
    if key.partition(":")[0] in {*known, "type"}:
        return "; write a space after the ':'", None
    called = vocabulary.key_called(key)
    if meant := _called_here(called, context) or (None if called else nearest_name(key, known)):
        return _instead(key, meant, context, fits), meant
    if context.table and (own := vocabulary.option_called(context.table.what, key)):
        return _elsewhere(key, own, context, root_class, fits), None
    for way in (_of_kin, _below, _elsewhere, _at_home, _other_option):
        if words := way(key, called, context, root_class, fits):
            return words, None
    if meant := nearest_name(key, places):
        return f"; did you mean '{meant}'? {places[meant]}", None
    return (f"; expected one of {listing(known)}" if known else "; it has no options"), None


def annotation_at(root_class: type, path: Path) -> Any:
    """What may be written at a place of the spec that sections alone lead to."""
    cls: Any = root_class
    for step in path[:-1]:
        sections = [one for one in alternatives(hints(cls)[str(step)]) if dataclasses.is_dataclass(one)]
        cls = next((one for one in sections if str(path[-1]) in fields_of(typing.cast(type, one))), sections[0])
    return hints(cls)[str(path[-1])]


def _phrase(called: str) -> str:
    return f"write {called}" if called.startswith(("{", "[")) else called


def _is_phrase(meaning: str) -> bool:
    return " " in meaning and not meaning.startswith("{")


def _called_here(called: Iterable[str], context: KeyContext) -> str | None:
    """The key of this class that another tool's word stands for."""
    known = fields_of(context.cls)
    names = (meaning.rpartition(".")[2] for meaning in called if not _is_phrase(meaning))
    return next((name for name in names if name in known), None)


def _instead(key: str, meant: str, context: KeyContext, fits: Fits) -> str:
    """The key to write instead, with another value where the one that is there would not do."""
    annotation, node = hints(context.cls)[meant], context.written[key]
    whole = "" if meant in context.written or fits(annotation, flow(node)) else suggest_value(meant, annotation, node, fits)
    return whole or f"; did you mean '{meant}'?"


def _of_kin(key: str, called: Iterable[str], context: KeyContext, root_class: type, fits: Fits) -> str:
    """The other entries of the table, or the other kinds of the section, that have such an option."""
    table = context.table
    home = key_locations(root_class).get(key)
    free = home is None or (context.table and home.startswith(OPTION))  # else, being a key elsewhere, it is no other tool's word
    meant = called if free else ()
    for name in (key, *(meaning for meaning in meant if not _is_phrase(meaning))):
        lead = "" if name == key else f"did you mean '{name}'? "
        if table and (siblings := [entry for entry in table if name in fields_of(table[entry])]):
            return f"; {lead}it is an option of {listing(siblings)}"
        if owners := [kind for rival in context.rivals if name in fields_of(rival) for kind in kinds_of(rival)]:
            return f"; {lead}it belongs to type: {joined(owners, 'or')}"
    return ""


def _below(key: str, called: Iterable[str], context: KeyContext, root_class: type, fits: Fits) -> str:
    """The key of a section below this one, as it is to be written here."""
    here = context.path
    for meaning in called:
        path = () if _is_phrase(meaning) else tuple(meaning.split("."))
        if here and path[: len(here)] == here and len(path) == len(here) + 2:
            return _nested(key, path, context.written[key], context.written, root_class, fits)
    return ""


def _nested(key: str, path: Path, node: Node, written: Mapping[str, Node], root_class: type, fits: Fits) -> str:
    """`; write split: {test: 0.2}`, or where the key belongs if that cannot be written, or something is there already."""
    *_, outer, inner = map(str, path)
    annotation = annotation_at(root_class, path)
    meant = corrected_value(inner, annotation, node, fits) if isinstance(node.value, str) else None
    text = f"{{{inner}: {meant or flow(node)}}}"
    if outer not in written and fits(annotation_at(root_class, path[:-1]), text):
        return f"; write {outer}: {text}"
    lead = "" if inner == key else f"did you mean '{inner}'? "
    return f"; {lead}it belongs in {'.'.join(map(str, path[:-1]))}"


def _with_values(phrase: str, node: Node) -> str:
    """The phrase with what is written in place of its examples, which are in angle brackets."""
    written = iter(node.value if isinstance(node.value, list) else [node])
    fits = len(re.findall(EXAMPLE, phrase)) == (len(node.value) if isinstance(node.value, list) else 1)
    return re.sub(EXAMPLE, lambda match: _like(match[1], next(written)) if fits else match[1], phrase)


def _like(example: str, node: Node) -> str:
    """What is written, as the example is; the example itself where that is of another kind."""
    value = node.value
    if isinstance(value, str):
        return (_activation(value) if example in ACTIVATIONS else None) or example
    if isinstance(value, bool) or not isinstance(value, int | float) or example in ACTIVATIONS:
        return example
    return f"{value * 100:g}%" if example.endswith("%") else flow(node)


def _at_home(key: str, called: Iterable[str], context: KeyContext, root_class: type, fits: Fits) -> str:
    """Where the key itself belongs. What only other tables have is no likelier to be meant than what this entry has."""
    home, known = key_locations(root_class).get(key), fields_of(context.cls)
    if not home:
        return ""
    return f"; expected one of {listing(known)}; {home}" if context.table and known and home.startswith(OPTION) else f"; {home}"


def _elsewhere(key: str, called: Iterable[str], context: KeyContext, root_class: type, fits: Fits) -> str:
    """The place in another section, or the phrase, that another tool's word stands for."""
    for meaning in called:
        path: Path = tuple(meaning.split("."))
        if _is_phrase(meaning):
            return f"; {_with_values(meaning, context.written[key])}"
        if len(path) == 1 or (len(path) == 2 and path[1] == key):
            continue
        if len(path) == 2:
            return f"; did you mean '{path[1]}'? it belongs in {path[0]}"
        nested = _nested(key, path, context.written[key], {}, root_class, fits)
        return f"{nested} under '{path[0]}'" if nested.startswith("; write") else nested
    return ""


def _other_option(key: str, called: Iterable[str], context: KeyContext, root_class: type, fits: Fits) -> str:
    """The option of another table's entries that another tool's word stands for."""
    places = key_locations(root_class)
    name = next((meaning for meaning in called if meaning in places and meaning != key), None)
    return f"; did you mean '{name}'? {places[name]}" if name else ""
