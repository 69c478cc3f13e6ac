"""Targets of different kinds at once, through the commands: a class and a value of the same rows, by one network."""

import json

import numpy as np
import polars
import pytest
from sklearn import metrics as oracle

import dltrain as dltrain_module
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.trackers.words import matrix_words

SPEC = """
name: 펭귄
data:
  source: 펭귄.csv
  target: {종: class, 몸무게: {type: value, loss: huber, weight: 0.5}}
  split: {validation: 0.25, test: 0.25}
model: {layers: [8]}
training: {epochs: 6, learning_rate: 0.02, batch_size: 16}
"""
QUIET = Display(charts=False)


def rows(count=80):
    """Penguins of three species, whose weight follows from their measures."""
    random = np.random.default_rng(0)
    kind = random.integers(3, size=count)
    length = 38 + 5 * kind + random.normal(size=count)
    depth = 18 - kind + random.normal(size=count)
    weight = 3000 + 60 * (length - 38) + 300 * (kind == 2) + 50 * random.normal(size=count)
    names = np.array(["아델리", "젠투", "턱끈"])[kind]
    return polars.DataFrame({"종": names, "부리 길이": length.round(1), "깊이": depth.round(1), "몸무게": weight.round()})


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A trained run, and its folder."""
    folder = tmp_path_factory.mktemp("several")
    rows().write_csv(folder / "펭귄.csv")
    (folder / "펭귄.yaml").write_text(SPEC, encoding="utf-8")
    train(spec=folder / "펭귄.yaml", run_dir=folder / "run", display=QUIET)
    return folder / "run"


@pytest.fixture(scope="module")
def summary(run):
    return json.loads((run / "summary.json").read_text("utf-8"))


def test_metrics_are_those_of_scikit_learn(run, summary):
    test, frame = summary["test"], polars.read_parquet(run / "predictions.parquet")
    assert summary["task"] == "multitask"
    assert test["종.accuracy"] == oracle.accuracy_score(frame["true_종"], frame["predicted_종"])
    assert test["종.f1"] == pytest.approx(oracle.f1_score(frame["true_종"], frame["predicted_종"], average="macro"))
    weights = frame["true_몸무게"], frame["predicted_몸무게"]
    assert test["몸무게.root_mean_squared_error"] == pytest.approx(oracle.root_mean_squared_error(*weights))
    assert test["몸무게.r2"] == pytest.approx(oracle.r2_score(*weights))
    probabilities = frame.select("probability_종_아델리", "probability_종_젠투", "probability_종_턱끈").to_numpy()
    assert test["종.loss"] == pytest.approx(oracle.log_loss(frame["true_종"], probabilities), rel=1e-5)
    assert test["loss"] == pytest.approx(test["종.loss"] + 0.5 * test["몸무게.loss"], rel=1e-6)


def test_true_values_are_those_of_the_file_in_its_unit(run):
    frame, given = polars.read_parquet(run / "predictions.parquet"), rows()
    assert frame["true_종"].to_list() == [given["종"][row] for row in frame["row"]]
    assert frame["true_몸무게"].to_list() == pytest.approx([given["몸무게"][row] for row in frame["row"]], rel=1e-6)


def test_every_record_has_the_loss_and_metrics_of_each(run):
    first, *_, last = map(json.loads, (run / "metrics.jsonl").read_text("utf-8").splitlines())
    for split in ("validation",):
        whole = last[f"{split}_종.loss"] + 0.5 * last[f"{split}_몸무게.loss"]
        assert last[f"{split}_loss"] == pytest.approx(whole, rel=1e-6)
        assert last[f"{split}_종.accuracy"] > first[f"{split}_종.accuracy"] - 0.1
        assert {f"{split}_몸무게.r2", f"{split}_종.f1"} <= last.keys()


def test_the_confusion_matrix_is_that_of_the_classes(run, summary):
    matrices = json.loads((run / "confusion_matrix.json").read_text("utf-8"))
    frame = polars.read_parquet(run / "predictions.parquet")
    assert list(matrices) == ["종"]
    assert matrices["종"]["labels"] == ["아델리", "젠투", "턱끈"]
    assert matrices["종"]["test"] == oracle.confusion_matrix(frame["true_종"], frame["predicted_종"]).tolist()
    assert np.sum(matrices["종"]["train"]) == summary["data"]["rows"]["train"]


def test_baselines_are_the_majority_of_the_classes_and_the_mean_of_the_values(run, summary):
    frame = polars.read_parquet(run / "predictions.parquet")
    majority, mean = (summary["baselines"][name]["test"] for name in ("majority", "mean"))
    assert majority["종.accuracy"] == max(frame["true_종"].value_counts()["count"]) / len(frame)
    assert -0.5 < mean["몸무게.r2"] <= 0
    assert not any(name.startswith("몸무게") for name in majority)


def test_evaluate_says_what_the_summary_says(run, summary):
    model = dltrain_module.load(run)
    evaluation = model.evaluate(split="test")
    assert dict(evaluation) == summary["test"]
    assert model.target == ["종", "몸무게"]


def test_predict_has_columns_of_each_target(run):
    frame, made = polars.read_parquet(run / "predictions.parquet"), dltrain_module.load(run).predict(rows().drop("종", "몸무게"))
    assert made.columns == [
        "row",
        "predicted_종",
        "probability_종_아델리",
        "probability_종_젠투",
        "probability_종_턱끈",
        "predicted_몸무게",
    ]
    of_test = made[frame["row"].to_list()]
    assert of_test["predicted_종"].to_list() == frame["predicted_종"].to_list()
    assert of_test["predicted_몸무게"].to_list() == pytest.approx(frame["predicted_몸무게"].to_list())


@pytest.mark.parametrize("engine", ["autograd", "explicit"])
def test_the_engines_agree(run, summary, engine):
    train(spec=run.parent / "펭귄.yaml", sets=[f"engine={engine}"], run_dir=run.parent / engine, display=QUIET)
    other = json.loads((run.parent / engine / "summary.json").read_text("utf-8"))
    assert other["test"] == pytest.approx(summary["test"], rel=1e-4)


def test_the_run_s_own_spec_trains_to_the_same_bits(run):
    train(spec=run / "spec.yaml", run_dir=run.parent / "again", display=QUIET)
    assert (run.parent / "again/predictions.parquet").read_bytes() == (run / "predictions.parquet").read_bytes()


def test_a_list_of_columns_of_different_kinds_is_the_same_as_their_kinds(run, summary):
    listed = SPEC.replace("{종: class, 몸무게: {type: value, loss: huber, weight: 0.5}}", "[종, 몸무게]")
    written = SPEC.replace("{type: value, loss: huber, weight: 0.5}", "value")
    ends = []
    for name, text in (("listed", listed), ("written", written)):
        (run.parent / f"{name}.yaml").write_text(text, encoding="utf-8")
        ended = train(spec=run.parent / f"{name}.yaml", run_dir=run.parent / name, display=QUIET)
        ends.append(ended.metrics["test"])
    assert ends[0] == ends[1]


def test_training_that_goes_on_ends_as_one_that_never_stopped(run, dltrain):
    paths = [run.parent / name for name in ("three", "six")]
    changes = ["training.early_stopping={monitor: validation_종.accuracy, patience: 6}", "training.optimizer=sgd"]
    for path, epochs in zip(paths, (3, 6), strict=True):
        sets = [word for change in [*changes, f"training.epochs={epochs}"] for word in ("--set", change)]
        assert dltrain("train", run.parent / "펭귄.yaml", "--run-dir", path, "--no-pictures", *sets).code == 0
    assert dltrain("resume", paths[0], "--set", "training.epochs=6", "--no-pictures").code == 0
    first, second = (polars.read_parquet(path / "predictions.parquet") for path in paths)
    assert first.equals(second)
    ended = json.loads((paths[0] / "summary.json").read_text("utf-8"))
    assert ended["monitor"] == "validation_종.accuracy"


def test_the_pictures_are_drawn(run, dltrain):
    path = run.parent / "drawn"
    told = dltrain("train", run.parent / "펭귄.yaml", "--run-dir", path, "--set", "training.epochs=2")
    assert told.code == 0, told.err
    assert {"confusion_matrix.png", "curves.png"} <= {one.name for one in path.iterdir()}


def test_a_class_that_is_weighed_is_found_more_often(run):
    weighed = SPEC.replace("종: class", "종: {type: class, class_weights: {턱끈: 50}}")
    (run.parent / "weighed.yaml").write_text(weighed, encoding="utf-8")
    train(spec=run.parent / "weighed.yaml", run_dir=run.parent / "weighed", display=QUIET)
    plain, heavy = (polars.read_parquet(run.parent / name / "predictions.parquet") for name in (run.name, "weighed"))
    assert (heavy["predicted_종"] == "턱끈").sum() > (plain["predicted_종"] == "턱끈").sum()
    ended = json.loads((run.parent / "weighed/summary.json").read_text("utf-8"))
    assert ended["test"]["loss"] == pytest.approx(ended["test"]["종.loss"] + 0.5 * ended["test"]["몸무게.loss"], rel=1e-5)


def test_an_exported_network_answers_for_each(run, dltrain):
    told = dltrain("export", run, "--format", "onnx", "--output", "model.onnx")
    assert told.code == 0, told.err
    onnxruntime = pytest.importorskip("onnxruntime")
    session = onnxruntime.InferenceSession("model.onnx")
    assert [one.name for one in session.get_outputs()] == ["predicted_종", "probabilities_종", "predicted_몸무게"]
    given = rows().drop("종", "몸무게")
    species, _, weights = session.run(None, {name: given[name].to_numpy() for name in given.columns})
    made = dltrain_module.load(run).predict(given)
    assert species.tolist() == made["predicted_종"].to_list()
    assert weights == pytest.approx(made["predicted_몸무게"].to_numpy(), rel=1e-5)


def test_compare_tests_the_rows_of_the_target_that_is_asked_for(run, dltrain):
    path = run.parent / "weak"
    sets = ["--set", "training.epochs=1", "--set", "seed=3"]
    assert dltrain("train", run.parent / "펭귄.yaml", "--run-dir", path, "--no-pictures", *sets).code == 0
    of_class, of_value = dltrain("compare", run, path), dltrain("compare", run, path, "--sort-by", "몸무게.r2")
    assert "accuracy of 종" in of_class.out
    assert "mean squared error of 몸무게" in of_value.out


def test_the_page_tells_of_each_target(run, dltrain):
    told = dltrain("report", run, "--output", "page.html")
    assert told.code == 0, told.err
    with open("page.html", encoding="utf-8") as file:
        page = file.read()
    assert "predict 종 (3 classes), 몸무게 (a number) at once" in page
    assert page.count("<h3>종</h3>") >= 3  # the confusion matrix, the calibration, the mistakes
    assert page.count("<h3>몸무게</h3>") >= 1


def test_a_tracker_shows_the_matrix_of_each_target():
    words = matrix_words({"종": {"labels": ["a", "b"], "test": [[3, 1], [0, 2]]}})
    assert words.splitlines()[0] == "### 종"
    assert "| **a** | 3 | 1 |" in words


def test_rows_that_were_mixed_are_measured_by_the_run(run, dltrain):
    path = run.parent / "mixed"
    sets = [word for change in ("training.epochs=2", "training.mixup=0.2") for word in ("--set", change)]
    assert dltrain("train", run.parent / "펭귄.yaml", "--run-dir", path, "--no-pictures", *sets).code == 0
    told = dltrain("evaluate", path)
    assert (told.code, told.err) == (0, "")


def test_check_names_the_heads(run, dltrain):
    told = dltrain("check", run.parent / "펭귄.yaml")
    assert told.code == 0
    assert "종 (3 softmax) + 몸무게 (1)" in told.out


def test_baselines_count_the_classes_of_a_target_as_they_do_where_it_is_alone(tmp_path):
    """Three classes of ill-matched numbers, weighed: the logistic regression of the target alone is that of it among others."""
    table = rows().with_columns(part=polars.Series([("train", "train", "test")[index % 3] for index in range(80)]))
    table.filter((table["종"] != "젠투") | (table["부리 길이"] > 43.5)).write_csv(tmp_path / "펭귄.csv")
    both = "{종: {type: class, class_weights: {젠투: 9}, metrics: [f1, roc_auc]}, 몸무게: value}"
    measured = {}
    for name, target, features, weights in (
        ("both", both, "[부리 길이, 깊이]", ""),
        ("alone", "종", "[부리 길이, 깊이]", ", class_weights: {젠투: 9}"),
        ("plain", "종", "[부리 길이, 깊이]", ""),
    ):
        (tmp_path / "spec.yaml").write_text(
            f"data: {{source: 펭귄.csv, target: {target}, features: {features}, split: {{column: part}}}}\n"
            f"model: {{layers: []}}\ntraining: {{epochs: 1{weights}}}\nbaselines: [linear]\n"
            + ("metrics: [f1, roc_auc]\n" if name != "both" else ""),
            "utf-8",
        )
        train(spec=tmp_path / "spec.yaml", run_dir=tmp_path / name, display=QUIET)
        measured[name] = json.loads((tmp_path / name / "summary.json").read_text("utf-8"))["baselines"]["linear"]["test"]
    for metric in ("f1", "roc_auc"):
        assert measured["both"][f"종.{metric}"] == measured["alone"][metric] != measured["plain"][metric]
