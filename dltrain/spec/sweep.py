"""The `sweep` section: the runs of one experiment that differ in their seed or in other keys of the spec."""

from __future__ import annotations

from typing import Any, Literal

from dltrain.types import option, options


@options
class Range:
    """The numbers from `low` to `high`, both among them."""

    low: int | float = option(help="the least value")
    high: int | float = option(help="the greatest value")
    scale: Literal["linear", "log"] = option(
        "linear",
        help="how values are spread: evenly, or log: as many between 1e-4 and 1e-3 as between 1e-3 and 1e-2",
    )
    step: int | float = option(
        None, help="how far apart neighbouring values are, from low on; any value between if omitted", above=0
    )


@options
class Sweep:
    """What `dltrain sweep` trains: the same experiment with several seeds, with other values of some keys, or both."""

    seeds: int = option(
        1, help="how many runs each setting of the parameters has, with the seeds seed, seed + 1, ...", at_least=1, at_most=10_000
    )
    parameters: dict[str, list[Any] | Range] = option(
        None,
        help="keys of the spec, each with a list of values to try or with a range of numbers; a value that is a mapping may hold "
        "ranges itself: `training.optimizer: [adam, {type: sgd, momentum: {low: 0.5, high: 0.99}}]`",
    )
    search: Literal["auto", "grid", "random", "tpe"] = option(
        "auto",
        help="how settings are chosen: all of them, at random, or near those that did well (a tree-structured Parzen estimator); "
        "auto: grid where every parameter is a list of values, else tpe",
    )
    trials: int = option(None, help="how many settings random and tpe try; 40 if omitted", at_least=1, at_most=100_000)
    monitor: str = option(
        "auto",
        help="the recorded value that the best is chosen by, such as validation_accuracy; auto: validation_loss, else train_loss",
    )
    prune: bool | Literal["median", "hyperband"] = option(
        False,
        help="whether a member ends early: median, where it is worse than most were at that epoch; hyperband, where it is not in "
        "the best third after 1/20, 3/20 or 9/20 of the epochs; true is median",
    )
