"""The pictures of a policy: its curves, what the cells of a world are worth to it, and an episode in motion."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain import charts
from dltrain.environments import Environment, World
from dltrain.kinds.charts import draw_curves
from dltrain.kinds.policy.known import Known
from dltrain.runs import Run, Summary
from dltrain.training.session import Session

MAX_CELLS = 400  # of a world whose values can be read
MAX_FRAMES = 100  # of an episode in motion
MILLISECONDS = {True: 300, False: 40}  # between two frames, of a world of cells and of others


def draw_policy(
    session: Session[Any],
    known: Known,
    environment: Environment,
    seed: int,
    summary: Summary,
    note: str,
    say: Callable[[str], None],
) -> None:
    """Draws curves.png, policy.png of a world of cells, and episode.png, an animated one, where there are pictures of it; says
    what it would take where there are none."""
    draw_curves(session.run, session.history, summary, note)
    if (panel := policy_panel(known, environment, session.run.folder.name)) is not None:
        session.run.write_chart("policy", charts.png(charts.gallery([panel])))
    draw_episode(session.run, known, environment, seed, say)


def policy_panel(known: Known, environment: Environment, title: str) -> dict[str, Any] | None:
    """What the cells of a world are worth, and where the policy goes; None where there is no map that can be read."""
    layout = list(environment.layout)
    if not layout or len("".join(layout)) > MAX_CELLS:
        return None
    states = np.arange(len("".join(layout)))
    moves = [known.space.actions[action] for action in known.act(states).tolist()]
    return charts.grid_policy(layout, known.worth(states), moves, title)


def draw_episode(run: Run, known: Known, environment: Environment, seed: int, say: Callable[[str], None]) -> None:
    """Draws an episode of the policy as an animated PNG; none where the environment has no pictures."""
    world = environment.make(drawn=True)
    if frames := frames_of(known, world, seed):
        run.write_chart("episode", animated(frames, MILLISECONDS[bool(environment.layout)]))
    elif world.undrawn:
        say(f"notice: no episode is drawn: {world.undrawn}")


def frames_of(known: Known, world: World, seed: int) -> list[NDArray[np.uint8]]:
    """The pictures of an episode from a seed, uint8 (height, width, 3) each, its first steps alone where it is long."""
    seen = world.reset(seed)
    frames: list[NDArray[np.uint8]] = []
    first = world.picture()
    while first is not None and len(frames) < MAX_FRAMES:
        picture = world.picture()
        if picture is None:
            break
        frames.append(picture)
        step = world.step(int(known.act(np.array([seen]))[0]))
        seen = step.observation
        if step.over or step.cut:
            last = world.picture()
            return frames if last is None else [*frames, last]
    return frames


def animated(frames: list[NDArray[np.uint8]], milliseconds: int) -> bytes:
    """Pictures one after another as an animated PNG, which stays for a second at its end."""
    from PIL import Image

    images = [Image.fromarray(frame) for frame in frames]
    buffer = io.BytesIO()
    pauses = [milliseconds] * (len(images) - 1) + [1000]
    images[0].save(buffer, format="PNG", save_all=True, append_images=images[1:], duration=pauses, loop=0)
    return buffer.getvalue()
