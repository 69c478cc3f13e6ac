"""`dltrain diagnose`: what it tells, the patch in the user's own words, and whether it helped."""

import json
from pathlib import Path

import pytest
import yaml

from dltrain.commands.diagnose import Diagnosis, diagnose
from dltrain.commands.repairing.repair import changes_of, repair
from dltrain.commands.repairing.verify import Verdict
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
    assert f"write the patched spec with: dltrain diagnose {hot} --apply\n" in told.out
    answer = json.loads(dltrain("diagnose", hot, "--json").out)
    summary = json.loads((hot / "summary.json").read_text("utf-8"))
    assert answer["findings"] == summary["findings"]
    assert answer["findings"][0]["problem"] == "learning_rate_too_high"


def test_the_patch_leaves_the_users_words_as_they_are(dltrain, hot):
    applied = dltrain("diagnose", hot, "--apply")
    assert (applied.code, "write the patched spec" in applied.out) == (0, False)  # which it has just done
    assert Path("hot_repaired.yaml").read_text("utf-8") == SPEC + "  learning_rate: 0.01\n"
    assert Path("hot.yaml").read_text("utf-8") == SPEC
    assert dltrain("diagnose", hot, "--apply").code == 0
    assert Path("hot_repaired_2.yaml").exists()
    assert dltrain("diagnose", hot, "--apply", "cool.yaml").code == 0
    refused = dltrain("diagnose", hot, "--apply", "cool.yaml")
    assert refused.code == 2
    assert "'cool.yaml' is there already" in refused.err
    assert dltrain("diagnose", hot, "cool.yaml").code == 2
    alone = dltrain("diagnose", hot, "--apply", "--seeds", "3")
    assert (alone.code, alone.err) == (2, "error: --seeds 3 can never act without --verify; write --verify --seeds 3\n")
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


RATES = """\
data: {source: {type: moons, rows: 80, noise: 0.2}}
model: {layers: [4]}   # small
training: {epochs: 20, batch_size: 16, learning_rate: 0.02}
sweep: {parameters: {training.learning_rate: [20, 50], model.layers: [[4], [5]]}}
"""


@pytest.fixture
def rates(dltrain, tmp_path):
    """A sweep all of whose rates are far above the 0.02 of its spec, with the runs of all members kept."""
    (tmp_path / "rates.yaml").write_text(RATES, "utf-8")
    swept = dltrain("sweep", "rates.yaml", "--run-dir", "runs/rates", "--keep", "all", "--workers", "1", "--no-pictures")
    assert swept.code == 0
    return Path("runs/rates")


def values_of(path: Path) -> tuple:
    spec = yaml.safe_load(path.read_text("utf-8"))
    return spec["training"]["learning_rate"], [layer["units"] for layer in spec["model"]["layers"]], "sweep" in spec


def test_of_a_sweep_over_settings_the_best_members_own_spec_is_patched(dltrain, rates):
    best = json.loads((rates / "sweep.json").read_text("utf-8"))["best"]
    told = dltrain("diagnose", rates, "--apply")
    assert told.code == 0
    written = f"written: rates_repaired.yaml, which is the spec of member {best}, the best of the sweep, with the patch"
    assert f"{written}; train it with: dltrain train rates_repaired.yaml" in told.out
    before, after = values_of(rates / "best.yaml"), values_of(Path("rates_repaired.yaml"))
    assert before[0] in (20, 50)
    assert after == (0.01, before[1], False)
    assert dltrain("check", "rates_repaired.yaml").code == 0


def test_of_a_member_its_own_spec_is_patched_and_verified(dltrain, rates):
    for member in json.loads((rates / "sweep.json").read_text("utf-8"))["members"]:
        run = rates / member["runs"][0]
        assert dltrain("diagnose", run, "--apply", f"{member['number']}.yaml").code == 0
        assert values_of(Path(f"{member['number']}.yaml")) == (0.01, member["values"]["model.layers"], False)
    diagnosis = diagnose(path=run)
    made = repair(diagnosis.run, diagnosis.problems)
    assert yaml.safe_load(made.before)["training"]["learning_rate"] == member["values"]["training.learning_rate"]
    assert dltrain("diagnose", run, "--apply").code == 0
    assert Path(f"rates_{run.name}_repaired.yaml").exists()


def test_a_sweep_over_seeds_keeps_the_users_own_words(dltrain, tmp_path):
    spec = SPEC.replace("200", "30") + "  learning_rate: 50\nsweep: {seeds: 3}\n"
    (tmp_path / "seeds.yaml").write_text(spec, "utf-8")
    assert dltrain("train", "seeds.yaml", "--quiet", "--no-pictures").code in (0, 4)
    assert dltrain("diagnose", "runs/seeds-1", "--apply").code == 0
    assert Path("seeds_repaired.yaml").read_text("utf-8") == spec.replace("learning_rate: 50", "learning_rate: 0.01")


@pytest.mark.parametrize("command", ["diagnose", "report"])
def test_a_runs_spec_that_is_none_any_more_is_damage(dltrain, hot, command):
    (hot / "spec.yaml").write_text("xx\n", "utf-8")
    for _ in ("ended", "under way"):
        told = dltrain(command, hot)
        assert told.code == 3
        assert f"'{hot / 'spec.yaml'}' is damaged" in told.err
        assert f"remove it, and dltrain resume {hot} writes it anew as its checkpoint has it" in told.err
        for name in ("summary.json", "SHA256SUMS"):
            (hot / name).unlink(missing_ok=True)


def test_of_a_sweeps_spec_as_well(dltrain, rates):
    (rates / "spec.yaml").write_text("xx\n", "utf-8")
    for command in ("diagnose", "report"):
        told = dltrain(command, rates)
        assert told.code == 3
        assert f"'{rates / 'spec.yaml'}' is damaged" in told.err
    assert dltrain("evaluate", rates).code == 0


def test_a_wrong_override_of_a_sound_run_is_no_damage(dltrain, hot):
    wrong = dltrain("resume", hot, "--set", "training.epoch=300")
    assert wrong.code == 2
    assert "damaged" not in wrong.err
