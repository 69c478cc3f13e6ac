"""Reduction of the features to a few: the axes along which the training rows vary most, and the projection onto them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from dltrain.files.typed_json import Misfit
from dltrain.lazy import NDArray, np
from dltrain.types import Choices, option, options

Floats: TypeAlias = "NDArray[np.float64]"

CHUNK = 1 << 22  # numbers taken up at a time


@dataclass(frozen=True, eq=False)
class Projection:
    """Rows of numbers onto a few orthonormal axes: ((x - offset) axesᵀ) / divisor.

    offset: (width,); axes: (components, width); divisor: (components,); share: how much of the training rows' variance (of their
    sum of squares, where nothing is subtracted) lies along the axes. All float64.
    """

    how: Literal["pca", "svd"]
    offset: Floats
    axes: Floats
    divisor: Floats
    share: float

    @property
    def components(self) -> int:
        """How many numbers leave."""
        return len(self.axes)

    @property
    def width(self) -> int:
        """How many numbers arrive."""
        return len(self.offset)

    def apply(self, rows: NDArray[Any]) -> NDArray[np.float32]:
        """(rows, width) → float32 (rows, components)."""
        reduced = np.empty((len(rows), self.components), dtype=np.float32)
        step = _step(self.width)
        for start in range(0, len(rows), step):
            reduced[start : start + step] = (rows[start : start + step] - self.offset) @ self.axes.T / self.divisor
        return reduced

    def undo(self, reduced: NDArray[Any]) -> Floats:
        """The point of the axes' span: (rows, components) → float64 (rows, width)."""
        return np.asarray(reduced * self.divisor @ self.axes + self.offset)

    def stored(self) -> StoredProjection:
        """Everything as JSON has it; numbers come back exactly."""
        return StoredProjection(self.how, self.share, *map(_as_text, (self.offset, self.axes, self.divisor)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Projection) and self.stored() == other.stored()

    def __hash__(self) -> int:
        return hash((self.how, self.axes.tobytes()))


@dataclass(frozen=True)
class StoredProjection:
    """A projection as a checkpoint holds it: its arrays are float64, little-endian, in base 64."""

    how: Literal["pca", "svd"]
    share: float
    offset: str
    axes: str
    divisor: str

    def projection(self, key: str) -> Projection:
        """The projection. Raises Misfit, with the key below `key`, where it is none."""
        offset, axes, divisor = (_as_array(getattr(self, name), f"{key}.{name}") for name in ("offset", "axes", "divisor"))
        if len(axes) != len(offset) * len(divisor):
            raise Misfit(f"{key}.axes", f"{len(divisor)} × {len(offset)} numbers, not {len(axes)}")
        if not divisor.all():
            raise Misfit(f"{key}.divisor", "numbers other than 0")
        return Projection(self.how, offset, axes.reshape(len(divisor), len(offset)), divisor, self.share)


def _as_text(array: Floats) -> str:
    return base64.b64encode(array.astype("<f8").tobytes()).decode("ascii")


def _as_array(text: str, key: str) -> Floats:
    try:
        array = np.frombuffer(base64.b64decode(text, validate=True), dtype="<f8").astype(np.float64)
    except ValueError:  # what is not base 64 raises a kind of it
        raise Misfit(key, "numbers of 8 bytes in base 64") from None
    if not len(array) or not np.isfinite(array).all():
        raise Misfit(key, "finite numbers")
    return array


def principal(
    rows: NDArray[Any], components: int, *, centred: bool, whiten: bool = False, how: Literal["pca", "svd"] = "pca"
) -> Projection:
    """The axes of the largest singular values of the rows, (rows, width), less their mean if `centred`."""
    offset, sizes, axes = singular(rows, centred=centred)
    axes = axes[:components]
    total = float(np.square(sizes).sum())
    share = float(np.square(sizes[:components]).sum()) / total if total else 1.0
    divisor = np.ones(components)
    if whiten:
        deviations = sizes[:components] / np.sqrt(max(1, len(rows) - 1))
        divisor = np.where(deviations > sizes[0] * np.finfo(np.float64).eps * max(rows.shape), deviations, 1.0)
    return Projection(how, offset, axes, divisor, share)


def singular(rows: NDArray[Any], *, centred: bool) -> tuple[Floats, Floats, Floats]:
    """What is subtracted, (width,), the singular values of the rows (rows, width) less that, and their right singular vectors,
    (values, width), the largest first: float64.

    Taken from the triangle of a QR decomposition, a few rows at a time (Chan 1982, ACM Trans. Math. Softw. 8), which squares no
    number. The largest entry of every axis is positive, so that the signs are always the same.
    """
    offset = rows.mean(axis=0, dtype=np.float64) if centred else np.zeros(rows.shape[1])
    triangle, step = np.empty((0, rows.shape[1])), _step(rows.shape[1])
    for start in range(0, len(rows), step):
        stacked = np.concatenate([triangle, rows[start : start + step] - offset])
        triangle = np.asarray(np.linalg.qr(stacked, mode="r"))
    _, sizes, axes = np.linalg.svd(triangle, full_matrices=False)
    indices = np.abs(axes).argmax(axis=1)
    axes *= np.where(axes[np.arange(len(axes)), indices] < 0, -1.0, 1.0)[:, None]
    return offset, sizes, axes


def _step(width: int) -> int:
    """How many rows are taken up at a time; several times the width, so that the triangle is the smaller part of the work."""
    return max(4 * width, CHUNK // width, 1)


@options
class Reduction:
    """The numbers among the features, scaled and side by side, onto fewer that hold most of what varies in the training rows."""

    components: int = option(help="how many numbers are left of the features", at_least=1)

    def fit(self, rows: NDArray[Any]) -> Projection:
        """The projection of the training rows, (rows, width)."""
        raise NotImplementedError


REDUCTIONS: Choices[Reduction] = Choices("reduction")


@REDUCTIONS.entry("pca")
@options
class PCA(Reduction):
    """Principal components: the axes of the largest variance (Pearson 1901; Hotelling 1933; sklearn.decomposition.PCA)."""

    whiten: bool = option(False, help="whether every component is divided by its deviation in the training rows")

    def fit(self, rows: NDArray[Any]) -> Projection:
        return principal(rows, self.components, centred=True, whiten=self.whiten, how="pca")


@REDUCTIONS.entry("svd")
@options
class SVD(Reduction):
    """The singular vectors of the rows as they are, without their mean subtracted, which keeps zeros zeros (latent semantic
    analysis, Deerwester et al. 1990; sklearn.decomposition.TruncatedSVD)."""

    def fit(self, rows: NDArray[Any]) -> Projection:
        return principal(rows, self.components, centred=False, how="svd")
