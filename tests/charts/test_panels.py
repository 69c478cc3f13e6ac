"""Panels, their layers, and regions in them."""

import numpy as np
import pytest

from dltrain.charts import Axis, Surface, as_chart, gallery, png, regions, svg
from dltrain.charts.contours import contours
from dltrain.charts.series import series
from dltrain.charts.straight import across

UNIT = Axis(0.0, 1.0)


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ((1, 1, -1), (0, 1, 1, 0)),  # x + y = 1
        ((1, 0, -0.5), (0.5, 0, 0.5, 1)),  # x = 0.5
        ((0, 1, -0.25), (0, 0.25, 1, 0.25)),  # y = 0.25
        ((2, -1, 0), (0, 0, 0.5, 1)),  # y = 2 x leaves by the top
    ],
)
def test_a_line_is_cut_to_its_panel(line, ends):
    (piece,) = across(line, UNIT, UNIT)
    assert (piece["x"], piece["y"], piece["x2"], piece["y2"]) == pytest.approx(ends)


def test_a_line_beside_a_panel_is_not_drawn():
    assert across((1, 1, -5), UNIT, UNIT) == []


def surface(answers):
    rows = np.array([[0.1, 0.2], [0.8, 0.9]])
    return Surface(UNIT, UNIT, answers, {"train": rows, "test": rows[:1]}, {"train": np.array([0, 1]), "test": np.array([1])})


def test_the_regions_of_classes_name_classes_and_parts():
    sure = np.linspace(0, 1, 100).reshape(10, 10)
    panel = regions(
        surface(np.stack([1 - sure, sure], axis=-1)), ["푸른", "ripe"], ("a", "b"), {"train": "here", "test": "there"}
    )
    drawn = svg(as_chart(panel))
    for word in ("푸른", "ripe", "a", "b", "here", "there"):
        assert f">{word}<" in drawn
    assert png(gallery([panel, panel])).startswith(b"\x89PNG")


def test_a_surface_of_values_says_where_they_begin_and_end():
    values = np.linspace(-3, 12.5, 100).reshape(10, 10, 1)
    drawn = svg(as_chart(regions(surface(values), [], ("a", "b"), {"train": "here", "test": "there"})))
    assert ">-3.00<" in drawn
    assert ">12.5<" in drawn


def test_lines_that_end_early_or_have_gaps_are_drawn():
    lines = {"one": ([0, 1, 2], [1.0, float("nan"), 0.5]), "two": ([0, 1], [0.2, float("inf")])}
    assert ">one<" in svg(as_chart(series(lines, title="loss")))


def test_a_way_over_heights_is_drawn():
    heights = np.add.outer(np.linspace(-1, 1, 20) ** 2, np.linspace(-1, 1, 20) ** 2)
    panel = contours(heights, [(0.9, 0.9), (0.1, 0.1)], (UNIT, UNIT), ("u", "v"), title="down", lowest=(0.0, 0.0))
    assert ">down<" in svg(as_chart(panel))
