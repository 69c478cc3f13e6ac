"""Whether the difference between runs is more than luck: paired tests on the test rows that they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dltrain import runs
from dltrain.commands.compared_runs import ComparedRun
from dltrain.commands.spec_differences import value_as_yaml
from dltrain.errors import DamagedError
from dltrain.lazy import polars
from dltrain.runs import Run
from dltrain.statistics import Comparison, compare_classes, compare_errors, holm


@dataclass(frozen=True)
class TestedPair:
    """What tells run `b` from run `a`; `p` is the test's, corrected where several tests were made."""

    a: ComparedRun
    b: ComparedRun
    result: Comparison
    p: float
    words: str


@dataclass(frozen=True)
class TestRows:
    """The test rows of a run: their numbers (rows,), the truth and the predictions (rows, targets)."""

    rows: npt.NDArray[Any]
    true: npt.NDArray[Any]
    predicted: npt.NDArray[Any]


def verdicts(
    entries: Sequence[ComparedRun], reference: ComparedRun | None, differing: Mapping[str, Sequence[Any]]
) -> tuple[list[TestedPair], list[str]]:
    """The first of two runs against the second; of more, `reference` against each other one, corrected by Holm's procedure.

    And notes that say why where no test is possible; `differing` are the differences of the specs. Raises DamagedError.
    """
    if len(entries) == 2:
        pairs = [(entries[0], entries[1])]
    elif reference is None:
        return [], []
    else:
        pairs = [(reference, other) for other in entries if other is not reference]
    tested: dict[str, TestRows | None] = {}
    results: list[tuple[ComparedRun, ComparedRun, Comparison]] = []
    refusals: dict[str, list[str]] = {}
    for a, b in pairs:
        for entry in (a, b):
            if entry.name not in tested:
                tested[entry.name] = _test_rows(entry)
        result = _test(a, b, tested[a.name], tested[b.name])
        if isinstance(result, Comparison):
            results.append((a, b, result))
        else:
            refusals.setdefault(result, []).append(b.name)
    corrected = holm([result.p for _, _, result in results])
    results_of_pairs = [
        TestedPair(a, b, result, p, result.in_words(a.name, b.name, p=p))
        for (a, b, result), p in zip(results, corrected, strict=True)
    ]
    if len(entries) == 2:
        return results_of_pairs, [
            f"no test can tell whether the difference is luck: {why}{_cause(why, differing)}" for why in refusals
        ]
    return results_of_pairs, [
        f"no test against {pairs[0][0].name} for {', '.join(names)}: {why}" for why, names in refusals.items()
    ]


OTHER_ROWS = "the runs were tested on different rows"
OTHER_TRUTH = "the same test rows have different true values"


def _test(a: ComparedRun, b: ComparedRun, first: TestRows | None, second: TestRows | None) -> Comparison | str:
    """The paired test, or why there can be none."""
    for entry, tested in ((a, first), (b, second)):
        if entry.summary is None:
            return f"{entry.name} has not ended"
        if entry.summary.seeds is not None:
            return f"{entry.name} is a sweep, whose own deviations over its seeds say what is luck"
        if tested is None:
            return f"{entry.name} has no predictions of test rows"
    assert first is not None
    assert second is not None
    if a.task != b.task:
        return f"the tasks are different, {a.task} and {b.task}"
    own_test_file = a.key("data", "source", "test")
    if a.fingerprint != b.fingerprint and (own_test_file is None or own_test_file != b.key("data", "source", "test")):
        return "the runs learned from different data"
    if a.is_reconstruction and given_back(a) != given_back(b):
        return "the inputs that are given back are not the same"
    if not np.array_equal(first.rows, second.rows):
        return OTHER_ROWS
    if not np.array_equal(first.true, second.true):
        return OTHER_TRUTH
    test = compare_classes if a.has_labels else compare_errors
    return test(first.true, first.predicted, second.predicted)


def given_back(entry: ComparedRun) -> list[Any]:
    """What decides what an autoencoder is to give back, and in which unit, beside the data itself."""
    return [entry.key("data", key) for key in ("target", "exclude", "features", "columns", "scale", "reduce")]


def _cause(why: str, differing: Mapping[str, Sequence[Any]]) -> str:
    """` (data.split.seed 0 and 1)`: the keys behind rows or truths that differ."""
    prefixes = {OTHER_ROWS: ("data.split", "data.rows", "data.source"), OTHER_TRUTH: ("data.target",)}.get(why, ())
    keys = [key for key in differing if key.startswith(prefixes)] if prefixes else []
    causes = [f"{key} {' and '.join('–' if v is None else value_as_yaml(v) for v in differing[key])}" for key in keys]
    return f" ({', '.join(causes)})" if causes else ""


def _test_rows(entry: ComparedRun) -> TestRows | None:
    """The test rows in the order of their numbers, of all folds where there are folds; None where there are none."""
    summary = entry.summary
    if summary is None:
        return None
    folder = entry.run.folder
    parts = [entry.run] if summary.folds is None else [Run(folder / f"fold-{k}") for k in range(1, summary.folds + 1)]
    read = [_table(part) for part in parts]
    tables = [table for table in read if table is not None]
    if len(tables) < len(read):
        return None
    together = [np.concatenate(blocks) for blocks in zip(*tables, strict=True)]
    order = np.argsort(together[0], kind="stable")
    return TestRows(*(block[order] for block in together))


def _table(run: Run) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]] | None:
    frame = run.read_predictions()
    if frame is None:
        return None
    if "error" in frame.columns:  # of an autoencoder: the mean squared error of a row, as the square of one
        errors = np.sqrt(frame["error"].to_numpy())[:, None]
        return frame["row"].to_numpy(), np.zeros_like(errors), errors
    true = ["true"] if "true" in frame.columns else [name for name in frame.columns if name.startswith("true_")]
    predicted = [f"predicted{name.removeprefix('true')}" for name in true]
    if not true or not {"row", *predicted} <= set(frame.columns):
        raise DamagedError(f"'{run.folder / runs.PREDICTIONS}' is damaged: expected the columns row, true and predicted")
    return frame["row"].to_numpy(), _block(frame, true), _block(frame, predicted)


def _block(frame: polars.DataFrame, names: list[str]) -> npt.NDArray[Any]:
    return np.stack([frame[name].to_numpy() for name in names], axis=1)
