"""A column of pictures: arrays of pixels, scaled by channel, that know how they were made of files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dltrain.data.columns import TableColumn
from dltrain.data.encoding import array
from dltrain.data.encoding.array import ArrayFeature
from dltrain.data.encoding.feature import Block, FitData
from dltrain.data.encoding.misfits import Misfits
from dltrain.data.options.columns import Image


@dataclass(frozen=True)
class ImageFeature(ArrayFeature):
    """Pictures of `shape`, (channels, height, width); `fit` and `folder` are what the spec says of their files."""

    kind = "image"

    fit: Literal["resize", "crop", "pad"] = "resize"
    folder: str | None = None

    @property
    def block(self) -> Block:
        return Block(self.name, self.shape)

    @property
    def options(self) -> Image:
        channels, height, width = self.shape
        size = height if height == width else [height, width]
        return Image(size=size, colour=channels == 3, fit=self.fit, folder=self.folder)

    def summary(self) -> str:
        channels, height, width = self.shape
        return f"pictures of {height} × {width} in {'colour' if channels == 3 else 'grey'}"

    def misfits(self) -> Misfits:
        if len(self.shape) != 3 or self.shape[0] not in (1, 3):
            yield "shape", f"1 or 3 channels × height × width, not {list(self.shape)}"
            return
        yield from super().misfits()


def fit(kind: Image, column: TableColumn, training: FitData) -> ImageFeature:
    """The scale of the pixels of the training rows, by channel. Raises DataError for arrays that are no pictures."""
    fitted = array.fit(kind, column, training)
    if len(fitted.shape) != 3 or fitted.shape[0] not in (1, 3):
        shape = " × ".join(map(str, fitted.shape))
        raise column.error(f"holds arrays of {shape}; pictures are 1 or 3 channels × height × width")
    return ImageFeature(column.name, 0, fitted.shape, fitted.scale, kind.fit, kind.folder)
