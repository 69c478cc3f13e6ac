"""Series and groups from a spec to forecasts."""

import csv
import io
import json

import numpy as np
import polars
import pytest

LENGTH, HORIZON, ROWS = 8, 3, 120

SPEC = """
name: tides
data:
  source: tides.csv
  target: [높이, wind]
  split: {order: true, validation: 0.2, test: 0.2}
  window: {length: 8, horizon: 3}
model:
  layers:
    - {type: permute, order: [1, 0]}
    - {type: dense, units: 3, activation: linear}
    - {type: permute, order: [1, 0]}
  output: none
training: {epochs: 3, batch_size: 16}
"""


def table() -> np.ndarray:
    """float64 (rows, 2): a wave and a slower one, with noise."""
    noise = np.random.default_rng(0).normal(0, 0.1, (ROWS, 2))
    step = np.arange(ROWS)
    return np.round(np.stack([3 * np.sin(step / 2), np.cos(step / 5)], axis=1) + noise, 3)


@pytest.fixture
def tides(tmp_path):
    values = table()
    polars.DataFrame({"높이": values[:, 0], "wind": values[:, 1]}).write_csv(tmp_path / "tides.csv")
    (tmp_path / "tides.yaml").write_text(SPEC, encoding="utf-8")


def last_value_spec() -> str:
    """The same network with weights by hand: every row ahead is the last one seen."""
    weights = [[0] * (LENGTH - 1) + [1]] * HORIZON
    by_hand = f"units: 3, activation: linear, initializer: {{type: values, weights: {weights}, bias: [0, 0, 0]}}"
    return SPEC.replace("units: 3, activation: linear", by_hand).replace("epochs: 3", "epochs: 0")


@pytest.mark.usefixtures("tides")
def test_weights_that_repeat_the_last_value_are_the_baseline_and_what_numpy_says(dltrain, tmp_path):
    (tmp_path / "last.yaml").write_text(last_value_spec(), encoding="utf-8")
    summary = json.loads(dltrain("train", "last.yaml", "--no-pictures", "--json").out)
    values, train, test = table(), 72, 96
    forecasts = range(test, ROWS - HORIZON + 1)
    errors = np.stack([values[row : row + HORIZON] - values[row - 1] for row in forecasts])
    in_units = np.sqrt((errors**2).mean(axis=0)).mean()  # of each column of each row ahead, then their mean
    standardized = ((errors / values[:train].std(axis=0)) ** 2).mean()
    for measured in (summary["test"], summary["baselines"]["last_value"]["test"]):
        assert measured["loss"] == pytest.approx(standardized, rel=1e-5)
        assert measured["root_mean_squared_error"] == pytest.approx(in_units, rel=1e-5)
    assert summary["data"]["rows"] == {"train": 72 - 8 - 3 + 1, "validation": 22, "test": 22}


@pytest.mark.usefixtures("tides")
def test_forecasts_of_several_rows_have_a_column_each(dltrain, tmp_path):
    assert dltrain("train", "tides.yaml").code == 0
    frame = polars.read_parquet(tmp_path / "runs/tides-1/predictions.parquet")
    names = [f"{name}_{ahead}" for ahead in (1, 2, 3) for name in ("높이", "wind")]
    assert frame.columns == ["row", *(f"true_{name}" for name in names), *(f"predicted_{name}" for name in names)]
    assert frame["row"].to_list() == list(range(96, 118))
    np.testing.assert_allclose(frame["true_wind_3"], table()[98:, 1], atol=1e-6)


@pytest.mark.usefixtures("tides")
def test_the_resolved_spec_trains_to_the_same_bits_and_the_checkpoint_is_enough(dltrain, tmp_path):
    first = json.loads(dltrain("train", "tides.yaml", "--no-pictures", "--json").out)
    again = json.loads(dltrain("train", "runs/tides-1/spec.yaml", "--no-pictures", "--json").out)
    assert (first["test"], first["train"]) == (again["test"], again["train"])
    measured = json.loads(dltrain("evaluate", "runs/tides-1", "--json").out)
    assert (measured["rows"], measured["metrics"]) == (22, first["test"])
    own = json.loads(dltrain("evaluate", "runs/tides-1", "--data", "tides.csv", "--json").out)
    assert own["rows"] == ROWS - LENGTH - HORIZON + 1
    forecasts = list(csv.DictReader(io.StringIO(dltrain("predict", "runs/tides-1", "tides.csv").out)))
    assert [int(line["row"]) for line in forecasts] == list(range(LENGTH, ROWS + 1))
    tested = polars.read_parquet(tmp_path / "runs/tides-1/predictions.parquet")
    predicted = [float(line["predicted_높이_2"]) for line in forecasts if int(line["row"]) in tested["row"]]
    np.testing.assert_allclose(predicted, tested["predicted_높이_2"], rtol=1e-5)


@pytest.mark.usefixtures("tides")
@pytest.mark.parametrize("batch_size", ["16", "all"])
def test_windows_train_as_the_same_sequences_out_of_arrays(dltrain, tmp_path, batch_size):
    values = table().astype(np.float32)
    borders = {"train": (LENGTH, 72), "validation": (72, 96), "test": (96, ROWS)}
    for part, (begin, end) in borders.items():
        windows = np.stack([values[row - LENGTH : row] for row in range(begin, end)])
        np.savez(tmp_path / f"{part}.npz", x=windows, y=values[begin:end, 0].astype(np.float64))
    polars.DataFrame({"y": values[:, 0], "wind": values[:, 1]}).write_csv(tmp_path / "table.csv")
    rest = f"model: {{layers: [{{type: lstm, units: 6}}]}}\ntraining: {{epochs: 4, batch_size: {batch_size}}}\n"
    order = "split: {order: true, validation: 0.2, test: 0.2}, window: {length: 8}"
    (tmp_path / "windows.yaml").write_text(f"data: {{source: table.csv, target: y, scale: none, {order}}}\n{rest}")
    files = "{train: train.npz, validation: validation.npz, test: test.npz}"
    (tmp_path / "arrays.yaml").write_text(f"data: {{source: {files}, target: y, scale: none}}\n{rest}")
    both = [json.loads(dltrain("train", f"{name}.yaml", "--no-pictures", "--json").out) for name in ("windows", "arrays")]
    for part in borders:
        assert both[0][part] == pytest.approx(both[1][part], rel=1e-6)


@pytest.mark.usefixtures("tides")
def test_what_a_window_is_stands_in_the_check(dltrain):
    said = dltrain("check", "tides.yaml").out
    assert "3 rows ahead" in said
    assert "output     none, linear" in said


def test_groups_are_examples(dltrain, tmp_path):
    generator = np.random.default_rng(0)
    rows = [f"{group},{value:.3f},{'ud'[group % 2]}" for group in range(40) for value in walk(group, generator)]
    (tmp_path / "walks.csv").write_text("\n".join(["walk,x,way", *rows]), encoding="utf-8")
    (tmp_path / "walks.yaml").write_text(
        "data: {source: walks.csv, target: way, group: walk}\n"
        "model: {layers: [{type: gru, units: 8}]}\n"
        "training: {epochs: 40, learning_rate: 0.02, batch_size: 8}\n"
    )
    summary = json.loads(dltrain("train", "walks.yaml", "--no-pictures", "--json").out)
    assert summary["data"]["rows"] == {"train": 24, "validation": 8, "test": 8}
    assert summary["test"]["accuracy"] == 1.0
    (tmp_path / "new.csv").write_text("walk,x\na,0\na,1\na,2\nb,0\na,3\nb,-1\nb,-2\n", encoding="utf-8")
    forecasts = dltrain("predict", "runs/walks-1", "new.csv")
    assert [line.split(",")[:2] for line in forecasts.out.splitlines()] == [["row", "predicted"], ["0", "u"], ["3", "d"]]


def walk(group: int, generator: np.random.Generator) -> np.ndarray:
    """float64 (3 to 6 rows,), up for even groups and down for odd ones."""
    steps = generator.uniform(0.5, 1.5, generator.integers(3, 7))
    return np.cumsum(steps) * (1 if group % 2 == 0 else -1)
