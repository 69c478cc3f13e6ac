"""The kinds of columns that a spec may declare: what their cells mean, and how they are encoded."""

from __future__ import annotations

from typing import Annotated, Literal

from dltrain.data.sources.picture_options import PictureOptions
from dltrain.types import Choices, Word, option, options


@options
class ColumnKind:
    """What the cells of a column mean."""


COLUMN_KINDS: Choices[ColumnKind] = Choices("column kind")


@COLUMN_KINDS.entry("numeric")
@options
class Numeric(ColumnKind):
    """Numbers, one input. Where a training row lacks one, `median` adds a second input that says so."""

    missing: Literal["median", "mean", "zero", "error"] = option(
        "median", help="what stands for a missing number: a statistic of the training rows, zero, or an error"
    )


@COLUMN_KINDS.entry("categorical")
@options
class Categorical(ColumnKind):
    """One of several values. A missing cell is a value of its own, and so is one that no training row has."""

    encoding: Literal["one_hot", "embedding"] = option("one_hot", help="an input a value, or a learned vector a value")
    dimensions: int | Literal["auto"] = option(
        "auto", help="the length of the learned vectors; auto is half the number of values, at most 50", at_least=1
    )


@COLUMN_KINDS.entry("boolean")
@options
class Boolean(ColumnKind):
    """One of two values: one input of 0 and 1, 1 for the last value in sorted order."""


@COLUMN_KINDS.entry("datetime")
@options
class Datetime(ColumnKind):
    """Dates as YYYY-MM-DD, with or without a time and its zone, or in another `format`: the days since the first, and the parts
    that vary. Where zones are written the dates are taken as UTC."""

    format: str | None = option(
        None,
        help="how dates are written, in strptime's codes: %d/%m/%Y for 31/12/2021; %s are seconds since 1970, %Q milliseconds",
    )


@COLUMN_KINDS.entry("text")
@options
class Text(ColumnKind):
    """Texts as the numbers of their tokens, with 0 for the padding behind a text and 1 for a token that is not in the vocabulary.
    The vocabulary is that of the training rows. Where the text is all there is to learn from, the tokens enter one after another,
    and `layers` begins with embedding; beside other columns, or where `dimensions` is a number, the learned vectors of the tokens
    are averaged into one. A blank cell is a text of one unknown token."""

    tokenizer: Literal["auto", "word", "character", "jamo", "subword", "model"] = option(
        "auto",
        help="what a token is: a word or a punctuation mark; a character; a character with Korean syllables in their letters; a "
        "piece of a word, found by byte-pair encoding, which needs the package tokenizers; what a pretrained model's own "
        "tokenizer says. auto: model for such a model, else word",
    )
    vocabulary: int = option(20_000, help="how many tokens are known at most, the most frequent ones", at_least=1)
    minimum_count: int = option(1, help="how often a token must occur in the training rows to be known", at_least=1)
    length: int | Literal["auto"] = option(
        "auto",
        help="how many tokens of a text are seen; auto: so many that 95 % of the training texts fit, at most 512",
        at_least=1,
        most=1_000_000,
    )
    truncate: Literal["end", "start"] = option("end", help="where longer texts are cut off")
    lowercase: bool = option(True, help="whether capital letters count as small ones")
    dimensions: int | Literal["auto"] = option(
        "auto", help="the length of the vector that a text becomes; auto: 64 beside other columns", at_least=1
    )


@COLUMN_KINDS.entry("image")
@options
class Image(PictureOptions, ColumnKind):
    """Paths of pictures, relative to the folder of the table: each becomes channels × height × width. Where the pictures are all
    there is to learn from, they enter `layers` as they are; beside other columns they pass layers of their own first
    (`branches`). Every row needs its picture. The same picture in several rows is decoded once."""

    folder: str | None = option(
        None, help="the folder that the paths start from, relative to that of the table; the table's own if omitted"
    )


@COLUMN_KINDS.entry("labels")
@options
class Labels(ColumnKind):
    """A target of which a cell holds several labels, such as `action;drama`, any number of which may be true. A blank cell has
    none."""

    separator: Annotated[str, Word(r"[^\w\s]|[ \t]", 'one character such as ";" or "|"')] = option(
        ";", help="the character between the labels of a cell"
    )


def kind_name(kind: ColumnKind) -> str:
    """The name of a kind of column, such as `numeric`."""
    return COLUMN_KINDS.name_of(kind)
