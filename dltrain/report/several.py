"""The page of several runs: their comparison, with the curves over each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dltrain.charts.style import Spec
from dltrain.commands.compare import compare
from dltrain.commands.comparing import tables
from dltrain.commands.comparing.curves import curves_of
from dltrain.commands.comparing.result import RunComparison
from dltrain.commands.comparing.tables import WideTable
from dltrain.errors import InputError
from dltrain.report.document import Section
from dltrain.report.figures import figure
from dltrain.report.markup import Markup, joined, paragraphs, table, tag
from dltrain.report.words import Words
from dltrain.text.formatting import number

BESIDE = 230  # pixels beside the curves: numbers at the left, names of runs at the right
MAX_RUNS = 100  # runs that are shown


def compared(paths: Sequence[Path], words: Words) -> tuple[str, Markup, list[Section], Sequence[str]]:
    """The title, the first words and the sections of the page of these runs, and notices about the arguments. Raises InputError,
    DamagedError."""
    result = compare(paths=paths, limit=MAX_RUNS)
    sections = [
        Section(name, words(f"heading.{name}"), content) for name, content in _contents(result, words) if content is not None
    ]
    return words("several.title", count=f"{result.total:,}"), _lead(result, words), sections, result.notices


def _lead(result: RunComparison, words: Words) -> Markup:
    """Which run is the best by what, with its test value beside, and which is more than luck."""
    lines = []
    best = result.best.get(result.main, ())
    if result.split and best:
        first = best[0]
        facts = {"name": first.name, "metric": result.main, "split": words.split(result.split)}
        lines.append(words("several.best", value=number(first.value(result.split, result.main)), **facts))
        if result.split != "test" and (test := first.value("test", result.main)) is not None:
            lines.append(words("several.test", value=number(test)))
    told = [tag("p", " ".join(lines), class_="lead")] if lines else []
    return joined(*told, paragraphs(words("several.chosen")))


def _contents(result: RunComparison, words: Words) -> Iterator[tuple[str, Markup | None]]:
    """The sections by name; None of those that do not apply."""
    yield "luck", _listed([pair.words for pair in result.verdicts])
    yield "specs", _shown(tables.by_spec(result, _starred), words("heading.specs"))
    yield "results", _shown(tables.results(result, _starred), words("heading.results"))
    yield "curves", _curves(result, words)
    yield "trainings", _shown(tables.trainings(result), words("heading.trainings")) if result.facts else None
    yield "baselines", _shown(tables.baselines(result), words("heading.baselines"))
    yield "notes", _listed(result.notes)


def _listed(lines: Sequence[str]) -> Markup | None:
    return tag("ul", *(tag("li", line) for line in lines)) if lines else None


def _starred(text: str, best: bool, has_best: bool) -> str:
    return f"{text} ★" if best else text


def _shown(wide: WideTable | None, label: str) -> Markup | None:
    if wide is None:
        return None
    head, *rows = wide.plain()
    return table(head, rows, label=label)


def _curves(result: RunComparison, words: Words) -> Markup | None:
    """A figure a panel of the chart that `compare` draws; None where no run has curves."""
    try:
        views = curves_of(result)["vconcat"]
    except InputError:
        return None
    time = views[-1]["encoding"]["x"]["axis"] | {"title": words("chart.epoch")}
    figures = []
    for view in views:
        name = view["title"]["text"]
        label = words("several.curves", name=name)
        figures.append(figure(_alone(view, time), label=label, beside=BESIDE, zoom=True))
    return joined(*figures)


def _alone(view: Spec, time: Spec) -> Spec:
    """A panel with an axis of time of its own, whose words at the right stay there when it is zoomed."""
    x = view["encoding"]["x"] | {"axis": time}
    layers = []
    for layer in view["layer"]:
        if layer["mark"]["type"] == "text":
            beside = layer["encoding"] | {"x": {"value": "width"}}
            layer = layer | {"mark": layer["mark"] | {"clip": False}, "encoding": beside}
        layers.append(layer)
    return view | {"encoding": view["encoding"] | {"x": x}, "layer": layers}
