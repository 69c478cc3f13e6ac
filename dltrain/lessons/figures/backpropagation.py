"""A network of five nodes with every number of one forward and one backward pass written on it."""

from __future__ import annotations

from dltrain.charts.network_diagram import Edge, Node, network_diagram
from dltrain.charts.style import BLUE, ORANGE
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Panel, Scene, Shown, Value
from dltrain.lessons.layers import network_of
from dltrain.lessons.one_pass import OnePass, by_autograd, one_pass
from dltrain.types import option, options

HIDDEN, OUTPUT = "layers.0.linear", "output.linear"


@FIGURES.entry("backpropagation")
@options
class Backpropagation(Figure):
    """Left the forward pass: weights on the edges, outputs in the nodes, sums below them. Right the backward pass: the gradient
    by each weight on its edge, by each sum in its node.

    Numbers: `x1`, `x2`, `z1`, `z2`, `h1`, `h2`, `z`, `p`, `y`, `loss`; the weights `w11`, `w12`, `w21`, `w22` (of unit 1 and 2),
    `b1`, `b2`, `v1`, `v2`, `c`; the gradients by each sum, `d1`, `d2`, `d`, and by each weight, as `by_w11`; `difference`, the
    largest one to automatic differentiation; `rate`, and with one step `after_v1`, `after_w11` and the `after_loss`.
    """

    of: str = option(help="the training: two inputs, two sigmoid units, one output, binary cross-entropy, engine numpy")
    autograd: str = option(help="the same training by the engine autograd")
    row: int = option(0, help="which training row", at_least=0)
    learning_rate: float = option(0.5, help="the rate of the one step", above=0)

    def show(self, scene: Scene) -> Shown:
        session = scene.trained[self.of].untrained()
        done = one_pass(session, self.row)
        other = by_autograd(scene.trained[self.autograd].untrained(), self.row)
        numbers = _numbers(done)
        numbers["difference"] = max(float(np.abs(done.by[name] - other[name]).max()) for name in done.by)
        for name in done.by:  # one step of plain gradient descent on this row
            weight, gradient = network_of(session).weight(name)
            weight -= self.learning_rate * gradient
        after = _numbers(one_pass(session, self.row))
        numbers |= {"rate": f"{self.learning_rate:g}"} | {f"after_{key}": after[key] for key in ("v1", "w11", "loss")}
        return Shown([_forward(scene, done), _backward(scene, done)], numbers)


def _numbers(done: OnePass) -> dict[str, Value]:
    numbers: dict[str, Value] = {"z": done.score, "p": done.p, "y": f"{done.y:g}", "loss": done.loss, "d": done.d_output}
    for unit in (0, 1):
        numbers |= {f"x{unit + 1}": f"{done.x[unit]:g}", f"z{unit + 1}": float(done.z[unit]), f"h{unit + 1}": float(done.h[unit])}
        numbers[f"d{unit + 1}"] = float(done.d_hidden[unit])
    for prefix, given in (("", done.weights), ("by_", done.by)):
        for unit in (0, 1):
            for place in (0, 1):
                numbers[f"{prefix}w{unit + 1}{place + 1}"] = float(given[f"{HIDDEN}.weight"][unit, place])
            numbers[f"{prefix}b{unit + 1}"] = float(given[f"{HIDDEN}.bias"][unit])
            numbers[f"{prefix}v{unit + 1}"] = float(given[f"{OUTPUT}.weight"][0, unit])
        numbers[f"{prefix}c"] = float(given[f"{OUTPUT}.bias"][0])
    return numbers


def _diagram(title: str, texts: dict[str, tuple[str, str]], weights: dict[str, str], colour: str) -> Panel:
    places = {"x1": (0.09, 0.8), "x2": (0.09, 0.25), "h1": (0.5, 0.8), "h2": (0.5, 0.25), "p": (0.9, 0.53)}
    nodes = {name: Node(*place, *texts[name]) for name, place in places.items()}
    edges = [Edge(f"x{place}", f"h{unit}", weights[f"w{unit}{place}"], 0.34) for unit in (1, 2) for place in (1, 2)]
    edges += [Edge(f"h{unit}", "p", weights[f"v{unit}"], 0.6) for unit in (1, 2)]
    return network_diagram(nodes, edges, title=title, colour=colour)


def _forward(scene: Scene, done: OnePass) -> Panel:
    numbers = _numbers(done)
    texts = {f"x{place}": (f"x{'₁₂'[place - 1]} = {numbers[f'x{place}']}", "") for place in (1, 2)}
    texts |= {f"h{u}": (f"{numbers[f'h{u}']:.3f}", f"b = {numbers[f'b{u}']:g}, z = {numbers[f'z{u}']:.3f}") for u in (1, 2)}
    texts["p"] = (f"{done.p:.3f}", f"z = {done.score:.3f}")
    weights = {key: f"{numbers[key]:.2f}" for key in ("w11", "w12", "w21", "w22", "v1", "v2")}
    return _diagram(scene.say("forward: weights and outputs", "순전파: 가중치와 출력"), texts, weights, BLUE)


def _backward(scene: Scene, done: OnePass) -> Panel:
    numbers = _numbers(done)
    texts = {f"x{place}": (f"x{'₁₂'[place - 1]} = {numbers[f'x{place}']}", "") for place in (1, 2)}
    texts |= {f"h{unit}": (f"{numbers[f'd{unit}']:.3f}", f"δ{'₁₂'[unit - 1]}") for unit in (1, 2)}
    texts["p"] = (f"{done.d_output:.3f}", "δ = p − y")
    weights = {key: f"{numbers[f'by_{key}']:.3f}" for key in ("w11", "w12", "w21", "w22", "v1", "v2")}
    return _diagram(scene.say("backward: gradients", "역전파: 기울기"), texts, weights, ORANGE)
