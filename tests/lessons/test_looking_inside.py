"""Networks looked into: what layers give on, how large gradients are, every number of one pass."""

import math

import numpy as np
import pytest

from dltrain import lessons
from dltrain.charts import Axis, as_chart, svg
from dltrain.charts.network_diagram import Edge, Node, network_diagram
from dltrain.charts.ridges import ridges
from dltrain.lessons.figures.loss_surface import surface
from dltrain.lessons.layers import dead_share, gradient_sizes, outputs_by_layer
from dltrain.lessons.one_pass import one_pass
from dltrain.lessons.trained import Trained


def session_of(lesson, spec, *sets):
    """A training of a lesson's spec before its first step."""
    return Trained(lessons.read(lesson).folder / f"{spec}.yaml", sets, None, None).untrained()


def test_a_unit_is_dead_that_gives_on_0_for_every_row():
    assert dead_share(np.array([[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 2.0, 0.0]])) == 0.5


def test_zero_weights_give_on_the_activation_of_zero():
    session = session_of("initial_weights", "digits", "model.initializer=zeros", "model.activation=sigmoid")
    outputs = outputs_by_layer(session)
    assert [values.shape[1] for values in outputs] == [100] * 5
    assert all((values == 0.5).all() for values in outputs)


def test_the_gradient_vanishes_under_sigmoid_and_not_under_tanh():
    sigmoid, tanh = (
        gradient_sizes(session_of("vanishing_gradients", "digits", f"model.activation={name}")) for name in ("sigmoid", "tanh")
    )
    assert len(sigmoid) == 11  # ten hidden layers and the output
    assert sigmoid[0] < 1e-4 * sigmoid[9]
    assert tanh[0] > 0.1 * tanh[9]


def test_every_number_of_a_pass_is_what_one_computes_by_hand():
    done = one_pass(session_of("backpropagation", "by_hand"), 3)
    assert (done.x.tolist(), done.y) == ([1, 1], 0)
    h = [1 / (1 + math.exp(-0.5)), 0.5]  # of z = 1 − 1 + 0.5 and −2 + 3 − 1
    p = 1 / (1 + math.exp(-(2 * h[0] - h[1] + 0.25)))
    hidden = [p * 2 * h[0] * (1 - h[0]), p * -1 * h[1] * (1 - h[1])]
    assert done.h == pytest.approx(h)
    assert (done.p, done.d_output, done.loss) == pytest.approx((p, p, -math.log(1 - p)))
    assert done.d_hidden == pytest.approx(hidden)
    assert done.by["output.linear.weight"] == pytest.approx(np.array([[p * h[0], p * h[1]]]))
    assert done.by["layers.0.linear.weight"] == pytest.approx(np.array([[hidden[0]] * 2, [hidden[1]] * 2]))


def test_the_surface_has_the_loss_of_guessing_where_both_numbers_are_zero():
    heights = surface(session_of("epochs_and_batches", "tangerines"), (Axis(0, 1), Axis(0, 1)))
    assert heights[0, 0] == pytest.approx(math.log(2))


def test_a_network_and_ridges_are_drawn():
    nodes = {"a": Node(0.1, 0.5, "in", "below"), "b": Node(0.9, 0.5, "out")}
    drawn = svg(as_chart(network_diagram(nodes, [Edge("a", "b", "0.25")], title="net", colour="#0072B2")))
    assert all(f">{word}<" in drawn for word in ("in", "below", "out", "0.25", "net"))
    lost = np.array([0.5, np.nan, np.inf, -np.inf])
    drawn = svg(
        as_chart(ridges({"first": lost, "second": np.zeros(3)}, Axis(-1, 1), title="t", notes={"first": "x", "second": "y"}))
    )
    assert "first" in drawn
