"""Which rows train, validate and test, and how rows become windows."""

from __future__ import annotations

from dltrain.types import option, options

PARTS = ("train", "validation", "test")


@options
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


@options
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
