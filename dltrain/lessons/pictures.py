"""Rows of a lesson's data as square pictures, and what one filter makes of them."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

from dltrain.data.part import Part
from dltrain.lazy import NDArray, np

Floats: TypeAlias = "NDArray[np.float64]"


def pictures_of(part: Part) -> Floats:
    """The rows of a part as the network sees them, as square pictures of one channel: (rows, height, width)."""
    return as_squares(np.asarray(part.inputs["features"], np.float64).reshape(len(part.rows), -1))


def as_squares(rows: Floats) -> Floats:
    """Rows (rows, pixels) as square pictures of one channel: (rows, height, width)."""
    side = math.isqrt(rows.shape[1])
    return rows.reshape(len(rows), side, side)


def in_own_units(session: Any, pictures: Floats) -> Floats:
    """The pictures with the numbers that the data has, before they were scaled: of the same shape."""
    flat: Floats = session.dataset.encoding.undo(pictures.reshape(len(pictures), -1).astype(np.float32))
    return flat.reshape(pictures.shape)


def scaled(session: Any, pictures: Floats) -> Floats:
    """What `in_own_units` gives, scaled again: of the same shape."""
    pixels = pictures[0].size
    low, high = session.dataset.encoding.undo(np.stack([np.zeros(pixels), np.ones(pixels)]).astype(np.float32))
    flat: Floats = (pictures.reshape(len(pictures), -1) - low) / (high - low)
    return flat.reshape(pictures.shape)


def convolved(pictures: Floats, kernel: Floats, bias: float = 0.0, padding: int = 0) -> Floats:
    """Σ kernel · the pixels below it + bias, at every place: (rows, height, width) and (k, k) → (rows, height', width')."""
    padded = np.pad(pictures, ((0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape, axis=(1, 2))
    return np.asarray(np.einsum("rhwij,ij->rhw", windows, kernel) + bias)


def first_of(session: Any, label: int | str, split: str = "test") -> int:
    """The place of the first row of a class in a part. Raises ValueError where the class is not there."""
    labels = [str(one) for one in session.dataset.encoding.labels]
    return int(np.flatnonzero(session.splits[split][0].target == labels.index(str(label)))[0])


def accuracy_on(session: Any, pictures: Floats, split: str = "test") -> float:
    """The share of right answers where the rows of a part look like this: scaled pictures (rows, height, width)."""
    part = session.splits[split][0]
    inputs = np.ascontiguousarray(pictures.reshape(part.inputs["features"].shape), np.float32)
    shown = Part({"features": inputs}, part.target, None, part.rows)
    scores = np.asarray(session.engine.scores(session.engine.load(shown)))
    return float((scores.argmax(axis=1) == part.target).mean())
