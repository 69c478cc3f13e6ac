"""The pictures of what was sampled of the layers."""

import math

from dltrain import charts
from dltrain.charts.health import MOST, health
from dltrain.kinds.health import draw_health
from dltrain.runs.run import Run


def sample(epoch, **numbers):
    return {
        "step": 10 * epoch,
        "epoch": epoch,
        "layers": {"layers.0": numbers, "output": {"weight": 2.0, "gradient": 0.1, "update": 1.0}},
    }


def test_a_panel_for_each_number_that_a_layer_has(tmp_path):
    samples = [sample(1, mean=0.1, deviation=0.5, dead=0.0), sample(2, mean=0.2, deviation=0.4, dead=0.0)]
    assert draw_health(Run(tmp_path), samples) == ["activations", "gradients"]
    assert (tmp_path / "gradients.png").read_bytes().startswith(b"\x89PNG")
    assert draw_health(Run(tmp_path), samples[:1]) == []


def test_what_has_no_values_is_not_drawn_and_many_layers_are_thinned():
    lines = {f"layers.{place}": ([1.0, 2.0], [0.1, 0.2]) for place in range(30)} | {"nothing": ([1.0, 2.0], [math.nan, math.nan])}
    spec = health({"gradient": lines, "empty": {"nothing": lines["nothing"]}})
    assert len(spec["concat"]) == 1
    names = {line for line in str(spec).split("'") if line.startswith(("layers.", "nothing"))}
    assert len(names) == MOST
    assert charts.png(spec).startswith(b"\x89PNG")
