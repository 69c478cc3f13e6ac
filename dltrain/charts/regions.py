"""Where in the plane of two numbers a network answers what, with the rows that it learned from and was tested on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dltrain.charts.axes import Axis
from dltrain.charts.layers import image, points
from dltrain.charts.names import in_figures
from dltrain.charts.panels import SIDE, panel
from dltrain.charts.style import AMBER, BLUE, COLOURS, INK, Spec
from dltrain.lazy import NDArray, np

Floats: TypeAlias = "NDArray[np.float64]"

SHAPES = ("circle", "diamond", "square")  # of the rows of each part
_MAX_ROWS = 600  # that are drawn of a part
_LEVELS = 12  # shades of a surface of values


@dataclass(frozen=True)
class Surface:
    """What a network says over a plane: `answers` (height, width, classes) are probabilities, or (height, width, 1) values; the
    first line is that of the lowest y. `rows` are those of each part by its name: (rows, 2), and `truth` their class numbers or
    values (rows,)."""

    x: Axis
    y: Axis
    answers: Floats
    rows: Mapping[str, Floats]
    truth: Mapping[str, NDArray[np.generic]]


def regions(surface: Surface, labels: Sequence[str], names: tuple[str, str], parts: Mapping[str, str], title: str = "") -> Spec:
    """A panel of the regions of each class, paler where the network is less sure, or of the surface of a value.

    labels: the classes, none of values. names: of the two numbers. parts: how the panel calls each part of the rows.
    """
    colours = [COLOURS[number % len(COLOURS)] for number in range(len(labels))]
    picture = shares(surface.answers, colours) if labels else _values(surface.answers[..., 0])
    layers = [image(picture, SIDE, SIDE)]
    for shape, (part, rows) in zip(SHAPES, surface.rows.items(), strict=False):
        step = -(-len(rows) // _MAX_ROWS)
        there, truth = rows[::step], surface.truth[part][::step]
        if labels:
            layers += [_points(there[truth == number], colour, shape) for number, colour in enumerate(colours)]
        else:
            hues = _hues(truth.astype(np.float64), surface.answers)
            layers += [_points(there[[index]], hue, shape, edge=INK) for index, hue in enumerate(hues)]
    values = ((in_figures(float(end(surface.answers))), hue) for end, hue in ((np.min, BLUE), (np.max, AMBER)))
    legend = list(zip(labels, colours, strict=True)) or list(values)
    shown = [(name, SHAPES[index]) for index, name in enumerate(parts[part] for part in surface.rows)]
    return panel(
        title,
        layers,
        x=surface.x,
        y=surface.y,
        names=names,
        width=SIDE,
        height=SIDE,
        legend=legend,
        shapes=shown if len(shown) > 1 else (),
    )


def _points(rows: Floats, colour: str, shape: str, edge: str = "white") -> Spec:
    size = 130 if len(rows) < 5 else 50 if len(rows) < 40 else 22
    return points([{"x": x, "y": y} for x, y in rows.tolist()], colour, shape=shape, size=size, edge=edge)


def shares(answers: Floats, colours: Sequence[str]) -> NDArray[np.uint8]:
    """The colour of the likeliest class, the more of it the surer: probabilities (height, width, classes), the lowest y first, to
    uint8 (height, width, 4), the highest y first."""
    chosen, sureness = answers.argmax(axis=-1), answers.max(axis=-1)
    least = 1 / answers.shape[-1]
    alpha = 0.12 + 0.38 * (sureness - least) / (1 - least)
    return _pixels(np.array([rgb(colour) for colour in colours])[chosen], alpha)


def _values(values: Floats) -> NDArray[np.uint8]:
    """From blue, the lowest, to amber, the highest value, in steps: uint8 (height, width, 4), the highest y first."""
    share = _share(values, values)
    steps = np.floor(share * _LEVELS).clip(0, _LEVELS - 1) / (_LEVELS - 1)
    return _pixels(_mixed(steps), np.full(values.shape, 0.55))


def _share(values: Floats, of: Floats) -> Floats:
    low, high = float(of.min()), float(of.max())
    return ((values - low) / ((high - low) or 1.0)).clip(0.0, 1.0)


def _mixed(share: Floats) -> Floats:
    """Between blue and amber by way of white: (..., 3)."""
    low, middle, high = (np.array(rgb(colour), float) for colour in (BLUE, "#f2f2f2", AMBER))
    share = share[..., None]
    mixed = np.where(share < 0.5, low + (middle - low) * 2 * share, middle + (high - middle) * (2 * share - 1))
    return np.asarray(mixed)


def _hues(values: Floats, answers: Floats) -> list[str]:
    mixed = _mixed(_share(values, answers)).round().astype(int).tolist()
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in mixed]


def _pixels(colours: NDArray[np.generic], alpha: Floats) -> NDArray[np.uint8]:
    opaque = (255 * alpha).round()[..., None]
    return np.concatenate([colours, opaque], axis=-1).astype(np.uint8)[::-1]


def rgb(colour: str) -> tuple[int, ...]:
    """The three numbers, 0 to 255, of `#rrggbb`."""
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))
