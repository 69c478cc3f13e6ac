"""A small network drawn as nodes and edges, with a number on each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dltrain.charts.layers import layer, points, words
from dltrain.charts.panels import panel
from dltrain.charts.style import GREY, INK, Spec

WIDTH, HEIGHT = 330, 250
_NODE = 1500  # square pixels


@dataclass(frozen=True)
class Node:
    """Where a node is, from 0 to 1 on both axes, what is written in it, and below it."""

    x: float
    y: float
    text: str
    note: str = ""


@dataclass(frozen=True)
class Edge:
    """From one node to another, with its text at a share of the way."""

    start: str
    end: str
    text: str
    at: float = 0.5


def network_diagram(nodes: Mapping[str, Node], edges: Sequence[Edge], *, title: str, colour: str) -> Spec:
    """A panel of the network; `colour` is that of the numbers on the edges."""
    ends = [(nodes[edge.start], nodes[edge.end]) for edge in edges]
    lines = [{"x": a.x, "y": a.y, "x2": b.x, "y2": b.y} for a, b in ends]
    rules = layer(lines, {"type": "rule", "stroke": "#b0b0b0", "strokeWidth": 1.4}, x2={"field": "x2"}, y2={"field": "y2"})
    texts = [
        {"x": a.x + edge.at * (b.x - a.x), "y": a.y + edge.at * (b.y - a.y), "text": edge.text}
        for edge, (a, b) in zip(edges, ends, strict=True)
    ]
    places = [{"x": node.x, "y": node.y, "text": node.text} for node in nodes.values()]
    notes = [{"x": node.x, "y": node.y, "text": node.note} for node in nodes.values() if node.note]
    halo = {"stroke": "white", "strokeWidth": 5, "align": "center"}
    layers = [rules, words(texts, colour="white", **halo), words(texts, colour=colour, align="center")]
    layers += [points(places, "white", size=_NODE, edge=GREY), words(places, colour="#111111", align="center", fontSize=11)]
    layers.append(words(notes, colour=INK, align="center", dy=31, fontSize=11))
    return panel(title, layers, width=WIDTH, height=HEIGHT)
