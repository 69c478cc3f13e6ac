"""How much of the rows each part gets, as far as the spec tells."""

from __future__ import annotations

from dataclasses import dataclass

from dltrain.data.options.section import Data, Files
from dltrain.data.options.split import Split

DEFAULT_FRACTION = 0.2


@dataclass(frozen=True)
class SplitFractions:
    """What the parts get when nothing but shares is asked for: those of `split`, its defaults, or none."""

    validation: float
    test: float


def split_fractions(data: Data) -> SplitFractions:
    """How much of the rows (of the training file) is carved out for validation and test."""
    split = data.split
    if split == "none" or (split is None and isinstance(data.source, Files)):
        return SplitFractions(0.0, 0.0)
    split = split or Split()
    if split.column is not None:
        return SplitFractions(0.0, 0.0)
    default = 0.0 if isinstance(data.source, Files) else DEFAULT_FRACTION
    validation = default if split.validation is None else split.validation
    test = default if split.test is None else split.test
    return SplitFractions(validation, 0.0 if split.folds else test)


def has_validation(data: Data) -> bool:
    """Whether there are rows to validate on, as far as the spec tells: a split column may hold the word or not."""
    given = isinstance(data.source, Files) and data.source.validation is not None
    by_column = isinstance(data.split, Split) and data.split.column is not None
    return given or by_column or split_fractions(data).validation > 0
