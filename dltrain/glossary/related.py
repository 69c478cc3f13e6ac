"""What to read beside an entry: what it names itself, what names it, and the lesson that shows it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from dltrain.glossary.entry import Entry
from dltrain.glossary.lookup import entries, named
from dltrain.text.nearest import normalized

MAX_RELATED = 10
FOLDER = Path(__file__).parents[1] / "lessons"


def related(to: Sequence[Entry]) -> list[Entry]:
    """The entries that these name, then those that name them, each once."""
    own = [one for entry in to for name in entry.see for one in named(name)[:1]]
    naming = [one for entry in to for one in _naming().get(id(entry), ())]
    found: dict[str, Entry] = {}
    for one in [*own, *naming]:
        found.setdefault(normalized(one.english[0]), one)
    shown = {normalized(entry.english[0]) for entry in to}
    return [one for name, one in found.items() if name not in shown][:MAX_RELATED]


@functools.cache
def _naming() -> dict[int, list[Entry]]:
    """The entries that name another one, by the identity of that one."""
    found: dict[int, list[Entry]] = {}
    for entry in entries():
        for name in entry.see:
            for one in named(name):
                found.setdefault(id(one), []).append(entry)
    return found


def lessons(of: Sequence[Entry]) -> list[str]:
    """The lessons that show these entries, of those that there are."""
    return [name for name in dict.fromkeys(entry.lesson for entry in of) if name and (FOLDER / name / "lesson.yaml").is_file()]
