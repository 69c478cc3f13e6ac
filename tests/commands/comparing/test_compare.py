"""Comparing runs: made here by hand, so that every number of the tables can be told beforehand."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from made_runs import SPEC, USUAL, MakeRun, printed, regression, told

from dltrain import runs
from dltrain.commands.compare import compare
from dltrain.errors import DamagedError, InputError
from dltrain.text.formatting import width

# Six rows that only B gets right: two-sided p = 2 · 0.5^6 = 0.03125. The interval is Bonett and Price's, (7 - 1) / 14 ± 1.96
# √((8 / 14 - (6 / 14)²) / 14), of 12 rows.
SIX = (0, 1, 2, 3, 4, 5)
SIX_BETTER = (
    "iris-2 beats iris-1 by 50.0 points, 95 % interval 10.2 to 75.5: more than luck (accuracy on 12 test rows; "
    "right on 6 rows that iris-1 misses, wrong on 0 that it gets right; McNemar, p = 0.031)"
)
ONE_SEED = "one seed each: how much another seed would change is not known; dltrain sweep SPEC --seeds 5 tells"


def test_two_runs_side_by_side(make: MakeRun) -> None:
    a = make(wrong_rows=SIX)
    b = make(wrong_rows=(), rate=0.01, units=64, summary={"epochs": 90})
    lines = printed(a, b).split("\n")
    assert "\n".join(lines[:10]) == (
        """\
results, chosen by validation accuracy (* the better)
           model.layers.0.       training.   validation       test   validation     test
                     units   learning_rate     accuracy   accuracy         loss     loss
  iris-2                64            0.01      1.0000*     1.0000       0.2500   0.2500
  iris-1                16           0.001      0.5000      0.5000       0.2500   0.2500

trainings
              status   epochs   best_epoch   parameters   seconds
  iris-2   completed       90            7           99      1.50
  iris-1   completed    1,200            7           99      1.50"""
    )
    assert " ".join(" ".join(lines[10:]).split()) == f"more than luck? {SIX_BETTER} notes {ONE_SEED}"


def test_the_best_is_chosen_by_validation_and_not_by_test(make: MakeRun) -> None:
    best_by_test = make(wrong_rows=(), summary={"validation": {"loss": 1.0, "accuracy": 0.5}})
    best_by_validation = make(wrong_rows=SIX, rate=0.1, summary={"validation": {"loss": 1.0, "accuracy": 0.75}})
    result = compare(paths=[best_by_test, best_by_validation])
    assert [entry.name for entry in result.runs] == ["iris-2", "iris-1"]
    assert [entry.name for entry in result.best["accuracy"]] == ["iris-2"]
    assert result.reference is not None
    assert (result.split, result.splits, result.reference.name) == ("validation", ("validation", "test"), "iris-2")
    assert result.verdicts[0].words.startswith("iris-1 beats iris-2")  # which the test rows say all the same


def test_at_80_columns_nothing_is_cut(make: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = printed(make(wrong_rows=SIX), make(rate=0.01, units=64))
    assert max(map(width, text.splitlines())) <= 80
    assert SIX_BETTER in " ".join(text.split())


def test_baselines_stand_below_the_results(make: MakeRun) -> None:
    majority, tree = {"test": {"loss": 0.6931, "accuracy": 0.5}}, {"test": {"loss": None, "accuracy": 0.75}}
    better = {"test": {"loss": None, "accuracy": 0.875}}
    a = make(summary={"baselines": {"majority": majority, "tree": tree}})
    b = make(rate=0.01, summary={"baselines": {"majority": majority, "tree": better}})
    expected = """\
baselines
                      test     test
                  accuracy     loss
  majority          0.5000   0.6931
  tree (iris-1)     0.7500        –
  tree (iris-2)     0.8750        –
"""
    assert expected in printed(a, b)
    assert "## Baselines" in printed(a, b, "--format", "markdown")
    told = json.loads(printed(a, b, "--format", "json"))
    assert told["runs"][0]["baselines"]["tree"] == tree


def test_a_damaged_baseline_is_told(make: MakeRun) -> None:
    a, b = make(), make(summary={"baselines": {"tree": {"test": {"accuracy": "high"}}}})
    with pytest.raises(DamagedError, match=r"expected a number as 'baselines.tree.test.accuracy'$"):
        compare(paths=[a, b])
    b = make(summary={"baselines": {"tree": [1]}})
    with pytest.raises(DamagedError, match=r"expected a mapping as 'baselines.tree'$"):
        compare(paths=[a, b])


def test_markdown_has_the_best_in_bold(make: MakeRun) -> None:
    a, b = make(wrong_rows=SIX), make(wrong_rows=(), rate=0.01)
    assert (
        printed(a, b, "--format", "markdown", "--only-changed")
        == f"""\
## Results, chosen by validation accuracy

|  | training.learning_rate | validation accuracy | test accuracy |
| --- | ---: | ---: | ---: |
| iris-2 | 0.01 | **1.0000** | 1.0000 |
| iris-1 | 0.001 | 0.5000 | 0.5000 |

## More than luck?

- {SIX_BETTER}

## Notes

- {ONE_SEED}
"""
    )


def test_json_holds_everything(make: MakeRun) -> None:
    a, b = make(wrong_rows=SIX), make(wrong_rows=(), rate=0.01)
    whole = json.loads(printed(a, b, "--format", "json"))
    metrics = {"accuracy": 0.5, "loss": 0.25}
    facts = {"status": "completed", "epochs": 1200, "best_epoch": 7, "parameters": 99, "seconds": 1.5}
    assert whole["runs"][1] == {
        "run": "runs/iris-1",
        "name": "iris-1",
        **facts,
        "metrics": {"train": metrics, "validation": metrics, "test": metrics},
    }
    assert (whole["split"], whole["chosen_by"], whole["total"]) == ("validation", "validation_accuracy", 2)
    assert whole["differences"] == {"training.learning_rate": [0.01, 0.001]}
    assert whole["best"] == {"accuracy": "runs/iris-2"}
    assert whole["groups"][0] == {
        "name": "iris-2",
        "runs": ["runs/iris-2"],
        "seeds": 1,
        "metrics": {
            split: {
                name: {"mean": value, "deviation": None, "interval": None} for name, value in (("accuracy", 1), ("loss", 0.25))
            }
            for split in ("validation", "test")
        },
    }
    assert whole["tests"] == [
        {
            "a": "iris-2",
            "b": "iris-1",
            "method": "McNemar",
            "measure": "accuracy",
            "better": "iris-2",
            "p": pytest.approx(0.03125),
            "p_corrected": pytest.approx(0.03125),
            "difference": -0.5,
            "interval": pytest.approx([-0.755, -0.102], abs=1e-3),
            "unit": "test row",
            "count": 12,
            "more_than_luck": True,
            "verdict": SIX_BETTER,
        }
    ]
    assert whole["notes"] == [ONE_SEED]


def test_csv_is_a_row_a_run_and_escapes_formulas(make: MakeRun) -> None:
    a = make("=표", wrong_rows=SIX, optimizer="{type: momentum}")
    b = make("=표", wrong_rows=None)
    rows = list(csv.DictReader(io.StringIO(printed(b, a, "--format", "csv"))))
    assert rows == [
        {
            "run": "runs/=표-1",
            "status": "completed",
            "epochs": "1200",
            "best_epoch": "7",
            "parameters": "99",
            "seconds": "1.5",
            "train_accuracy": "0.5",
            "train_loss": "0.25",
            "validation_accuracy": "0.5",
            "validation_loss": "0.25",
            "test_accuracy": "0.5",
            "test_loss": "0.25",
            "training.optimizer": "momentum",
        },
        dict.fromkeys(rows[0], "") | {"run": "runs/=표-2", "status": "running or killed", "training.optimizer": "adam"},
    ]
    text = printed(make(optimizer='"=1+1"'), b, "--format", "csv")
    assert "'=1+1" in text


def test_only_changed_leaves_out_equal_columns(make: MakeRun) -> None:
    a, b = make(wrong_rows=SIX), make(summary={"epochs": 90}, units=8)
    whole = json.loads(printed(a, b, "--only-changed", "--format", "json"))
    assert whole["runs"][0] == {
        "run": "runs/iris-2",
        "name": "iris-2",
        "status": "completed",
        "epochs": 90,
        "metrics": {split: {"accuracy": 1.0} for split in ("train", "validation", "test")},
    }


def test_names_of_any_script_line_up(make: MakeRun) -> None:
    lines = printed(make("타이타닉", wrong_rows=SIX), make("titanic", rate=0.5)).splitlines()
    table = lines[1:5]
    assert table[2].startswith("  titanic-1 ")
    assert table[3].startswith("  타이타닉-1")
    assert len({width(line.rstrip()) for line in table}) == 1


def test_thousands_of_runs_are_cut_to_those_that_are_asked_for(make: MakeRun) -> None:
    paths = [make(wrong_rows=range(count), rate=rate) for count, rate in ((3, 0.1), (1, 0.2), (2, 0.3))]
    out, err = told(*paths, "--limit", "2")
    assert "results, chosen by validation accuracy: 2 of 3 runs (* the best)" in out
    assert "iris-1" not in out
    assert err == "2 of 3 runs are shown; --limit 3 shows all\n"
    assert len(compare(paths=paths, limit=2).verdicts) == 1  # only what is shown is tested


class TestArguments:
    def test_what_is_no_run_in_a_glob_is_left_out(self, make: MakeRun) -> None:
        a, b = make(), make(rate=0.1)
        Path("runs/README.md").write_text("notes", encoding="utf-8")
        Path("runs/old").mkdir()
        Path("runs/gone").symlink_to("nowhere")
        out, err = told("runs/README.md", a, b, "runs/old", f"{a}/", "runs/gone")
        assert out == printed(a, b)
        assert err.splitlines() == [
            "notice: 'runs/iris-1' is given more than once",
            "notice: 'runs/README.md' is a file; left out",
            "notice: 'runs/old' is not a run: it has no spec.yaml; left out",
            "notice: there is no run 'runs/gone'; left out",
        ]

    def test_a_pattern_that_no_shell_took_apart(self, make: MakeRun) -> None:
        paths = [make(rate=rate) for rate in (0.1, 0.2, 0.3)]
        assert printed("runs/iris-*") == printed(*paths)
        with pytest.raises(InputError, match=r"^no run matches 'runs/wine-\*'$"):
            compare(paths=[Path("runs/wine-*")])

    def test_fewer_than_two(self, make: MakeRun) -> None:
        a = make()
        with pytest.raises(InputError, match=r"^compare takes two or more runs, not 1$"):
            compare(paths=[a])
        message = (
            r"^'runs/iris-1' is given more than once\n"
            r"compare takes two or more runs, not 1; a run does not differ from itself$"
        )
        with pytest.raises(InputError, match=message):
            compare(paths=[a, a])
        message = (
            r"^'runs' is not a run: it has no spec.yaml; it holds runs: dltrain compare runs/\*\ncompare takes two or more runs$"
        )
        with pytest.raises(InputError, match=message):
            compare(paths=[Path("runs")])

    def test_a_run_that_is_not_there(self, make: MakeRun) -> None:
        with pytest.raises(InputError, match=r"^there is no run 'runs/iris-9'; did you mean 'runs/iris-2'\?$"):
            compare(paths=[make(), make(), Path("runs/iris-9")])

    def test_runs_of_one_name_are_told_apart_by_their_paths(self, make: MakeRun, tmp_path: Path) -> None:
        a = make()
        other = runs.create("iris", SPEC.format(**USUAL), tmp_path / "other")
        assert [entry.name for entry in compare(paths=[a, other.folder]).runs] == ["runs/iris-1", str(other.folder)]


class TestDamage:
    def test_the_file_is_named(self, make: MakeRun) -> None:
        whole, broken = make(), make()
        (broken / "SHA256SUMS").unlink()  # of a summary that was written so
        cases = {
            "summary.json": ('{"test": 5}', "expected a mapping as 'test'"),
            "spec.yaml": ("seed: 0\nseed: 1\n", "in line 2: duplicate key 'seed'; it stands in line 1 already"),
        }
        for file, (text, what) in cases.items():
            before = (broken / file).read_bytes()
            (broken / file).write_text(text, encoding="utf-8")
            with pytest.raises(DamagedError) as error:
                compare(paths=[whole, broken])
            assert str(error.value).startswith(f"'runs/iris-2/{file}' is damaged")
            assert what in str(error.value)
            (broken / file).write_bytes(before)

    def test_one_of_many_is_left_out(self, make: MakeRun) -> None:
        a, b, broken = make(), make(rate=0.1), make(rate=0.2)
        (broken / "spec.yaml").write_text("seed: 1\n", encoding="utf-8")
        out, err = told(a, b, broken)
        assert out == printed(a, b)
        assert err.startswith("notice: 'runs/iris-3/spec.yaml' is damaged: its SHA-256 is not that in SHA256SUMS")
        assert err.endswith("; left out\n")

    def test_values_that_are_none(self, make: MakeRun) -> None:
        whole, broken = make(), make(summary={"test": {"accuracy": "good"}})
        with pytest.raises(DamagedError, match=r"summary.json' is damaged: expected a number as 'test.accuracy'$"):
            compare(paths=[whole, broken])

    def test_predictions_without_their_columns(self, make: MakeRun) -> None:
        whole, broken = make(), make(units=8)
        runs.Run(broken).write_predictions({"row": [1], "true": [1]})
        with pytest.raises(DamagedError, match=r"predictions.parquet' is damaged: expected the columns row, true and predicted$"):
            compare(paths=[whole, broken])


class TestSplits:
    def test_a_run_that_goes_on_is_listed(self, make: MakeRun) -> None:
        out = printed(make(), make(wrong_rows=None, rate=0.1))
        assert "  iris-2   running or killed        –            –            –         –\n" in out
        assert out.endswith("notes\n  no test can tell whether the difference is luck: iris-2 has not ended\n")

    def test_a_run_that_diverged_is_listed(self, make: MakeRun) -> None:
        result = compare(paths=[make(), make(rate=9, summary={"status": "diverged"})])
        assert result.verdicts == ()
        assert result.notes == ("no test can tell whether the difference is luck: iris-2 diverged",)

    def test_none_has_ended(self, make: MakeRun) -> None:
        out = printed(make(wrong_rows=None), make(wrong_rows=None))
        assert out.startswith("results\n")
        assert "no run has results yet" in out
        assert "the specs are the same" in out

    def test_without_validation_rows_the_train_rows_choose(self, make: MakeRun) -> None:
        result = compare(paths=[make(), make(summary={"validation": None}, units=8)])
        assert (result.split, result.splits) == ("train", ("train", "test"))
        assert result.notes == (
            "there are no validation results of iris-2: chosen by the train rows, which the networks have learned",
        )

    def test_a_run_that_was_never_tested(self, make: MakeRun) -> None:
        result = compare(paths=[make(), make(summary={"test": None, "status": "interrupted"}, units=8)])
        assert result.split == "validation"
        assert "  iris-2                 8       1.0000          –       0.2500        –\n" in printed(
            *[e.path for e in result.runs]
        )

    def test_losses_of_different_kinds_do_not_compare(self, make: MakeRun) -> None:
        result = compare(paths=[make(), make(loss="hinge")])
        assert result.metrics == ("accuracy",)
        assert result.notes == ("loss is left out: runs that differ in training.loss do not compare in it",)

    def test_other_tasks_and_other_data(self, make: MakeRun) -> None:
        a, b = make(), make(summary=regression({"loss": 1.0, "r2": 0.5}), units=8)
        result = compare(paths=[a, b])
        assert result.metrics == ("accuracy", "r2", "loss")
        assert [entry.name for entry in result.best["loss"]] == ["iris-1"]
        assert result.notes == (
            "the runs have different tasks, so their results do not compare (binary: iris-1; regression: iris-2)",
            "no test can tell whether the difference is luck: the tasks are different, binary and regression",
        )
        assert compare(paths=[a, make(summary={"data": {"fingerprint": "f1"}})]).notes == (
            "the runs learned from different data, so their results compare only roughly",
            "no test can tell whether the difference is luck: the runs learned from different data",
        )


class TestManyRuns:
    def test_runs_in_columns_where_that_takes_fewer_tables(self, make: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "60")
        text = printed(make(wrong_rows=SIX), make(rate=0.1, units=64, activation="tanh"), "--only-changed")
        table = text.split("(* the better)\n")[1].split("\n\n")[0]
        assert [line.split() for line in table.splitlines()] == [
            ["iris-2", "iris-1"],
            ["model.layers.0.units", "64", "16"],
            ["model.activation", "tanh", "relu"],
            ["training.learning_rate", "0.1", "0.001"],
            ["validation", "accuracy", "1.0000*", "0.5000"],
            ["test", "accuracy", "1.0000", "0.5000"],
        ]

    def test_too_many_columns_come_in_pieces(self, make: MakeRun) -> None:
        names = [f"f1_{name * 12}" for name in "abcdefghij"]
        paths = [make(summary={"validation": dict.fromkeys(names, 0.5)}, units=units) for units in range(9)]
        lines = printed(*paths).split("\ntrainings")[0].splitlines()
        assert max(map(width, lines)) <= 120
        assert "f1_jjjjjjjjjjjj" in " ".join(lines)

    def test_a_long_value_is_cut_in_its_middle(self, make: MakeRun) -> None:
        words = "나" * 30 + "끝"
        assert "나" * 9 + "…" + "나" * 8 + "끝" in printed(make(), make(optimizer=words))
        assert words in printed(make(), make(optimizer=words), "--format", "markdown")


def test_the_numbers_of_the_json_are_those_of_the_rows(make: MakeRun) -> None:
    """Squared errors of two targets are everywhere 4 and 1, so that B's mean is 3 less on every row: 2 / 2^3 by signs."""
    metrics = {"loss": 1.0, "root_mean_squared_error": 2.0}
    a, b = (make(summary=regression({**metrics, "root_mean_squared_error": error}), units=int(error)) for error in (2.0, 1.0))
    true = {"true_x": [0.0, 1.0, 2.0], "true_y": [3.0, 4.0, 5.0]}
    for path, shift in ((a, 2.0), (b, 1.0)):
        predicted = {f"predicted_{name[5:]}": [value + shift for value in values] for name, values in true.items()}
        runs.Run(path).write_predictions({"row": [4, 5, 6], **true, **predicted})
    tested = compare(paths=[a, b]).verdicts[0].result
    assert (tested.difference, tested.better, tested.count) == (pytest.approx(3.0), "a", 3)  # a is iris-2, the better
    assert tested.p == pytest.approx(1 / 4)
