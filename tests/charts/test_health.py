"""The pictures of what was sampled of the layers."""

import math

from dltrain import charts
from dltrain.charts.bands import Bands, axis_of_sizes, axis_of_values, bands
from dltrain.charts.health import MAX_LAYERS, health
from dltrain.kinds.health import FEW, draw_health
from dltrain.runs.run import Run


def sample(epoch, **numbers):
    return {
        "step": 10 * epoch,
        "epoch": epoch,
        "layers": {"layers.0": numbers, "output": {"weight": 2.0, "gradient": 0.1, "update": 1.0}},
    }


def drawn(monkeypatch, folder, samples):
    """The titles of the panels of each picture."""
    seen = []
    monkeypatch.setattr(charts, "png", lambda spec: seen.append([one["title"]["text"] for one in spec["concat"]]) or b"")
    return dict(zip(draw_health(Run(folder), samples), seen, strict=True))


def test_a_panel_for_each_number_that_a_layer_of_an_older_run_has(tmp_path):
    samples = [sample(1, mean=0.1, deviation=0.5, dead=0.0), sample(2, mean=0.2, deviation=0.4, dead=0.0)]
    assert draw_health(Run(tmp_path), samples) == ["activations", "gradients"]
    assert (tmp_path / "gradients.png").read_bytes().startswith(b"\x89PNG")
    assert draw_health(Run(tmp_path), samples[:1]) == []


def test_what_has_no_values_is_not_drawn_and_many_layers_are_thinned():
    lines = {f"layers.{index}": ([1.0, 2.0], [0.1, 0.2]) for index in range(30)} | {"nothing": ([1.0, 2.0], [math.nan, math.nan])}
    spec = health({"gradient": lines, "empty": {"nothing": lines["nothing"]}})
    assert len(spec["concat"]) == 1
    names = {line for line in str(spec).split("'") if line.startswith(("layers.", "nothing"))}
    assert len(names) == MAX_LAYERS
    assert charts.png(spec).startswith(b"\x89PNG")


def spread(epoch, layers, **tags):
    quantiles = {"activation": [-1, -0.5, 0, 0.5, 1], "gradient": [0, 1e-4, 1e-3, 1e-2, 0.1], "update": [1e-4] * 5}
    alike = {f"layers.{index}": {"quantiles": quantiles} for index in range(layers)}
    return {**tags, "step": 10 * epoch, "epoch": epoch, "layers": alike}


def test_few_layers_have_a_panel_of_bands_each_and_many_one_at_some_of_the_steps(tmp_path, monkeypatch):
    pictures = drawn(monkeypatch, tmp_path, [spread(epoch, 2) for epoch in (1, 2, 3, 4)])
    assert pictures["activations"] == ["activations of layers.0", "activations of layers.1"]
    assert pictures["gradients"][:2] == ["gradients of layers.0, without signs", "gradients of layers.1, without signs"]
    pictures = drawn(monkeypatch, tmp_path, [spread(epoch, FEW + 1) for epoch in (1, 2, 3, 4, 5)])
    assert pictures["activations"] == [f"activations of every layer, step {step}" for step in (10, 30, 50)]


def test_the_first_of_several_networks_is_drawn_and_both_that_differ(tmp_path, monkeypatch):
    members = [spread(epoch, 1, member=member) for member in (1, 2) for epoch in (1, 2)]
    assert drawn(monkeypatch, tmp_path, members)["activations"] == ["activations of layers.0 (member 1)"]
    both = [spread(epoch, 1, network=name) for epoch in (1, 2) for name in ("generator", "discriminator")]
    assert len(drawn(monkeypatch, tmp_path, both)["activations"]) == 2


def test_sizes_are_on_an_axis_by_powers_whose_foot_is_what_is_0():
    one = Bands("", [1, 2], [[0, 1e-4, 1e-3, 1e-2, 0.1], [math.nan] * 5])
    axis = axis_of_sizes([one])
    assert axis.logarithmic
    outer, inner, median = bands(one, across="epoch", y=axis, is_first=False)["layer"]
    assert outer["data"]["values"] == [{"x": 1.0, "y": axis.low, "y2": 0.1}]  # what is not known is left out
    assert inner["data"]["values"] == [{"x": 1.0, "y": 1e-4, "y2": 1e-2}]
    assert [row["y"] for row in median["data"]["values"]] == [1e-3]
    assert not axis_of_values([Bands("", [1], [[-1, 0, 0, 0, 2]])]).logarithmic
    assert charts.png(charts.as_chart(bands(one, across="epoch", y=axis))).startswith(b"\x89PNG")
