"""A plain PNG has the pixels that Image.open finds in it; what is not plain, or not whole, is left to that."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from dltrain.data.sources import plain_png

RANDOM = np.random.default_rng(0)
GREY = RANDOM.integers(0, 256, (9, 7), dtype=np.uint8)
COLOUR = RANDOM.integers(0, 256, (5, 6, 3), dtype=np.uint8)
MAX_PIXELS = 10_000
TURNED = Image.Exif()
TURNED[0x0112] = 6


def png(pixels, mode=None, **options):
    file = io.BytesIO()
    Image.fromarray(pixels).convert(mode or ("L" if pixels.ndim == 2 else "RGB")).save(file, "PNG", **options)
    return file.getvalue()


def said(**words):
    info = PngImagePlugin.PngInfo()
    for name, text in words.items():
        info.add_text(name, text)
    return info


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def cut(content, size):
    """The same file with its pixels in chunks of so many bytes."""
    at = content.index(b"IDAT") - 4
    (length,) = struct.unpack_from(">I", content, at)
    deflated = content[at + 8 : at + 8 + length]
    pieces = (chunk(b"IDAT", deflated[begin : begin + size]) for begin in range(0, length, size))
    return content[:at] + b"".join(pieces) + content[at + 12 + length :]


@pytest.mark.parametrize(
    "content", [png(GREY), png(COLOUR), png(GREY, dpi=(72, 72)), png(np.zeros((1, 1), np.uint8)), cut(png(COLOUR), 20)]
)
def test_plain_files(content):
    found = plain_png.opened(content, MAX_PIXELS)
    np.testing.assert_array_equal(np.asarray(found), np.asarray(Image.open(io.BytesIO(content))))


@pytest.mark.parametrize(
    "content",
    [
        png(GREY, "P"),
        png(GREY, "1"),
        png(GREY, "LA"),
        png(COLOUR, "RGBA"),
        png(GREY.astype(np.uint16) * 257, "I;16"),
        png(GREY, transparency=3),
        png(GREY, pnginfo=said(comment="a text, which may tell how the camera was held")),
        png(GREY, exif=TURNED),
        b"",
        b"GIF89a",
    ],
)
def test_all_others_are_left_to_pillow(content):
    assert plain_png.opened(content, MAX_PIXELS) is None


def test_more_pixels_than_are_decoded_are_left_to_what_says_so():
    assert plain_png.opened(png(GREY), 9 * 7 - 1) is None


def test_a_file_that_is_damaged_anywhere_is_left_to_pillow():
    whole = png(COLOUR)
    for at in range(len(whole)):
        for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
            assert plain_png.opened(damaged, MAX_PIXELS) is None, at
