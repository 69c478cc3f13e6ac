"""The `data` section: what contradicts in it, and what it becomes once the data is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dltrain.data import resolved as resolved_data
from dltrain.data.checks import contradictions
from dltrain.data.dataset import prepare
from dltrain.data.options.columns import COLUMN_KINDS, Categorical, Datetime, Numeric, Text
from dltrain.data.options.fractions import SplitFractions, has_validation, split_fractions
from dltrain.data.options.section import Data, Files
from dltrain.data.options.split import Split
from dltrain.data.reading import read

AB = Files(train="a.csv", test="b.csv")


def problems(**keys: Any) -> list[str]:
    source = keys.pop("source", "a.csv")
    found = contradictions.problems(Data(source, **{"target": "y", **keys}))
    return [f"{'.'.join(map(str, problem.path))}: {problem.message}" for problem in found]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (
            {"exclude": ["a"], "features": ["b"]},
            "data.exclude: 'exclude' can never act beside 'features', which names the columns to keep",
        ),
        ({"exclude": ["a", "y"]}, "data.exclude.1: column 'y' is the target; leave it out of 'exclude'"),
        ({"features": ["y"]}, "data.features.0: column 'y' is the target; leave it out of 'features'"),
        ({"exclude": ["a", "a"]}, "data.exclude.1: column 'a' is named twice in 'exclude'"),
        ({"target": ["y", "z", "y"]}, "data.target.2: column 'y' is named twice in 'target'"),
        ({"features": []}, "data.features: 'features' is empty; name columns, or leave it out"),
        ({"weight": "y"}, "data.weight: column 'y' is in 'target'; it cannot be the weight as well"),
        ({"exclude": [3], "weight": 3}, "data.weight: column '3' is in 'exclude'; it cannot be the weight as well"),
        (
            {"exclude": ["part"], "split": Split(column="part")},
            "data.split.column: column 'part' is in 'exclude'; it cannot be the column that splits as well",
        ),
        (
            {"weight": "w", "split": Split(column="w")},
            "data.weight: column 'w' splits the rows; it cannot be the weight as well",
        ),
        ({"exclude": ["a"], "columns": {"a": Numeric()}}, "data.columns.a: 'a' can never act: the column is in 'exclude'"),
        ({"features": ["b"], "columns": {"a": Numeric()}}, "data.columns.a: 'a' can never act: the column is not in 'features'"),
        ({"weight": "w", "columns": {"w": Numeric()}}, "data.columns.w: 'w' can never act: the column is the weight"),
        (
            {"columns": {"y": Text()}},
            "data.columns.y: a target cannot be texts; expected numeric, categorical or boolean",
        ),
        (
            {"columns": {"y": Datetime()}},
            "data.columns.y: a target cannot be dates; expected numeric, categorical or boolean",
        ),
        (
            {"columns": {"y": Numeric(missing="zero")}},
            "data.columns.y.missing: 'missing' can never act: the column is the target, which every row must have",
        ),
        (
            {"columns": {"y": Categorical("embedding")}},
            "data.columns.y.encoding: 'encoding' can never act: the column is the target",
        ),
        (
            {"columns": {"a": Categorical("one_hot", 3)}},
            "data.columns.a.dimensions: 'dimensions' can never act: it belongs to encoding: embedding",
        ),
        (
            {"split": Split(column="p", validation=0.2)},
            "data.split.validation: 'validation' can never act: 'column' says which row is in which part",
        ),
        ({"split": Split(column="p", seed=1)}, "data.split.seed: 'seed' can never act: 'column' says which row is in which part"),
        ({"source": AB, "split": Split(column="p")}, "data.split.column: 'column' can never act: the parts are separate files"),
        ({"split": Split(order=True, seed=1)}, "data.split.seed: 'seed' can never act: with order: true the rows stay in order"),
        (
            {"split": Split(order=True, stratify=True)},
            "data.split.stratify: 'stratify' can never act: with order: true the rows stay in order",
        ),
        (
            {"split": Split(order=True, folds=5)},
            "data.split.folds: 'folds' can never act: with order: true the rows stay in order",
        ),
        (
            {"split": Split(folds=5, test=0.2)},
            "data.split.test: 'test' can never act: with folds: 5 each fold is the test part of one run",
        ),
        ({"split": Split(fold=2)}, "data.split.fold: 'fold' can never act: it chooses one of 'folds'"),
        ({"split": Split(folds=3, fold=4)}, "data.split.fold: there are 3 folds; expected 1 to 3, not 4"),
        (
            {"source": AB, "split": Split(folds=3)},
            "data.split.folds: 'folds' needs all rows in one file; leave out 'validation' and 'test' of 'source'",
        ),
        (
            {"split": Split(validation=0.5, test=0.5)},
            "data.split.validation: validation and test, 0.5 and 0.5, leave no rows to train on",
        ),
        ({"split": Split(test=0.8)}, "data.split.test: validation and test, 0.2 and 0.8, leave no rows to train on"),
        (
            {"split": Split(folds=2, validation=0.5)},
            "data.split.validation: validation and test, 0.5 and one of 2 folds, leave no rows to train on",
        ),
        ({"source": AB, "split": Split(test=0.2)}, "data.split.test: 'test' can never act: test is a file of its own"),
        ({"source": AB, "split": Split(seed=1)}, "data.split.seed: 'seed' can never act: no part is drawn from the rows"),
        (
            {"split": Split(validation=0.0, test=0.0, stratify=True)},
            "data.split.stratify: 'stratify' can never act: no part is drawn from the rows",
        ),
    ],
)
def test_what_contradicts(keys: dict[str, Any], message: str) -> None:
    assert problems(**keys) == [message]


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"split": "none"},
        {"split": Split(validation=0.2, test=0.2, stratify=True, seed=0, order=False)},
        {"split": Split(order=True, stratify=False, seed=0)},
        {"split": Split(column="p", stratify=False, seed=0, order=False)},
        {"split": Split(folds=5, stratify=True, seed=3, validation=0.1)},
        {"source": AB, "split": Split(validation=0.2, seed=1)},
        {"source": AB, "split": "none"},
        {"target": ["a", "b"], "columns": {"a": Numeric(), "b": Categorical()}},
        {"columns": {"a": Categorical("embedding", 4), "d": Datetime()}},
        {"source": "iris", "target": None, "features": ["a"], "columns": {"target": Categorical()}},
    ],
)
def test_what_does_not(keys: dict[str, Any]) -> None:
    assert problems(**keys) == []


@pytest.mark.parametrize(
    ("keys", "expected", "validated"),
    [
        ({}, SplitFractions(0.2, 0.2), True),
        ({"split": "none"}, SplitFractions(0.0, 0.0), False),
        ({"split": Split(test=0.1)}, SplitFractions(0.2, 0.1), True),
        ({"split": Split(validation=0.0)}, SplitFractions(0.0, 0.2), False),
        ({"split": Split(folds=4)}, SplitFractions(0.2, 0.0), True),
        ({"split": Split(column="p")}, SplitFractions(0.0, 0.0), True),
        ({"source": AB}, SplitFractions(0.0, 0.0), False),
        ({"source": AB, "split": Split(validation=0.1)}, SplitFractions(0.1, 0.0), True),
        ({"source": Files(train="a.csv", validation="b.csv")}, SplitFractions(0.0, 0.0), True),
    ],
)
def test_what_is_carved_out(keys: dict[str, Any], expected: SplitFractions, validated: bool) -> None:
    data = Data(keys.pop("source", "a.csv"), target="y", **keys)
    assert split_fractions(data) == expected
    assert has_validation(data) == validated


FILE = """when,size,kind,yes,extra,y
2024-01-01,1,a,true,1,no
2024-01-02,2,b,false,2,yes
2024-02-03,,a,true,4,no
2024-02-04,4,b,true,8,yes
2024-03-05,5,,true,16,yes
2024-03-06,6,b,false,32,no
"""


@pytest.mark.parametrize(
    ("split", "written"),
    [
        (None, Split(validation=0.2, test=0.2, stratify=True)),
        ("none", "none"),
        (Split(validation=0.0, test=0.0), "none"),
        (Split(order=True), Split(validation=0.2, test=0.2, stratify=False, order=True)),
        (Split(stratify=False, seed=4), Split(validation=0.2, test=0.2, stratify=False, seed=4)),
        (Split(folds=2, fold=1), Split(validation=0.2, stratify=True, folds=2, fold=1)),
    ],
)
def test_the_resolved_section_reads_the_same_data(tmp_path: Path, split: Any, written: Any) -> None:
    (tmp_path / "자료.csv").write_text(FILE, encoding="utf-8")
    data = Data("자료.csv", target="y", exclude=["extra"], split=split)
    made = prepare(data, read(data, tmp_path), scale_target=True, soft_classes=False)
    resolved = resolved_data.resolved(data, made.encoding, tmp_path)
    assert resolved.source == str(tmp_path / "자료.csv")
    assert resolved.split == written
    assert resolved.columns is not None
    assert {name: COLUMN_KINDS.name_of(kind) for name, kind in resolved.columns.items()} == {
        "when": "datetime",
        "size": "numeric",
        "kind": "categorical",
        "yes": "boolean",
    }
    assert contradictions.problems(resolved) == []
    again = prepare(resolved, read(resolved, Path()), scale_target=True, soft_classes=False)
    assert again.encoding == made.encoding
    assert again.train.inputs["features"].tobytes() == made.train.inputs["features"].tobytes()
    assert resolved_data.resolved(resolved, again.encoding, Path()) == resolved


def test_declared_kinds_of_the_target_stay(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,3\n2,10\n5,3\n6,10\n7,10\n", encoding="utf-8")
    data = Data("a.csv", target="y", columns={"y": Categorical()}, split="none")
    made = prepare(data, read(data, tmp_path), scale_target=True, soft_classes=False)
    assert made.encoding.labels == [3, 10]
    assert resolved_data.resolved(data, made.encoding, tmp_path).columns == {"x": Numeric(), "y": Categorical()}
