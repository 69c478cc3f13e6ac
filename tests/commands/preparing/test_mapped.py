"""Rows in files train to the same bits as rows in memory, and go on from where a run was killed."""

from __future__ import annotations

import functools
import random
from pathlib import Path

import numpy as np
import polars
import polars.testing
import pytest
from bench import Bench
from processes import outcome

from dltrain.commands.evaluate import evaluate
from dltrain.commands.predict import predict
from dltrain.commands.preparing.setup import prepare
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.data import storage
from dltrain.data.storage import is_mapped
from dltrain.errors import InputError
from dltrain.spec.loading import load
from dltrain.training import chunks
from dltrain.training.minibatches import windows

QUIET = Display(charts=False)
ROWS = 3000


def a_table() -> polars.DataFrame:
    """Numbers with and without gaps, words with and without gaps, booleans, dates, long whole numbers; a target of words."""
    random = np.random.default_rng(0)
    x = random.normal(size=(ROWS, 3))
    columns = {
        "plain": x[:, 0],
        "gaps": [None if gap else number for gap, number in zip(random.random(ROWS) < 0.05, x[:, 1].tolist(), strict=True)],
        "whole": random.integers(-5, 90, ROWS),
        "color": [None if code == 3 else ["red", "파랑", "green"][code] for code in random.integers(0, 4, ROWS).tolist()],
        "flag": random.random(ROWS) < 0.4,
        "word": random.choice(["a", "b", "c"], ROWS),
        "y": np.where(x[:, 0] + x[:, 1] * x[:, 2] > 0, "yes", "no"),
    }
    day = polars.Series(random.integers(18_000, 18_900, ROWS)).cast(polars.Int32).cast(polars.Date)
    return polars.DataFrame(columns).with_columns(day=day)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the table as CSV and as parquet of several row groups; every array of 1,000 bytes goes into a file."""
    monkeypatch.setenv("DLTRAIN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(storage, "SMALL", 1000)
    table = a_table()
    table.write_csv(tmp_path / "table.csv")
    table.write_parquet(tmp_path / "table.parquet", row_group_size=700)
    for kind in ("csv", "parquet"):
        (tmp_path / f"{kind}.yaml").write_text(
            f"data: {{source: table.{kind}, target: y, columns: {{word: {{type: categorical, encoding: embedding}}}}}}\n"
            "model: {layers: [8]}\ntraining: {epochs: 2, batch_size: 64}\n",
            "utf-8",
        )
    return tmp_path


@pytest.mark.parametrize("shuffle", ["rows", "blocks"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_mapped_trains_what_resident_does(folder: Path, kind: str, shuffle: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows, "BLOCK", 3000)
    monkeypatch.setattr(windows, "WINDOW", 4)
    runs = []
    for memory in ("resident", "mapped"):
        sets = [f"data.memory={memory}", f"training.shuffle={shuffle}"]
        train(spec=folder / f"{kind}.yaml", sets=sets, run_dir=folder / memory, display=QUIET)
        runs.append(outcome(folder / memory))
    resident, mapped = runs
    assert mapped.pop("spec.yaml") == resident.pop("spec.yaml").replace(b"memory: resident", b"memory: mapped")
    for run in runs:
        for name in ("checkpoints/best.safetensors", "checkpoints/last.safetensors"):
            assert run[name][1]["spec"]["data"].pop("memory") in ("resident", "mapped")
    assert mapped == resident


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_rows_lie_in_files_and_are_those_of_memory(folder: Path, kind: str):
    resident, mapped = (
        prepare(load(folder / f"{kind}.yaml", [f"data.memory={memory}"])).dataset for memory in ("resident", "mapped")
    )
    assert mapped.encoding == resident.encoding
    assert mapped.notices == resident.notices
    assert mapped.fingerprint == resident.fingerprint
    for part in ("train", "validation", "test"):
        one, other = getattr(mapped, part), getattr(resident, part)
        arrays = {**one.inputs, "target": one.target, "rows": one.rows}
        for name, array in {**other.inputs, "target": other.target, "rows": other.rows}.items():
            assert is_mapped(arrays[name])
            assert not is_mapped(array)
            np.testing.assert_array_equal(arrays[name], array)
    assert list((folder / "cache" / "rows").glob(".*")) == []  # nothing half-made


def test_a_model_that_is_fitted_at_once_has_no_order_of_blocks_in_its_spec(folder: Path):
    """Which its own spec, and so its checkpoint, would not be read with."""
    sets = ["data.memory=mapped", "model={type: tree}", "training={}", "data.columns={}"]
    train(spec=folder / "csv.yaml", sets=sets, run_dir=folder / "run", display=QUIET)
    assert "shuffle: rows" in (folder / "run" / "spec.yaml").read_text("utf-8")
    assert evaluate(checkpoint=folder / "run").metrics["accuracy"] > 0.5


def test_what_was_trained_mapped_is_evaluated_and_predicts(folder: Path):
    train(spec=folder / "parquet.yaml", sets=["data.memory=mapped"], run_dir=folder / "run", display=QUIET)
    known = outcome(folder / "run")["summary.json"]["test"]
    assert evaluate(checkpoint=folder / "run").metrics == pytest.approx(known)
    made = predict(checkpoint=folder / "run", data=folder / "table.csv")
    assert len(made.columns["row"]) == ROWS


@pytest.mark.parametrize("change", ["metrics=[accuracy, f1, roc_auc]", "data.target=plain", "threshold=f1"])
def test_many_rows_are_measured_and_written_in_chunks_to_the_same_numbers(
    folder: Path, change: str, monkeypatch: pytest.MonkeyPatch
):
    sets, found = ["training.epochs=1", change], []
    for many in (10**6, 100):
        monkeypatch.setattr(chunks, "MANY", many)
        monkeypatch.setattr(chunks, "AT_ONCE", 64)
        train(spec=folder / "csv.yaml", sets=sets, run_dir=folder / str(many), display=QUIET)
        predictions = polars.read_parquet(folder / str(many) / "predictions.parquet")
        found.append((outcome(folder / str(many)), predictions))
    (whole, rows), (pieces, same) = found
    polars.testing.assert_frame_equal(same, rows)
    for name in ("train", "validation", "test", "baselines"):
        assert pieces["summary.json"][name] == whole["summary.json"][name]
    assert pieces.get("confusion_matrix.json") == whole.get("confusion_matrix.json")


def test_killed_in_an_order_of_blocks_it_ends_the_same(folder: Path, commands):
    text = (folder / "csv.yaml").read_text("utf-8").replace("epochs: 2", "epochs: 10, save_every: 0.02s")
    text = text.replace("data: {", "data: {memory: mapped, ")
    again = folder / "again"
    again.mkdir()
    (folder / "table.csv").rename(again / "table.csv")
    at_cache = functools.partial(commands, environment={"DLTRAIN_CACHE": str(folder / "cache")})
    at_cache.finished, at_cache.scratch = {}, commands.scratch
    bench = Bench(at_cache, text, again)
    bench.chain("run", 2, random.Random(0))
    bench.check("run", "blocks")


@pytest.mark.parametrize(("memory", "expected"), [("mapped", "blocks"), ("resident", "rows")])
def test_the_order_follows_from_where_the_rows_lie_and_is_written_out(folder: Path, memory: str, expected: str):
    experiment = prepare(load(folder / "csv.yaml", [f"data.memory={memory}"])).resolved.experiment
    assert experiment.training.shuffle == expected


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        ("baselines=[forest]", ("baselines", 0), "the baseline 'forest' learns from all rows in memory"),
        ("ensemble=bagging", ("ensemble",), "bagging draws the rows of each member from all rows in memory"),
        ("training.batch_size=all", ("training", "batch_size"), "a batch of all rows is in memory at once"),
        ("data.group=whole", ("data", "group"), "does not go with 'group'"),
    ],
)
def test_what_needs_all_rows_in_memory_is_refused_in_a_sentence(folder: Path, change: str, where: object, words: str):
    spec = folder / "csv.yaml"
    with pytest.raises(InputError, match=words):
        prepare(load(spec, ["data.memory=mapped", change]))


def test_the_constant_baseline_streams(folder: Path):
    assert prepare(load(folder / "csv.yaml", ["data.memory=mapped", "baselines=[majority]"])).dataset.is_mapped


def _pictures(folder: Path, kind: str) -> str:
    """What a spec says of 90 pictures in three classes, laid out as a source of this kind."""
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (90, 8, 8), dtype=np.uint8)
    labels = np.arange(90) % 3
    if kind == "npz":
        np.savez(folder / "pictures.npz", picture=pixels[:, None], label=labels)
        return "{source: pictures.npz, target: label}"
    if kind == "idx":
        (folder / "images").write_bytes(bytes([0, 0, 8, 3, 0, 0, 0, 90, 0, 0, 0, 8, 0, 0, 0, 8]) + pixels.tobytes())
        (folder / "labels").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 90]) + labels.astype(np.uint8).tobytes())
        return "{source: {type: idx, path: images, labels: labels}}"
    from PIL import Image

    for row, (picture, label) in enumerate(zip(pixels, labels, strict=True)):
        (folder / "pictures" / f"class{label}").mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(folder / "pictures" / f"class{label}" / f"{row}.png")
    return "{source: {type: images, path: pictures, colour: false}}"


@pytest.mark.parametrize("kind", ["npz", "idx", "images"])
def test_pictures_lie_in_files_as_bytes(folder: Path, kind: str):
    text = f"data: {_pictures(folder, kind)}\nmodel: {{layers: [flatten, 4]}}\ntraining: {{epochs: 1}}\n"
    (folder / "pictures.yaml").write_text(text, "utf-8")
    resident, mapped = (
        prepare(load(folder / "pictures.yaml", [f"data.memory={memory}"])).dataset for memory in ("resident", "mapped")
    )
    assert mapped.encoding == resident.encoding
    assert mapped.fingerprint == resident.fingerprint
    for part in ("train", "validation", "test"):
        (one,), (other,) = getattr(mapped, part).inputs.values(), getattr(resident, part).inputs.values()
        assert one.dtype == np.uint8
        assert is_mapped(one)
        np.testing.assert_array_equal(one, other)
