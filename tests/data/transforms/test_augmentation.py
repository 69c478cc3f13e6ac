"""Each change of pictures on numbers that can be followed by hand."""

import numpy as np
import pytest
import torch

from dltrain.data.transforms.augmentation import AUGMENTATIONS, problems
from dltrain.data.transforms.augmentation.moves import Crop, Erase, Flip, Noise, Rotate, Shift

ROWS = 64
PICTURE = torch.arange(12.0).reshape(1, 3, 4)


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def changed(transform, picture=PICTURE, seed=0):
    """Many changed copies of a picture, float (rows, channels, height, width)."""
    return transform.apply(picture.expand(ROWS, *picture.shape).clone(), generator(seed))


def distinct(pictures):
    return {tuple(picture.flatten().tolist()) for picture in pictures}


@pytest.mark.parametrize(("direction", "axis"), [("horizontal", -1), ("vertical", -2)])
def test_flip(direction, axis):
    assert distinct(changed(Flip(direction=direction))) == distinct([PICTURE, PICTURE.flip(axis)])


def test_shift_moves_by_whole_pixels_and_repeats_the_border():
    numbers = PICTURE[0].numpy()
    padded = np.pad(numbers, 1, mode="edge")
    windows = {tuple(padded[top : top + 3, left : left + 4].ravel()) for top in range(3) for left in range(3)}
    assert distinct(changed(Shift(pixels=1))) == windows


def test_crop_of_almost_everything_is_almost_the_picture():
    assert torch.allclose(changed(Crop(smallest=0.9999)), PICTURE.expand(ROWS, 1, 3, 4), atol=1e-2)


def test_crop_enlarges_a_window_that_lies_inside():
    """On a plane x + 10 y a window of share s shows slopes s and 10 s, and nothing outside of the plane's range."""
    y, x = torch.meshgrid(torch.arange(32.0), torch.arange(32.0), indexing="ij")
    seen = changed(Crop(smallest=0.5), (x + 10 * y)[None])[:, 0, 4:-4, 4:-4]
    share = seen.diff(dim=2).mean((1, 2))
    assert torch.allclose(seen.diff(dim=1).mean((1, 2)), 10 * share, rtol=1e-3)
    assert 0.5 <= share.min() < 0.6 < 0.9 < share.max() <= 1.0


def test_rotate_turns_each_picture_by_its_own_angle():
    """A plane x, turned by φ about the centre, has the slopes cos φ and -sin φ: in pixels, though height and width differ."""
    plane = torch.arange(33.0).expand(1, 65, 33)
    seen = changed(Rotate(degrees=30), plane)[:, 0, 30:35, 14:19]
    along, down = seen.diff(dim=2).mean((1, 2)), seen.diff(dim=1).mean((1, 2))
    assert torch.allclose(along**2 + down**2, torch.ones(ROWS), atol=1e-3)
    angles = torch.rad2deg(torch.atan2(-down, along))
    assert -30 <= angles.min() < -20 < 20 < angles.max() <= 30
    assert torch.allclose(seen[:, 2, 2], torch.full((ROWS,), 16.0), atol=1e-3)


def test_erase_hides_one_square():
    seen = changed(Erase(size=2), torch.ones(3, 5, 5))
    hidden = (seen == 0).sum((2, 3))
    assert (hidden == hidden[:, :1]).all()  # the same in every channel
    assert set(hidden[:, 0].tolist()) == {1, 2, 4}  # in a corner, at a side, inside


def test_noise_has_its_deviation():
    added = changed(Noise(std=0.25), torch.zeros(1, 50, 50))
    assert float(added.std()) == pytest.approx(0.25, rel=0.01)
    assert float(added.mean()) == pytest.approx(0.0, abs=0.002)


@pytest.mark.parametrize("name", list(AUGMENTATIONS))
def test_a_change_is_a_function_of_the_generator(name):
    transform = AUGMENTATIONS[name]()
    before = torch.rand(16, 3, 12, 12, generator=generator())
    given = before.clone()
    first, again, other = (transform.apply(given, generator(seed)) for seed in (1, 1, 2))
    assert torch.equal(given, before)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert first.shape == before.shape


def words(augment, *shapes):
    return [(problem.path, problem.message) for problem in problems(augment, shapes)]


def test_only_pictures_can_be_augmented():
    assert words([Flip()], (3, 8, 8)) == []
    assert words(None, (64,)) == []
    ((path, message),) = words([Flip()], (64,))
    assert path == ("data", "augment")
    assert message == "'augment' can never act: it changes pictures (channels × height × width), but the inputs are 64 numbers"


def test_sizes_fit_the_pictures():
    found = words([Flip(), Shift(pixels=6), Erase(size=8)], (1, 6, 8))
    assert found == [
        (("data", "augment", 1, "pixels"), "pictures of 6 × 8 can move by 5 at most"),
        (("data", "augment", 2, "size"), "a square of 8 hides all of a picture of 6 × 8"),
    ]
