"""Ensembles from the command's side: exact resumption, what the files hold, evaluate and predict from the checkpoint alone."""

import json
import os
import random
import shutil
import signal

import numpy as np
import polars
import pytest
from bench import Bench
from processes import outcome

from dltrain.commands.compare import compare
from dltrain.commands.evaluate import evaluate
from dltrain.commands.predict import predict
from dltrain.commands.resume import resume
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished
from dltrain.errors import InputError
from dltrain.runs import checkpoints
from dltrain.training.loop import is_paused

CLASSES = """
data: {source: iris}
model: {layers: [8], dropout: 0.1}
training: {epochs: 12, learning_rate: 0.02, save_every: 0.01s, early_stopping: {patience: 4}, class_weights: balanced}
"""
VALUES = """
data: {source: {type: inline, columns: [x, z, y], rows: ROWS}, target: y}
model: {layers: [6]}
training: {epochs: 12, learning_rate: 0.05, batch_size: 8, save_every: 0.01s}
""".replace("ROWS", str([[x / 10, (x * 7) % 5, (x / 10 - 2) ** 2 + (x * 3) % 4 + 0.5] for x in range(60)]))
KINDS = {
    "averaging": CLASSES + "ensemble: {type: averaging, members: 3}",
    "voting": CLASSES + "ensemble: {type: voting, members: 3}",
    "bagging": CLASSES + "ensemble: {type: bagging, members: 3, share: 0.7}",
    "boosting of classes": CLASSES.replace("[8]", "[1]") + "ensemble: {type: boosting, members: 3}",
    "boosting of values": VALUES + "ensemble: {type: boosting, members: 3}",
    "stacking of classes": CLASSES + "ensemble: {type: stacking, members: 2, folds: 3}",
    "stacking of values": VALUES + "ensemble: {type: stacking, members: 2, folds: 2}",
}


QUIET = Display(charts=False)


@pytest.fixture
def kind(request):
    return request.param


@pytest.fixture
def spec(tmp_path, kind):
    path = tmp_path / "spec.yaml"
    path.write_text(KINDS[kind], encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The finished run of a kind, which is trained once; for whoever changes it, a copy: `whole("bagging", tmp_path / "run")`."""
    trained = {}

    def run(kind, copy=None):
        if kind not in trained:
            folder = tmp_path_factory.mktemp("whole")
            (folder / "spec.yaml").write_text(KINDS[kind], encoding="utf-8")
            train(spec=folder / "spec.yaml", run_dir=folder / "run", display=QUIET)
            trained[kind] = folder / "run"
        return shutil.copytree(trained[kind], copy) if copy else trained[kind]

    return run


def summary_of(run):
    return json.loads((run / "summary.json").read_text("utf-8"))


@pytest.mark.parametrize("kind", ["bagging", "boosting of classes", "stacking of classes"])
def test_a_chain_of_kills_changes_nothing(commands, tmp_path, kind):
    bench = Bench(commands, KINDS[kind], tmp_path)
    bench.chain("run", 3, random.Random(kind))
    bench.check("run", kind)


def stopping_in(member: int, epoch: int) -> Display:
    """Interrupts the process in an epoch of a member."""

    def watch(start, records):
        for record in records:
            if not is_paused(record) and (record["member"], record["epoch"], record.get("fold")) == (member, epoch, None):
                os.kill(os.getpid(), signal.SIGTERM)
            yield record

    return Display(charts=False, watch=watch)


@pytest.mark.parametrize(
    ("kind", "member"), [*((kind, 2) for kind in KINDS), ("boosting of classes", 1), ("boosting of values", 1)], indirect=["kind"]
)
def test_an_interrupted_member_is_saved_and_goes_on(spec, tmp_path, kind, member, whole):
    run = tmp_path / "run"
    with pytest.raises(Unfinished, match=f"interrupted after epoch 3 of member {member}; everything is saved") as caught:
        train(spec=spec, run_dir=run, display=stopping_in(member, 3))
    assert caught.value.exit_code == 143
    summary = json.loads((run / "summary.json").read_text("utf-8"))
    assert summary["status"] == "interrupted"
    assert len(summary["members"]) == member - 1
    assert "test" not in summary
    assert evaluate(checkpoint=run, split="validation").metrics == pytest.approx(summary["validation"], rel=1e-5)
    resume(run=run, display=QUIET)
    assert outcome(run) == outcome(whole(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_the_checkpoint_alone_is_the_whole_ensemble(kind, tmp_path, whole):
    run = whole(kind, tmp_path / "run")
    summary = summary_of(run)
    moved = tmp_path / "elsewhere.safetensors"
    (run / "checkpoints" / "best.safetensors").rename(moved)
    for split in ("train", "validation", "test"):
        assert evaluate(checkpoint=moved, split=split).metrics == pytest.approx(summary[split], rel=1e-5)
    table = polars.read_parquet(run / "predictions.parquet")
    if summary["task"] == "multiclass":
        iris = evaluate(checkpoint=moved)
        assert np.trace(np.array(iris.confusion_matrix)) == (table["true"] == table["predicted"]).sum()
        assert iris.members == len(summary["members"])


def test_every_record_tells_its_member_and_the_summary_has_each(tmp_path):
    path, run = tmp_path / "spec.yaml", tmp_path / "run"
    path.write_text(KINDS["stacking of classes"], encoding="utf-8")
    summary = train(spec=path, run_dir=run).plain()
    records = [json.loads(line) for line in (run / "metrics.jsonl").read_text("utf-8").splitlines()]
    turns = list(dict.fromkeys((record["member"], record.get("fold")) for record in records))
    assert turns == [(1, None), (1, 1), (1, 2), (1, 3), (2, None), (2, 1), (2, 2), (2, 3)]
    assert summary["epochs"] == len(records)
    for number, member in enumerate(summary["members"], 1):
        own = [r for r in records if r["member"] == number and "fold" not in r]
        assert [record["epoch"] for record in own] == list(range(1, member["epochs"] + 1))
        best = min(own, key=lambda record: record["validation_loss"])
        assert member["best_epoch"] == best["epoch"]
        assert member["validation"]["loss"] == pytest.approx(best["validation_loss"], rel=1e-6)
    assert (run / "curves.png").exists()
    assert "mean member (test)" in (run / "log.txt").read_text("utf-8")


def test_a_member_is_the_run_of_its_own_seed(tmp_path, whole):
    path, averaging = tmp_path / "spec.yaml", whole("averaging")
    alone = f"seed: {summary_of(averaging)['members'][1]['seed']}\nengine: autograd"
    text = KINDS["averaging"].replace("ensemble: {type: averaging, members: 3}", alone)
    path.write_text(text, encoding="utf-8")
    train(spec=path, run_dir=tmp_path / "one", display=QUIET)
    every, _ = checkpoints.read(averaging / "checkpoints" / "best.safetensors")
    one, _ = checkpoints.read(tmp_path / "one" / "checkpoints" / "best.safetensors")
    names = [name for name in one if name.startswith("model.")]
    assert names
    assert all(np.array_equal(one[name], every[f"member.2.{name}"]) for name in names)


def test_the_resolved_spec_trains_to_the_same_bits(tmp_path, whole):
    run = whole("boosting of values")
    assert "shrinkage: 0.5" in (run / "spec.yaml").read_text("utf-8")
    train(spec=run / "spec.yaml", run_dir=tmp_path / "again", display=QUIET)
    assert outcome(run) == outcome(tmp_path / "again")


def test_predictions_are_the_ensembles(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [f"{x / 10:.1f},{'귤' if (x * 37) % 100 < 50 else '감'}" for x in range(100)]
    (tmp_path / "과일.csv").write_text("\n".join(["크기,이름", *rows]), encoding="utf-8")
    text = "data: {source: 과일.csv, target: 이름}\nmodel: {layers: [4]}\ntraining: {epochs: 3}\nensemble: voting\n"
    (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
    train(spec=tmp_path / "spec.yaml", run_dir=tmp_path / "run", display=QUIET)
    told = polars.DataFrame(predict(checkpoint=tmp_path / "run", data=tmp_path / "과일.csv").columns)
    table = polars.read_parquet(tmp_path / "run" / "predictions.parquet").join(told, on="row", how="left")
    assert (table["predicted"] == table["predicted_right"]).all()
    assert np.allclose(table["probability_귤"], table["probability_귤_right"])


def test_a_finished_one_is_left_as_it_is_and_may_grow(tmp_path, whole):
    path, run = tmp_path / "spec.yaml", whole("bagging", tmp_path / "run")
    path.write_text(KINDS["bagging"], encoding="utf-8")
    before = {file: file.read_bytes() for file in run.rglob("*") if file.is_file()}
    resume(run=run)
    assert {file: file.read_bytes() for file in run.rglob("*") if file.is_file()} == before
    with pytest.raises(InputError, match=r"training\.epochs: 12 → 13"):
        resume(run=run, sets=["training.epochs=13"])
    resume(run=run, sets=["ensemble.members=4"], display=QUIET)
    train(spec=path, sets=["ensemble.members=4"], run_dir=tmp_path / "four", display=QUIET)
    assert outcome(run) == outcome(tmp_path / "four")
    with pytest.raises(InputError, match=r"ensemble\.members: 4 → 2"):
        resume(run=run, sets=["ensemble.members=2"])
    with pytest.raises(InputError, match=r"ensemble\.members cannot change under way; train a new run"):
        resume(run=run, sets=["ensemble.members=2"], allow_changes=True)


def test_folds_of_ensembles(tmp_path):
    path, run = tmp_path / "spec.yaml", tmp_path / "run"
    path.write_text(KINDS["averaging"].replace("source: iris", "source: iris, split: {folds: 3}"), encoding="utf-8")
    summary = train(spec=path, run_dir=run, display=QUIET).plain()
    assert summary["folds"] == 3
    own = [json.loads((run / f"fold-{k}" / "summary.json").read_text("utf-8"))["test"]["loss"] for k in (1, 2, 3)]
    assert summary["test"]["loss"] == pytest.approx(np.mean(own))


def test_compare_sets_an_ensemble_beside_a_single_network(tmp_path, whole):
    path = tmp_path / "spec.yaml"
    path.write_text(f"{CLASSES}\nengine: autograd", encoding="utf-8")
    train(spec=path, run_dir=tmp_path / "one", display=QUIET)
    result = compare(paths=[tmp_path / "one", whole("averaging")])
    assert result.differences == {"ensemble": [None, {"type": "averaging", "members": 3}]}
    assert len(result.verdicts) == 1
