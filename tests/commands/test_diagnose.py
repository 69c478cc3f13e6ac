"""`dltrain diagnose`: what it tells, the patch in the user's own words, and whether it helped."""

import json
from pathlib import Path

import pytest

from dltrain.commands.diagnose import Diagnosis
from dltrain.commands.repair import changes_of
from dltrain.commands.verify import Verdict
from dltrain.diagnosis import Change, Finding

SPEC = """\
# 나의 첫 실험
data:
  source: iris       # flowers
model: {layers: [16]}
training:
  optimizer: adam
  epochs: 200        # many
"""


@pytest.fixture
def hot(dltrain, tmp_path):
    """A run at a learning rate of 5, set on the command line."""
    (tmp_path / "hot.yaml").write_text(SPEC, "utf-8")
    assert dltrain("train", "hot.yaml", "--quiet", "--no-pictures", "--set", "training.learning_rate=5").code == 0
    return Path("runs/hot-1")


def test_it_tells_the_cause_and_what_to_write(dltrain, hot):
    told = dltrain("diagnose", hot)
    assert told.code == 0
    assert "1. learning_rate_too_high: the learning rate is too high" in told.out
    assert "training.learning_rate: 0.01   (now 5)" in told.out
    answer = json.loads(dltrain("diagnose", hot, "--json").out)
    summary = json.loads((hot / "summary.json").read_text("utf-8"))
    assert answer["findings"] == summary["findings"]
    assert answer["findings"][0]["problem"] == "learning_rate_too_high"


def test_the_patch_leaves_the_users_words_as_they_are(dltrain, hot):
    assert dltrain("diagnose", hot, "--apply").code == 0
    assert Path("hot_repaired.yaml").read_text("utf-8") == SPEC + "  learning_rate: 0.01\n"
    assert Path("hot.yaml").read_text("utf-8") == SPEC
    assert dltrain("diagnose", hot, "--apply").code == 0
    assert Path("hot_repaired_2.yaml").exists()
    assert dltrain("diagnose", hot, "--apply", "cool.yaml").code == 0
    refused = dltrain("diagnose", hot, "--apply", "cool.yaml")
    assert refused.code == 2
    assert "'cool.yaml' is there already" in refused.err
    assert dltrain("diagnose", hot, "cool.yaml").code == 2
    assert dltrain("train", "cool.yaml", "--quiet", "--no-pictures").code == 0
    healthy = dltrain("diagnose", "runs/cool-1", "--apply")
    assert healthy.code == 2
    assert "nothing is wrong with it" in healthy.err


def test_a_patch_that_is_written_into_another_folder_finds_the_same_data(dltrain, tmp_path):
    for folder in ("specs", "data", "else/where"):
        (tmp_path / folder).mkdir(parents=True)
    rows = [f"{(number % 7) / 7},{(number % 5) / 5},{'ab'[number % 7 > 3]}" for number in range(80)]
    (tmp_path / "data" / "점.csv").write_text("\n".join(["x,y,word", *rows]), "utf-8")
    training = "training: {optimizer: adam, learning_rate: 50, epochs: 30}"
    spec = f"data: {{source: ../data/점.csv, target: word}}\nmodel: {{layers: [16]}}\n{training}\n"
    (tmp_path / "specs" / "hot.yaml").write_text(spec, "utf-8")
    assert dltrain("train", "specs/hot.yaml", "--quiet", "--no-pictures").code == 0
    assert dltrain("diagnose", "hot", "--apply", "else/where/cool.yaml").code == 0
    written = Path("else/where/cool.yaml").read_text("utf-8")
    assert "source: ../../data/점.csv" in written.replace('"', "")
    assert dltrain("check", "else/where/cool.yaml").code == 0


def test_without_the_users_spec_the_runs_own_is_patched(dltrain, hot):
    Path("hot.yaml").unlink()
    told = dltrain("diagnose", hot, "--apply")
    assert told.code == 0
    assert "learning_rate: 0.01" in Path("hot-1_repaired.yaml").read_text("utf-8")


def test_it_says_whether_the_patch_helped(dltrain, hot):
    told = dltrain("diagnose", hot, "--verify", "--seeds", "3", "--json")
    verified = json.loads(told.out)["verified"]
    assert (verified["metric"], verified["split"]) == ("accuracy", "validation")
    assert len(verified["before"]) == len(verified["after"]) == 3
    assert dltrain("diagnose", hot, "--verify", "--seeds", "1").code == 2


def test_what_is_no_run_is_told(dltrain):
    missing = dltrain("diagnose", "nothing")
    assert missing.code == 2
    assert "there is no run 'nothing'" in missing.err


def test_of_each_key_the_likelier_finding_has_its_say():
    first = Finding(problem="a", severity="error", message="", patch=[Change("training.learning_rate", 5, 0.1)])
    second = Finding(problem="b", severity="warning", message="", patch=[Change("training.learning_rate", 5, 0.5)])
    hint = Finding(problem="c", message="", patch=[Change("seed", 0, 1)])
    found = Diagnosis(None, "", None, 0, [first, second, hint])
    assert changes_of(found.problems) == [Change("training.learning_rate", 5, 0.1)]
    assert changes_of([hint]) == [Change("seed", 0, 1)]


def test_a_verdict_knows_luck_from_progress():
    nan = float("nan")
    assert Verdict("accuracy", "validation", True, [0.5, 0.52, 0.48], [0.9, 0.91, 0.92]).helped
    assert Verdict("loss", "validation", False, [0.9, 0.91, 0.92], [0.5, 0.52, 0.48]).helped
    assert not Verdict("accuracy", "validation", True, [0.5, 0.6, 0.7], [0.7, 0.5, 0.65]).helped
    assert Verdict("accuracy", "validation", True, [nan, nan, nan], [0.9, 0.9, 0.9]).helped
    assert not Verdict("accuracy", "validation", True, [0.9, 0.9, 0.9], [0.9, nan, 0.9]).helped
