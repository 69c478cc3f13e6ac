"""Data that lies elsewhere by now: the same bytes are the same data, and what a run was trained on is told."""

import json
from pathlib import Path

import pytest

SPEC = """
threads: 1
data: {source: rows.csv, target: y}
model: {layers: [4]}
training: {epochs: 3}
"""
ROWS = "a,b,y\n" + "".join(f"{i % 7},{i % 5},{'yes' if i % 2 else 'no'}\n" for i in range(40))
QUIET = ("--quiet", "--no-pictures")


@pytest.fixture
def moved(dltrain):
    """A finished run `run` of `rows.csv`, which lies in `elsewhere` now."""
    Path("rows.csv").write_text(ROWS, encoding="utf-8")
    Path("spec.yaml").write_text(SPEC, encoding="utf-8")
    assert dltrain("train", "spec.yaml", "--run-dir", "run", *QUIET).code == 0
    Path("elsewhere").mkdir()
    Path("rows.csv").rename("elsewhere/rows.csv")
    return Path("run")


def summary_of(run: Path) -> dict:
    return json.loads((run / "summary.json").read_text("utf-8"))


def test_evaluate_says_how_to_name_the_file_where_it_is_now(dltrain, moved):
    ended = dltrain("evaluate", moved)
    where = Path("rows.csv").absolute()
    advice = (
        f"the data of the run is no longer at '{where}'; if it was moved, type: dltrain evaluate run --data FILE --split test"
    )
    assert (ended.code, ended.err) == (2, f"error: {advice}\n")


def test_the_same_bytes_elsewhere_are_the_runs_own_data(dltrain, moved):
    ended = dltrain("evaluate", moved, "--data", "elsewhere/rows.csv", "--json")
    assert json.loads(ended.out)["rows"] == 40
    told = "24 of the 40 rows of elsewhere/rows.csv were trained on: it is the run's own data"
    assert ended.err == f"notice: {told}; --split test measures its test rows alone\n"
    for split in ("train", "validation", "test"):
        ended = dltrain("evaluate", moved, "--data", "elsewhere/rows.csv", "--split", split, "--json")
        assert (json.loads(ended.out)["metrics"], ended.err) == (summary_of(moved)[split], "")


def test_other_rows_have_no_splits_and_no_notice(dltrain, moved):
    Path("new.csv").write_text(ROWS + "1,1,no\n", encoding="utf-8")
    ended = dltrain("evaluate", moved, "--data", "new.csv", "--json")
    assert (json.loads(ended.out)["rows"], ended.err) == (41, "")
    ended = dltrain("evaluate", moved, "--data", "new.csv", "--split", "test")
    told = "--split test can never act beside --data new.csv, all of whose rows are evaluated: it is not the run's own data"
    assert (ended.code, ended.err) == (2, f"error: {told}; leave --split out\n")


def test_the_file_that_is_the_training_part_is_told(dltrain):
    Path("a.csv").write_text(ROWS, encoding="utf-8")
    Path("b.csv").write_text(ROWS, encoding="utf-8")
    text = SPEC.replace("rows.csv", "{train: a.csv, test: c.csv}")
    Path("c.csv").write_text(ROWS.replace("6,", "5,"), encoding="utf-8")
    Path("spec.yaml").write_text(text, encoding="utf-8")
    assert dltrain("train", "spec.yaml", "--run-dir", "run", *QUIET).code == 0
    assert "40 of the 40 rows of b.csv were trained on" in dltrain("evaluate", "run", "--data", "b.csv").err
    # Five of its rows had a 6; with a 5 two of these equal others of a.csv: 5,1,no and 5,3,yes.
    assert "37 of the 40 rows of c.csv are equal, target and all, to rows" in dltrain("evaluate", "run", "--data", "c.csv").err


def test_resume_names_every_file_that_was_moved_and_not_those_that_are_set(dltrain):
    for name in ("a.csv", "c.csv"):
        Path(name).write_text(ROWS, encoding="utf-8")
    Path("spec.yaml").write_text(SPEC.replace("rows.csv", "{train: a.csv, test: c.csv}"), encoding="utf-8")
    assert dltrain("train", "spec.yaml", "--run-dir", "run", *QUIET).code == 0
    Path("a.csv").rename("b.csv")
    Path("c.csv").rename("d.csv")
    train, test = "--set data.source.train=", "--set data.source.test="
    more = "--set training.epochs=5"
    told = dltrain("resume", "run", *more.split()).err
    assert told.endswith(f"type: dltrain resume run {train}FILE {test}FILE {more}\n")
    told = dltrain("resume", "run", *f"{train}b.csv {more}".split()).err
    assert told.endswith(f"type: dltrain resume run {test}FILE {train}b.csv {more}\n")
    ended = dltrain("resume", "run", *f"{train}b.csv {test}d.csv {more} --no-pictures".split())
    assert (ended.code, summary_of(Path("run"))["epochs"]) == (0, 5)


def test_resume_takes_the_moved_file_without_more_ado(dltrain, moved):
    ended = dltrain("resume", moved, "--set", "training.epochs=5")
    advice = "if it was moved, type: dltrain resume run --set data.source=FILE --set training.epochs=5"
    assert (ended.code, ended.err) == (
        2,
        f"error: the data of the run is no longer at '{Path('rows.csv').absolute()}'; {advice}\n",
    )
    ended = dltrain("resume", moved, "--set", "training.epochs=5", "--set", "data.source=elsewhere/rows.csv", "--no-pictures")
    assert ended.code == 0, ended.err
    assert summary_of(moved)["epochs"] == 5
    assert not (moved / "changes.json").exists()
    assert dltrain("evaluate", moved).code == 0


def test_paths_of_the_command_line_begin_in_the_current_folder(dltrain):
    Path("specs").mkdir()
    Path("specs/spec.yaml").write_text(SPEC, encoding="utf-8")
    Path("specs/beside.csv").write_text(ROWS, encoding="utf-8")
    Path("here.csv").write_text(ROWS, encoding="utf-8")
    for source in ("here.csv", "{type: csv, path: here.csv}", "{train: here.csv, test: here.csv}"):
        assert dltrain("check", "specs/spec.yaml", "--set", f"data.source={source}").code == 0
    told = "there is no 'beside.csv' in the current folder, where paths of the command line begin"
    ended = dltrain("check", "specs/spec.yaml", "--set", "data.source=beside.csv")
    expected = f"error: --set data.source=beside.csv: {told}; write specs/beside.csv for the one in the spec's folder\n"
    assert (ended.code, ended.err) == (2, expected)
