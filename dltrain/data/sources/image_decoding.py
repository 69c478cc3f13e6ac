"""Pictures as arrays: decoded by Pillow, turned, fitted, and kept in the user's cache folder."""

from __future__ import annotations

import hashlib
import io
import os
import time
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dltrain.files.atomic import WriteError, whole_file
from dltrain.lazy import NDArray, np

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
MOST_PIXELS = 89_478_485  # of one picture, Pillow's own limit: 256 MiB once it is decoded; more is no photograph, but a bomb
ORIENTATION = 0x0112  # EXIF's tag of how the camera was held
WORTH_KEEPING = 0.5  # seconds: what is decoded faster is not cached
VERSION = 1  # of what `decode` makes of a file


class UnreadableError(Exception):
    """A file that is no whole picture, or one too large."""


class OtherSizeError(Exception):
    """A picture has not the size that all were expected to have."""


@dataclass(frozen=True)
class Form:
    """What every picture becomes: uint8 (channels, height, width); 1 channel is grey, 3 are red, green and blue."""

    channels: int
    height: int
    width: int
    fit: str

    @property
    def numbers(self) -> int:
        """How many a picture has."""
        return self.channels * self.height * self.width


def size_of(path: Path) -> tuple[int, int] | None:
    """Height and width of a picture that stands upright, by its header; None where it has none."""
    from PIL import Image

    try:
        with without_warnings(), Image.open(path, formats=FORMATS) as picture:
            return _upright_size(picture)
    except Exception:  # damaged files make Pillow's decoders raise errors of every kind; they are said when it is decoded
        return None


def _upright_size(picture: Image.Image) -> tuple[int, int]:
    turned = picture.getexif().get(ORIENTATION, 1) in (5, 6, 7, 8)
    return (picture.width, picture.height) if turned else (picture.height, picture.width)


def decode(path: Path, form: Form, *, alike: bool = False) -> NDArray[np.uint8]:
    """The picture in this form, turned as its EXIF data says. alike: whether it must have the size of the form already.

    Raises UnreadableError, and OtherSizeError where it has another size. Call within `without_warnings`.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(path.read_bytes()), formats=FORMATS) as picture:  # Pillow reads in many small pieces
            _check_pixels(picture.width * picture.height)
            if alike and _upright_size(picture) != (form.height, form.width):
                raise OtherSizeError
            side = 2 * max(form.height, form.width)
            picture.draft(None, (side, side))  # a JPEG is decoded at half its size, or less, where that is enough
            stands = picture.getexif().get(ORIENTATION, 1) == 1
            upright = picture if stands else ImageOps.exif_transpose(picture)  # which copies in any case
            pixels = np.asarray(_fitted(_plain(upright, form.channels), form))
    except UnidentifiedImageError:
        raise UnreadableError("not a picture that can be decoded") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise UnreadableError(f"too large: pictures of at most {MOST_PIXELS:,} pixels are decoded") from None
    except (UnreadableError, OtherSizeError, MemoryError):
        raise
    except Exception as error:  # damaged files make Pillow's decoders raise errors of every kind
        raise UnreadableError(f"not a whole picture: {error}") from error
    return pixels[None] if form.channels == 1 else np.ascontiguousarray(pixels.transpose(2, 0, 1))


@contextmanager
def without_warnings() -> Iterator[None]:
    """Pillow's warnings, about oddities of single files, are kept quiet; that of a decompression bomb becomes an error."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def _check_pixels(count: int) -> None:
    if count > MOST_PIXELS:
        raise UnreadableError(f"{count:,} pixels; pictures of at most {MOST_PIXELS:,} are decoded")


def _plain(picture: Image.Image, channels: int) -> Image.Image:
    """The picture in 8 bits of grey or of red, green and blue; what is transparent lies on white."""
    from PIL import Image

    if picture.mode.startswith("I"):  # 16 bits of grey, which Pillow itself would cut off at 255
        picture = Image.fromarray((np.asarray(picture).astype(np.int64).clip(0, 65535) // 257).astype(np.uint8))
    elif picture.mode == "F":
        raise UnreadableError("its pixels are floating-point numbers; save them in an npz file")
    elif picture.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
    mode = "L" if channels == 1 else "RGB"
    return picture if picture.mode == mode else picture.convert(mode)


def _fitted(picture: Image.Image, form: Form) -> Image.Image:
    from PIL import Image, ImageOps

    size, method = (form.width, form.height), Image.Resampling.BILINEAR
    if picture.size == size:
        return picture
    if form.fit == "crop":
        return ImageOps.fit(picture, size, method)
    return ImageOps.pad(picture, size, method) if form.fit == "pad" else picture.resize(size, method)


def cached(key: str, shape: tuple[int, ...], make: Callable[[], NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """What `make` makes, uint8 of this shape, or what it made before under the same key.

    Kept in `$XDG_CACHE_HOME/dltrain/pictures`, or under `~/.cache`; where nothing can be written there, nothing is kept.
    """
    import PIL

    name = hashlib.sha256(f"{VERSION}\n{PIL.__version__}\n{key}".encode()).hexdigest()
    path = _cache_folder() / f"{name}.npz"
    kept = _kept(path, shape)
    if kept is not None:
        return kept
    began = time.monotonic()
    made = make()
    if time.monotonic() - began >= WORTH_KEEPING:
        with suppress(OSError, WriteError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with whole_file(path) as file:
                np.savez(file, pixels=made)
    return made


def _cache_folder() -> Path:
    given = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(given) if os.path.isabs(given) else Path("~/.cache").expanduser()
    return base / "dltrain" / "pictures"


def _kept(path: Path, shape: tuple[int, ...]) -> NDArray[np.uint8] | None:
    """What lies there, if it is whole: a zip archive carries a checksum of each array."""
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as arrays:
            pixels: NDArray[np.uint8] = arrays["pixels"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return None
    return pixels if pixels.shape == shape and pixels.dtype == np.uint8 else None
