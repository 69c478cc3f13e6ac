"""Pictures as arrays: decoded by Pillow, turned, fitted, and kept in the user's cache folder."""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dltrain.data.memory import shared
from dltrain.data.sources import plain_png
from dltrain.files.atomic import WriteError, atomic_file
from dltrain.files.cache_folder import cache_folder
from dltrain.lazy import NDArray, np

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
MAX_PIXELS = 89_478_485  # of one picture, Pillow's own limit: 256 MiB once it is decoded; more is no photograph, but a bomb
ORIENTATION = 0x0112  # EXIF's tag of how the camera was held
EXIF = ("exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp")  # where a PNG may have it
WORTH_KEEPING = 0.5  # seconds of a core: what takes less is not cached
QUICK = 2**25  # bytes of pixels that a core decodes a second: where it is more, to write them and read them back takes as long
AT_ONCE = 2**22  # bytes that are read at a time
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
            return _upright_size(picture, _orientation(picture))
    except Exception:  # damaged files make Pillow's decoders raise errors of every kind; they are said when it is decoded
        return None


def _orientation(picture: Image.Image) -> int:
    """How the camera was held, by the EXIF data; 1 where there is none."""
    if picture.format == "PNG":
        picture.load()  # the data may follow the pixels
        if picture.info.keys().isdisjoint(EXIF):
            return 1
    return int(picture.getexif().get(ORIENTATION, 1))


def _upright_size(picture: Image.Image, orientation: int | None) -> tuple[int, int]:
    turned = orientation in (5, 6, 7, 8)
    return (picture.width, picture.height) if turned else (picture.height, picture.width)


def decode_into(pixels: NDArray[np.uint8], content: bytes, form: Form, *, alike: bool = False) -> None:
    """Puts the picture in a file's bytes into uint8 (channels, height, width) of this form, turned as its EXIF data says. alike:
    whether it must have the size of the form already.

    Raises UnreadableError, and OtherSizeError where it has another size. Call within `without_warnings`.
    """
    if (plain := plain_png.opened(content, MAX_PIXELS)) is not None:
        if alike and plain.size != (form.width, form.height):
            raise OtherSizeError
        _put(pixels, plain, form)
        return
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=_formats(content)) as picture:
            _check_pixels(picture.width * picture.height)
            orientation = _orientation(picture) if alike else None
            if alike and _upright_size(picture, orientation) != (form.height, form.width):
                raise OtherSizeError
            side = 2 * max(form.height, form.width)
            picture.draft(None, (side, side))  # a JPEG is decoded at half its size, or less, where that is enough
            stands = (_orientation(picture) if orientation is None else orientation) == 1
            upright = picture if stands else ImageOps.exif_transpose(picture)  # which copies in any case
            _put(pixels, upright, form)
    except UnidentifiedImageError:
        raise UnreadableError("not a picture that can be decoded") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise UnreadableError(f"too large: pictures of at most {MAX_PIXELS:,} pixels are decoded") from None
    except (UnreadableError, OtherSizeError, MemoryError):
        raise
    except Exception as error:  # damaged files make Pillow's decoders raise errors of every kind
        raise UnreadableError(f"not a whole picture: {error}") from error


def _put(pixels: NDArray[np.uint8], upright: Image.Image, form: Form) -> None:
    """Puts a picture that stands upright into uint8 (channels, height, width)."""
    put = _fitted(_plain(upright, form), form)
    numbers = np.frombuffer(put.tobytes(), np.uint8).reshape(form.height, form.width, -1)
    pixels[:] = numbers.transpose(2, 0, 1)  # of a grey picture all channels are the same


def _formats(content: bytes) -> tuple[str, ...]:
    """Those that a file's first bytes leave to be tried."""
    return ("PNG",) if content.startswith(plain_png.SIGNATURE) else FORMATS


def load_formats() -> None:
    """Has Pillow load its decoders, before copies of the process would each do so."""
    from PIL import Image

    Image.preinit()
    Image.init()


@contextmanager
def without_warnings() -> Iterator[None]:
    """Pillow's warnings, about oddities of single files, are kept quiet; that of a decompression bomb becomes an error."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def _check_pixels(count: int) -> None:
    if count > MAX_PIXELS:
        raise UnreadableError(f"{count:,} pixels; pictures of at most {MAX_PIXELS:,} are decoded")


def _plain(picture: Image.Image, form: Form) -> Image.Image:
    """The picture in 8 bits of grey or of red, green and blue; what is transparent lies on white. One of grey that has its size
    stays so."""
    from PIL import Image

    if picture.mode.startswith("I"):  # 16 bits of grey, which Pillow itself would cut off at 255
        picture = Image.fromarray((np.asarray(picture).astype(np.int64).clip(0, 65535) // 257).astype(np.uint8))
    elif picture.mode == "F":
        raise UnreadableError("its pixels are floating-point numbers; save them in an npz file")
    elif picture.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
    mode = "L" if form.channels == 1 else "RGB"
    stays = picture.mode == mode or (picture.mode == "L" and picture.size == (form.width, form.height))
    return picture if stays else picture.convert(mode)


def _fitted(picture: Image.Image, form: Form) -> Image.Image:
    size = (form.width, form.height)
    if picture.size == size:
        return picture
    from PIL import Image, ImageOps

    method = Image.Resampling.BILINEAR
    if form.fit == "crop":
        return ImageOps.fit(picture, size, method)
    return ImageOps.pad(picture, size, method) if form.fit == "pad" else picture.resize(size, method)


def kept(key: str, shape: tuple[int, ...]) -> NDArray[np.uint8] | None:
    """The pixels, uint8 of this shape, that were kept under a key; None where there are none.

    Kept in `pictures` of the user's cache folder.
    """
    return _kept(_path_of(key), shape)


def keep(key: str, pixels: NDArray[np.uint8]) -> None:
    """Keeps them; where nothing can be written there, nothing is kept."""
    path = _path_of(key)
    with suppress(OSError, WriteError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with atomic_file(path) as file:
            np.savez(file, pixels=pixels)


def is_worth_keeping(pixels: NDArray[np.uint8], seconds: float) -> bool:
    """Whether pixels that were decoded in so many seconds of a core are had sooner from the cache."""
    return seconds >= max(WORTH_KEEPING, pixels.nbytes / QUICK)


def has_kept() -> bool:
    """Whether pixels of any pictures are kept."""
    try:
        return next(_pictures_folder().iterdir(), None) is not None
    except OSError:
        return False


def _path_of(key: str) -> Path:
    import PIL

    name = hashlib.sha256(f"{VERSION}\n{PIL.__version__}\n{key}".encode()).hexdigest()
    return _pictures_folder() / f"{name}.npz"


def _pictures_folder() -> Path:
    return cache_folder() / "pictures"


def _kept(path: Path, shape: tuple[int, ...]) -> NDArray[np.uint8] | None:
    """What lies there, if it is whole: a zip archive carries a checksum of each array."""
    try:
        with zipfile.ZipFile(path) as arrays, arrays.open("pixels.npy") as file:
            np.lib.format.read_magic(file)
            there, _, dtype = np.lib.format.read_array_header_1_0(file)
            if there != shape or dtype != np.uint8:
                return None
            pixels = shared(shape, np.uint8)  # which is given back while rows are made of it
            at, numbers = 0, pixels.reshape(-1)
            while some := file.read(AT_ONCE):
                numbers[at : at + len(some)] = np.frombuffer(some, np.uint8)
                at += len(some)
            return pixels if at == pixels.nbytes else None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return None
