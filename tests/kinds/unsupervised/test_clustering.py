"""Clustering from the spec to the predictions, beside scikit-learn's own on the same encoded rows."""

import json
from pathlib import Path

import numpy as np
import polars
import pytest
from safetensors.numpy import load_file
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture

from dltrain.commands.loading import saved
from dltrain.commands.loading.run_data import run_dataset
from dltrain.kinds.unsupervised.k_means import learner_of
from dltrain.kinds.unsupervised.mixture import KINDS
from dltrain.kinds.unsupervised.plane import known_groups, plane_of
from dltrain.randomness import seed_of

PEOPLE = "키,몸무게,도시,반\n" + "".join(
    f"{150 + 30 * (n % 2) + n % 3},{'' if n == 4 else 50 + 40 * (n % 2)},{('서울', '부산')[n % 2]},{('가', '나')[n % 2]}\n"
    for n in range(60)
)


def train(dltrain, model, data="{source: iris}", *words):
    Path("spec.yaml").write_text(f"data: {data}\nmodel: {model}\n", "utf-8")
    result = dltrain("train", "spec.yaml", "-o", "run", "--no-pictures", *words)
    assert result.code == 0, result.err
    return json.loads(Path("run/summary.json").read_text("utf-8")), result


def rows_of_the_run():
    """The encoded rows of each part, float64, and what was found in them after saving and loading."""
    model = saved.load(Path("run"), "")
    data = run_dataset(model, Path("run"))
    parts = {name: getattr(data, name) for name in ("train", "validation", "test")}
    rows = {name: model.trained.rows(part, None) for name, part in parts.items()}
    found = {name: model.trained.scores(one) for name, one in rows.items()}
    return parts, {name: one.inputs[0].astype(np.float64) for name, one in rows.items()}, found


@pytest.mark.parametrize(
    ("model", "data", "flat"),
    [
        ("{type: gaussian_mixture, clusters: 2}", "{source: people.csv}", True),  # towns, which are 0 or 1 in a cluster
        ("{type: gaussian_mixture, clusters: 2, covariance: diagonal}", "{source: people.csv}", True),
        ("{type: gaussian_mixture, clusters: 2, covariance: spherical}", "{source: people.csv}", False),  # as heights vary
        ("{type: gaussian_mixture, clusters: 2}", "{source: iris}", False),
        ("{type: k_means, clusters: 2}", "{source: people.csv}", False),
    ],
)
def test_a_mixture_of_categories_says_that_its_clusters_are_flat(dltrain, model, data, flat):
    rows = [f"{150 + 30 * (n % 2) + n * 7 % 11},{('서울', '부산')[n % 2]}" for n in range(60)]
    Path("people.csv").write_text("키,도시\n" + "\n".join(rows), "utf-8")
    _, result = train(dltrain, model, data)
    assert ("categories and marks of missing cells are 0 or 1" in " ".join(result.err.split())) == flat


def test_k_means_is_that_of_scikit_learn(dltrain):
    summary, _ = train(dltrain, "{type: k_means, clusters: 3, attempts: 4}")
    parts, rows, found = rows_of_the_run()
    own = KMeans(3, n_init=4, random_state=seed_of(0, "k_means model") % 2**32).fit(rows["train"])
    centers = load_file("run/checkpoints/best.safetensors")["model.centers"]
    order = np.argsort(-np.bincount(own.labels_), kind="stable")
    assert np.abs(centers - own.cluster_centers_[order]).max() < 1e-6
    for name in parts:
        assert np.array_equal(order[found[name].clusters], own.predict(rows[name]))
        assert summary[name]["inertia"] == pytest.approx(-own.score(rows[name]), rel=1e-6)
        assert summary[name]["silhouette"] == pytest.approx(silhouette_score(rows[name], own.predict(rows[name])), abs=1e-6)
        assert summary[name]["adjusted_rand"] == pytest.approx(adjusted_rand_score(parts[name].target, found[name].clusters))
    assert list(summary["test"]) == ["silhouette", "inertia", "adjusted_rand"]


@pytest.mark.parametrize(("covariance", "own"), KINDS.items())
def test_a_mixture_is_that_of_scikit_learn(dltrain, covariance, own):
    summary, _ = train(dltrain, f"{{type: gaussian_mixture, clusters: 3, covariance: {covariance}, most: 2}}")
    parts, rows, found = rows_of_the_run()
    seed = seed_of(0, "gaussian_mixture model") % 2**32
    fit = GaussianMixture(3, covariance_type=own, random_state=seed).fit(rows["train"])
    order = np.argsort(-np.bincount(fit.predict(rows["train"]), minlength=3), kind="stable")
    for name in parts:
        assert np.abs(found[name].probabilities - fit.predict_proba(rows[name])[:, order]).max() < 1e-6
        assert np.abs(found[name].log_densities - fit.score_samples(rows[name])).max() < 1e-6
        assert summary[name]["bic"] == pytest.approx(fit.bic(rows[name]), rel=1e-9)
        assert summary[name]["log_likelihood"] == pytest.approx(fit.score(rows[name]), rel=1e-9)


def test_a_target_stands_beside_and_is_never_learned_from(dltrain):
    """Blank cells of it, and a file without it, take nothing from the clusters."""
    Path("people.csv").write_text(PEOPLE.replace(",가\n", ",\n", 3), "utf-8")
    summary, _ = train(dltrain, "{type: k_means, clusters: 2}", "{source: people.csv, target: 반}")
    assert summary["data"]["rows"] == {"train": 36, "validation": 12, "test": 12}
    assert summary["train"]["adjusted_rand"] == 1.0
    clusters = json.loads(Path("run/clusters.json").read_text("utf-8"))
    assert clusters["classes"]["column"] == "반"
    assert sorted(map(sorted, clusters["classes"]["rows"])) == [[0, 15], [0, 20]]  # one of the 36 is blank
    means = clusters["clusters"][0]["means"]
    assert set(means) >= {"키", "도시 = 서울", "도시 = 부산"}
    assert means["도시 = 서울"] + means["도시 = 부산"] == pytest.approx(1.0)
    Path("without.csv").write_text("\n".join(line.rpartition(",")[0] for line in PEOPLE.splitlines()) + "\n", "utf-8")
    evaluated = json.loads(dltrain("evaluate", "run", "--data", "without.csv", "--json").out)
    assert evaluated["metrics"]["adjusted_rand"] is None
    assert evaluated["metrics"]["silhouette"] > 0.8
    predicted = polars.read_csv(dltrain("predict", "run", "without.csv").out.encode())
    assert predicted.columns == ["row", "cluster", "distance"]


@pytest.mark.parametrize(("kind", "by"), [("k_means", "silhouette"), ("gaussian_mixture", "bic")])
def test_auto_takes_the_best_of_what_was_tried(dltrain, kind, by):
    """Three blobs far apart."""
    summary, _ = train(dltrain, f"{{type: {kind}, most: 5}}", "{source: {type: blobs, rows: 150, spread: 0.3}}")
    described = json.loads(Path("run/clusters.json").read_text("utf-8"))
    values = [np.nan if one is None else one for one in described["tried"][by]]
    best = np.nanargmax(values) if by == "silhouette" else np.nanargmin(values)
    assert described["tried"]["clusters"] == [1, 2, 3, 4, 5]
    assert len(described["clusters"]) == described["tried"]["clusters"][best] == 3
    assert summary["train"]["adjusted_rand"] == 1.0


def test_the_same_bits_again_whatever_the_pictures(dltrain):
    train(dltrain, "{type: k_means, clusters: auto, most: 4}")
    assert dltrain("train", "run/spec.yaml", "-o", "again", "--no-pictures").code == 0
    first, second = (load_file(f"{run}/checkpoints/last.safetensors") for run in ("run", "again"))
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert "nothing to do" in dltrain("resume", "run").err


def test_what_does_not_go_with_it_is_said(dltrain):
    for written, said in (
        ("clusters: 300", "there are 90 training rows; expected at most that many clusters, not 300"),
        ("clusters: 0", "must be at least 1"),
        ("n_clusters: 3", "did you mean 'clusters'?"),
    ):
        Path("spec.yaml").write_text(f"data: {{source: iris}}\nmodel: {{type: k_means, {written}}}\n", "utf-8")
        result = dltrain("train", "spec.yaml", "-o", "run")
        assert (result.code, said in result.err) == (2, True), result.err
    assert not Path("run").exists()


def test_rows_that_are_all_the_same_make_one_cluster(dltrain):
    Path("same.csv").write_text("x,y\n" + "1,2\n" * 30, "utf-8")
    summary, result = train(dltrain, "{type: k_means, clusters: 2, most: 2}", "{source: same.csv}")
    assert summary["train"] == {"silhouette": None, "inertia": 0.0}
    assert "only 1 of 2 clusters have rows" in result.err


def test_rows_far_from_zero_lose_no_digits():
    rows = np.array([[1e8], [1e8 + 1], [1e8 + 4]])
    options = type("Options", (), {"clusters": 2})
    found = learner_of(options, {"centers": np.array([[1e8 + 0.5], [1e8 + 4]])}, 1)(rows)
    assert found.clusters.tolist() == [0, 0, 1]
    assert found.squares.tolist() == [0.25, 0.25, 0.0]


def test_its_pictures_and_its_page_have_no_curves(dltrain):
    Path("spec.yaml").write_text("data: {source: iris}\nmodel: {type: k_means, clusters: 3, most: 3}\n", "utf-8")
    assert dltrain("train", "spec.yaml", "-o", "run").code == 0
    assert {path.name for path in Path("run").glob("*.png")} == {"clusters.png", "elbow.png"}
    assert dltrain("report", "run", "--output", "page.html", "--language", "ko").code == 0
    page = Path("page.html").read_text("utf-8")
    assert "군집마다 행이 몇 개인지" in page
    assert "학습 곡선" not in page
    assert "versicolor" in page


def test_the_plane_of_two_numbers_is_their_own(dltrain):
    rows = np.array([[0.0, 0.0], [1.0, 10.0], [2.0, 30.0]])
    Path("plane.csv").write_text("x,y\n" + "".join(f"{x},{y}\n" for x, y in rows.tolist()), "utf-8")
    train(dltrain, "{type: k_means, clusters: 2}", "{source: plane.csv, split: none}")
    model = saved.load(Path("run"), "")
    encoded = model.trained.rows(run_dataset(model, Path("run")).train, None).inputs[0]
    assert plane_of(model.encoding, encoded).coordinates(encoded) == pytest.approx(rows, abs=1e-5)


def test_numbers_that_stand_beside_are_cut_into_groups_of_equal_size():
    codes, labels = known_groups(np.array([[1.0], [2.0], [3.0], [4.0], [5.0], [6.0], [np.nan]]), ())
    assert labels == ["1 to 2", "2 to 3", "3 to 4", "4 to 5", "5 to 6"]
    assert codes.tolist() == [0, 1, 2, 3, 4, 4, -1]
    assert known_groups(np.array([0, 2, -1, 5]), ("a", "b", "c"))[0].tolist() == [0, 2, -1, -1]  # 5 was not known in training
    assert known_groups(np.empty((3, 0)), ()) is None
