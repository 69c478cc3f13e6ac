"""The encoding of a run in PyTorch's operators, of what can be tensors: words enter as their places among the known ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from dltrain.data.encoding.array import ArrayFeature, channel_axis
from dltrain.data.encoding.boolean import BooleanFeature
from dltrain.data.encoding.categorical import CategoryFeature
from dltrain.data.encoding.datetime import DatetimeFeature
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.feature import FLAT, Feature
from dltrain.data.encoding.image import ImageFeature
from dltrain.data.encoding.numeric import NumericFeature
from dltrain.data.encoding.text import TextFeature
from dltrain.errors import InputError
from dltrain.export.columns import Input
from dltrain.export.columns.words import are_numbers
from dltrain.export.encoding import inputs_of
from dltrain.export.examples import Raw

DAY = 86_400


class Encoded(nn.Module):
    """A tensor for each column, (rows, ...) → a tensor for each block of an encoding."""

    def __init__(self, encoding: Encoding) -> None:
        super().__init__()
        self.features, self.names = encoding.features, [block.name for block in encoding.blocks]

    def forward(self, *columns: Tensor) -> list[Tensor]:
        own: dict[str, list[Tensor]] = {name: [] for name in self.names}
        for feature, column in zip(self.features, columns, strict=True):
            own[FLAT if feature.block is None else feature.block.name].append(ENCODED[type(feature)](feature, column))
        return [torch.cat(parts, dim=-1) if len(parts) > 1 else parts[0] for parts in own.values()]


class Whole(nn.Module):
    """Raw columns → what users are shown."""

    def __init__(self, encoding: Encoding, answers: nn.Module) -> None:
        super().__init__()
        self.encoded, self.answers = Encoded(encoding), answers

    def forward(self, *columns: Tensor) -> Any:
        return self.answers(*self.encoded(*columns))


def check_takes(encoding: Encoding) -> None:
    """Raises InputError where a step of the encoding has no place in a program of tensors."""
    if encoding.reduction is not None or (encoding.group is not None and encoding.window is None):
        what = "reduce" if encoding.reduction is not None else "group"
        raise InputError(f"--format torch does not take a run with '{what}'; --format onnx does")


def inputs(encoding: Encoding) -> tuple[Input, ...]:
    """What enters, in order: as for ONNX, but words are their places among those that are known."""
    return tuple(_placed(one) for one in inputs_of(encoding))


def _placed(one: Input) -> Input:
    if one.type not in ("string", "boolean") and not one.words:
        return one
    meaning = (
        f"the place of the cell among {len(one.words)} known ones, from 0; -1 where it is missing, {len(one.words)} for another"
    )
    return Input(one.name, "int64", one.shape, meaning, one.words)


def tensors(encoding: Encoding, raw: Raw) -> tuple[Tensor, ...]:
    """Examples as they enter: a tensor for each column."""
    return tuple(torch.from_numpy(np.ascontiguousarray(_places(feature, raw[feature.name]))) for feature in encoding.features)


def _places(feature: Feature, cells: NDArray[Any]) -> NDArray[Any]:
    """Words as places, other cells as they are."""
    levels: Sequence[str] | None = getattr(feature, "levels", None)
    if levels is None:
        return cells
    if cells.dtype == np.bool_:
        return cells.astype(np.int64)
    if are_numbers(levels):
        known: Mapping[Any, int] = {float(level): index for index, level in enumerate(levels)}
        found = [-1 if np.isnan(cell) else known.get(float(cell), len(levels)) for cell in cells.ravel()]
    else:
        known = {level: index for index, level in enumerate(levels)}
        found = [-1 if cell == "" else known.get(cell, len(levels)) for cell in cells.ravel()]
    return np.array(found, np.int64).reshape(cells.shape)


def _numeric(feature: NumericFeature, column: Tensor) -> Tensor:
    absent = column.isnan()
    offset, divisor = float(feature.scale.offset[0]), float(feature.scale.divisor[0])
    numbers = ((torch.where(absent, feature.fill, column) - offset) / divisor).float()
    parts = [numbers, absent.float()] if feature.indicator else [numbers]
    return torch.stack(parts, dim=-1)


def _boolean(feature: BooleanFeature, column: Tensor) -> Tensor:
    absent = column < 0
    numbers = torch.where(absent, float(feature.fill), column.double()).float()
    parts = [numbers, absent.float()] if feature.missing else [numbers]
    return torch.stack(parts, dim=-1)


def _categorical(feature: CategoryFeature, column: Tensor) -> Tensor:
    unseen = feature.codes - 1
    missing = unseen - bool(feature.missing)
    codes = torch.where(column < 0, missing, torch.where(column >= len(feature.levels), unseen, column))
    return codes if feature.dimensions else torch.nn.functional.one_hot(codes, feature.codes).float()


def _datetime(feature: DatetimeFeature, column: Tensor) -> Tensor:
    absent = column.isnan()
    origin = float(np.datetime64(feature.origin, "us").astype(np.int64)) / 1e6
    present = torch.where(absent, origin, column)
    parts = _parts(present)
    numbers = torch.stack([(present - origin) / DAY, *(parts[part].double() for part in feature.parts)], dim=-1)
    numbers = torch.where(absent[..., None], torch.tensor(feature.fill, dtype=torch.float64), numbers)
    offset, divisor = (torch.tensor(one, dtype=torch.float64) for one in (feature.scale.offset, feature.scale.divisor))
    scaled = ((numbers - offset) / divisor).float()
    return torch.cat([scaled, absent.float()[..., None]], dim=-1) if feature.missing else scaled


def _parts(seconds: Tensor) -> dict[str, Tensor]:
    """The parts of a date by Hinnant's civil_from_days (2013): years begin on 1 March."""
    whole = seconds.floor().long()
    days, second = whole // DAY, whole % DAY
    shifted = days + 719_468
    era, of_era = shifted // 146_097, shifted % 146_097
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    march = (5 * of_year + 2) // 153
    is_late = march >= 10
    return {
        "year": year + 400 * era + is_late.long(),
        "month": torch.where(is_late, march - 9, march + 3),
        "day": of_year - (153 * march + 2) // 5 + 1,
        "weekday": (days + 3) % 7,
        "hour": second // 3600,
        "minute": second % 3600 // 60,
    }


def _array(feature: ArrayFeature, column: Tensor) -> Tensor:
    shape = [1] * column.dim()
    shape[channel_axis(len(shape))] = len(feature.scale.offset)
    offset, divisor = (
        torch.tensor(one, dtype=torch.float64).reshape(shape) for one in (feature.scale.offset, feature.scale.divisor)
    )
    return ((column.double() - offset) / divisor).float()


def _text(feature: TextFeature, column: Tensor) -> Tensor:
    return column


ENCODED: dict[type[Feature], Callable[[Any, Tensor], Tensor]] = {
    NumericFeature: _numeric,
    BooleanFeature: _boolean,
    CategoryFeature: _categorical,
    DatetimeFeature: _datetime,
    ArrayFeature: _array,
    ImageFeature: _array,
    TextFeature: _text,
}
