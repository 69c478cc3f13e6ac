"""PNG files of the simplest kind, without what Pillow does to be ready for every kind: of a small picture two thirds of its time.

A file is plain that has 8 bits of grey, or of red, green and blue, row below row, and says nothing else that a picture could
depend on. Its pixels are decoded by Pillow's own decoder, so that they are those that `Image.open` finds.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = struct.Struct(">I4sIIBBBBB")  # its length and name, width, height, bits, colours, and three kinds of 0
CHUNK = struct.Struct(">I4s")  # its length and name; the content follows, and a checksum
MODES = {0: "L", 2: "RGB"}  # by the number of colours
IDLE = {b"pHYs": 9, b"gAMA": 4, b"sRGB": 1, b"cHRM": 32, b"tIME": 7}  # what has no part in the pixels, and its bytes


def opened(content: bytes, most: int) -> Image.Image | None:
    """The picture in a file's bytes; None where the file is not a plain one, not whole, or has more than so many pixels."""
    from PIL import Image

    if not content.startswith(SIGNATURE):
        return None
    try:
        length, name, width, height, bits, colours, *rest = HEADER.unpack_from(content, len(SIGNATURE))
        if (length, name, bits, rest) != (13, b"IHDR", 8, [0, 0, 0]) or not 0 < width * height <= most:
            return None
        mode = MODES[colours]
        return Image.frombytes(mode, (width, height), _deflated(content), "zip", mode)
    except (ValueError, KeyError, struct.error):
        return None


def _deflated(content: bytes) -> bytes:
    """The content of the chunks of pixels. Raises ValueError, KeyError, struct.error where the file is not plain or not whole."""
    at = len(SIGNATURE)
    kinds: list[bytes] = []
    found: list[bytes] = []
    while True:
        length, kind = CHUNK.unpack_from(content, at)
        end = at + CHUNK.size + length
        if zlib.crc32(content[at + 4 : end]) != int.from_bytes(content[end : end + 4], "big"):
            raise ValueError("a chunk is damaged")
        if kind == b"IEND":
            return b"".join(found)
        if kind == b"IDAT":
            if found and kinds[-1] != kind:
                raise ValueError("the pixels are in two places")
            found.append(content[at + CHUNK.size : end])
        elif (kind != b"IHDR" or kinds) and IDLE[kind] != length:
            raise ValueError("a chunk has another length")
        kinds.append(kind)
        at = end + 4
