"""Comparing runs: made here by hand, so that every number of the tables can be told beforehand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from dltrain import runs
from dltrain.cli.compare import command
from dltrain.commands.compare import compare
from dltrain.commands.spec_differences import differences, seed_groups, value_as_yaml
from dltrain.errors import DamagedError, DltrainError, InputError
from dltrain.metrics import direction_of
from dltrain.runs.summary import NO_SUMMARY, SPLITS
from dltrain.spec import yaml12
from dltrain.statistics import compare_classes, compare_errors
from dltrain.text.formatting import width

SPEC = """\
name: iris
seed: {seed}
data:
  source: iris
  split: {{validation: 0.2, test: 0.2, stratify: true, seed: {split_seed}}}
model:
  layers:
  - {{type: dense, units: {units}, activation: {{type: {activation}}}, dropout: 0.0}}
  activation: {{type: {activation}}}
  dropout: 0.0
training:
  loss: {{type: {loss}}}
  optimizer: {optimizer}
  learning_rate: {rate}
metrics: [{{type: accuracy}}]
"""
ADAM = "{type: adam, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, amsgrad: false}"
USUAL = {"seed": 0, "split_seed": 0, "units": 16, "activation": "relu", "loss": "cross_entropy", "optimizer": ADAM, "rate": 0.001}

TRUE = ["가", "나"] * 6
MakeRun = Callable[..., Path]


def wrong(rows: Sequence[int]) -> list[str]:
    """The true classes, but for these rows."""
    return [{"가": "나", "나": "가"}[label] if row in rows else label for row, label in enumerate(TRUE)]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeRun:
    """Makes `runs/<name>-<n>`: two classes, 12 test rows, with the test accuracy that follows from the wrong ones."""
    monkeypatch.chdir(tmp_path)

    def made(
        name: str = "iris",
        wrong_rows: Sequence[int] | None = (),
        summary: dict[str, Any] | None = None,
        rows: Any = range(12),
        **spec: Any,
    ) -> Path:
        run = runs.create(name, SPEC.format(**USUAL | spec), Path("runs"))
        if wrong_rows is None:
            return run.folder
        measured = {"loss": 0.25, "accuracy": 1 - len(wrong_rows) / 12}
        whole = {"status": "completed", "task": "binary", "epochs": 1200, "best_epoch": 7, "parameters": 99, "seconds": 1.5}
        whole |= {"train": measured, "validation": measured, "test": measured, "data": {"fingerprint": "f0"}}
        whole |= summary or {}
        whole |= whole.pop("data")
        metrics = {split: measured for split in SPLITS if (measured := whole.pop(split)) is not None}
        run.write_summary(replace(NO_SUMMARY, **whole, metrics=metrics))
        run.write_predictions({"row": list(rows), "true": TRUE, "predicted": wrong(wrong_rows), "probability_가": [0.5] * 12})
        return run.folder

    return made


def regression(metrics: dict[str, float], fingerprint: str = "f0") -> dict[str, Any]:
    return {"task": "regression", "train": metrics, "validation": metrics, "test": metrics, "data": {"fingerprint": fingerprint}}


def printed(*arguments: object) -> str:
    return told(*arguments)[0]


def told(*arguments: object) -> tuple[str, str]:
    """What `dltrain compare` says, to stdout and to stderr."""
    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and isinstance(result.exception, DltrainError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


# Six rows that only B gets right: two-sided p = 2 · 0.5^6 = 0.03125.
SIX = (0, 1, 2, 3, 4, 5)


def test_two_runs_side_by_side(make: MakeRun) -> None:
    a = make(wrong_rows=SIX)
    b = make(wrong_rows=(), rate=0.01, units=64, summary={"epochs": 90})
    verdict = compare_classes(TRUE, wrong(SIX), TRUE)
    assert verdict.p == pytest.approx(0.03125)
    assert (
        printed(a, b)
        == f"""\
results on the test rows (* the better)
              status   epochs   best_epoch   parameters   seconds   accuracy     loss
  iris-1   completed    1,200            7           99      1.50    0.5000    0.2500
  iris-2   completed       90            7           99      1.50    1.0000*   0.2500

where the specs differ
                           iris-1   iris-2
  model.layers.0.units         16       64
  training.learning_rate    0.001     0.01

more than luck?
  {verdict.in_words("iris-1", "iris-2")}
"""
    )


def test_baselines_stand_below_the_results(make: MakeRun) -> None:
    majority, tree = {"test": {"loss": 0.6931, "accuracy": 0.5}}, {"test": {"loss": None, "accuracy": 0.75}}
    better = {"test": {"loss": None, "accuracy": 0.875}}
    a = make(summary={"baselines": {"majority": majority, "tree": tree}})
    b = make(rate=0.01, summary={"baselines": {"majority": majority, "tree": better}})
    expected = """\
baselines on the test rows
                  accuracy     loss
  majority          0.5000   0.6931
  tree (iris-1)     0.7500        –
  tree (iris-2)     0.8750        –
"""
    assert expected in printed(a, b)
    assert "## Baselines on the test rows" in printed(a, b, "--format", "markdown")
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
    verdict = compare_classes(TRUE, wrong(SIX), TRUE).in_words("iris-1", "iris-2")
    assert (
        printed(a, b, "--format", "markdown", "--only-changed")
        == f"""\
## Results on the test rows

|  | accuracy |
| --- | ---: |
| iris-1 | 0.5000 |
| iris-2 | **1.0000** |

## Where the specs differ

|  | iris-1 | iris-2 |
| --- | ---: | ---: |
| training.learning_rate | 0.001 | 0.01 |

## More than luck?

- {verdict}
"""
    )


def test_json_holds_everything(make: MakeRun) -> None:
    a, b = make(wrong_rows=SIX), make(wrong_rows=(), rate=0.01)
    test = compare_classes(TRUE, wrong(SIX), TRUE)
    whole = json.loads(printed(a, b, "--format", "json"))
    metrics = {"accuracy": 0.5, "loss": 0.25}
    facts = {"status": "completed", "epochs": 1200, "best_epoch": 7, "parameters": 99, "seconds": 1.5}
    assert whole["runs"][0] == {
        "run": "runs/iris-1",
        "name": "iris-1",
        **facts,
        "metrics": {"train": metrics, "validation": metrics, "test": metrics},
    }
    assert whole["split"] == "test"
    assert whole["differences"] == {"training.learning_rate": [0.001, 0.01]}
    assert whole["best"] == {"accuracy": "runs/iris-2"}
    assert whole["tests"] == [
        {
            "a": "runs/iris-1",
            "b": "runs/iris-2",
            "method": "McNemar",
            "p": pytest.approx(0.03125),
            "p_corrected": pytest.approx(0.03125),
            "difference": 0.5,
            "interval": pytest.approx(list(test.interval or ())),
            "rows": 12,
            "verdict": test.in_words("iris-1", "iris-2"),
        }
    ]
    assert (whole["seeds"], whole["notes"]) == ([], [])


def test_csv_is_a_row_a_run_and_escapes_formulas(make: MakeRun) -> None:
    a = make("=표", wrong_rows=SIX, optimizer="{type: momentum}")
    b = make("=표", wrong_rows=None)
    rows = list(csv.DictReader(io.StringIO(printed(b, a, "--format", "csv"))))
    assert rows == [
        dict.fromkeys(rows[0], "") | {"run": "runs/=표-2", "status": "running or killed", "training.optimizer": "adam"},
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
    ]
    text = printed(make(optimizer='"=1+1"'), b, "--format", "csv")
    assert "'=1+1" in text


def test_only_changed_leaves_out_equal_columns(make: MakeRun) -> None:
    a, b = make(wrong_rows=SIX), make(summary={"epochs": 90})
    first = printed(a, b, "--only-changed").splitlines()
    assert first[1].split() == ["epochs", "accuracy"]
    assert json.loads(printed(a, b, "--only-changed", "--format", "json"))["runs"][1] == {
        "run": "runs/iris-2",
        "name": "iris-2",
        "status": "completed",
        "epochs": 90,
        "metrics": {split: {"accuracy": 1.0} for split in ("train", "validation", "test")},
    }


def test_names_of_any_script_line_up(make: MakeRun) -> None:
    lines = printed(make("타이타닉"), make("titanic", rate=0.5)).splitlines()
    table = lines[1:4]
    assert table[1].startswith("  타이타닉-1")
    assert table[2].startswith("  titanic-1 ")
    assert len({width(line.rstrip()) for line in table}) == 1
    assert len({width(line) for line in lines[6:8]}) == 1


class TestSorting:
    def test_best_first_and_none_last(self, make: MakeRun) -> None:
        half, unfinished, whole = make(wrong_rows=SIX), make(wrong_rows=None), make()
        order = [entry.name for entry in compare(paths=[half, unfinished, whole], sort_by="accuracy").runs]
        assert order == ["iris-3", "iris-1", "iris-2"]

    @pytest.mark.parametrize("by", ["loss", "test_loss", "seconds", "parameters"])
    def test_smallest_first(self, make: MakeRun, by: str) -> None:
        more = {"seconds": 2.0, "parameters": 100, "test": {"accuracy": 1.0, "loss": 0.5}}
        paths = [make(summary=more), make()]
        assert [entry.name for entry in compare(paths=paths, sort_by=by).runs] == ["iris-2", "iris-1"]

    def test_by_name_counts(self, make: MakeRun) -> None:
        paths = [make() for _ in range(10)]
        ordered = compare(paths=[paths[9], paths[1], paths[0]], sort_by="run").runs
        assert [entry.name for entry in ordered] == ["iris-1", "iris-2", "iris-10"]

    def test_an_unknown_column(self, make: MakeRun) -> None:
        paths = [make(), make()]
        with pytest.raises(InputError, match=r"^cannot sort by 'acuracy'; did you mean 'accuracy'\?$"):
            compare(paths=paths, sort_by="acuracy")
        with pytest.raises(InputError, match=r"^cannot sort by 'xyz'; expected one of run, status, epochs, .*, accuracy, loss$"):
            compare(paths=paths, sort_by="xyz")


class TestArguments:
    def test_what_is_no_run_in_a_glob_is_left_out(self, make: MakeRun) -> None:
        a, b = make(), make(rate=0.1)
        Path("runs/README.md").write_text("notes", encoding="utf-8")
        Path("runs/old").mkdir()
        out, err = told("runs/README.md", a, b, "runs/old", f"{a}/")
        assert out == printed(a, b)
        assert err.splitlines() == [
            "notice: 'runs/iris-1' is given more than once",
            "notice: 'runs/README.md' is a file; expected a run directory; left out",
            "notice: 'runs/old' is not a run: it has no spec.yaml; left out",
        ]

    def test_fewer_than_two(self, make: MakeRun) -> None:
        a = make()
        with pytest.raises(InputError, match=r"^compare takes two or more runs, not 1$"):
            compare(paths=[a])
        with pytest.raises(InputError, match=r"^'runs/iris-1' is given more than once\ncompare takes two or more runs, not 1$"):
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

    def test_values_that_are_none(self, make: MakeRun) -> None:
        whole, broken = make(), make(summary={"test": {"accuracy": "good"}})
        with pytest.raises(DamagedError, match=r"summary.json' is damaged: expected a number as 'test.accuracy'$"):
            compare(paths=[whole, broken])

    def test_predictions_without_their_columns(self, make: MakeRun) -> None:
        whole, broken = make(), make()
        runs.Run(broken).write_predictions({"row": [1], "true": [1]})
        with pytest.raises(DamagedError, match=r"predictions.parquet' is damaged: expected the columns row, true and predicted$"):
            compare(paths=[whole, broken])


class TestSplits:
    def test_a_run_that_goes_on_is_listed(self, make: MakeRun) -> None:
        out = printed(make(), make(wrong_rows=None, rate=0.1))
        assert "  iris-2   running or killed        –            –            –         –          –        –\n" in out
        assert out.endswith("notes\n  no test can tell whether the difference is luck: iris-2 has not ended\n")

    def test_none_has_ended(self, make: MakeRun) -> None:
        out = printed(make(wrong_rows=None), make(wrong_rows=None))
        assert out.startswith("results\n")
        assert "no run has results yet" in out
        assert "the specs are the same" in out

    def test_the_validation_rows_where_one_run_was_never_tested(self, make: MakeRun) -> None:
        result = compare(paths=[make(), make(summary={"test": None, "status": "interrupted"})])
        assert result.split == "validation"
        assert result.notes[0] == "no test results of iris-2; those of the validation rows are shown"

    def test_losses_of_different_kinds_do_not_compare(self, make: MakeRun) -> None:
        result = compare(paths=[make(), make(loss="hinge")])
        assert result.metrics == ("accuracy",)
        assert result.notes == ("loss is left out: runs that differ in training.loss do not compare in it",)

    def test_other_tasks_and_other_data(self, make: MakeRun) -> None:
        a, b = make(), make(summary=regression({"loss": 1.0, "r2": 0.5}))
        result = compare(paths=[a, b])
        assert result.metrics == ("accuracy", "r2", "loss")
        assert result.best == {"loss": (result.runs[0],)}
        assert result.notes == (
            "the runs have different tasks, so their results do not compare (binary: iris-1; regression: iris-2)",
            "no test can tell whether the difference is luck: the tasks are different, binary and regression",
        )
        assert compare(paths=[a, make(summary={"data": {"fingerprint": "f1"}})]).notes == (
            "the runs learned from different data, so their results compare only roughly",
            "no test can tell whether the difference is luck: the runs learned from different data",
        )

    def test_directions(self) -> None:
        names = ("loss", "f1_micro", "roc_auc", "top_k_accuracy_3", "log_loss", "r2", "mean_squared_error")
        assert [direction_of(name) for name in names] == ["min", "max", "max", "max", "min", "max", "min"]


class TestLuck:
    def test_other_rows(self, make: MakeRun) -> None:
        result = compare(paths=[make(), make(rows=range(1, 13), split_seed=1)])
        assert result.verdicts == ()
        assert result.notes == (
            "no test can tell whether the difference is luck: the runs were tested on different rows (data.split.seed 0 and 1)",
        )

    def test_the_same_rows_in_another_order(self, make: MakeRun) -> None:
        a, b = make(wrong_rows=SIX), make()
        runs.Run(b).write_predictions({"row": list(range(11, -1, -1)), "true": TRUE[::-1], "predicted": TRUE[::-1]})
        assert compare(paths=[a, b]).verdicts[0].p == pytest.approx(0.03125)

    def test_another_truth(self, make: MakeRun) -> None:
        a, b = make(), make()
        runs.Run(b).write_predictions({"row": range(12), "true": TRUE[::-1], "predicted": TRUE})
        message = "no test can tell whether the difference is luck: the same test rows have different true values"
        assert compare(paths=[a, b]).notes == (message,)

    def test_without_predictions(self, make: MakeRun) -> None:
        a, b = make(), make()
        (b / "predictions.parquet").unlink()
        message = "no test can tell whether the difference is luck: iris-2 has no predictions of test rows"
        assert compare(paths=[a, b]).notes == (message,)

    def test_several_runs_against_the_best_by_holm(self, make: MakeRun) -> None:
        """Discordant rows 6, 7 and 1 to none: p is 2/64, 2/128 and 1; by Holm 2 · 2/64, 3 · 2/128 and 1."""
        a, b, c, d = make(wrong_rows=SIX), make(), make(wrong_rows=(*SIX, 6)), make(wrong_rows=(0,))
        result = compare(paths=[a, b, c, d])
        assert result.reference is not None
        assert result.reference.name == "iris-2"
        assert [(v.a.name, v.b.name) for v in result.verdicts] == [
            ("iris-2", "iris-1"),
            ("iris-2", "iris-3"),
            ("iris-2", "iris-4"),
        ]
        assert [v.p for v in result.verdicts] == pytest.approx([0.0625, 0.046875, 1.0])
        text = printed(a, b, c, d)
        assert "\nmore than luck? each against iris-2, the best by accuracy; p corrected for 3 tests (Holm)\n" in text
        assert f"  {result.verdicts[1].words}\n" in text
        assert result.verdicts[1].words.startswith("iris-2 is better")
        assert result.verdicts[0].words.startswith("not distinguishable from luck")

    def test_several_runs_of_which_some_cannot_be_tested(self, make: MakeRun) -> None:
        others = [make(wrong_rows=SIX, rows=range(1, 13), split_seed=1), make(wrong_rows=(1,), rows=range(2, 14), split_seed=2)]
        result = compare(paths=[make(), *others])
        assert result.verdicts == ()
        assert result.notes == ("no test against iris-3 for iris-1, iris-2: the runs were tested on different rows",)

    def test_regression_of_several_targets(self, make: MakeRun) -> None:
        metrics = {"loss": 1.0, "root_mean_squared_error": 2.0}
        a, b = (make(summary=regression({**metrics, "root_mean_squared_error": error})) for error in (2.0, 1.0))
        true = {"true_x": [0.0, 1.0, 2.0], "true_y": [3.0, 4.0, 5.0]}
        for path, shift in ((a, 2.0), (b, 1.0)):
            predicted = {f"predicted_{name[5:]}": [value + shift for value in values] for name, values in true.items()}
            runs.Run(path).write_predictions({"row": [4, 5, 6], **true, **predicted})
        result = compare(paths=[a, b])
        truth = [[0, 3], [1, 4], [2, 5]]
        expected = compare_errors(truth, [[x + 2, y + 2] for x, y in truth], [[x + 1, y + 1] for x, y in truth])
        assert result.verdicts[0].result == expected
        assert expected.difference == pytest.approx(1.0 - 4.0)  # of squared errors, everywhere 1 and 4
        assert result.best["root_mean_squared_error"] == (result.runs[1],)

    def test_folds_are_tested_together(self, make: MakeRun) -> None:
        def folded(wrong_rows: Sequence[int]) -> Path:
            path = make(wrong_rows=wrong_rows, summary={"folds": 2, "best_epoch": None})
            (path / "predictions.parquet").unlink()
            for fold in (1, 2):
                part = runs.create("", "", folder=path / f"fold-{fold}")
                rows = range(fold - 1, 12, 2)
                answers = wrong(wrong_rows)
                part.write_predictions(
                    {"row": list(rows), "true": [TRUE[row] for row in rows], "predicted": [answers[row] for row in rows]}
                )
            return path

        result = compare(paths=[folded(SIX), folded(())])
        assert result.verdicts[0].result == compare_classes(TRUE, wrong(SIX), TRUE)


class TestSeeds:
    def test_mean_and_deviation(self, make: MakeRun) -> None:
        """Accuracies of 12, 11 and 10 right of 12: mean 11/12, deviation √(2 · (1/12)² / 2) = 1/12."""
        paths = [make(wrong_rows=range(seed), seed=seed) for seed in range(3)]
        text = printed(*paths, "--only-changed")
        assert "\nover seeds\n  3 seeds: accuracy 0.9167 ± 0.0833\n" in text
        assert "\nwhere the specs differ\n         iris-1   iris-2   iris-3\n  seed        0        1        2\n" in text
        other = make(rate=0.1)
        assert "\n  3 seeds (iris-1, iris-2, iris-3): accuracy 0.9167 ± 0.0833, loss" in printed(*paths, other)
        groups = json.loads(printed(*paths, "--format", "json"))["seeds"]
        assert groups[0]["metrics"]["accuracy"] == {"mean": pytest.approx(11 / 12), "deviation": pytest.approx(1 / 12)}

    def test_groups(self) -> None:
        def spec(seed: int, split: int, rate: float) -> dict[str, Any]:
            return {"name": f"{seed}", "seed": seed, "data": {"split": {"seed": split}}, "training": {"learning_rate": rate}}

        specs = [spec(0, 0, 0.1), spec(0, 0, 0.2), spec(1, 0, 0.1), spec(1, 0, 0.1), spec(1, 5, 0.1)]
        assert seed_groups(specs) == [[0, 2, 4]]


class TestManyRuns:
    def test_the_specs_are_turned_on_their_side(self, make: MakeRun) -> None:
        paths = [make(rate=rate / 100, wrong_rows=None) for rate in range(1, 12)]
        assert """
where the specs differ
            model.activation   training.learning_rate
  iris-1                relu                     0.01
""" in printed(*paths, make(wrong_rows=None, activation="tanh"))

    def test_too_many_columns_come_in_pieces(self, make: MakeRun) -> None:
        names = [f"f1_{name * 12}" for name in "abcdefghij"]
        paths = [make(summary={"test": dict.fromkeys(names, 0.5)}) for _ in range(9)]
        lines = printed(*paths).split("\nthe specs")[0].splitlines()
        assert [line.split() for line in lines if "iris" in line] == [[f"iris-{n}" for n in range(1, 9)], ["iris-9"]]
        assert max(map(width, lines)) <= 120

    def test_a_long_value_is_cut_in_its_middle(self, make: MakeRun) -> None:
        words = "나" * 30 + "끝"
        text = printed(make(), make(optimizer=words))
        row = next(line for line in text.splitlines() if "training.optimizer" in line)
        assert row.split()[2] == "나" * 9 + "…" + "나" * 8 + "끝"
        assert words in printed(make(), make(optimizer=words), "--format", "markdown")


class TestDifferences:
    def of(self, *texts: str) -> dict[str, list[Any]]:
        return differences([yaml12.parse(text)[0].plain() for text in texts])  # type: ignore[misc]

    def test_equal_keys_and_names_are_left_out(self) -> None:
        assert self.of("{name: a, seed: 0, threads: 1}", "{name: b, seed: 0, threads: 2}") == {"threads": [1, 2]}

    def test_absent_keys_are_none(self) -> None:
        assert self.of("data: {rows: 5}", "data: {weight: w}") == {"data.rows": [5, None], "data.weight": [None, "w"]}

    def test_options_of_one_type_are_keys(self) -> None:
        a, b = "training: {optimizer: {type: adam, beta1: 0.9}}", "training: {optimizer: {type: adam, beta1: 0.8}}"
        assert self.of(a, b) == {"training.optimizer.beta1": [0.9, 0.8]}

    def test_another_type_is_one_key_without_defaults(self) -> None:
        a, b = f"training: {{optimizer: {ADAM}}}", "training: {optimizer: {type: sgd, momentum: 0.5, nesterov: false}}"
        assert self.of(a, b) == {"training.optimizer": ["adam", {"type": "sgd", "momentum": 0.5}]}

    def test_a_section_or_none(self) -> None:
        a, b = "training: {early_stopping: none}", "training: {early_stopping: {monitor: train_loss, patience: 3}}"
        assert self.of(a, b) == {"training.early_stopping": ["none", {"monitor": "train_loss", "patience": 3}]}

    def test_what_layers_take_over_from_the_model(self) -> None:
        def spec(activation: str, first: str) -> str:
            layers = ", ".join(
                f"{{type: dense, units: 8, activation: {{type: {name}}}, dropout: 0.0}}" for name in (first, activation)
            )
            return f"model: {{activation: {{type: {activation}}}, dropout: 0.0, layers: [{layers}]}}"

        assert self.of(spec("relu", "relu"), spec("tanh", "tanh")) == {"model.activation": ["relu", "tanh"]}
        assert self.of(spec("relu", "relu"), spec("relu", "selu")) == {"model.layers.0.activation": ["relu", "selu"]}

    def test_layers_more_or_fewer(self) -> None:
        layer = "{{type: dense, units: {}, dropout: {}}}"
        a = f"model: {{dropout: 0.1, layers: [{layer.format(64, 0.1)}, {layer.format(32, 0.5)}]}}"
        b = f"model: {{dropout: 0.1, layers: [{layer.format(64, 0.1)}]}}"
        assert self.of(a, b) == {"model.layers": [[64, {"type": "dense", "units": 32, "dropout": 0.5}], [64]]}

    def test_kinds_of_columns_that_only_one_has(self) -> None:
        a = "data: {exclude: [b], columns: {a: {type: numeric, missing: median}}}"
        b = "data: {columns: {a: {type: categorical}, b: {type: numeric}}}"
        assert self.of(a, b) == {"data.exclude": [["b"], None], "data.columns.a": ["numeric", "categorical"]}

    def test_keys_are_quoted_as_set_takes_them(self) -> None:
        a, b = ("data: {columns: {키.값: {type: numeric, missing: " + word + "}}}" for word in ("mean", "zero"))
        assert self.of(a, b) == {'data.columns."키.값".missing': ["mean", "zero"]}

    def test_as_yaml(self) -> None:
        assert (
            value_as_yaml({"type": "sgd", "nesterov": True, "steps": [1, 2.5]}) == "{type: sgd, nesterov: true, steps: [1, 2.5]}"
        )
