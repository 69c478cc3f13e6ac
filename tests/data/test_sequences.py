"""Windows and groups: what is in each, what it holds, and that nothing looks forward over a border."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dltrain.data.checks.contradictions import problems
from dltrain.data.dataset import Dataset, encode_new, prepare
from dltrain.data.encoding import serialization as encoding_json
from dltrain.data.encoding.feature import Block
from dltrain.data.options.columns import Categorical, Numeric
from dltrain.data.options.section import Data, Files
from dltrain.data.options.split import Split, Window
from dltrain.data.part import Part
from dltrain.data.reading import read, read_file
from dltrain.data.sequences import gather, nbytes
from dltrain.errors import DataError, SpecError


def series(rows: int) -> str:
    """a counts 0, 1, 2, ...; b counts 100, 101, ..."""
    return "a,b\n" + "".join(f"{row},{100 + row}\n" for row in range(rows))


def made(folder: Path, text: str | dict[str, str], **keys: Any) -> Dataset:
    """A data set out of csv files; numbers are left as they are, so that they can be read off."""
    files = {"a.csv": text} if isinstance(text, str) else text
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    numeric = {"columns": {"a": Numeric()}} if keys["target"] == "a" else {}  # not classes, few as its values are
    data = Data(**{"source": "a.csv", "scale": "none", **numeric, **keys})
    return prepare(data, read(data, folder), scale_target=True, soft_classes=False)


def of(part: Part | None) -> tuple[list[Any], list[Any], list[Any]]:
    assert part is not None
    return part.inputs["features"].tolist(), part.target.tolist(), part.rows.tolist()


ORDER = Split(order=True, validation=0.2, test=0.2)


def test_a_training_window_lies_wholly_in_the_training_rows_and_others_look_back(tmp_path: Path) -> None:
    # 10 rows: 0 to 5 train, 6 and 7 validate, 8 and 9 test.
    dataset = made(tmp_path, series(10), target="a", features=["a"], window=Window(length=3), split=ORDER)
    assert of(dataset.train) == (
        [[[0], [1], [2]], [[1], [2], [3]], [[2], [3], [4]]],
        [[3], [4], [5]],
        [3, 4, 5],
    )
    assert of(dataset.validation) == ([[[3], [4], [5]], [[4], [5], [6]]], [[6], [7]], [6, 7])
    assert of(dataset.test) == ([[[5], [6], [7]], [[6], [7], [8]]], [[8], [9]], [8, 9])
    assert dataset.encoding.blocks == [Block("features", (3, 1))]


def test_all_columns_are_seen_the_target_among_them_and_several_rows_ahead_come_row_by_row(tmp_path: Path) -> None:
    dataset = made(tmp_path, series(6), target=["b", "a"], window=Window(length=2, horizon=2), split="none")
    assert of(dataset.train)[0][0] == [[0, 100], [1, 101]]
    assert of(dataset.train)[1] == [[102, 2, 103, 3], [103, 3, 104, 4], [104, 4, 105, 5]]
    assert of(dataset.train)[2] == [2, 3, 4]
    assert dataset.encoding.target_names == ["b_1", "a_1", "b_2", "a_2"]


def test_one_row_ahead_keeps_the_plain_names(tmp_path: Path) -> None:
    dataset = made(tmp_path, series(6), target=["a"], window=Window(length=2), split="none")
    assert dataset.encoding.target_names == ["a"]


def test_the_targets_past_can_be_left_out(tmp_path: Path) -> None:
    dataset = made(tmp_path, series(6), target="a", features=["b"], window=Window(length=2), split="none")
    assert of(dataset.train)[0][0] == [[100], [101]]
    assert dataset.encoding.last_values(dataset.train.inputs) is None


def test_targets_of_several_rows_lie_wholly_in_their_part(tmp_path: Path) -> None:
    dataset = made(tmp_path, series(20), target="a", features=["a"], window=Window(length=4, horizon=3), split=ORDER)
    # 12 train: 0..11; 4 validate: 12..15; 4 test: 16..19.
    assert dataset.train.target[:, 0].tolist() == [4, 5, 6, 7, 8, 9]
    assert dataset.validation is not None
    assert dataset.validation.target.tolist() == [[12, 13, 14], [13, 14, 15]]
    assert dataset.test is not None
    assert dataset.test.target.tolist() == [[16, 17, 18], [17, 18, 19]]


def test_a_stride_thins_the_training_windows_alone(tmp_path: Path) -> None:
    dataset = made(tmp_path, series(20), target="a", window=Window(length=2, stride=3), split=ORDER)
    assert dataset.train.rows.tolist() == [2, 5, 8, 11]
    assert dataset.validation is not None
    assert dataset.validation.rows.tolist() == [12, 13, 14, 15]


def test_the_scale_is_that_of_the_training_rows(tmp_path: Path) -> None:
    dataset = made(tmp_path, series(10), target="a", features=["a"], scale="standard", window=Window(length=3), split=ORDER)
    scale = np.std(np.arange(6))
    assert dataset.test is not None
    np.testing.assert_allclose(dataset.test.inputs["features"][-1, :, 0], (np.array([6, 7, 8]) - 2.5) / scale, rtol=1e-6)
    np.testing.assert_allclose(dataset.encoding.target_values(dataset.test.target), [[8], [9]], rtol=1e-6)


def test_targets_of_several_rows_come_back_into_their_own_units(tmp_path: Path) -> None:
    window = Window(length=2, horizon=3)
    dataset = made(tmp_path, series(12), target=["b", "a"], scale="standard", window=window, split="none")
    values = dataset.encoding.target_values(dataset.train.target)
    np.testing.assert_allclose(values[0], [102, 2, 103, 3, 104, 4], rtol=1e-6)


def test_the_last_values_are_scaled_as_targets_are(tmp_path: Path) -> None:
    window = Window(length=2, horizon=2)
    dataset = made(tmp_path, series(12), target=["b", "a"], scale="standard", window=window, split="none")
    last = dataset.encoding.last_values(dataset.train.inputs)
    assert last is not None
    np.testing.assert_allclose(dataset.encoding.target_values(last)[0], [101, 1, 101, 1], atol=1e-5)


def test_parts_by_column_must_be_in_a_line(tmp_path: Path) -> None:
    cells = ["train"] * 5 + ["test"] * 2 + ["validation"] * 2
    text = "a,part\n" + "".join(f"{row},{cell}\n" for row, cell in enumerate(cells))
    keys: dict[str, Any] = {"target": "a", "window": Window(length=2), "split": Split(column="part")}
    dataset = made(tmp_path, text, **keys)
    assert [dataset.train.rows.tolist(), dataset.test and dataset.test.rows.tolist()] == [[2, 3, 4], [5, 6]]
    with pytest.raises(DataError, match=r"the train part is interrupted in row 6 \(line 7\)"):
        made(tmp_path, text + "9,train\n", **keys)


def test_a_file_of_its_own_begins_anew(tmp_path: Path) -> None:
    files = {"a.csv": series(6), "b.csv": series(4)}
    source = Files(train="a.csv", test="b.csv")
    dataset = made(tmp_path, files, source=source, target="a", features=["a"], window=Window(length=2))
    assert dataset.test is not None
    assert dataset.test.rows.tolist() == [2, 3]
    assert dataset.train.rows.tolist() == [2, 3, 4, 5]


def test_a_class_one_row_ahead(tmp_path: Path) -> None:
    text = "x,weather\n" + "".join(f"{row},{'sun' if row % 3 else 'rain'}\n" for row in range(9))
    dataset = made(tmp_path, text, target="weather", window=Window(length=2), split="none")
    assert dataset.train.target.tolist() == [1, 0, 1, 1, 0, 1, 1]
    # x, then weather = rain, sun, unseen
    assert dataset.train.inputs["features"][0].tolist() == [[0, 1, 0, 0], [1, 0, 1, 0]]
    with pytest.raises(SpecError, match="a horizon of 2 needs targets that are numbers; these are binary; write horizon: 1"):
        made(tmp_path, text, target="weather", window=Window(length=2, horizon=2), split="none")


def test_a_windows_weight_is_the_mean_of_its_target_rows(tmp_path: Path) -> None:
    text = "a,w\n" + "".join(f"{row},{row * row}\n" for row in range(6))
    window = Window(length=2, horizon=2)
    dataset = made(tmp_path, text, target="a", weight="w", window=window, split="none")
    assert dataset.train.weights is not None
    assert dataset.train.weights.tolist() == [(4 + 9) / 2, (9 + 16) / 2, (16 + 25) / 2]


def test_windows_hold_no_number_twice(tmp_path: Path) -> None:
    dataset = made(tmp_path, series(1000), target="a", window=Window(length=100, horizon=50), split="none")
    assert nbytes(dataset.train.inputs["features"]) == 950 * 2 * 4
    assert nbytes(dataset.train.target) == 900 * 4


@pytest.mark.parametrize(("rows", "part"), [(5, "the train part"), (7, "the test part")])
def test_a_part_too_short(tmp_path: Path, rows: int, part: str) -> None:
    split = "none" if rows == 5 else Split(order=True, validation=0, test=0.2)
    message = f"a.csv: {part} is too short: a window takes 6 rows, 4 of inputs and 2 of the target; there are 5"
    with pytest.raises(DataError, match=message):
        made(tmp_path, series(rows), target="a", window=Window(length=4, horizon=2), split=split)


def test_a_sequence_is_made_of_numbers(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", picture=np.zeros((9, 2, 2)), y=np.arange(9) + 0.5)
    data = Data("a.npz", target="y", window=Window(length=2), split="none")
    with pytest.raises(DataError, match="column 'picture' cannot be part of a sequence of rows, which is made of numbers"):
        prepare(data, read(data, tmp_path), scale_target=True, soft_classes=False)


def test_no_window_crosses_from_one_group_into_another(tmp_path: Path) -> None:
    # The shops' rows take turns; the second half of the file tests.
    text = "shop,a\n" + "".join(f"{shop},{10 * day + shop}\n" for day in range(6) for shop in (1, 2))
    split = Split(order=True, validation=0, test=0.5)
    dataset = made(tmp_path, text, target="a", group="shop", window=Window(length=2), split=split)
    assert of(dataset.train) == ([[[1], [11]], [[2], [12]]], [[21], [22]], [4, 5])
    tested = of(dataset.test)
    assert tested[0][:2] == [[[11], [21]], [[12], [22]]]
    assert tested[1:] == ([[31], [32], [41], [42], [51], [52]], [6, 7, 8, 9, 10, 11])
    assert dataset.test is not None
    assert dataset.test.series is not None
    assert dataset.test.series.tolist() == [0, 1, 0, 1, 0, 1]  # which shop's


def test_rows_of_a_group_are_one_example_zeros_before_the_first_of_a_shorter_one(tmp_path: Path) -> None:
    text = "id,x,y\n1,5,no\n2,7,yes\n1,6,no\n3,8,no\n3,9,no\n3,4,no\n"
    dataset = made(tmp_path, text, target="y", group="id", split="none")
    assert of(dataset.train) == ([[[0], [5], [6]], [[0], [0], [7]], [[8], [9], [4]]], [0, 1, 0], [0, 1, 3])
    assert dataset.notices == ["train rows: 2 of 3 groups have fewer than 3 rows; zeros stand before their first"]


def test_a_group_is_in_one_part_and_the_split_is_stratified_by_group(tmp_path: Path) -> None:
    text = "id,x,y\n" + "".join(f"{row // 3},{row},{'ab'[row // 3 % 2]}\n" for row in range(60))
    dataset = made(tmp_path, text, target="y", group="id")
    parts = [dataset.train, dataset.validation, dataset.test]
    assert [part and len(part.rows) for part in parts] == [12, 4, 4]
    assert [part and int(part.target.sum()) for part in parts] == [6, 2, 2]
    seen = sorted(row for part in parts if part for row in part.rows.tolist())
    assert seen == list(range(0, 60, 3))


def test_a_group_longer_than_those_that_train_shows_its_last_rows(tmp_path: Path) -> None:
    dataset = made(tmp_path, "id,x,y\n1,1,0\n1,2,0\n2,3,1\n2,4,1\n", target="y", group="id", split="none")
    (tmp_path / "new.csv").write_text("id,x\nz,7\nz,8\nz,9\n", encoding="utf-8")
    table = read_file(Data("a.csv", target="y", group="id"), dataset.encoding, tmp_path / "new.csv", with_target=False)
    part, notices = encode_new(dataset.encoding, table, with_target=False)
    assert part.inputs["features"].tolist() == [[[8], [9]]]
    assert notices == ["1 of 1 groups have more rows than any that trains; only their last 2 are seen"]


def test_the_target_must_be_the_same_in_a_group(tmp_path: Path) -> None:
    message = (
        r"the target must be the same in all rows of a group, but row 1 \(line 2\) and row 3 \(line 4\) of the group '이' of 'id'"
    )
    with pytest.raises(DataError, match=message):
        made(tmp_path, "id,x,y\n이,1,0\n삼,2,1\n이,3,1\n", target="y", group="id", split="none")


def test_a_row_without_a_group(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"column 'id' says which group a row is in, but has no value in row 2"):
        made(tmp_path, "id,x,y\n1,1,0\n,2,1\n", target="y", group="id", split="none")


def test_a_new_file_makes_windows_and_a_forecast_reaches_beyond_it(tmp_path: Path) -> None:
    window = Window(length=3, horizon=2)
    dataset = made(tmp_path, series(10), target="a", features=["a"], window=window, split="none")
    (tmp_path / "new.csv").write_text(series(6), encoding="utf-8")
    data = Data("a.csv", target="a", features=["a"], window=window)
    known = read_file(data, dataset.encoding, tmp_path / "new.csv")
    part, _ = encode_new(dataset.encoding, known, with_target=True)
    assert of(part)[1:] == ([[3, 4], [4, 5]], [3, 4])
    forecast, _ = encode_new(dataset.encoding, known, with_target=False)
    assert forecast.inputs["features"][-1, :, 0].tolist() == [3, 4, 5]
    assert forecast.rows.tolist() == [3, 4, 5, 6]


def test_the_encoding_comes_back_from_json(tmp_path: Path) -> None:
    window = Window(length=3, horizon=2, stride=2)
    encoding = made(tmp_path, "g,a\n" + "1,2.5\n" * 8 + "1,3.5\n", target="a", group="g", window=window, split="none").encoding
    assert encoding_json.from_json(json.loads(json.dumps(encoding_json.as_json(encoding)))) == encoding


@given(st.integers(2, 40), st.integers(1, 5), st.integers(1, 3), st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_gather_is_plain_slicing(rows: int, length: int, columns: int, starts: list[int]) -> None:
    base = np.arange(rows * columns, dtype=np.float32).reshape(rows, columns)
    kept = [start for start in starts if start + length <= rows]
    if kept:
        expected = np.stack([base[start : start + length] for start in kept])
        np.testing.assert_array_equal(gather(base, np.array(kept), length), expected)


def said(**keys: Any) -> list[str]:
    return [problem.message for problem in problems(Data("a.csv", target="y", **keys))]


def test_what_contradicts_a_window() -> None:
    window = Window(length=3)
    why = "'window' needs the rows in order: a shuffled split would let windows overlap what they are tested on; write"
    assert said(window=window) == [f"{why} split: {{order: true}}"]
    assert said(window=window, split=Split(test=0.1)) == [f"{why} order: true"]
    assert said(window=window, split=Split(folds=5)) == [
        "'folds' can never act: folds are drawn at random, and 'window' needs the rows in order"
    ]
    embedded = {"c": Categorical(encoding="embedding")}
    assert said(window=window, split="none", columns=embedded) == [
        "'window' makes sequences of numbers, which learned vectors cannot join; write encoding: one_hot"
    ]
    assert said(group="y") == ["column 'y' is in 'target'; it cannot be the group as well"]
    assert said(features=["y"]) == ["column 'y' is the target; leave it out of 'features'"]
    for split in ("none", Split(order=True), Split(column="part")):
        assert said(window=window, split=split, features=["x", "y"]) == []
