"""YAML 1.2 read strictly: every value with its place, no tag ever built, every fault of the text at once where it can be.

PyYAML's scanner gives the events; the meaning of plain scalars is that of the YAML 1.2 core schema (https://yaml.org/spec/1.2.2,
chapter 10.3), so that `1e-3` is a number, `012` is 12, and `no`, `on`, `off` are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from dltrain.spec.nodes import Mark, Node, Scalar

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 100
MAX_NODES = 1_000_000  # what is read in a few seconds
MAX_ALIASED = 10_000  # nodes that aliases may add: a few lines of `*a` can otherwise stand for billions
MAX_KEY_LENGTH = 1024  # of YAML itself
MAX_INTEGER_LENGTH = 250  # characters of an integer: in every base it is less than the greatest float then

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITY = re.compile(r"[-+]?(\.inf|\.Inf|\.INF)")
_NAN = re.compile(r"\.nan|\.NaN|\.NAN")
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)  # and the byte order mark
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Fault(Exception):
    """A fault of the YAML text itself."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message, self.mark = message, Mark(line, column)


def scalar(text: str) -> Scalar:
    """The value of a plain (unquoted) scalar in the core schema of YAML 1.2."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) < MAX_INTEGER_LENGTH else float(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _OCTAL.fullmatch(text):
        return int(text, 8) if len(text) < MAX_INTEGER_LENGTH else float("inf")
    if _HEXADECIMAL.fullmatch(text):
        return int(text, 16) if len(text) < MAX_INTEGER_LENGTH else float("inf")
    if _INFINITY.fullmatch(text):
        return float(text.replace(".", ""))
    if _NAN.fullmatch(text):
        return float("nan")
    return text


def bounded(number: int) -> int | float:
    """A whole number, infinite where a spec could not say it in MAX_INTEGER_LENGTH characters."""
    return number if abs(number) < 10 ** (MAX_INTEGER_LENGTH - 1) else float("inf")


def parse(text: str) -> tuple[Node, list[Fault]]:
    """The one document of `text`, with the faults that do not hinder reading on (tags, duplicate and non-word keys).

    Raises Fault where nothing can be read: a syntax error, an empty document, too deep or too many nodes.
    """
    if forbidden := _FORBIDDEN.search(text):
        above = _LINE_END.split(text[: forbidden.start()])
        raise Fault(f"the character U+{ord(forbidden[0]):04X} is not allowed in YAML", len(above), len(above[-1]) + 1)
    faults: list[Fault] = []
    builder = _Builder(faults)
    try:
        root = builder.document(text)
    except yaml.MarkedYAMLError as error:
        raise _syntax_fault(error, text) from None
    return root, faults


def parse_value(text: str) -> Node:
    """A value given on the command line: YAML as well. Raises Fault."""
    if not text.strip():
        raise Fault("expected a value after '='", 1, 1)
    node, faults = parse(text)
    if faults:
        raise faults[0]
    return node


class _Builder:
    """Builds nodes from PyYAML's events, which unlike its node graph tell an explicit tag from an inferred one."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.open_anchors: set[str] = set()
        self.aliased = 0
        self.count = 0

    def document(self, text: str) -> Node:
        events = yaml.parse(text, Loader=_Loader)
        root = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise Fault("a second document starts here; a spec is one document", *_start_of(event))
                root, _ = self.node(next(events), events, 0)
        if root is None:
            raise Fault("the file is empty; a spec needs at least 'data' and 'model'", 1, 1)
        return root

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> tuple[Node, int]:
        """The node that begins with `event`, and how many nodes it holds."""
        position = _start_of(event)
        if depth > MAX_DEPTH:
            raise Fault(f"nested more than {MAX_DEPTH} deep", *position)
        self.count += 1
        if self.count > MAX_NODES:
            raise Fault(f"more than {MAX_NODES:,} values; a spec is short, data belongs into a file of its own", *position)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(str(event.anchor), position)
        anchor = getattr(event, "anchor", None)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.faults.append(Fault(f"the tag {_tag_shown(tag)} is not allowed; write a plain value", *position))
        if anchor:
            self.open_anchors.add(anchor)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style is None or event.style == ""
            text = event.value if plain else ""
            node, size = Node(scalar(text) if plain else event.value, Mark(*position), text=text), 1
        elif isinstance(event, yaml.SequenceStartEvent):
            node, size = self.sequence(events, Mark(*position), depth)
        else:
            node, size = self.mapping(events, Mark(*position), depth)
        if anchor:
            self.open_anchors.discard(anchor)
            self.anchors[anchor] = node, size
        return node, size

    def alias(self, anchor: str, position: tuple[int, int]) -> tuple[Node, int]:
        if anchor in self.open_anchors:
            raise Fault(f"*{anchor} refers to the value that it stands in", *position)
        if anchor not in self.anchors:
            raise Fault(f"*{anchor} has no anchor &{anchor} before it; text that begins with '*' must stand in quotes", *position)
        node, size = self.anchors[anchor]
        self.aliased += size
        if self.aliased > MAX_ALIASED:
            raise Fault(f"the aliases stand for more than {MAX_ALIASED:,} values", *position)
        return node, size

    def sequence(self, events: Iterator[yaml.Event], mark: Mark, depth: int) -> tuple[Node, int]:
        items, size = [], 1
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            node, count = self.node(event, events, depth + 1)
            items.append(node)
            size += count
        return Node(items, mark), size

    def mapping(self, events: Iterator[yaml.Event], mark: Mark, depth: int) -> tuple[Node, int]:
        items: dict[str, Node] = {}
        key_marks: dict[str, Mark] = {}
        size = 1
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            position = _start_of(event)
            key, _ = self.node(event, events, depth + 1)
            value, count = self.node(next(events), events, depth + 1)
            size += count + 1
            if isinstance(key.value, list | dict):
                self.faults.append(Fault("a key must be a word", *position))
                continue
            name = event.value if isinstance(event, yaml.ScalarEvent) else str(key.value)
            if name in items:
                first = key_marks[name]
                self.faults.append(Fault(f"duplicate key '{name}'; it stands in line {first.line} already", *position))
                continue
            items[name], key_marks[name] = value, Mark(*position)
        return Node(items, mark, key_marks), size


def _start_of(event: yaml.Event) -> tuple[int, int]:
    return _position(event.start_mark)


def _position(mark: Any) -> tuple[int, int]:
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def _tag_shown(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


# The scanner's words -> what is said instead, and whether the fault lies where the construct begins rather than where it broke.
_SYNTAX = (
    ("could not find expected ':'", "expected a ':' and a space after the key", True),
    ("did not find expected ',' or ']'", "the list that begins with '[' is not closed, or a ',' is missing", True),
    ("did not find expected ',' or '}'", "the mapping that begins with '{' is not closed, or a ',' is missing", True),
    ("did not find expected node content", "expected a value here; is a '[' or '{' above not closed?", False),
    ("unexpected end of stream", "the text in quotes is not closed", True),
    ("unexpected document indicator", "the text in quotes is not closed", True),
    ("unknown escape character", "in \"double quotes\" a '\\' begins an escape; write '\\\\', or use 'single quotes'", False),
    ("hexdecimal number", "in \"double quotes\" a '\\' begins an escape; write '\\\\', or use 'single quotes'", False),
    ("block sequence entries are not allowed", "a list with '-' begins on a new line, one item a line", False),
    (
        "did not find expected '-' indicator",
        "the line does not go on with the list above: expected a '-', or another indentation",
        False,
    ),
    ("did not find expected alphabetic", "text that begins with '&' or '*' must stand in quotes", False),
    ("undefined tag handle", "text that begins with '!' must stand in quotes", False),
    ("cannot start any token", "this character cannot begin a value; put the text in quotes", False),
    (
        "found unexpected ':'",
        "between brackets a ':' needs a space after it, or quotes around the text that it is part of",
        False,
    ),
    ("did not find expected comment", "expected the end of the line after '|' or '>'; put text that begins so in quotes", False),
    ("did not find the expected '>'", "text that begins with '!' must stand in quotes", False),
    ("found incompatible YAML", "a '%' at the beginning of a line must stand in quotes", False),
    ("unknown directive", "a '%' at the beginning of a line must stand in quotes", False),
    ("<document start>", "nothing may follow the end of the spec", False),
)


def _syntax_fault(error: yaml.MarkedYAMLError, text: str) -> Fault:
    """The scanner's complaint in the words of someone who writes a spec."""
    problem, lines = error.problem or "", text.splitlines()
    line, column = _position(error.problem_mark)
    before, after = (lines[line - 1][: column - 1], lines[line - 1][column - 1 :]) if line <= len(lines) else ("", "")
    if after.startswith("\t"):
        return Fault("a tab cannot indent YAML; use spaces", line, column)
    if "mapping values are not allowed" in problem:
        if len(before.lstrip()) > MAX_KEY_LENGTH:
            return Fault(f"a key has at most {MAX_KEY_LENGTH:,} characters", line, column)
        if ": " in before:
            return Fault("a second ':' in one line; put the text in quotes, or begin a new line", line, column)
        return Fault("a key cannot stand below a value; indent this line as the lines above, or complete these", line, column)
    if "did not find expected key" in problem:
        if before.strip():
            return Fault("the value ends before this; put all of it in quotes, or begin a new line", line, column)
        if after.startswith("- "):
            return Fault("a list item cannot stand beside keys; indent the list below its key", line, column)
        return Fault("the indentation does not fit the lines above", line, column)
    for words, message, at_begin in _SYNTAX:
        if words in problem:
            return Fault(message, *(_position(error.context_mark) if at_begin and error.context_mark else (line, column)))
    return Fault(problem or "this is not YAML", line, column)
