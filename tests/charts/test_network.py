"""A network drawn: how many marks a layer has, and which are joined."""

from __future__ import annotations

from dltrain.charts import as_chart, svg
from dltrain.charts.network import MAX_MARKS, Stage, network


def rows(stages: list[Stage], number: int) -> list[dict[str, float]]:
    found: list[dict[str, float]] = network(stages)["layer"][number]["data"]["values"]
    return found


def test_a_dense_layer_takes_all_that_arrive() -> None:
    stages = [Stage("inputs", (2,)), Stage("dense", (3,), True), Stage("dense", (1,), True)]
    assert len(rows(stages, 1)) == 2 + 3 + 1
    assert len(rows(stages, 0)) == 2 * 3 + 3 * 1


def test_marks_that_do_not_fit_are_dots() -> None:
    stages = [Stage("inputs", (784,)), Stage("dense", (10,), True)]
    assert len(rows(stages, 1)) == 2 * (MAX_MARKS - 1)
    assert [row["text"] for row in rows(stages, 4)] == ["…", "…"]


def test_channels_are_squares_and_each_goes_its_way() -> None:
    stages = [Stage("inputs", (3, 8, 8)), Stage("max_pool2d", (3, 4, 4)), Stage("flatten", (48,))]
    shapes = [row["shape"] for row in rows(stages, 1)]
    assert shapes == ["square"] * 6 + ["circle"] * (MAX_MARKS - 1)
    assert len(rows(stages, 0)) == 3 + 1


def test_a_deep_network_is_shortened_and_drawn() -> None:
    stages = [Stage(f"layer {index}", (4,)) for index in range(100)]
    drawn = svg(as_chart(network(stages)))
    assert "layer 0<" in drawn
    assert "layer 99<" in drawn
    assert "layer 50<" not in drawn
