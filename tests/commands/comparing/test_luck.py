"""What of the difference between specs is luck: over test rows, seeds, folds, windows and groups of windows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_runs import TRUE, MakeRun, printed, regression, wrong

from dltrain import runs
from dltrain.commands.compare import compare
from dltrain.commands.comparing.groups import group_name
from dltrain.runs.summary import MemberSummary

SIX = (0, 1, 2, 3, 4, 5)  # rows that one run alone has right: p = 2 / 2^6


class TestRows:
    def test_other_rows(self, make: MakeRun) -> None:
        result = compare(paths=[make(units=8), make(rows=range(1, 13), split_seed=1)])
        assert result.verdicts == ()
        assert result.notes == (
            "no test can tell whether the difference is luck: the runs were tested on different rows (data.split.seed 0 and 1)",
        )

    def test_the_same_rows_in_another_order(self, make: MakeRun) -> None:
        a, b = make(wrong_rows=SIX), make(units=8)
        runs.Run(b).write_predictions({"row": list(range(11, -1, -1)), "true": TRUE[::-1], "predicted": TRUE[::-1]})
        assert compare(paths=[a, b]).verdicts[0].p == pytest.approx(0.03125)

    def test_another_truth(self, make: MakeRun) -> None:
        a, b = make(), make(units=8)
        runs.Run(b).write_predictions({"row": range(12), "true": TRUE[::-1], "predicted": TRUE})
        message = "no test can tell whether the difference is luck: the same test rows have different true values"
        assert compare(paths=[a, b]).notes == (message,)

    def test_without_predictions(self, make: MakeRun) -> None:
        a, b = make(), make(units=8)
        (b / "predictions.parquet").unlink()
        message = "no test can tell whether the difference is luck: iris-2 has no predictions of test rows"
        assert compare(paths=[a, b]).notes == (message,)

    def test_several_runs_against_the_best_by_holm(self, make: MakeRun) -> None:
        """Discordant rows 1, 6 and 7 to none: p is 1, 2/64 and 2/128; by Holm 1, 2 · 2/64 and 3 · 2/128."""
        settings = ((SIX, 1), ((), 2), ((*SIX, 6), 3), ((0,), 4))
        a, b, c, d = (make(wrong_rows=rows, units=units) for rows, units in settings)
        result = compare(paths=[a, b, c, d])
        assert result.reference is not None
        assert result.reference.name == "iris-2"
        assert [(v.a.name, v.b.name) for v in result.verdicts] == [
            ("iris-2", "iris-4"),
            ("iris-2", "iris-1"),
            ("iris-2", "iris-3"),
        ]
        assert [v.p for v in result.verdicts] == pytest.approx([1.0, 0.0625, 0.046875])
        text = printed(a, b, c, d)
        title = "more than luck? each against iris-2, the best by validation accuracy; p corrected for 3 tests (Holm)"
        assert f"\n{title}\n" in text
        assert result.verdicts[2].words.startswith("iris-2 beats iris-3")
        assert result.verdicts[1].words.startswith("iris-2 and iris-1 are not distinguishable: ")

    def test_several_runs_of_which_some_cannot_be_tested(self, make: MakeRun) -> None:
        others = [
            make(wrong_rows=SIX, rows=range(1, 13), split_seed=1, units=8),
            make(wrong_rows=(1,), rows=range(2, 14), split_seed=2, units=4),
        ]
        result = compare(paths=[make(), *others])
        assert result.verdicts == ()
        assert result.notes == ("no test against iris-3 for iris-2, iris-1: the runs were tested on different rows",)


class TestSeeds:
    def test_runs_of_one_spec_are_pooled(self, make: MakeRun) -> None:
        """Accuracies of 12, 11 and 10 right of 12: mean 11/12, deviation 1/12, and t(2) = 4.303 times 1 / (12 √3), up to 1."""
        paths = [make(wrong_rows=range(seed), seed=seed) for seed in range(3)]
        result = compare(paths=paths)
        found = result.groups[0].spread("validation", "accuracy")
        assert found is not None
        assert (found.mean, found.deviation) == (pytest.approx(11 / 12), pytest.approx(1 / 12))
        assert found.interval == pytest.approx((11 / 12 - 0.2070, 1.0), abs=1e-4)
        assert result.notes == ("the runs are of one spec and differ in their seeds alone: what tells them apart is luck",)
        text = printed(*paths, make(rate=0.1, wrong_rows=SIX))
        assert "by spec, seeds pooled: mean ± standard deviation, 95 % interval of the mean (* the best)" in text
        assert "  iris-1…3           0.001       3   0.9167 ± 0.0833*   0.7097 to 1.0000" in text
        groups = json.loads(printed(*paths, "--format", "json"))["groups"]
        assert groups[0]["seeds"] == 3
        assert groups[0]["metrics"]["test"]["accuracy"]["mean"] == pytest.approx(11 / 12)

    def test_the_same_seeds_are_paired(self, make: MakeRun) -> None:
        """Differences of 5, 4 and 6 rows of 12: mean 5/12, deviation 1/12, t = 5 √3 = 8.66 with two degrees of freedom."""
        better = [make(wrong_rows=range(wrong), seed=seed) for seed, wrong in enumerate((0, 1, 0))]
        worse = [make(wrong_rows=range(wrong), seed=seed, units=8) for seed, wrong in enumerate((5, 5, 6))]
        by_seed, by_row = compare(paths=[*worse, *better]).verdicts
        assert (by_seed.result.method, by_seed.result.unit, by_seed.result.count) == ("paired t", "seed", 3)
        assert by_seed.p == pytest.approx(0.01307, abs=1e-4)
        assert by_seed.words.startswith("iris-1…3 beats iris-4…6 by 41.7 points, 95 % interval 21.0 to 62.4: more than luck")
        assert (by_row.result.method, by_row.result.count) == ("paired bootstrap", 12)  # of shares of right seeds

    def test_other_seeds_are_not_paired(self, make: MakeRun) -> None:
        paths = [make(wrong_rows=range(wrong), seed=wrong) for wrong in range(3)]
        others = [make(wrong_rows=range(wrong), seed=wrong, units=8) for wrong in range(4, 8)]
        result = compare(paths=[*paths, *others]).verdicts[0].result
        assert (result.method, result.count) == ("Welch's t", 3)

    def test_seeds_that_draw_other_splits_share_rows(self, make: MakeRun) -> None:
        """120 rows that train, 40 that validate and test: s² (1/3 + 1/3) in place of s² / 3."""
        rows = {"train": 120, "validation": 40, "test": 40}
        paths = [
            make(wrong_rows=range(seed + units), seed=seed, split_seed=seed, units=units, summary={"rows": rows})
            for units in (1, 4)
            for seed in range(3)
        ]
        verdict = compare(paths=paths).verdicts[0].result
        assert (verdict.method, verdict.may_grow) == ("corrected resampled t", False)
        group = compare(paths=paths).groups[0]
        assert group.test_share("validation") == pytest.approx(1 / 3)

    def test_a_run_twice_counts_once(self, make: MakeRun) -> None:
        result = compare(paths=[make(), make(), make(seed=1)])
        assert len(result.groups[0].repeats) == 2
        assert "among iris-1…3 are runs of the same spec and seed: one training twice, counted once" in result.notes

    def test_what_diverged_is_not_in_the_mean(self, make: MakeRun) -> None:
        lost = make(wrong_rows=range(12), seed=2, summary={"status": "diverged"})
        result = compare(paths=[make(), make(seed=1), lost, make(units=8)])
        assert "1 of 3 of iris-1…3 diverged and are not in its mean" in result.notes
        assert result.groups[0].mean("validation", "accuracy") == 1.0

    def test_the_seeds_of_a_stack_are_pooled(self, make: MakeRun) -> None:
        def stack(units: int, accuracies: Sequence[float]) -> Path:
            members = [
                MemberSummary(
                    seed=seed,
                    status="completed",
                    epochs=5,
                    best_epoch=5,
                    metrics={split: {"accuracy": value, "loss": 0.1} for split in ("train", "validation", "test")},
                )
                for seed, value in enumerate(accuracies)
            ]
            path = make(units=units, summary={"seeds": len(members), "members": members, "best_epoch": None})
            (path / "predictions.parquet").unlink()
            return path

        result = compare(paths=[stack(8, [0.90, 0.91, 0.92]), stack(16, [0.94, 0.93, 0.95])])
        (verdict,) = result.verdicts
        assert (verdict.result.method, verdict.result.count) == ("paired t", 3)
        assert verdict.result.difference == pytest.approx(-0.03)

    def test_names_of_groups(self) -> None:
        assert group_name(["iris-1"]) == "iris-1"
        assert group_name(["귤-9", "귤-10", "귤-11"]) == "귤-9…11"
        assert group_name(["iris-1", "iris-3", "wine-1"]) == "iris-1 and 2 more"


class TestFolds:
    def folded(self, make: MakeRun, accuracies: Sequence[float], **spec: Any) -> Path:
        rows = {"train": 80, "validation": 20, "test": 20}
        path = make(summary={"folds": len(accuracies), "best_epoch": None, "rows": rows}, **spec)
        (path / "predictions.parquet").unlink()
        for number, accuracy in enumerate(accuracies, 1):
            fold = runs.create("", "", folder=path / f"fold-{number}")
            summary = runs.Run(path).read_summary()
            assert summary is not None
            metrics = {split: {"accuracy": accuracy, "loss": 0.25} for split in ("train", "validation", "test")}
            fold.write_summary(replace(summary, folds=None, metrics=metrics))
        return path

    def test_folds_against_folds(self, make: MakeRun) -> None:
        """Differences 0.04, 0.02 and 0.03: mean 0.03, deviation 0.01; 0.01² (1/3 + 20/80) is the variance: t = 0.03 / 0.00764."""
        a, b = self.folded(make, [0.8, 0.9, 0.85], units=8), self.folded(make, [0.84, 0.92, 0.88])
        result = compare(paths=[a, b])
        (verdict,) = result.verdicts
        assert (verdict.result.method, verdict.result.unit, verdict.result.count) == ("corrected resampled t", "fold", 3)
        from scipy.special import stdtr

        assert verdict.p == pytest.approx(2 * stdtr(2, -0.03 / (0.01 * (1 / 3 + 1 / 4) ** 0.5)))
        assert "over 3 folds" in verdict.words

    def test_folds_against_a_single_run(self, make: MakeRun) -> None:
        result = compare(paths=[self.folded(make, [0.8, 0.9], units=8), make()])
        assert result.notes == ("no test can tell whether the difference is luck: iris-1 has folds and iris-2 has not",)


class TestWindows:
    def forecasts(self, make: MakeRun, errors: np.ndarray, units: int, series: np.ndarray | None = None) -> Path:
        """A run over a series whose prediction is off by `errors` (windows,)."""
        summary = regression({"loss": float(np.mean(errors**2))})
        path = make(summary=summary, units=units)
        text = (path / "spec.yaml").read_text(encoding="utf-8").replace("  split:", "  window: {length: 8, horizon: 2}\n  split:")
        run = runs.Run(path)
        run.write_spec(text)
        columns: dict[str, Any] = {"row": range(len(errors)), "true": np.zeros(len(errors)), "predicted": errors}
        run.write_predictions(columns | ({} if series is None else {"series": series}))
        (path / "SHA256SUMS").unlink()
        return path

    def test_windows_are_compared_in_blocks(self, make: MakeRun) -> None:
        random = np.random.default_rng(0)
        drift = np.cumsum(random.normal(size=300)) / 10
        a, b = self.forecasts(make, random.normal(size=300), 8), self.forecasts(make, drift, 16)
        result = compare(paths=[a, b]).verdicts[0].result
        assert (result.method, result.unit, result.count) == ("block bootstrap", "window", 300)
        assert result.together >= 2  # of the horizon, at least

    def test_windows_of_many_series_are_compared_by_series(self, make: MakeRun) -> None:
        random, series = np.random.default_rng(0), np.arange(300) % 10
        a, b = (self.forecasts(make, random.normal(size=300), units, series) for units in (8, 16))
        result = compare(paths=[a, b]).verdicts[0].result
        assert (result.method, result.unit, result.count) == ("bootstrap of groups", "group", 10)

    def test_a_short_series_says_so(self, make: MakeRun) -> None:
        a, b = (self.forecasts(make, np.arange(5.0) * units, units) for units in (8, 16))
        assert "the series of test rows is too short to tell its luck" in compare(paths=[a, b]).notes[-1]


def test_right_answers_are_counted_by_seed_and_row(make: MakeRun) -> None:
    assert wrong(()) == TRUE
    assert wrong((0,))[0] == "나"
    assert (
        compare(paths=[make(), make(units=8)])
        .verdicts[0]
        .words.startswith("iris-1 and iris-2 are not distinguishable: no difference at all")
    )
