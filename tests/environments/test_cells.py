"""A mountain car whose numbers are cut into cells, and what is said of an environment that nobody can draw here."""

import builtins

import pytest

from dltrain.environments import ENVIRONMENTS
from dltrain.environments.drawing import acrobot_picture, mountain_picture

pytest.importorskip("gymnasium")


def test_cells_are_numbered_row_after_row():
    """Position from -1.2 to 0.6 in 3 cells of 0.6, velocity from -0.07 to 0.07: the first counts thrice."""
    world = ENVIRONMENTS["mountain_car"](cells=3).make()
    assert (world.space.states, world.space.numbers) == (9, ("state",))
    assert [world._cell(seen) for seen in ([-1.2, -0.07], [-1.0, 0.0], [-0.5, 0.03], [0.6, 0.07])] == [0, 1, 5, 8]
    assert world.reset(0) == 4  # it begins at rest between -0.6 and -0.4
    assert world.step(1).observation in range(9)


def test_a_car_and_two_links_are_drawn_where_they_are():
    low, high = (mountain_picture(x) for x in (-0.5, 0.45))
    assert low.shape == (200, 300, 3)
    blue = [(picture == (40, 90, 180)).all(axis=2).nonzero()[1].mean() for picture in (low, high)]
    assert blue == pytest.approx([(-0.5 + 1.2) / 1.8 * 300, (0.45 + 1.2) / 1.8 * 300], abs=2)
    hanging, up = acrobot_picture(0.0, 0.0), acrobot_picture(3.14159, 0.0)
    rows = [(picture == (200, 120, 40)).all(axis=2).nonzero()[0].mean() for picture in (hanging, up)]
    assert rows == pytest.approx([100 + 67.5, 100 - 67.5], abs=4)  # the joint covers its end


def test_what_drawing_takes_is_said(monkeypatch):
    importing = builtins.__import__

    def without_pygame(name, *given, **more):
        if name == "pygame":
            raise ImportError(name)
        return importing(name, *given, **more)

    monkeypatch.setattr(builtins, "__import__", without_pygame)
    world = ENVIRONMENTS["taxi"]().make(drawn=True)
    world.reset(0)
    assert world.picture() is None
    assert world.undrawn == "gymnasium draws 'Taxi-v4' by a package that is not installed; type: pip install pygame"
