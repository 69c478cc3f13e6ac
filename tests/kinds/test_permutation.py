"""The importance of columns: of one that decides everything, of one that decides nothing, and of a series."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dltrain.commands.preparing.setup import read_data
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.kinds.permutation import Importances, importances, indices_of

SPEC = """\
data: {source: rows.csv, target: y, scale: none, split: {validation: 0.5, test: 0.1}}
model: {layers: []}
training: {epochs: 200, learning_rate: 0.1, batch_size: all}
metrics: [mean_absolute_error]
"""


def measured(folder: Path, spec: str, seed: int = 0) -> tuple[Any, Importances | None]:
    from dltrain.commands.loading import saved

    (folder / "spec.yaml").write_text(spec, "utf-8")
    train(spec=folder / "spec.yaml", run_dir=folder / "run", display=Display(charts=False))
    model = saved.load(folder / "run")
    dataset = read_data(model.resolved.experiment, Path())
    assert dataset.validation is not None
    return dataset, importances(model.trained, dataset.validation, seed)


def test_the_column_that_decides_is_worth_what_shuffling_it_costs(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    a, b = random.normal(size=400), random.normal(size=400)
    (tmp_path / "rows.csv").write_text("a,b,y\n" + "\n".join(f"{x},{z},{3 * x}" for x, z in zip(a, b, strict=True)), "utf-8")
    dataset, found = measured(tmp_path, SPEC)
    assert found is not None
    assert (found.metric, found.rows, found.repeats) == ("mean_absolute_error", len(dataset.validation.rows), 5)
    first, second = found.columns
    assert (first.column, second.column) == ("a", "b")
    # y is 3 a: shuffled, its mean absolute error is E|3 (x - x')| of two independent rows, 6 / √π for unit deviation.
    assert first.drop == pytest.approx(6 / np.sqrt(np.pi), rel=0.15)
    assert abs(second.drop) < 0.05


def test_the_same_seed_gives_the_same_shuffles(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    rows = random.normal(size=(200, 2))
    (tmp_path / "rows.csv").write_text("a,b,y\n" + "\n".join(f"{x},{z},{x + z}" for x, z in rows), "utf-8")
    from dltrain.commands.loading import saved

    dataset, found = measured(tmp_path, SPEC)
    model = saved.load(tmp_path / "run")
    assert importances(model.trained, dataset.validation, 0) == found
    assert importances(model.trained, dataset.validation, 1) != found


def test_every_number_of_a_column_is_shuffled_together(tmp_path: Path) -> None:
    lines = [f"{i % 3 == 0},{'가나다'[i % 3]},{i % 5},{(i % 3) * 2.0}" for i in range(120)]
    (tmp_path / "rows.csv").write_text("flag,word,number,y\n" + "\n".join(lines), "utf-8")
    dataset, found = measured(tmp_path, SPEC)
    assert indices_of(dataset.encoding) == {
        "flag": ("features", slice(0, 1)),
        "word": ("features", slice(1, 5)),  # three words, and one for a word that is new
        "number": ("features", slice(5, 6)),
    }
    assert found is not None
    assert {one.column for one in found.columns} == {"flag", "word", "number"}
