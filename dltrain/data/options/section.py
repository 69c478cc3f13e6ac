"""The spec's `data` section: what is learned from, which columns, split how."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from dltrain.data.options.columns import COLUMN_KINDS, ColumnKind
from dltrain.data.options.split import PARTS, Split, Window
from dltrain.data.options.targets import TARGET_KINDS, TargetKind
from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.inline import Inline
from dltrain.data.transforms.augmentation import AUGMENTATIONS, Augmentation
from dltrain.data.transforms.reduction import REDUCTIONS, Reduction
from dltrain.types import option, options


@options
class Files:
    """Separate files: the parts that are not given are carved out of train where `split` says so."""

    train: str | Annotated[Source, SOURCES] = option(help="what is trained on: a path, a built-in name, or a mapping with 'type'")
    validation: str | Annotated[Source, SOURCES] | None = option(None, help="what the best epoch is chosen by")
    test: str | Annotated[Source, SOURCES] | None = option(None, help="what is measured at the end")

    def given(self) -> dict[str, Any]:
        """The parts that are there, by name."""
        return {part: getattr(self, part) for part in PARTS if getattr(self, part) is not None}


@options
class Data:
    """What is learned from."""

    is_absent: ClassVar[bool] = False

    source: str | Annotated[Source, SOURCES] | Files = option(
        help="a path relative to the spec, a built-in name, a mapping with 'type', or 'train', 'validation', 'test' files"
    )
    target: str | int | list[str | int] | dict[str, Annotated[TargetKind, TARGET_KINDS]] | None = option(
        None,
        help="the column to predict, or several; columns without a header go by number. Of columns of different kinds each may "
        "have its kind, loss, weight and metrics: {species: class, body_mass: {type: value, weight: 2}}",
    )
    exclude: list[str | int] | None = option(None, help="the columns that are left out", absent_if_empty=True)
    features: list[str | int] | None = option(None, help="the columns to learn from; all but the target if omitted")
    missing_values: list[str | int | float] | None = option(
        None,
        help="words that stand for a missing cell, besides blank cells; a number also where it is written in another way",
        absent_if_empty=True,
    )
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
        None,
        help="how pictures are changed at random, one after another, each time that they are trained on",
        absent_if_empty=True,
    )
    memory: Literal["auto", "resident", "mapped"] = option(
        "auto",
        help="where the rows lie: resident in memory, or mapped into it from files, of which the system holds what is in use; "
        "auto: mapped where they would take more than a third of the free memory",
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
    def makes_groups(self) -> bool:
        """Whether the examples are groups of rows."""
        return self.group is not None and self.window is None

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of the target columns; none where the source has a target of its own."""
        if self.target is None:
            return ()
        return column_names([*self.target] if isinstance(self.target, list | dict) else [self.target])

    @property
    def target_kinds(self) -> dict[str, TargetKind]:
        """The kind of each of several targets, where they are written."""
        return self.target if isinstance(self.target, dict) else {}

    @property
    def kinds(self) -> dict[str, ColumnKind]:
        """The kinds of columns that are declared, those of several targets among them."""
        return {name: kind.column for name, kind in self.target_kinds.items()} | (self.columns or {})


@options
class NoData(Data):
    """In place of the section where nothing is learned from rows."""

    is_absent: ClassVar[bool] = True


NO_DATA = NoData(source=Inline(columns=["none"], rows=[[0]]))


def column_names(written: list[str | int] | None) -> tuple[str, ...]:
    """Columns as a table names them: those without a header by number."""
    return tuple(map(str, written or ()))
