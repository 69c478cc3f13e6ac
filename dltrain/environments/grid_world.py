"""A world of cells on a map, with walls, goals and pits (Russell & Norvig, Artificial Intelligence, chapter "Making complex
decisions"; Sutton & Barto, Reinforcement Learning, chapter 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dltrain.environments.base import ENVIRONMENTS, Environment, Mdp, Space, Step, World
from dltrain.errors import Path, listing
from dltrain.lazy import NDArray, np
from dltrain.types import option, options

WALL, GOAL, PIT, START, FREE = "#GPS."
CELLS = {FREE: "free", START: "start", GOAL: "goal", PIT: "pit", WALL: "wall"}
ACTIONS = ("up", "right", "down", "left")  # each beside those at a right angle to it
MOVES = ((-1, 0), (0, 1), (1, 0), (0, -1))  # rows, columns
MAX_CELLS = 2_500  # whose transitions are 25 million numbers each action


@ENVIRONMENTS.entry("grid_world")
@options
class GridWorld(Environment):
    """Cells in rows: a move that would leave the map or enter a wall stays where it is. An episode ends in a goal or a pit.

    The reward of a move is `step_reward`, and what the cell that it enters has beside: `goal_reward` or `pit_reward`. A state is
    the number of a cell, from 0, row after row.
    """

    map: list[str] = option(
        help="the rows of cells: S a start, G a goal, P a pit, # a wall, . a free cell; without a start any free cell is one",
        at_least=1,
    )
    slip: float = option(
        0.0,
        help="the probability that a move goes astray, to the left or to the right of where it was to go",
        at_least=0,
        at_most=1,
    )
    step_reward: float = option(-0.04, help="the reward of every move")
    goal_reward: float = option(1.0, help="what a goal is worth beside it")
    pit_reward: float = option(-1.0, help="what a pit is worth beside it")
    most_steps: int = option(100, help="after how many moves an episode is broken off", at_least=1)

    def problems(self) -> Iterator[tuple[Path, str]]:
        path: Path = ("map",)
        if not self.map or not self.map[0]:
            yield path, "'map' is empty; write rows of cells, such as [\"S..G\"]"
            return
        widths = {len(row) for row in self.map}
        if len(widths) > 1:
            index = next(index for index, row in enumerate(self.map) if len(row) != len(self.map[0]))
            yield (
                (*path, index),
                f"row {index + 1} of 'map' has {len(self.map[index])} cells, and the first has {len(self.map[0])}",
            )
            return
        for index, row in enumerate(self.map):
            if unknown := next((cell for cell in row if cell not in CELLS), None):
                yield (*path, index), f"there is no cell {unknown!r}{_meant(unknown)}"
                return
        cells = "".join(self.map)
        if len(cells) > MAX_CELLS:
            yield path, f"'map' has {len(cells):,} cells, and may have {MAX_CELLS:,}"
        if GOAL not in cells and PIT not in cells:
            yield path, "'map' has no goal (G) and no pit (P), so no episode would ever end"
        elif START not in cells and FREE not in cells:
            yield path, "'map' has no start (S) and no free cell (.)"

    def make(self, *, drawn: bool = False) -> GridCopy:
        return GridCopy(self)

    @property
    def layout(self) -> Sequence[str]:
        return self.map

    @property
    def starts(self) -> list[int]:
        """The cells where an episode may begin."""
        cells = "".join(self.map)
        wanted = START if START in cells else FREE
        return [number for number, cell in enumerate(cells) if cell == wanted]

    def entered(self, cell: int, move: int) -> int:
        """Where a move from a cell leads that does not go astray."""
        width = len(self.map[0])
        row, column = cell // width + MOVES[move][0], cell % width + MOVES[move][1]
        is_there = 0 <= row < len(self.map) and 0 <= column < width
        return row * width + column if is_there and self.map[row][column] != WALL else cell

    def reward(self, cell: int) -> float:
        """The reward of a move that enters a cell, or stays there."""
        kind = self.cell(cell)
        return self.step_reward + (self.goal_reward if kind == GOAL else self.pit_reward if kind == PIT else 0.0)

    def cell(self, number: int) -> str:
        """What a cell is."""
        return self.map[number // len(self.map[0])][number % len(self.map[0])]

    def ends(self, cell: int) -> bool:
        """Whether an episode ends there."""
        return self.cell(cell) in (GOAL, PIT)


class GridCopy(World):
    """A grid world at work."""

    def __init__(self, options: GridWorld) -> None:
        self.options = options
        count = len(options.map) * len(options.map[0])
        self.space = Space(ACTIONS, states=count)
        self.starts, self.most_steps = options.starts, options.most_steps
        self.table = [[options.entered(cell, move) for move in range(4)] for cell in range(count)]
        self.rewards = [options.reward(cell) for cell in range(count)]
        self.over = [options.ends(cell) for cell in range(count)]
        self.state, self.steps = 0, 0

    def reset(self, seed: int) -> int:
        self.random = np.random.Generator(np.random.PCG64(seed))
        self.state, self.steps = self.starts[int(self.random.integers(len(self.starts)))], 0
        return self.state

    def step(self, action: int) -> Step:
        if self.options.slip:
            drawn = self.random.random()
            if drawn < self.options.slip:
                action = (action + (1 if drawn < self.options.slip / 2 else -1)) % 4
        self.state = self.table[self.state][action]
        self.steps += 1
        over = self.over[self.state]
        return Step(self.state, self.rewards[self.state], over, not over and self.steps >= self.options.most_steps)

    def mdp(self) -> Mdp:
        """What is known of it; of the cells where an episode ends, and of walls, nothing is to be known."""
        count, slip = len(self.table), self.options.slip
        rewards, transitions, starts = np.zeros((count, 4)), np.zeros((count, 4, count)), np.zeros(count)
        for cell in range(count):
            if self.over[cell] or self.options.cell(cell) == WALL:
                continue
            for action in range(4):
                for turn, chance in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                    entered = self.table[cell][(action + turn) % 4]
                    rewards[cell, action] += chance * self.rewards[entered]
                    if not self.over[entered]:
                        transitions[cell, action, entered] += chance
        starts[self.starts] = 1 / len(self.starts)
        return Mdp(rewards, transitions, starts)

    def picture(self) -> NDArray[np.uint8]:
        from dltrain.environments.drawing import grid_picture

        return grid_picture(self.options.map, self.state)


def _meant(unknown: str) -> str:
    """What is said of a letter that is no cell."""
    other = {"F": FREE, "H": PIT, " ": FREE, "_": FREE, "X": WALL, "W": WALL, "s": START, "g": GOAL, "p": PIT, "T": GOAL}
    if unknown in other:
        return f"; write {other[unknown]} for {'a ' + CELLS[other[unknown]]}" + " cell" * (other[unknown] == FREE)
    return f"; expected {listing(f'{cell} ({what})' for cell, what in CELLS.items())}"
