"""Data that is prepared for one training is taken by the next where nothing that it depends on has changed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from dltrain.commands.preparing import setup
from dltrain.commands.preparing.kept_data import kept_data
from dltrain.commands.preparing.setup import Setup, prepare
from dltrain.commands.sweep import sweep
from dltrain.commands.sweeping.search_run import SearchOptions
from dltrain.commands.training.display import Display
from dltrain.errors import InputError
from dltrain.spec.loading import load

ROWS = [f"{number},{number % 3},{number % 2}" for number in range(40)]
SPEC = """
data: {source: points.csv, target: answer}
model: {layers: [4]}
training: {epochs: 2}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "points.csv").write_text("\n".join(["width,length,answer", *ROWS]) + "\n", "utf-8")
    (tmp_path / "spec.yaml").write_text(SPEC, "utf-8")
    return tmp_path


def prepared(folder: Path, *sets: str) -> Setup:
    return prepare(load(folder / "spec.yaml", sets))


def test_what_the_data_does_not_depend_on_is_varied_over_the_same_arrays(folder: Path) -> None:
    varied = ["model.layers=[8, 8]", "seed=3", "training.optimizer=sgd", "training.epochs=5", "model.dropout=0.1"]
    with kept_data():
        first = prepared(folder)
        for one in varied:
            again = prepared(folder, one)
            assert again.dataset.train is first.dataset.train, one
            assert again.resolved.experiment.data == first.resolved.experiment.data
            assert again.dataset.notices == first.dataset.notices


@pytest.mark.parametrize(
    "changed",
    [
        "data.scale=min_max",
        "data.split={validation: 0.3}",
        "data.exclude=[width]",
        "data.rows=30",
        "training.loss=mean_squared_error",
        "training.class_weights=balanced",
        "metrics=[accuracy]",
        "model.output={activation: sigmoid}",
    ],
)
def test_what_it_depends_on_prepares_it_anew(folder: Path, changed: str) -> None:
    with kept_data():
        first = prepared(folder)
        again = prepared(folder, changed)
    assert again.dataset.train is not first.dataset.train
    alone = prepared(folder, changed)
    assert again.resolved.experiment == alone.resolved.experiment
    assert again.dataset.notices == alone.dataset.notices
    (ours,), (theirs,) = (one.dataset.train.inputs.values() for one in (again, alone))
    assert ours.tobytes() == theirs.tobytes()


def test_a_file_that_has_changed_is_read_again_even_where_its_size_and_time_are_the_same(folder: Path) -> None:
    path = folder / "points.csv"
    with kept_data():
        first = prepared(folder)
        told = path.stat()
        path.write_text(path.read_text("utf-8").replace("39,0,1", "38,0,1"), "utf-8")
        os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
        assert prepared(folder).dataset.fingerprint != first.dataset.fingerprint
        path.unlink()
        with pytest.raises(InputError, match="there is no"):
            prepared(folder)


def test_only_the_latest_is_kept_and_nothing_outside_the_block(folder: Path) -> None:
    with kept_data():
        first = prepared(folder)
        with kept_data():
            assert prepared(folder).dataset.train is first.dataset.train
        prepared(folder, "data.rows=30")
        assert prepared(folder).dataset.train is not first.dataset.train
    assert prepared(folder).dataset.train is not prepared(folder).dataset.train


def test_the_members_of_a_sweep_have_their_table_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    real = setup.read_tables

    def counted(*given: Any) -> Any:
        read.append(given[1])
        return real(*given)

    monkeypatch.setattr(setup, "read_tables", counted)
    with (folder / "spec.yaml").open("a") as spec:
        spec.write("sweep: {seeds: 2, parameters: {training.optimizer: [adam, sgd], model.layers: [[4], [5]]}}\n")
    sweep(spec=folder / "spec.yaml", run_dir=folder / "run", options=SearchOptions(workers=1), display=Display(charts=False))
    members = json.loads((folder / "run" / "sweep.json").read_text("utf-8"))["members"]
    assert [member["status"] for member in members] == ["completed"] * 4
    assert read == [folder, folder / "run"]  # as the spec is written, to check it; as the members have it
