"""The test rows of runs: what was predicted of each, read from their files, and set against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

import dltrain.runs as runs
from dltrain.commands.comparing.groups import SpecGroup
from dltrain.errors import DamagedError
from dltrain.lazy import polars
from dltrain.runs import Run
from dltrain.statistics import Comparison, Measure

OTHER_ROWS = "the runs were tested on different rows"
OTHER_TRUTH = "the same test rows have different true values"
MIN_SERIES = 6  # groups of windows that are drawn whole, rather than blocks of them


@dataclass(frozen=True)
class TestedRows:
    """The test rows of a spec: their numbers (rows,), the truth (rows, targets), the predictions of each of its runs (runs, rows,
    targets), and of windows over several series the number of each one's series (rows,)."""

    rows: npt.NDArray[Any]
    true: npt.NDArray[Any]
    predicted: tuple[npt.NDArray[Any], ...]
    series: npt.NDArray[Any] | None


def tested_rows(group: SpecGroup, target: str) -> TestedRows | str:
    """The test rows of a group in the order of their numbers, or why there are none; of several targets with those of one.
    Raises DamagedError."""
    read = []
    for entry in group.runs:
        if entry.summary is None:
            return f"{entry.name} has not ended"
        if entry.groups:
            return "no cluster of a single row is right or wrong"
        seeds = entry.summary.seeds
        if seeds is not None and len(entry.kept) < seeds:
            return f"{entry.name} kept {len(entry.kept)} of {seeds} runs with their test rows"
        for run in [entry.run] if seeds is None else map(Run, entry.kept):
            one = _read(run, target)
            if one is None:
                return f"{entry.name} has no predictions of test rows"
            read.append(one)
    rows, true, _, series = read[0]
    if any(not np.array_equal(one[0], rows) for one in read):
        return f"the runs of {group.name} were tested on different rows"
    return TestedRows(rows, true, tuple(one[2] for one in read), series)


def compare_tested(a: SpecGroup, b: SpecGroup, first: TestedRows, second: TestedRows, target: str) -> Comparison | str:
    """The test of two specs by their test rows, each row's score the mean over the runs of the spec; of several targets by those
    of one, else `target` is empty. Or why there can be none.

    Rows that are right or wrong of one run each: McNemar's test. Else the bootstrap of rows; of windows over a series in blocks,
    over many series by series.
    """
    from dltrain.statistics.blocks import compare_windows
    from dltrain.statistics.bootstrap import compare_groups, compare_rows
    from dltrain.statistics.mcnemar import compare_right

    if not np.array_equal(first.rows, second.rows):
        return OTHER_ROWS
    if not np.array_equal(first.true, second.true):
        return OTHER_TRUTH
    if a.first.acts:
        returns = [np.mean(tested.predicted, axis=0)[:, 0] for tested in (first, second)]
        return compare_rows(np.asarray(returns[1] - returns[0]), Measure("return", is_share=False))
    labelled, of = a.first.has_labels_of(target), f" of {target}" if target else ""
    of_values = "loss" if a.first.writes else f"mean squared error{of}"
    measure = Measure(f"accuracy{of}") if labelled else Measure(of_values, maximize=False, is_share=False)
    window = a.first.key("data", "window")
    rights = [[_right(tested.true, one) for one in tested.predicted] for tested in (first, second)]
    if labelled and not isinstance(window, dict) and len(rights[0]) == len(rights[1]) == 1:
        return compare_right(rights[0][0], rights[1][0], measure)
    scores = [np.mean(right, axis=0) for right in rights] if labelled else [_errors(first), _errors(second)]
    differences = np.asarray(scores[1] - scores[0], dtype=np.float64)
    if not isinstance(window, dict):
        return compare_rows(differences, measure)
    if first.series is not None and len(np.unique(first.series)) >= MIN_SERIES:
        return compare_groups(differences, first.series, measure)
    order = np.arange(len(differences)) if first.series is None else np.argsort(first.series, kind="stable")
    blocks = compare_windows(differences[order], measure, overlap=int(window.get("horizon", 1)))
    return blocks or "the series of test rows is too short to tell its luck: its windows depend on each other"


def _right(true: npt.NDArray[Any], predicted: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Whether a row is right: with several labels, all of them. (rows,)."""
    return np.asarray((true == predicted).reshape(len(true), -1).all(axis=1))


def _errors(tested: TestedRows) -> npt.NDArray[np.float64]:
    """The squared error of each row, the mean over its targets and the runs: (rows,)."""
    true = np.asarray(tested.true, dtype=np.float64)
    squares = [
        np.square(np.asarray(one, dtype=np.float64) - true).reshape(len(true), -1).mean(axis=1) for one in tested.predicted
    ]
    return np.asarray(np.mean(squares, axis=0))


def _read(run: Run, target: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any] | None] | None:
    """Rows, truth, predictions and series of a run, by the numbers of the rows; None where there are none."""
    frame = run.read_predictions()
    if frame is None:
        return None
    true, predicted = _columns(frame, run, target)
    rows = frame["row"].to_numpy()
    order = np.argsort(rows, kind="stable")
    series = frame["series"].to_numpy()[order] if "series" in frame.columns else None
    return rows[order], true[order], predicted[order], series


def _columns(frame: polars.DataFrame, run: Run, target: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    if "return" in frame.columns:  # of the episodes of a policy
        return _block(frame, ["length"]) * 0, _block(frame, ["return"])
    losses = next((name for name in ("error", "loss") if name in frame.columns), None)
    if losses:  # the mean squared error of a row, or the loss of a window of a text, as the square of one
        errors = np.sqrt(frame[losses].to_numpy())[:, None]
        return np.zeros_like(errors), errors
    true = ["true"] if "true" in frame.columns else [name for name in frame.columns if name.startswith("true_")]
    true = [f"true_{target}"] if target else true
    predicted = [f"predicted{name.removeprefix('true')}" for name in true]
    if not true or not {"row", *predicted} <= set(frame.columns):
        path = run.folder / runs.PREDICTIONS
        raise DamagedError(f"'{path}' is damaged: expected the columns row, true and predicted")
    return _block(frame, true), _block(frame, predicted)


def _block(frame: polars.DataFrame, names: Sequence[str]) -> npt.NDArray[Any]:
    return np.stack([frame[name].to_numpy() for name in names], axis=1)
