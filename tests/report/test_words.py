"""The words of the page: each in both languages, with the same values in braces, and all of them used."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import dltrain.report
from dltrain.report.tables import TABLE

FILES = Path(dltrain.report.__file__).parent.rglob("*.py")
SOURCES = [path.read_text("utf-8") for path in FILES if path.parent.name != "tables"]


def places(text: str) -> set[str]:
    """The values that a text has in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_say_the_same_values() -> None:
    assert [key for key, (english, korean) in TABLE.items() if places(english) != places(korean)] == []


def test_the_second_language_is_korean() -> None:
    assert [key for key, (_, korean) in TABLE.items() if not re.search("[가-힣]", korean)] == []


def test_every_word_is_used() -> None:
    written = "\n".join(SOURCES)
    dynamic = set(re.findall(r"f[\"']([a-z_]+\.[a-z_]*)\{", written))
    unused = [key for key in TABLE if f'"{key}"' not in written and not key.startswith(tuple(dynamic))]
    assert unused == []


def test_every_word_that_is_asked_for_is_there() -> None:
    asked = {key for text in SOURCES for key in re.findall(r"words\(\"([a-z_. ]+)\"", text)}
    assert asked
    assert asked <= set(TABLE)
