"""Environments as pictures: worlds of cells, a pole on a cart, a car between hills, and two links that swing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dltrain.lazy import NDArray, np

CELL = 32  # pixels
COLOURS = {"#": (90, 90, 90), "G": (120, 190, 120), "P": (220, 120, 110), "S": (225, 232, 245), ".": (250, 250, 250)}
AGENT = (40, 90, 180)
GOAL = (46, 158, 91)


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


def mountain_picture(position: float) -> NDArray[np.uint8]:
    """A car at a position from -1.2 to 0.6 on the curve sin 3x, its goal at 0.5: uint8 (200, 300, 3)."""
    from PIL import Image, ImageDraw

    def place(x: float) -> tuple[float, float]:
        return (x + 1.2) / 1.8 * 300, 170 - (math.sin(3 * x) + 1) * 65

    image = Image.new("RGB", (300, 200), (250, 250, 250))
    draw = ImageDraw.Draw(image)
    draw.line([place(-1.2 + 1.8 * step / 90) for step in range(91)], fill=(120, 120, 120), width=2)
    x, y = place(0.5)
    draw.line([(x, y), (x, y - 30)], fill=(120, 120, 120), width=2)
    draw.polygon([(x, y - 30), (x + 14, y - 25), (x, y - 20)], fill=GOAL)
    x, y = place(position)
    draw.ellipse([x - 9, y - 18, x + 9, y], fill=AGENT)
    return np.asarray(image, np.uint8)


def acrobot_picture(first: float, second: float) -> NDArray[np.uint8]:
    """Two links of length 1, the first at an angle from hanging down, the second at one from the first, in radians, and the
    height that their end must reach: uint8 (200, 200, 3)."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (200, 200), (250, 250, 250))
    draw = ImageDraw.Draw(image)
    draw.line([(0, 55), (200, 55)], fill=GOAL, width=2)
    middle = (100 + 45 * math.sin(first), 100 + 45 * math.cos(first))
    end = (middle[0] + 45 * math.sin(first + second), middle[1] + 45 * math.cos(first + second))
    draw.line([(100, 100), middle], fill=AGENT, width=7)
    draw.line([middle, end], fill=(200, 120, 40), width=7)
    for x, y in ((100, 100), middle):
        draw.ellipse([x - 5, y - 5, x + 5, y + 5], fill=(60, 60, 60))
    return np.asarray(image, np.uint8)
