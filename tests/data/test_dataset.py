"""From files to arrays: nothing leaks, nothing is dropped silently, and another file is seen the same way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dltrain.data.dataset import Dataset, encode_new, prepare
from dltrain.data.encoding import serialization as encoding_json
from dltrain.data.encoding.description import Described, describe
from dltrain.data.encoding.feature import Block
from dltrain.data.options.columns import Categorical, Numeric
from dltrain.data.options.section import Data, Files
from dltrain.data.options.split import Split
from dltrain.data.part import Part
from dltrain.data.reading import Tables, read, read_file
from dltrain.data.sources import SOURCES
from dltrain.data.table import Array, Booleans, Column, Numbers, Table, Words
from dltrain.errors import DataError, SpecError

NAN = np.nan


def words(*cells: str | None) -> Words:
    levels = tuple(sorted({cell for cell in cells if cell is not None}))
    return Words(np.array([-1 if cell is None else levels.index(cell) for cell in cells], dtype=np.int32), levels)


def numbers(*cells: float) -> Numbers:
    return Numbers.of(np.array(cells))


def table(name: str = "a.csv", /, **columns: Column) -> Table:
    first = next(iter(columns.values()))
    rows = len(first.codes) if isinstance(first, Words) else len(first.values)
    return Table(name, columns, rows, "print")


def made(given: Table, *, soft: bool = False, scaled: bool = True, **keys: Any) -> Dataset:
    data = Data("a.csv", **{"target": "y", "split": "none", **keys})
    tables = Tables(given, None, None, data.targets, given.fingerprint)
    return prepare(data, tables, scale_target=scaled, soft_classes=soft)


def from_files(folder: Path, files: dict[str, str], **keys: Any) -> Dataset:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    data = Data(**{"source": next(iter(files)), "target": "y", **keys})
    return prepare(data, read(data, folder), scale_target=True, soft_classes=False)


def bytes_of(part: Part | None) -> list[bytes]:
    assert part is not None
    return [*(block.tobytes() for block in part.inputs.values()), part.target.tobytes(), part.rows.tobytes()]


def test_a_table_of_numbers() -> None:
    dataset = made(table(a=numbers(1, 3), b=numbers(5, 5), y=words("no", "yes")))
    # a: mean 2, deviation 1; b: constant, so 0.
    assert dataset.train.inputs["features"].tolist() == [[-1, 0], [1, 0]]
    assert dataset.train.inputs["features"].dtype == np.float32
    assert dataset.train.target.tolist() == [0, 1]
    assert dataset.train.rows.tolist() == [0, 1]
    assert (dataset.validation, dataset.test, dataset.train.weights) == (None, None, None)
    assert dataset.encoding.blocks == [Block("features", (2,))]
    assert (dataset.encoding.task, dataset.encoding.labels, dataset.fingerprint) == ("binary", ["no", "yes"], "print")


def test_blocks_of_every_kind_in_order() -> None:
    dataset = made(
        table(
            image=Array(np.zeros((2, 1, 4, 4))),
            colour=words("a", "b"),
            size=numbers(1, 2),
            flat=Array(np.zeros((2, 3))),
            y=numbers(0, 1),
        ),
        columns={"colour": Categorical("embedding", 2)},
    )
    assert dataset.encoding.blocks == [
        Block("features", (4,)),
        Block("image", (1, 4, 4)),
        Block("colour", (), 3, 2),  # a, b, unseen
    ]
    assert {name: (block.shape, block.dtype.name) for name, block in dataset.train.inputs.items()} == {
        "features": ((2, 4), "float32"),
        "image": ((2, 1, 4, 4), "float32"),
        "colour": ((2,), "int64"),
    }
    assert list(dataset.train.inputs) == [block.name for block in dataset.encoding.blocks]
    assert dataset.encoding.input_names == ["size", "flat.0", "flat.1", "flat.2"]


def a_table_of_everything(rows: int = 60, seed: int = 0) -> Table:
    random = np.random.default_rng(seed)
    age = random.normal(40, 10, rows)
    age[random.random(rows) < 0.2] = NAN
    colours = [[None, "red", "green", "blue"][number] for number in random.integers(0, 4, rows)]
    days = [f"2024-{number % 12 + 1:02}-{number % 28 + 1:02} 0{number % 10}:00" for number in random.integers(0, 90, rows)]
    return table(
        age=Numbers.of(age),
        colour=words(*colours),
        town=words(*(f"town {number}" for number in random.integers(0, 8, rows))),
        when=words(*days),
        flag=Booleans(random.integers(0, 2, rows).astype(float)),
        pixels=Array(random.integers(0, 256, (rows, 1, 2, 2)).astype(np.uint8)),
        y=Numbers.of(random.normal(0, 3, rows)),
    )


EMBEDDED = {"town": Categorical("embedding")}


@pytest.mark.parametrize("scale", ["standard", "min_max", "none"])
def test_values_of_other_parts_never_reach_training(scale: str) -> None:
    """Every value outside the training rows replaced: training arrays and encoding stay the same, bit for bit."""
    keys: dict[str, Any] = {"split": Split(seed=3), "columns": EMBEDDED, "scale": scale}
    given = a_table_of_everything()
    dataset = made(given, **keys)
    train = dataset.train.rows
    other = a_table_of_everything(seed=1)
    columns: dict[str, Column] = {}
    for name, column in given.columns.items():
        replacement = other.columns[name]
        if isinstance(column, Words) and isinstance(replacement, Words):
            cells = [f"new {level}" if name != "when" else level for level in replacement.levels]
            mixed = [cells[code] if code >= 0 else None for code in replacement.codes]
            for row in train:
                mixed[row] = column.levels[column.codes[row]] if column.codes[row] >= 0 else None
            columns[name] = words(*mixed)
        else:
            assert not isinstance(column, Words)
            values = replacement.values.copy()  # type: ignore[union-attr]
            values[train] = column.values[train]
            columns[name] = Numbers.of(values) if isinstance(column, Numbers) else type(column)(values)
    changed = made(table(**columns), **keys)
    assert changed.encoding == dataset.encoding
    assert bytes_of(changed.train) == bytes_of(dataset.train)
    assert bytes_of(changed.test) != bytes_of(dataset.test)


def test_the_encoding_as_json_comes_back_exactly() -> None:
    encoding = made(a_table_of_everything(), split=Split(), columns=EMBEDDED).encoding
    back = encoding_json.from_json(json.loads(json.dumps(encoding_json.as_json(encoding))))
    assert back == encoding
    given = a_table_of_everything(seed=5)
    assert bytes_of(encode_new(back, given, with_target=True)[0]) == bytes_of(encode_new(encoding, given, with_target=True)[0])


@pytest.mark.parametrize(
    ("columns", "target", "soft"),
    [
        ({"y": words("a", "b")}, "y", False),
        ({"y": numbers(0, 1)}, "y", False),
        ({"y": numbers(0, 1), "z": words("no", "yes")}, ["y", "z"], False),
        ({"y": numbers(0.25, 1), "z": numbers(0.75, 0)}, ["y", "z"], True),
        ({"y": numbers(0.25, 1.5), "z": numbers(0.75, 0)}, ["y", "z"], False),
    ],
)
def test_every_target_as_json_comes_back_exactly(columns: dict[str, Column], target: Any, soft: bool) -> None:
    encoding = made(table(x=numbers(1, 2), **columns), target=target, soft=soft).encoding
    back = encoding_json.from_json(json.loads(json.dumps(encoding_json.as_json(encoding))))
    assert back == encoding
    assert [type(label) for label in back.labels] == [type(label) for label in encoding.labels]


@pytest.mark.parametrize("garbled", [{}, {"features": [{"kind": "numeric"}], "target": {}, "weight": None, "left_out": []}])
def test_json_that_is_no_encoding(garbled: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        encoding_json.from_json(garbled)


def test_regression_targets_in_their_own_unit() -> None:
    dataset = made(table(x=numbers(1, 2, 3), y=numbers(10.5, 20.5, 33)), split="none")
    assert dataset.train.target.shape == (3, 1)
    assert dataset.encoding.target_values(dataset.train.target) == pytest.approx(np.array([[10.5], [20.5], [33]]), rel=1e-6)
    counts = made(table(x=numbers(1, 2, 3), y=numbers(10.5, 20.5, 33)), scaled=False)
    assert counts.train.target.tolist() == [[10.5], [20.5], [33]]
    plain = made(table(x=numbers(1, 2, 3), y=numbers(10.5, 20.5, 33)), scale="none")
    assert plain.train.target.tolist() == [[10.5], [20.5], [33]]


def test_the_one_number_of_a_row_in_its_own_unit() -> None:
    dataset = made(table(diameter=numbers(6, 8), y=numbers(0, 1)))
    assert dataset.encoding.single_number(dataset.train.inputs) == pytest.approx([6, 8])
    assert dataset.encoding.encode_single_number(np.array([7.0, 9.0])).tolist() == [[0.0], [2.0]]
    two = made(table(a=numbers(6, 8), b=numbers(1, 2), y=numbers(0, 1)))
    assert two.encoding.single_number(two.train.inputs) is None


def test_the_default_split_is_stratified() -> None:
    dataset = made(table(x=numbers(*range(50)), y=words(*["a"] * 40, *["b"] * 10)), split=None)
    assert dataset.validation is not None
    assert dataset.test is not None
    assert [np.bincount(part.target).tolist() for part in (dataset.train, dataset.validation, dataset.test)] == [
        [24, 6],
        [8, 2],
        [8, 2],
    ]
    assert np.array_equal(np.sort(dataset.train.inputs["features"][:, 0]), dataset.train.inputs["features"][:, 0])


def test_the_split_depends_on_its_seed_and_the_classes_alone() -> None:
    y = words(*"ab" * 20)
    first = made(table(x=numbers(*range(40)), y=y), split=Split(seed=7))
    second = made(table(z=words(*"cdef" * 10), x=Numbers.of(np.ones(40)), y=y), split=Split(seed=7), exclude=["x"])
    assert first.train.rows.tolist() == second.train.rows.tolist()


def test_a_column_that_splits() -> None:
    given = table(x=numbers(1, 2, 3, 4), part=words("test", "train", "validation", "train"), y=words("a", "a", "a", "b"))
    dataset = made(given, split=Split(column="part"))
    assert [None if part is None else part.rows.tolist() for part in (dataset.train, dataset.validation, dataset.test)] == [
        [1, 3],
        [2],
        [0],
    ]
    assert dataset.encoding.left_out == ("part",)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (words("train", "tset"), "but row 2 holds 'tset'; did you mean 'test'?"),
        (words("train", None), "but row 2 holds no word"),
    ],
)
def test_a_column_that_does_not_split(part: Column, message: str) -> None:
    with pytest.raises(DataError) as caught:
        made(table(x=numbers(1, 2), part=part, y=words("a", "b")), split=Split(column="part"))
    assert str(caught.value) == (
        f"a.csv: column 'part' says which part a row is in: expected train, validation or test, {message}"
    )


def test_a_column_of_numbers_does_not_split() -> None:
    with pytest.raises(DataError) as caught:
        made(table(x=numbers(1, 2), part=numbers(0, 1), y=words("a", "b")), split=Split(column="part"))
    assert str(caught.value) == (
        "a.csv: column 'part' says which part a row is in: expected the words train, validation, test, not 0, 1"
    )


def test_folds_test_every_row_once() -> None:
    given = table(x=numbers(*range(12)), y=words(*"ab" * 6))
    folds = [made(given, split=Split(folds=3, fold=fold)) for fold in (1, 2, 3)]
    assert sorted(row for fold in folds for row in fold.test.rows) == list(range(12))  # type: ignore[union-attr]
    assert [np.bincount(fold.test.target).tolist() for fold in folds] == [[2, 2]] * 3  # type: ignore[union-attr]
    assert bytes_of(made(given, split=Split(folds=3)).train) == bytes_of(folds[0].train)


@pytest.mark.parametrize(
    ("split", "message"),
    [
        (Split(validation=0.1, test=0.5), "a.csv: the validation part is empty: 0.1 of 4 rows is none; change 'split'"),
        (Split(validation=0.0, test=0.9), "a.csv: the train part is empty: what is left of 4 rows is none; change 'split'"),
    ],
)
def test_a_part_without_rows(split: Split, message: str) -> None:
    with pytest.raises(DataError) as caught:
        made(table(x=numbers(1, 2, 3, 4), y=words(*"abab")), split=split)
    assert str(caught.value) == message


def test_one_class_in_the_training_rows_alone() -> None:
    given = table(x=numbers(1, 2, 3, 4), y=words("a", "a", "b", "b"))
    with pytest.raises(DataError) as caught:
        made(given, split=Split(order=True, validation=0.25, test=0.25))
    assert str(caught.value) == "a.csv: every training row has the same target, a; there is nothing to tell apart"


def test_stratify_without_classes() -> None:
    with pytest.raises(SpecError) as caught:
        made(a_table_of_everything(), split=Split(stratify=True))
    assert str(caught.value) == (
        "data.split.stratify: 'stratify' needs one target of classes; this one is regression; leave it out"
    )


def test_more_folds_than_rows() -> None:
    with pytest.raises(SpecError) as caught:
        made(table(x=numbers(1, 2), y=words("a", "b")), split=Split(folds=3))
    assert str(caught.value) == "data.split.folds: a.csv has 2 rows, too few for 3 folds"


def test_row_weights() -> None:
    dataset = made(table(x=numbers(1, 2), w=numbers(0.5, 3), y=words("a", "b")), weight="w")
    assert dataset.train.weights is not None
    assert dataset.train.weights.tolist() == [0.5, 3.0]
    assert dataset.train.weights.dtype == np.float32
    assert dataset.encoding.input_names == ["x"]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (numbers(1, -2), "is the weight, of at least 0 in every row, but row 2 has -2"),
        (
            numbers(1, 1e-300),
            "is the weight, but row 2 has 1e-300; expected 0, or 1e-30 to 1e+30; only the ratios of weights matter",
        ),
        (numbers(NAN, 1), "is the weight, of at least 0 in every row, but row 1 has no value"),
        (numbers(0, 0), "is the weight, and 0 in every one of the train rows"),
        (words("1", "heavy"), "is the weight, but row 2 holds 'heavy'"),
    ],
)
def test_what_are_no_weights(weights: Column, message: str) -> None:
    with pytest.raises(DataError) as caught:
        made(table(x=numbers(1, 2), w=weights, y=words("a", "b")), weight="w")
    assert str(caught.value) == f"a.csv: column 'w' {message}"


def test_no_columns_to_learn_from() -> None:
    with pytest.raises(DataError) as caught:
        made(table(w=numbers(1, 2), y=words("a", "b")), weight="w")
    assert str(caught.value) == "a.csv: there are no columns to learn from besides y, w"


def test_identifiers_are_told_but_kept() -> None:
    given = table(
        PassengerId=numbers(*range(1, 31)),
        Name=words(*(f"n{i}" for i in range(30))),
        x=numbers(*[1, 2] * 15),
        z=numbers(*[1, 2, 3] * 10),
        y=words(*"ab" * 15),
    )
    dataset = made(given, exclude=["x"], split=Split())
    assert dataset.notices == [
        "column 'PassengerId' has 30 different values in 30 rows, like an identifier; write exclude: [x, PassengerId]",
        "column 'Name' has 30 different values in 30 rows, like an identifier; write exclude: [x, Name]",
    ]
    assert [feature.name for feature in dataset.encoding.features] == ["PassengerId", "Name", "z"]
    assert made(given, features=["Name"]).notices == []
    assert all("write" not in notice for notice in made(given, exclude=["x", "z"]).notices)  # nothing would be left
    assert made(given, exclude=["Name"], columns={"PassengerId": Numeric()}).notices == []


def test_described_columns() -> None:
    given = table(
        age=numbers(1, NAN, 4), colour=words("b", None, "a"), town=words("a", "b", "c"), w=numbers(1, 2, 3), y=numbers(0, 1, 1)
    )
    encoding = made(given, weight="w", exclude=["town"]).encoding
    assert describe(encoding) == [
        Described("age", "numeric", "a number, median 2.5 where missing", 2, 1, None),
        Described("colour", "categorical", "one-hot", 4, 1, 2),
        Described("y", "target", "2 classes", 0, 0, 2),
        Described("w", "weight", "how much a row counts", 0, 0, None),
        Described("town", "left out", "", 0, 0, None),
    ]


# --- files ---


def test_names_that_are_not_there_come_all_at_once(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        from_files(
            tmp_path,
            {"titanic.csv": "name,age,survived\nA,1,0\nB,2,1\n"},
            target="survive",
            exclude=["nmae"],
            columns={"agee": Numeric()},
            weight="?",
            split=Split(column="fold"),
        )
    assert str(caught.value).splitlines() == [
        "data.target: no column 'survive' in titanic.csv; did you mean 'survived'?",
        "data.exclude.0: no column 'nmae' in titanic.csv; did you mean 'name'?",
        "data.columns.agee: no column 'agee' in titanic.csv; did you mean 'age'?",
        "data.weight: no column '?' in titanic.csv; it has name, age, survived",
        "data.split.column: no column 'fold' in titanic.csv; it has name, age, survived",
    ]
    assert [problem.at_key for problem in caught.value.problems] == [False, False, True, False, False]


def test_no_target_where_the_source_has_none(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        from_files(tmp_path, {"a.csv": "x,y\n1,2\n"}, target=None)
    assert str(caught.value) == "data: missing key 'target' in data: expected the column to predict, or a list"


def test_a_source_with_a_target_of_its_own() -> None:
    data = Data("iris")
    dataset = prepare(data, read(data, Path()), scale_target=True, soft_classes=False)
    assert dataset.encoding.labels == ["setosa", "versicolor", "virginica"]
    assert [len(part.rows) for part in (dataset.train, dataset.validation, dataset.test) if part] == [90, 30, 30]


def test_an_unknown_source() -> None:
    with pytest.raises(SpecError) as caught:
        read(Data("iriss"), Path())
    assert [problem.path for problem in caught.value.problems] == [("data", "source")]


def test_columns_without_a_header_go_by_number(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,5,2\n0,6,2\n", encoding="utf-8")
    data = Data(SOURCES["csv"](path="a.csv", header=False), target=0, exclude=[2], split="none")  # type: ignore[call-arg]
    dataset = prepare(data, read(data, tmp_path), scale_target=True, soft_classes=False)
    assert (dataset.encoding.target_names, dataset.encoding.input_names) == (["0"], ["1"])
    assert dataset.train.target.tolist() == [1, 0]


def test_only_the_first_rows(tmp_path: Path) -> None:
    dataset = from_files(tmp_path, {"a.csv": "x,y\n1,a\n2,b\n3,c\n"}, rows=2, split="none")
    assert (len(dataset.train.rows), dataset.encoding.labels) == (2, ["a", "b"])


TRAIN = "x,colour,y\n1,red,a\n3,blue,b\n1,red,b\n3,blue,a\n"


def test_separate_files(tmp_path: Path) -> None:
    files = {"train.csv": TRAIN, "valid.csv": "y,colour,x\nb,green,5\n"}
    dataset = from_files(tmp_path, files, source=Files(train="train.csv", validation="valid.csv"))
    assert dataset.test is None
    assert dataset.validation is not None
    assert len(dataset.train.rows) == 4
    # x: mean 2, deviation 1; green is unseen.
    assert dataset.validation.inputs["features"].tolist() == [[3, 0, 0, 1]]
    assert dataset.validation.target.tolist() == [1]
    assert dataset.notices == [
        "validation rows: column 'colour': 1 cell with values that no training row has ('green')",
        "no validation row is of class 'a'",
    ]
    (tmp_path / "valid.csv").write_text("y,colour,x\nb,green,6\n", encoding="utf-8")
    data = Data(Files(train="train.csv", validation="valid.csv"), target="y")
    assert read(data, tmp_path).fingerprint != dataset.fingerprint


def test_a_part_that_is_no_file_is_carved_out_of_train(tmp_path: Path) -> None:
    files = {"train.csv": TRAIN, "test.csv": TRAIN}
    keys: dict[str, Any] = {"source": Files(train="train.csv", test="test.csv"), "split": Split(validation=0.5)}
    dataset = from_files(tmp_path, files, **keys)
    assert [len(part.rows) for part in (dataset.train, dataset.validation, dataset.test) if part] == [2, 2, 4]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x,y\n1,a\n", "test.csv: there is no column 'colour'"),
        ("x,Colour,y\n1,red,a\n", "test.csv: there is no column 'colour'; did you mean 'Colour'?"),
        (
            "x,colour,y\n1,red,c\n",
            "test.csv: column 'y' has labels that training did not know: 'c' (1 row), first in row 1 (line 2); known are a, b",
        ),
        ("x,colour,y\nmuch,red,a\n", "test.csv: column 'x' is numeric, but row 1 (line 2) holds 'much'"),
    ],
)
def test_a_test_file_that_does_not_fit(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        from_files(tmp_path, {"train.csv": TRAIN, "test.csv": text}, source=Files(train="train.csv", test="test.csv"))
    assert str(caught.value) == message


def test_another_file_is_seen_the_same_way(tmp_path: Path) -> None:
    """Its columns in another order, one too many, a separator of the training file's own."""
    (tmp_path / "train.csv").write_text(TRAIN.replace(",", ";"), encoding="utf-8")
    (tmp_path / "new.csv").write_text("extra;colour;x\n9;blue;3\n9;red;?\n9;pink;2\n", encoding="utf-8")
    source = SOURCES["csv"](path=str(tmp_path / "train.csv"), separator=";")  # type: ignore[call-arg]
    data = Data(source, target="y", split="none", missing_values=["?"])
    encoding = prepare(data, read(data, Path()), scale_target=True, soft_classes=False).encoding
    given = read_file(data, encoding, tmp_path / "new.csv", with_target=False)
    part, notices = encode_new(encoding, given, with_target=False)
    # Inputs x, blue, red, unseen; the median of 1, 3, 1, 3 is 2, which scales to 0.
    assert part.inputs["features"].tolist() == [[1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    assert part.target.shape == (3, 0)
    assert part.rows.tolist() == [0, 1, 2]
    assert [notice.replace(str(tmp_path), "") for notice in notices] == [
        "/new.csv has columns that training did not know, which are left out: extra",
        "column 'x': 1 cell without a value, taken as median 2",
        "column 'colour': 1 cell with values that no training row has ('pink')",
    ]


def test_the_training_file_again_gives_the_training_arrays(tmp_path: Path) -> None:
    dataset = from_files(tmp_path, {"train.csv": TRAIN}, split="none")
    data = Data(str(tmp_path / "train.csv"), target="y")
    part, notices = encode_new(dataset.encoding, read_file(data, dataset.encoding, tmp_path / "train.csv"), with_target=True)
    assert bytes_of(part) == bytes_of(dataset.train)
    assert notices == []


def test_a_new_file_without_weights(tmp_path: Path) -> None:
    dataset = made(table(x=numbers(1, 2), w=numbers(1, 2), y=words("a", "b")), weight="w")
    part, notices = encode_new(dataset.encoding, table("new.csv", x=numbers(1), y=words("b")), with_target=True)
    assert part.weights is None
    assert notices == ["new.csv has no column 'w': every row counts the same"]


def test_a_new_file_without_rows() -> None:
    encoding = made(table(x=numbers(1, 2), y=words("a", "b"))).encoding
    with pytest.raises(DataError) as caught:
        encode_new(encoding, table("new.csv", x=numbers()), with_target=False)
    assert str(caught.value) == "new.csv: there are no rows"
