"""Rows seen as pictures: a filter on them, pictures that are moved, and tiles that are drawn."""

import numpy as np
import pytest

from dltrain import lessons
from dltrain.charts import as_chart, svg
from dltrain.charts.tiles import number_grid, shades, signed, tiles
from dltrain.lessons.figures.shifted import moved
from dltrain.lessons.pictures import convolved, first_of, in_own_units, pictures_of, scaled
from dltrain.lessons.trained import Trained


def test_a_filter_on_a_picture_is_what_one_computes_by_hand():
    picture = np.array([[[1.0, 2, 4], [0, 3, 5], [7, 1, 6]]])
    edge = np.array([[-1.0, 1], [-1, 1]])
    # (2 − 1) + (3 − 0), (4 − 2) + (5 − 3); (3 − 0) + (1 − 7), (5 − 3) + (6 − 1)
    assert convolved(picture, edge).tolist() == [[[4, 4], [-3, 7]]]
    assert convolved(picture, np.ones((3, 3)), bias=0.5, padding=1)[0, 0, 0] == 1 + 2 + 0 + 3 + 0.5


def test_feature_maps_are_those_of_the_network():
    import torch

    session = Trained(lessons.read("convolution").folder / "convolution.yaml", [], None, None).untrained()
    picture = pictures_of(session.splits["test"][0])[:1]
    network = session.engine.network
    layer = next(module for module in network.modules() if isinstance(module, torch.nn.Conv2d))
    with torch.no_grad():
        theirs = layer(torch.from_numpy(picture[:, None].astype(np.float32)))[0].numpy()
    kernels, bias = layer.weight.detach().numpy()[:, 0].astype(float), layer.bias.detach().numpy().astype(float)
    ours = [convolved(picture, kernel, float(b), 1)[0] for kernel, b in zip(kernels, bias, strict=True)]
    assert np.stack(ours) == pytest.approx(theirs, abs=1e-5)


def test_pictures_go_to_their_own_units_and_back():
    session = Trained(lessons.read("convolution").folder / "dense.yaml", [], None, None).untrained()
    pictures = pictures_of(session.splits["test"][0])
    own = in_own_units(session, pictures)
    assert own.shape == (len(pictures), 8, 8)
    assert (own.min(), own.max()) == pytest.approx((0, 16), abs=1e-4)  # the digits of scikit-learn have 17 shades
    assert scaled(session, own) == pytest.approx(pictures, abs=1e-5)
    place = first_of(session, 3)
    assert session.splits["test"][0].target[place] == 3


def test_pictures_are_moved_and_zeros_come_in():
    picture = np.array([[[1.0, 2, 3]]])
    assert moved(picture, 1).tolist() == [[[0, 1, 2]]]
    assert moved(picture, -2).tolist() == [[[3, 0, 0]]]
    assert moved(picture, 0).tolist() == picture.tolist()


def test_colours_of_pixels():
    assert shades(np.array([0.0, 8, 16, 20]), 16).tolist() == [255, 128, 0, 0]
    assert signed(np.array([0.0, 2, -2]), 2).tolist() == [[255, 255, 255], [213, 94, 0], [0, 114, 178]]


def test_tiles_and_grids_are_drawn():
    drawn = svg(as_chart(tiles({"first": np.zeros((3, 2, 2), np.uint8), "second": np.zeros((1, 2, 2, 3), np.uint8)}, title="t")))
    assert drawn.count("<image") == 4
    assert all(f">{word}<" in drawn for word in ("first", "second", "t"))
    values = np.array([[0.0, -2], [16, 0.5]])
    drawn = svg(as_chart(number_grid(values, shades(values, 16), title="numbers", marked=(0, 0, 1, 2))))
    assert all(f">{word}<" in drawn for word in ("0", "−2", "16", "0.5", "numbers"))
