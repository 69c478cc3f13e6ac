"""Kinds of columns that no spec declares, but a pretrained model: what it has learned from says how they are encoded."""

from __future__ import annotations

from dltrain.data.options.columns import ColumnKind, Text
from dltrain.types import options


@options
class ModelText(ColumnKind):
    """A text in the tokens of a model's own tokenizer, at most `longest` of them, with the token `padding` behind its end.

    declared: what the spec says of the column; tokenizer: the JSON of a tokenizer of Hugging Face's `tokenizers`
    """

    declared: Text
    tokenizer: str
    padding: int
    longest: int


@options
class ModelPictures(ColumnKind):
    """Pictures whose numbers from 0 to 1 have this mean and this deviation, of each of the channels that a model knows."""

    mean: tuple[float, ...]
    std: tuple[float, ...]
