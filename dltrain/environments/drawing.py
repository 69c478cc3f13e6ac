"""Environments as pictures: worlds of cells, and a pole on a cart."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dltrain.lazy import NDArray, np

CELL = 32  # pixels
COLOURS = {"#": (90, 90, 90), "G": (120, 190, 120), "P": (220, 120, 110), "S": (225, 232, 245), ".": (250, 250, 250)}
AGENT = (40, 90, 180)


def grid_picture(cells: Sequence[str], agent: int) -> NDArray[np.uint8]:
    """The cells of a map, with the agent as a disc in the one of this number: uint8 (height, width, 3)."""
    picture = np.array([[COLOURS[cell] for cell in row] for row in cells], np.uint8).repeat(CELL, 0).repeat(CELL, 1)
    picture[::CELL] = picture[:, ::CELL] = (200, 200, 200)
    row, column = divmod(agent, len(cells[0]))
    middle = (np.arange(CELL) - (CELL - 1) / 2) ** 2
    disc = middle[:, None] + middle < (CELL * 0.3) ** 2
    picture[row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL][disc] = AGENT
    return picture


def cartpole_picture(position: float, angle: float) -> NDArray[np.uint8]:
    """A cart at a position, in metres, with its pole at an angle, in radians to the right: uint8 (200, 300, 3)."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (300, 200), (250, 250, 250))
    draw = ImageDraw.Draw(image)
    middle, track = 150 + position / 2.4 * 130, 150
    draw.line([(0, track), (300, track)], fill=(120, 120, 120))
    draw.rectangle([middle - 22, track - 12, middle + 22, track + 8], fill=AGENT)
    tip = (middle + 90 * math.sin(angle), track - 12 - 90 * math.cos(angle))
    draw.line([(middle, track - 12), tip], fill=(200, 120, 40), width=7)
    return np.asarray(image, np.uint8)
