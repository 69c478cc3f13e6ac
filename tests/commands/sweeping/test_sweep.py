"""Many seeds of one experiment: each member is the run that its seed makes alone."""

import json
import signal
from pathlib import Path

import numpy as np
import pytest
from processes import outcome

from dltrain.commands.evaluate import evaluate
from dltrain.commands.resume import resume
from dltrain.commands.sweep import sweep
from dltrain.commands.sweeping.search_run import SearchOptions
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished
from dltrain.errors import InputError
from dltrain.runs import checkpoints
from dltrain.training.loop import is_paused

SPEC = """
data: {source: iris, split: {validation: 0.3, test: 0.2}}
model: {layers: [8], dropout: 0.1, batch_norm: true}
training:
  epochs: 40
  batch_size: 16
  learning_rate: 0.05
  early_stopping: {patience: 4}
seed: 5
"""
QUIET = Display(charts=False)


def written(folder: Path, text: str = SPEC) -> Path:
    path = folder / "iris_many.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def records(run: Path) -> list[dict]:
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text("utf-8").splitlines()]
    return [{key: value for key, value in line.items() if key not in ("seconds", "rows_per_second")} for line in lines]


def test_each_member_is_the_run_of_its_seed_alone(tmp_path):
    path = written(tmp_path)
    summary = sweep(spec=path, seeds=4, run_dir=tmp_path / "all", display=QUIET).plain()
    assert [member["seed"] for member in summary["members"]] == [5, 6, 7, 8]
    assert {member["status"] for member in summary["members"]} == {"stopped_early"}
    for member in summary["members"]:
        alone = train(spec=path, sets=[f"seed={member['seed']}"], run_dir=tmp_path / str(member["seed"]), display=QUIET).plain()
        assert member["epochs"] == alone["epochs"]
        assert member["best_epoch"] == alone["best_epoch"]
        for split in ("train", "validation", "test"):
            assert member[split] == pytest.approx(alone[split], rel=1e-3)


def test_the_summary_has_means_and_deviations_of_its_members(tmp_path):
    summary = sweep(spec=written(tmp_path), seeds=5, run_dir=tmp_path / "run", display=QUIET).plain()
    losses = [member["test"]["loss"] for member in summary["members"]]
    assert summary["test"]["loss"] == pytest.approx(np.mean(losses))
    assert summary["deviations"]["test"]["loss"] == pytest.approx(np.std(losses, ddof=1))
    assert json.loads((tmp_path / "run" / "summary.json").read_text("utf-8")) == summary
    weights, state = checkpoints.read(tmp_path / "run" / "checkpoints" / "best.safetensors")
    assert weights["model.layers.0.linear.weight"].shape == (5, 8, 4)
    assert state["seeds"] == [5, 6, 7, 8, 9]


def test_groups_on_several_cores_change_nothing(tmp_path):
    path = written(tmp_path)
    one, three = (sweep(spec=path, seeds=5, sets=[f"threads={n}"], run_dir=tmp_path / str(n), display=QUIET) for n in (1, 3))
    assert one.members == three.members


@pytest.mark.parametrize("epochs", [1, 7])
def test_a_sweep_that_was_interrupted_ends_in_the_same_bits(tmp_path, epochs):
    path = written(tmp_path)
    whole = sweep(spec=path, seeds=4, run_dir=tmp_path / "whole", display=QUIET).plain()

    def interrupting(start, given):
        for record in given:
            yield record
            if record["epoch"] == epochs and not is_paused(record):
                signal.raise_signal(signal.SIGTERM)

    with pytest.raises(Unfinished) as caught:
        sweep(spec=path, seeds=4, run_dir=tmp_path / "cut", display=Display(charts=False, watch=interrupting))
    assert caught.value.exit_code == 143
    assert len(records(tmp_path / "cut")) == epochs
    assert resume(run=tmp_path / "cut", display=QUIET).plain()["members"] == whole["members"]
    assert records(tmp_path / "cut") == records(tmp_path / "whole")
    for which in ("best", "last"):
        found, _ = checkpoints.read(tmp_path / "cut" / "checkpoints" / f"{which}.safetensors")
        wanted, _ = checkpoints.read(tmp_path / "whole" / "checkpoints" / f"{which}.safetensors")
        assert found.keys() == wanted.keys()
        assert all(np.array_equal(found[name], wanted[name]) for name in wanted)


def test_its_own_spec_repeats_it(tmp_path):
    first = sweep(spec=written(tmp_path), seeds=3, run_dir=tmp_path / "first", display=QUIET).plain()
    again = sweep(spec=tmp_path / "first" / "spec.yaml", run_dir=tmp_path / "again", display=QUIET).plain()
    assert again["members"] == first["members"]


def test_other_networks_are_trained_one_after_another(tmp_path):
    text = SPEC.replace("epochs: 40", "epochs: 2") + "engine: autograd"
    summary = sweep(spec=written(tmp_path, text), seeds=2, run_dir=tmp_path / "run", display=QUIET).plain()
    own = json.loads((tmp_path / "run" / "seed-6" / "summary.json").read_text("utf-8"))
    assert own["test"] == summary["members"][1]["test"]
    (tmp_path / "run" / "summary.json").unlink()
    assert resume(run=tmp_path / "run", display=QUIET).plain()["members"] == summary["members"]


def test_a_member_that_diverges_is_told_and_left_out_of_the_means(tmp_path):
    text = SPEC.replace("learning_rate: 0.05", "learning_rate: 1e30\n  optimizer: sgd")
    text = text.replace("batch_norm: true", "batch_norm: false")
    with pytest.raises(Unfinished, match=r"learning_rate=0\.1$") as caught:
        sweep(spec=written(tmp_path, text), seeds=2, run_dir=tmp_path / "run", display=QUIET)
    assert caught.value.exit_code == 4
    summary = caught.value.summary.plain()
    assert [member["status"] for member in summary["members"]] == ["diverged", "diverged"]
    cause = summary["findings"][0]  # which says how many diverged of it
    assert cause["problem"] == "learning_rate_too_high"
    assert cause["message"].startswith("2 of 2 members diverged: the learning rate is too high")
    assert (cause["evidence"]["members"], cause["evidence"]["of"]) == (2, 2)


def test_what_a_sweep_cannot_do_is_said(tmp_path):
    path = written(tmp_path)
    with pytest.raises(InputError, match="what is to be varied"):
        sweep(spec=path, run_dir=tmp_path / "run", display=QUIET)
    for more in ("sweep={}", "sweep={seeds: 1}"):
        with pytest.raises(InputError, match=r"^nothing is varied: .*; write seeds: 10 or parameters: .*, or --seeds 10"):
            sweep(spec=path, sets=[more], run_dir=tmp_path / "run", display=QUIET)
    with pytest.raises(InputError, match="sweep' does not go with folds"):
        sweep(spec=path, seeds=2, sets=["data.split={folds: 3}"], run_dir=tmp_path / "run", display=QUIET)
    assert not (tmp_path / "run").exists()
    sweep(spec=path, seeds=2, sets=["training.epochs=1"], run_dir=tmp_path / "run", display=QUIET)
    with pytest.raises(InputError, match="holds the 2 networks of a sweep"):
        evaluate(checkpoint=tmp_path / "run" / "checkpoints" / "best.safetensors")


def test_its_best_is_an_ordinary_run_that_its_own_spec_repeats_bitwise(tmp_path):
    """A stack has one directory; the first seed is trained by itself besides, for all that reads a run."""
    sweep(spec=written(tmp_path), seeds=3, run_dir=tmp_path / "all", display=QUIET)
    noted = json.loads((tmp_path / "all" / "sweep.json").read_text("utf-8"))
    (member,) = noted["members"]
    assert (noted["best"], member["number"], member["status"], member["values"]) == (1, 1, "completed", {})
    assert (member["seeds"], member["runs"]) == ([5, 6, 7], ["member-1-seed-5"])
    best = [
        summary["validation"]["loss"] for summary in json.loads((tmp_path / "all" / "summary.json").read_text("utf-8"))["members"]
    ]
    assert member["monitor"] == pytest.approx(np.mean(best))
    assert member["deviation"] == pytest.approx(np.std(best, ddof=1))
    train(spec=tmp_path / "all" / "best.yaml", run_dir=tmp_path / "again", display=QUIET)
    own = tmp_path / "all" / "member-1-seed-5"
    assert outcome(own) == outcome(tmp_path / "again")
    told = evaluate(checkpoint=tmp_path / "all")
    assert told.notices == [f"{tmp_path / 'all'} is a sweep; the first of its 3 seeds is taken: {own}"]
    assert told.metrics == evaluate(checkpoint=own).metrics


def test_train_says_that_it_does_not_use_the_section(tmp_path):
    said = []
    path = written(tmp_path, SPEC.replace("epochs: 40", "epochs: 1") + "sweep: {seeds: 3}\n")
    summary = train(spec=path, run_dir=tmp_path / "run", display=Display(charts=False, say=said.append))
    assert summary.members is None
    assert said[0].startswith("notice: 'sweep' is not used by dltrain train")


def test_the_same_command_goes_on_with_the_same_sweep_and_every_seed_is_a_run_when_asked_for(tmp_path):
    path = written(tmp_path, SPEC.replace("epochs: 40", "epochs: 3"))
    first = sweep(spec=path, seeds=2, run_dir=tmp_path / "run", display=QUIET)
    assert sweep(spec=path, seeds=2, run_dir=tmp_path / "run", display=QUIET) == first
    with pytest.raises(InputError, match="is not empty"):
        sweep(spec=path, seeds=3, run_dir=tmp_path / "run", display=QUIET)
    every = sweep(spec=path, seeds=2, options=SearchOptions(keep="all"), run_dir=tmp_path / "every", display=QUIET)
    (member,) = json.loads((tmp_path / "every" / "sweep.json").read_text("utf-8"))["members"]
    assert member["runs"] == ["member-1-seed-5", "member-1-seed-6"]
    own = [evaluate(checkpoint=tmp_path / "every" / name).metrics for name in member["runs"]]
    assert [one.metrics["test"] for one in every.members] == own
    for one, other in zip(every.members, first.members, strict=True):
        assert one.metrics["test"] == pytest.approx(other.metrics["test"], rel=1e-3)
