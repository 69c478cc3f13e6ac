"""The curves of several runs over each other, as they are described."""

from __future__ import annotations

import itertools
import math
from typing import Any

from dltrain import charts


def texts(spec: dict[str, Any], panel: int = 0) -> list[str]:
    layers = spec["vconcat"][panel]["layer"]
    return [row["text"] for one in layers if one["mark"]["type"] == "text" for row in one["data"]["values"]]


def colours(spec: dict[str, Any], panel: int = 0) -> list[str]:
    return [one["mark"]["stroke"] for one in spec["vconcat"][panel]["layer"] if one["mark"]["type"] == "line"]


def test_each_line_is_named_with_its_last_value() -> None:
    lines = {"iris-1": ([1, 2, 3], [0.9, 0.5, 0.25]), "iris-2": ([1, 2], [0.8, math.nan])}
    spec = charts.overlay({"validation loss": lines}, title="two")
    assert texts(spec) == ["0.250  iris-1", "0.800  iris-2"]
    assert spec["vconcat"][0]["title"]["text"] == "validation loss"


def test_a_run_has_one_colour_in_all_panels_and_twelve_have_their_own() -> None:
    names = [f"run-{number}" for number in range(12)]
    lines = {name: ([1, 2], [1.0, 0.5]) for name in names}
    spec = charts.overlay({"loss": lines, "accuracy": {names[7]: lines[names[7]]}}, title="many")
    assert len(set(colours(spec))) == charts.MAX_LINES == 12
    assert colours(spec, 1) == [colours(spec)[7]]


def test_labels_of_equal_ends_do_not_lie_on_each_other() -> None:
    spec = charts.overlay({"loss": {f"r{n}": ([1, 2], [1.0, 0.5]) for n in range(12)}}, title="")
    layers = spec["vconcat"][0]["layer"]
    heights = sorted(row["y"] for one in layers if one["mark"]["type"] == "text" for row in one["data"]["values"])
    low, high = spec["vconcat"][0]["encoding"]["y"]["scale"]["domain"]
    steps = [(b - a) / (high - low) * spec["vconcat"][0]["height"] for a, b in itertools.pairwise(heights)]
    assert min(steps) >= 13.9


def test_it_is_drawn() -> None:
    png = charts.png(charts.overlay({"loss": {"귤-1": ([1, 2], [1.0, 0.5])}}, title="한 실행"))
    assert png.startswith(b"\x89PNG")
