"""The spec's `data` section: what is learned from, which columns, split how; and what of it is settled once the data is known."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from dltrain.data.augment import AUGMENTATIONS, Augmentation
from dltrain.data.reduction import REDUCTIONS, Reduction
from dltrain.data.sources.base import SOURCES, Source
from dltrain.types import Choices, Word, option, page

if TYPE_CHECKING:
    from dltrain.data.encoding import Encoding

PARTS = ("train", "validation", "test")
DEFAULT_SHARE = 0.2


@page
class Files:
    """Separate files: the parts that are not given are carved out of train where `split` says so."""

    train: str | Annotated[Source, SOURCES] = option(help="what is trained on: a path, a built-in name, or a mapping with 'type'")
    validation: str | Annotated[Source, SOURCES] | None = option(None, help="what the best epoch is chosen by")
    test: str | Annotated[Source, SOURCES] | None = option(None, help="what is measured at the end")

    def given(self) -> dict[str, Any]:
        """The parts that are there, by name."""
        return {part: getattr(self, part) for part in PARTS if getattr(self, part) is not None}


@page
class ColumnKind:
    """What the cells of a column mean."""


COLUMN_KINDS: Choices[ColumnKind] = Choices("column kind")


@COLUMN_KINDS.entry("numeric")
@page
class Numeric(ColumnKind):
    """Numbers, one input. Where a training row lacks one, `median` adds a second input that says so."""

    missing: Literal["median", "mean", "zero", "error"] = option(
        "median", help="what stands for a missing number: a statistic of the training rows, zero, or an error"
    )


@COLUMN_KINDS.entry("categorical")
@page
class Categorical(ColumnKind):
    """One of several values. A missing cell is a value of its own, and so is one that no training row has."""

    encoding: Literal["one_hot", "embedding"] = option("one_hot", help="an input a value, or a learned vector a value")
    dimensions: int | Literal["auto"] = option(
        "auto", help="the length of the learned vectors; auto is half the number of values, at most 50", at_least=1
    )


@COLUMN_KINDS.entry("boolean")
@page
class Boolean(ColumnKind):
    """One of two values: one input of 0 and 1, 1 for the last value in sorted order."""


@COLUMN_KINDS.entry("datetime")
@page
class Datetime(ColumnKind):
    """Dates as YYYY-MM-DD, with or without a time and its zone, or in another `format`: the days since the first, and the parts
    that vary. Where zones are written the dates are taken as UTC."""

    format: str | None = option(
        None,
        help="how dates are written, in strptime's codes: %d/%m/%Y for 31/12/2021; %s are seconds since 1970, %Q milliseconds",
    )


@COLUMN_KINDS.entry("text")
@page
class Text(ColumnKind):
    """Texts as the numbers of their tokens, with 0 for the padding behind a text and 1 for a token that is not in the vocabulary.
    The vocabulary is that of the training rows. Where the text is all there is to learn from, the tokens enter one after another,
    and `layers` begins with embedding; beside other columns, or where `dimensions` is a number, the learned vectors of the tokens
    are averaged into one. A blank cell is a text of one unknown token."""

    tokenizer: Literal["word", "character", "jamo"] = option(
        "word",
        help="what a token is: a word or a punctuation mark; a character; or a character with Korean syllables in their letters",
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


@COLUMN_KINDS.entry("labels")
@page
class Labels(ColumnKind):
    """A target of which a cell holds several labels, such as `action;drama`, any number of which may be true. A blank cell has
    none."""

    separator: Annotated[str, Word(r"[^\w\s]|[ \t]", 'one character such as ";" or "|"')] = option(
        ";", help="the character between the labels of a cell"
    )


@page
class Split:
    """Which rows train, which choose the best epoch, and which test. The same rows whatever the seed of the experiment."""

    validation: float | None = option(
        None, help="the share of the rows that choose the best epoch; 0.2 if omitted", at_least=0, below=1
    )
    test: float | None = option(None, help="the share of the rows that test; 0.2 if omitted", at_least=0, below=1)
    stratify: bool | None = option(
        None, help="whether every part has the classes in the same proportions; true for classes if omitted"
    )
    seed: int = option(0, help="of the choice of rows", at_least=0, below=2**63)
    order: bool = option(False, help="whether the rows stay in order: train first, then validation, then test, as time needs it")
    column: str | int | None = option(None, help="the column that holds the words train, validation and test")
    folds: int | None = option(None, help="cross-validation: this many runs, each row in the test part of one", at_least=2)
    fold: int | None = option(None, help="the number, from 1, of the one fold to run; all of them if omitted", at_least=1)


@page
class Window:
    """Sequences of a table in the order of time: an example is `length` rows in a line, its target that of the `horizon` rows
    after them.

    The past of the target is among the inputs, like every other column. A training window lies wholly in the training rows;
    those of validation and test have their targets in their part, their inputs may reach back over its border.
    """

    length: int = option(help="how many rows in a line are the inputs of an example", at_least=1)
    horizon: int = option(1, help="how many of the rows that follow are its target", at_least=1)
    stride: int = option(
        1, help="how many rows lie between two training windows' beginnings; others begin at every row", at_least=1
    )


@page
class Data:
    """What is learned from."""

    source: str | Annotated[Source, SOURCES] | Files = option(
        help="a path relative to the spec, a built-in name, a mapping with 'type', or 'train', 'validation', 'test' files"
    )
    target: str | int | list[str | int] | None = option(
        None, help="the column to predict, or several; columns without a header go by number"
    )
    exclude: list[str | int] | None = option(None, help="the columns that are left out")
    features: list[str | int] | None = option(None, help="the columns to learn from; all but the target if omitted")
    missing_values: list[str | int | float] | None = option(None, help="words that stand for a missing cell, besides blank cells")
    missing_target: Literal["error", "drop"] = option(
        "error", help="what becomes of rows without a target: an error, or they are left out, which is said"
    )
    columns: dict[str, Annotated[ColumnKind, COLUMN_KINDS]] | None = option(
        None, help="the kinds of columns where the inferred one is not wanted"
    )
    scale: Literal["standard", "min_max", "none"] = option(
        "standard",
        help="how numbers, and regression targets, are scaled: to mean 0 and deviation 1, or to 0 to 1, of the training rows",
    )
    reduce: Annotated[Reduction, REDUCTIONS] | None = option(
        None, help="fewer numbers in place of the scaled features, fitted on the training rows alone"
    )
    split: Split | Literal["none"] | None = option(
        None, help="which rows train, validate and test; 0.2 each if omitted; none: all rows train"
    )
    augment: list[Annotated[Augmentation, AUGMENTATIONS]] | None = option(
        None, help="how pictures are changed at random, one after another, each time that they are trained on"
    )
    rows: int | None = option(None, help="only the first so many rows of each file", at_least=1)
    weight: str | int | None = option(None, help="a column that says how much each row counts")
    window: Window = option(None, help="sequences of a table in the order of time: so many rows are seen, the next ones forecast")
    group: str | int | None = option(
        None, help="a column whose equal values mark the rows of one sequence, an example each, or a series each with 'window'"
    )

    @property
    def split_column(self) -> str | None:
        """The name of the column that says which part a row is in."""
        return str(self.split.column) if isinstance(self.split, Split) and self.split.column is not None else None

    @property
    def weight_column(self) -> str | None:
        """The name of the column that says how much a row counts."""
        return None if self.weight is None else str(self.weight)

    @property
    def group_column(self) -> str | None:
        """The name of the column that says which sequence a row belongs to."""
        return None if self.group is None else str(self.group)

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of the target columns; none where the source has a target of its own."""
        if self.target is None:
            return ()
        return names(self.target if isinstance(self.target, list) else [self.target])


def names(written: list[str | int] | None) -> tuple[str, ...]:
    """Columns as a table names them: those without a header by number."""
    return tuple(map(str, written or ()))


@dataclass(frozen=True)
class Shares:
    """What the parts get when nothing but shares is asked for: those of `split`, its defaults, or none."""

    validation: float
    test: float


def shares(data: Data) -> Shares:
    """How much of the rows (of the training file) is carved out for validation and test."""
    split = data.split
    if split == "none" or (split is None and isinstance(data.source, Files)):
        return Shares(0.0, 0.0)
    split = split or Split()
    if split.column is not None:
        return Shares(0.0, 0.0)
    default = 0.0 if isinstance(data.source, Files) else DEFAULT_SHARE
    validation = default if split.validation is None else split.validation
    test = default if split.test is None else split.test
    return Shares(validation, 0.0 if split.folds else test)


def has_validation(data: Data) -> bool:
    """Whether there are rows to validate on, as far as the spec tells: a split column may hold the word or not."""
    given = isinstance(data.source, Files) and data.source.validation is not None
    by_column = isinstance(data.split, Split) and data.split.column is not None
    return given or by_column or shares(data).validation > 0


def resolved(data: Data, encoding: Encoding, folder: Path) -> Data:
    """The same section with paths absolute and all that was inferred written out, so that it reads the same data again."""
    from dltrain.data.sources import absolute

    source: Any
    if isinstance(data.source, Files):
        source = Files(**{part: absolute(one, folder) for part, one in data.source.given().items()})
    else:
        source = absolute(data.source, folder)
    targets: list[str | int] = list(encoding.target_columns)
    return dataclasses.replace(
        data,
        source=source,
        target=data.target if not targets else targets[0] if len(targets) == 1 else targets,
        columns=(data.columns or {}) | _kinds(encoding) or None,
        split=_resolved_split(data, encoding.task),
    )


def _kinds(encoding: Encoding) -> dict[str, ColumnKind]:
    """The kinds of the features. What a target is, is told from its cells: its past, a feature of windows, says nothing of it."""
    return {name: kind for name, kind in encoding.kinds().items() if name not in encoding.target_columns}


def _resolved_split(data: Data, task: str) -> Split | Literal["none"]:
    if data.split == "none" or (data.split is None and isinstance(data.source, Files)):
        return "none"
    split = data.split if isinstance(data.split, Split) else Split()
    if split.column is not None:
        return split
    part = shares(data)
    if not split.folds and part.validation + part.test == 0:
        return "none"
    classes = task in ("binary", "multiclass")
    stratify = False if split.order else (classes if split.stratify is None else split.stratify)
    given = data.source.given() if isinstance(data.source, Files) else {}
    return dataclasses.replace(
        split,
        validation=None if "validation" in given else part.validation,
        test=None if "test" in given or split.folds else part.test,
        stratify=stratify,
    )
