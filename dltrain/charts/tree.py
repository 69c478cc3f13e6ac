"""A tree of questions, from its first at the left to its answers at the right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dltrain.charts.layers import layer, words
from dltrain.charts.names import drawable_labels, drawable_title, shortened
from dltrain.charts.panels import panel
from dltrain.charts.style import BLUE, COLOURS, GREY, INK, Spec

COLUMN, ROW = 216, 58  # pixels from one question to the next, and from one answer to the next
BOX, HIGH = 172, 48  # pixels of a box
LETTERS = 27  # columns of text in a box


@dataclass(frozen=True)
class TreeNode:
    """A question with what comes of yes and no, or where these are None the end of what is drawn: an answer, below which `cut`
    more questions may lie.

    rows: how many came here and of what, in words; shares: of each class, none where it tells an amount; level: from 0 to 1,
    where that amount lies between the least and the greatest of the tree
    """

    question: str
    answer: str
    rows: str
    shares: tuple[float, ...] = ()
    level: float = 0.0
    cut: int = 0
    yes: TreeNode | None = None
    no: TreeNode | None = None


@dataclass(frozen=True)
class Tree:
    """A tree as it is drawn. labels: the classes, in the order of the shares; which: what tree it is, and of what, in words."""

    root: TreeNode
    labels: tuple[str, ...] = ()
    which: str = ""


@dataclass(frozen=True)
class _Place:
    """Where a node is: its depth, and its row from the top, which between two answers is a fraction."""

    node: TreeNode
    depth: int
    row: float


def tree(drawn: Tree, title: str = "", yes: str = "yes", no: str = "no", more: str = "+{}") -> Spec:
    """A panel of the tree. more: what is said of questions that are not drawn, `{}` is how many."""
    places, edges = _laid_out(drawn.root)
    depth, rows = max(place.depth for place in places), max(place.row for place in places) + 1
    width, height = depth * COLUMN + BOX + 4, round(rows * ROW)

    def x(pixels: float) -> float:
        return pixels / width

    def y(pixels: float) -> float:
        return 1 - pixels / height

    lines, signs, boxes, bars, texts = [], [], [], [], []
    for start, end, is_yes in edges:
        a, b = (start.depth * COLUMN + BOX, _middle(start)), (end.depth * COLUMN, _middle(end))
        lines.append({"x": x(a[0]), "y": y(a[1]), "x2": x(b[0]), "y2": y(b[1])})
        signs.append({"x": x((a[0] + b[0]) / 2), "y": y((a[1] + b[1]) / 2), "text": yes if is_yes else no})
    for place in places:
        left, top, node = place.depth * COLUMN, _middle(place) - HIGH / 2, place.node
        corners = {"x": x(left), "x2": x(left + BOX), "y": y(top), "y2": y(top + HIGH)}
        boxes.append(corners | {"colour": _tint(node), "edge": GREY if node.yes else INK})
        bars += [bar | {"y": y(top + HIGH - 5), "y2": y(top + HIGH)} for bar in _bars(node, left, width)]
        for line, (text, weight) in enumerate(_words(node, more)):
            texts.append({"x": x(left + 7), "y": y(top + 13 + 17 * line), "text": text, "weight": weight})
    raw = {"type": "nominal", "scale": None}
    corner = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    halo = {"stroke": "white", "strokeWidth": 5, "align": "center", "fontSize": 11}
    box = {"type": "rect", "cornerRadius": 3, "strokeWidth": 0.8}
    layers = [
        layer(lines, {"type": "rule", "stroke": "#b0b0b0", "strokeWidth": 1.4}, **corner),
        words(signs, colour="white", **halo),
        words(signs, colour=GREY, align="center", fontSize=11),
        layer(boxes, box, fill={"field": "colour", **raw}, stroke={"field": "edge", **raw}, **corner),
        layer(bars, {"type": "rect"}, fill={"field": "colour", **raw}, **corner),
        *(words([one for one in texts if one["weight"] == weight], fontWeight=weight, fontSize=11) for weight in (600, 400)),
    ]
    legend = [(label, COLOURS[number % len(COLOURS)]) for number, label in enumerate(drawable_labels(drawn.labels))]
    return panel(title, layers, width=width, height=height, legend=legend)


def _laid_out(root: TreeNode) -> tuple[list[_Place], list[tuple[_Place, _Place, bool]]]:
    """Each node in its place: answers one below another, a question in the middle of its two; and the ways between them."""
    places: list[_Place] = []
    edges: list[tuple[_Place, _Place, bool]] = []
    free = 0.0

    def put(node: TreeNode, depth: int) -> _Place:
        nonlocal free
        if node.yes is None or node.no is None:
            place = _Place(node, depth, free)
            free += 1
        else:
            ends = [(put(node.yes, depth + 1), True), (put(node.no, depth + 1), False)]
            place = _Place(node, depth, sum(end.row for end, _ in ends) / 2)
            edges.extend((place, end, is_yes) for end, is_yes in ends)
        places.append(place)
        return place

    put(root, 0)
    return places, edges


def _middle(place: _Place) -> float:
    return (place.row + 0.5) * ROW


def _words(node: TreeNode, more: str) -> Iterator[tuple[str, int]]:
    """The lines in a box, with their weight."""
    if node.yes is not None:
        yield drawable_title(f"{node.question}?", LETTERS), 600
    else:
        cut = f"  ({more.format(node.cut)})" if node.cut else ""
        yield drawable_title(node.answer, LETTERS - len(cut)) + cut, 600
    yield shortened(node.rows, LETTERS + 3), 400


def _tint(node: TreeNode) -> str:
    """The colour of the likeliest class, or of the amount, so light that words are read on it."""
    if not node.shares:
        return _mixed(BLUE, 0.08 + 0.4 * node.level)
    first = max(range(len(node.shares)), key=lambda number: node.shares[number])
    return _mixed(COLOURS[first % len(COLOURS)], 0.05 + 0.3 * node.shares[first] ** 2)


def _mixed(colour: str, strength: float) -> str:
    """A colour on white."""
    return "#" + "".join(f"{round(255 - (255 - int(colour[i : i + 2], 16)) * strength):02x}" for i in (1, 3, 5))


def _bars(node: TreeNode, left: float, width: float) -> Iterator[dict[str, float | str]]:
    """The shares of the classes, side by side."""
    begin = 0.0
    for number, share in enumerate(node.shares):
        if share > 0:
            ends = {"x": (left + BOX * begin) / width, "x2": (left + BOX * (begin + share)) / width}
            yield ends | {"colour": COLOURS[number % len(COLOURS)]}
        begin += share
