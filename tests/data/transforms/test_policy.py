"""The operations of a policy beside Pillow's, or on numbers that can be followed by hand."""

import numpy as np
import pytest
import torch
from PIL import Image, ImageEnhance, ImageOps

from dltrain.arrays import torch_arrays
from dltrain.data.transforms.augmentation import problems
from dltrain.data.transforms.augmentation.moves import Flip
from dltrain.data.transforms.augmentation.operations import OPERATIONS
from dltrain.data.transforms.augmentation.policy import RandAugment
from dltrain.training.minibatches.augmenting import Augmenting, PixelRange
from dltrain.training.minibatches.rows import Rows

SMOOTH = np.add.outer(np.arange(24) * 4, np.arange(20) * 5)[..., None] + np.array([0, 20, 47])
PICTURE = (SMOOTH + np.random.default_rng(0).integers(9, size=SMOOTH.shape)).astype(np.uint8)  # levels 0 to 242
IMAGE = Image.fromarray(PICTURE)


def done(name, strength, picture=PICTURE):
    """The levels of a picture, (height, width, channels), after an operation, beside those of another one."""
    rows = torch.from_numpy(picture).permute(2, 0, 1).float().div(255).expand(2, -1, -1, -1).clone()
    seen = OPERATIONS[name].apply(rows, torch.tensor([0.0, strength]))
    return (seen[1].permute(1, 2, 0) * 255).numpy()


@pytest.mark.parametrize("strength", [-0.6, 0.0, 0.5])
@pytest.mark.parametrize(
    ("name", "enhance"),
    [
        ("brightness", ImageEnhance.Brightness),
        ("contrast", ImageEnhance.Contrast),
        ("colour", ImageEnhance.Color),
        ("sharpness", ImageEnhance.Sharpness),
    ],
)
def test_enhanced_as_by_pillow(name, enhance, strength):
    """Whose greys and blurs are rounded to whole levels."""
    np.testing.assert_allclose(done(name, strength), np.asarray(enhance(IMAGE).enhance(1 + strength)), atol=1.6)


@pytest.mark.parametrize(
    ("name", "strength", "expected"),
    [
        ("posterize", 3.0, ImageOps.posterize(IMAGE, 5)),
        ("posterize", 0.0, IMAGE),
        ("solarize", 1 - 127.5 / 255, ImageOps.solarize(IMAGE, 128)),
        ("solarize", 1.0, ImageOps.invert(IMAGE)),
        ("equalize", 1.0, ImageOps.equalize(IMAGE)),
    ],
)
def test_levels_as_by_pillow(name, strength, expected):
    np.testing.assert_allclose(done(name, strength), np.asarray(expected), atol=1e-3)


def test_autocontrast_as_by_pillow():
    """Which rounds down."""
    np.testing.assert_allclose(done("autocontrast", 1.0), np.asarray(ImageOps.autocontrast(IMAGE)), atol=1)


def test_a_picture_of_one_level_stays():
    flat = np.full((4, 4, 3), 77, np.uint8)
    for name in ("equalize", "autocontrast", "contrast"):
        np.testing.assert_allclose(done(name, 0.5, flat), flat, atol=1e-3)


def test_translate_moves_every_other_picture_aside_and_the_rest_down():
    """Two of eight columns, or one of four rows; what comes in repeats the border."""
    numbers = torch.arange(32.0).reshape(1, 1, 4, 8) / 32
    seen = OPERATIONS["translate"].apply(numbers.expand(2, -1, -1, -1), torch.tensor([0.25, 0.25]))[:, 0] * 32
    grid = np.arange(32).reshape(4, 8)
    np.testing.assert_allclose(seen[0], grid[:, [2, 3, 4, 5, 6, 7, 7, 7]], atol=1e-4)
    np.testing.assert_allclose(seen[1], grid[[1, 2, 3, 3]], atol=1e-4)


def test_shear_pushes_a_row_by_its_distance_from_the_middle():
    """On a plane x a row is moved by its share times its distance, in pixels though height and width differ."""
    plane = torch.arange(64.0).expand(2, 1, 32, 64)
    seen = OPERATIONS["shear"].apply(plane, torch.tensor([0.25, 0.0]))[:, 0, :, 20:44]
    moved = (seen[0] - torch.arange(20.0, 44.0)).mean(1)
    np.testing.assert_allclose(moved, 0.25 * (torch.arange(32) - 15.5), atol=1e-3)
    np.testing.assert_allclose(seen[1], torch.arange(20.0, 44.0).expand(32, 24), atol=1e-3)


def test_a_policy_is_a_function_of_the_generator_and_draws_for_each_picture():
    pictures = torch.from_numpy(PICTURE).permute(2, 0, 1).float().div(255).expand(64, -1, -1, -1)
    first, again, other = (RandAugment().apply(pictures, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert len({picture.numpy().tobytes() for picture in first}) > 50
    assert first.min() >= 0
    assert first.max() <= 1


def test_only_the_operations_that_are_named_are_drawn():
    pictures = torch.rand(32, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    seen = RandAugment(operations=["brightness"], number=1, magnitude=10).apply(pictures, torch.Generator().manual_seed(0))
    darker, lighter = pictures * 0.7, (pictures * 1.3).clamp(max=1)
    ways = [bool(torch.allclose(one, dark)) for one, dark in zip(seen, darker, strict=True)]
    assert 5 < sum(ways) < 27
    for one, is_dark, dark, light in zip(seen, ways, darker, lighter, strict=True):
        torch.testing.assert_close(one, dark if is_dark else light)


def test_black_and_white_are_those_of_the_training_rows():
    """Levels 10 to 210, scaled by (x - 100) / 50: -1.8 to 2.2. Twice as light: 10 + 2 (x - 10), and no more than white."""
    levels = torch.tensor([[10, 60], [110, 210]], dtype=torch.uint8).expand(1, 1, 2, 2)
    pixels = (torch.full((1, 1, 1, 1), 100.0), torch.full((1, 1, 1, 1), 0.02))
    rows = Rows(torch_arrays(), (levels,), torch.zeros(1), None, 1, (pixels,))
    light = PixelRange.of(rows, 0)
    assert light.black.item() == pytest.approx(-1.8)
    assert light.white.item() == pytest.approx(2.2)
    brighter = OPERATIONS["brightness"].apply(light.unit(rows.scaled().inputs[0]), torch.tensor([1.0]))
    np.testing.assert_allclose(light.back(brighter)[0, 0], (np.array([[10, 110], [210, 210]]) - 100) / 50, atol=1e-5)


def test_a_batch_is_changed_by_seed_epoch_and_step():
    pictures = torch.from_numpy(PICTURE).permute(2, 0, 1).expand(8, -1, -1, -1).float()
    rows = Rows(torch_arrays(), (pictures,), torch.zeros(8), None, 8)
    augmenting = Augmenting([RandAugment(), Flip()], rows, 3, "cpu")
    one, again, other = (augmenting.of(rows, epoch, 5).inputs[0] for epoch in (1, 1, 2))
    assert torch.equal(one, again)
    assert not torch.equal(one, other)


def test_what_does_not_fit_the_pictures():
    found = [(one.path, one.message) for one in problems([RandAugment(operations=["colour"]), RandAugment()], [(1, 8, 8)])]
    named = "shear, translate, rotate, brightness, contrast, sharpness, posterize, solarize, autocontrast, equalize"
    assert found == [
        (("data", "augment", 0, "operations"), f"'colour' needs three channels, and the pictures have 1; there are {named}"),
        (("data", "augment", 1), "'rand_augment' is there already; write more operations in the one: number: 4"),
    ]
