"""The words of a lesson: Markdown with places for numbers and for figures."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from dltrain.charts.names import in_figures

# {{xor.train.loss}}, or with a format of Python's: {{xor.train.accuracy:.0%}}
PLACE = re.compile(r"\{\{([\w.]+)(?::([^{}]+))?\}\}")
# A line by itself: ![what is seen](name of the figure)
FIGURE = re.compile(r"^!\[(.+)\]\((\w+)\)$", re.MULTILINE)

RAISED = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def filled(words: str, values: Mapping[str, Any], lost: Collection[str] = ()) -> str:
    """The words with each place filled; of the trainings in `lost`, which diverged, what was not measured is an en dash. Raises
    KeyError where nothing has a place's name."""

    def value(name: str) -> Any:
        return values.get(name) if name.partition(".")[0] in lost else values[name]

    return PLACE.sub(lambda place: written(value(place[1]), place[2]), words)


def written(value: Any, form: str | None = None) -> str:
    """A value as people read it: whole numbers with commas, others in three figures; an en dash where there is none. After a form
    that begins with + the sign stands as between two terms of a sum: `− 3`."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if form or isinstance(value, int):
        text = format(value, form or ",").replace("-", "−")
        return f"{text[0]} {text[1:]}" if form and form.startswith("+") else text
    figures, _, power = in_figures(value).replace("-", "−").partition("e")
    return f"{figures} × 10{power.translate(RAISED)}" if power else figures


def flat(nested: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    """The values within mappings within mappings, by their keys with points between them."""
    for key, value in nested.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}.{key}")
        elif isinstance(value, int | float | str) or value is None:
            yield f"{prefix}.{key}", value


def parts(words: str) -> Iterator[tuple[str, str | None]]:
    """The words in their order: (Markdown, None), and where a figure stands (what is seen, its name)."""
    done = 0
    for figure in FIGURE.finditer(words):
        yield words[done : figure.start()], None
        yield figure[1], figure[2]
        done = figure.end()
    yield words[done:], None
