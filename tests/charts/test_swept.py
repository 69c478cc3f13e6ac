"""What is drawn of the members of a sweep."""

from dltrain.charts import against_monitor, can_be_drawn, parallel_coordinates, png
from dltrain.charts.names import drawable_labels  # in Korean where there is a font for it

SETTINGS = [
    {"training.learning_rate": 1e-4, "training.optimizer": "adam", "data.source": "감귤.csv"},
    {"training.learning_rate": 1e-2, "training.optimizer": {"type": "sgd", "momentum": 0.5}, "data.source": "감귤.csv"},
    {"training.learning_rate": 1.0, "training.optimizer": {"type": "sgd", "momentum": 0.9}, "data.source": "귤.csv"},
]


def layers(view, kind):
    return [layer["data"]["values"] for layer in view["layer"] if layer["mark"]["type"] == kind]


def test_a_member_is_a_line_through_its_values_and_the_best_is_drawn_last():
    spec = parallel_coordinates(SETTINGS, [0.5, 0.2, 0.9], monitor="validation_accuracy", maximize=True)
    lines, best = layers(spec, "line")
    assert [row["member"] for row in best] == [2] * 5  # learning rate, optimizer, momentum, source, monitor
    worst = [row["y"] for row in lines if row["rank"] == 0]
    assert {row["member"] for row in lines if row["rank"] == 0} == {1}
    assert worst[1] == 1.0  # sgd, the last of two words
    assert abs(worst[0] - 0.5) < 1e-9  # 1e-2, in the middle of 1e-4 to 1 by powers
    assert [row["y"] for row in lines if row["member"] == 0][2] < 0  # adam has no momentum
    texts = {row["text"] for rows in layers(spec, "text") for row in rows}
    assert {"adam", "sgd", *drawable_labels(["감귤.csv", "귤.csv"]), "none", "training.optimizer.momentum"} <= texts
    assert "best validation_accuracy 0.900" in spec["title"]["subtitle"][0]
    assert png(spec).startswith(b"\x89PNG")


def test_a_member_without_a_value_is_left_out():
    spec = parallel_coordinates(SETTINGS, [0.5, None, 0.9], monitor="validation_loss", maximize=False)
    assert {row["member"] for row in layers(spec, "line")[0]} == {0, 1}
    assert spec["title"]["subtitle"] == ["2 members; best validation_loss 0.500"]


def test_each_key_has_a_panel_against_the_monitor():
    panels = against_monitor(SETTINGS, [3.0, 2.0, 1.0], monitor="validation_loss", maximize=False)["concat"]
    assert [panel["title"]["text"] for panel in panels] == [
        "training.learning_rate",
        "training.optimizer",
        "training.optimizer.momentum",
        "data.source",
    ]
    rate, optimizer, momentum, _ = panels
    assert rate["encoding"]["x"]["scale"]["type"] == "log"
    assert layers(rate, "point") == [
        [{"x": 1e-4, "y": 3.0}, {"x": 1e-2, "y": 2.0}, {"x": 1.0, "y": 1.0}],
        [{"x": 1.0, "y": 1.0}],
    ]
    assert layers(optimizer, "point")[0] == [{"x": 0, "y": 3.0}, {"x": 1, "y": 2.0}, {"x": 1, "y": 1.0}]
    assert '["adam", "sgd"]' in optimizer["encoding"]["x"]["axis"]["labelExpr"]
    assert layers(momentum, "point")[0] == [{"x": 0.5, "y": 2.0}, {"x": 0.9, "y": 1.0}]


def test_two_measured_members_that_differ_in_a_key_can_be_drawn_and_nothing_less():
    rates = [{"training.learning_rate": 0.1}, {"training.learning_rate": 0.2}]
    assert can_be_drawn(rates, [1.0, 2.0])
    assert not can_be_drawn(rates, [1.0, None])
    assert not can_be_drawn(rates, [None, None])
    assert not can_be_drawn(rates[:1] * 2, [1.0, 2.0])
    assert not can_be_drawn([{}], [1.0])
