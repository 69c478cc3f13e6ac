"""Grid worlds as pictures."""

from __future__ import annotations

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
