"""The history of a training as columns: what goes in comes out, and nothing but a history is taken for one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dltrain.runs import checkpoint_history, checkpoints, history, read_checkpoint
from dltrain.runs.checkpoint_history import write_checkpoint
from dltrain.runs.history import History

ONE = [{"epoch": 1, "train_loss": 0.5, "validation_f1": None}, {"epoch": 2, "train_loss": 0.1, "validation_f1": 1.0}]
TURNS = [{"member": 1, "epoch": 1, "train_loss": 0.5}, {"member": 1, "fold": 1, "epoch": 1, "train_loss": 0.25}]
STACK = [
    {"epoch": 1, "train_loss": 0.5, "members": {"seed": [0, 1], "train_loss": [0.25, None]}},
    {"epoch": 2, "train_loss": 0.5, "members": {"seed": [1], "train_loss": [0.5]}},
    {"epoch": 3, "train_loss": None, "members": {"seed": [], "train_loss": []}},
]


@pytest.mark.parametrize("records", [[], ONE, TURNS, STACK, ONE + TURNS + STACK + ONE])
def test_what_is_recorded_is_read_from_a_checkpoint(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    write_checkpoint(tmp_path / "a.safetensors", {"weight": np.zeros(2)}, {"history": History(records)})
    tensors, state = read_checkpoint(tmp_path / "a.safetensors")
    assert list(tensors) == ["weight"]
    assert list(state["history"]) == records
    assert [list(record) for record in state["history"]] == [list(record) for record in records]  # the names in their order
    assert all(type(record["epoch"]) is int for record in state["history"])


def test_a_part_of_a_history() -> None:
    records = ONE + STACK + TURNS
    whole = History(records)
    for start in range(len(records) + 1):
        for stop in range(start, len(records) + 1):
            assert list(whole.part(start, stop)) == records[start:stop]
    assert list(whole.part(3)) == records[3:]
    assert list(whole.part(0, 3) + whole.part(3)) == records
    assert len(whole) == 7
    assert whole.total("train_loss") == pytest.approx(0.5 + 0.1 + 0.5 + 0.5 + 0.5 + 0.25)
    assert whole.total("seconds") == 0


def test_a_part_does_not_grow_with_the_whole() -> None:
    whole = History(ONE)
    part = whole.part(0)
    whole.append({"epoch": 3, "train_loss": 0.0, "validation_f1": 0.0})
    assert (len(part), len(whole)) == (2, 3)


def test_a_column_of_whole_numbers_becomes_one_of_numbers() -> None:
    assert list(History([{"a": 1}, {"a": 2.5}, {"a": None}])) == [{"a": 1.0}, {"a": 2.5}, {"a": None}]


def test_a_checkpoint_of_format_1_has_its_records_in_its_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "FORMAT", 1)
    checkpoints.write(tmp_path / "old.safetensors", {"weight": np.zeros(2)}, {"epoch": 2, "history": ONE})
    monkeypatch.undo()
    tensors, state = read_checkpoint(tmp_path / "old.safetensors")
    assert list(tensors) == ["weight"]
    assert list(state["history"]) == ONE


TABLE = {"epochs": 1, "names": ["a"]}
ILL: dict[str, tuple[Any, str]] = {
    "a word": ("ab", "history.tables must be a list"),
    "a table that is a number": ({"tables": [3]}, "history.tables.0.epochs must be a whole number from 0"),
    "negative": ({"tables": [TABLE | {"epochs": -1}]}, "history.tables.0.epochs must be a whole number from 0"),
    "a name twice": ({"tables": [TABLE | {"names": ["a", "a"]}]}, "history.tables.0.names must be a list of different names"),
    "no names": (
        {"tables": [TABLE | {"epochs": 10**15, "names": []}]},
        "history.tables.0.names must be a list of different names",
    ),
    "an unknown name": ({"tables": [TABLE | {"names": ["b"]}]}, "history.b must be a tensor of int64 or float64"),
    "too many": ({"tables": [TABLE | {"epochs": 10**15}]}, "history.a must have 1,000,000,000,000,000 numbers or more, not 1"),
    "twice": ({"tables": [TABLE, TABLE]}, "history.a must have 2 numbers or more, not 1"),
    "too few": ({"tables": []}, "history.a must have 0 numbers, not 1"),
    "lists of no name": ({"tables": [TABLE | {"lists": {"b": []}}]}, "history.tables.0.lists must be a mapping"),
    "lists of fractions": ({"tables": [TABLE | {"lists": {"a": ["b"]}}]}, "history.a must be whole numbers from 0"),
    "a record that is none": ([3], "history.0 must be a mapping"),
    "a record of words": ([{"a": "b"}], "history.0.a must be a number"),
    "a record of lists": ([{"a": [1]}], "history.0.a must be a number"),
    "unequal lists": ([{"a": {"b": [1], "c": []}}], "history.0: a has lists of different lengths"),
    "a huge number": ([{"a": 10**30}], "history.0: "),
}


@pytest.mark.parametrize(("layout", "message"), ILL.values(), ids=ILL)
def test_a_history_that_is_none_is_told_with_its_key(layout: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        history.of_checkpoint({"history.a": np.array([0.5])}, layout)


def test_how_long_epochs_took_is_no_tensor_and_of_a_long_training_the_last_times_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tensors of two runs of one spec are the same."""
    monkeypatch.setattr(checkpoint_history, "MAX_TIMES", 2)
    records = [{"epoch": epoch, "train_loss": 0.5, "seconds": epoch / 4, "rows_per_second": 4.0} for epoch in (1, 2, 3)]
    write_checkpoint(tmp_path / "a.safetensors", {}, {"history": History(records)})
    tensors, _ = checkpoints.read(tmp_path / "a.safetensors")
    assert sorted(tensors) == ["history.epoch", "history.train_loss"]
    lost = {"epoch": 1, "train_loss": 0.5, "seconds": None, "rows_per_second": None}
    assert list(read_checkpoint(tmp_path / "a.safetensors")[1]["history"]) == [lost, *records[1:]]


@pytest.mark.parametrize(
    ("times", "message"),
    [
        (3, "history.times must be a mapping of seconds and rows_per_second"),
        ({"hours": ""}, "history.times must be a mapping of seconds and rows_per_second"),
        ({"seconds": None}, "history.times.seconds must be numbers of 8 bytes in base 64"),
        ({"seconds": "AAAA"}, "history.times.seconds must be numbers of 8 bytes in base 64"),
        ({"seconds": "!"}, "history.times.seconds must be numbers of 8 bytes in base 64"),
    ],
)
def test_times_that_are_none(times: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        checkpoint_history.times_of(times, 1)


@pytest.mark.parametrize("tensor", [np.zeros((1, 1)), np.zeros(1, np.float32), np.zeros(())])
def test_a_column_of_another_kind_is_none(tensor: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"history\.a must be a tensor of int64 or float64 of one dimension"):
        history.of_checkpoint({"history.a": tensor}, {"tables": [TABLE]})


def test_a_million_epochs_are_saved_and_read_in_little_time(tmp_path: Path) -> None:
    epochs = 1_000_000
    whole = History([{"epoch": 1, "train_loss": 0.5, "learning_rate": 0.1}])
    for column in whole.tables[0].columns.values():
        column *= epochs  # as if they had been recorded one by one
    whole.tables[0].epochs = epochs
    began = time.perf_counter()
    write_checkpoint(tmp_path / "a.safetensors", {}, {"history": whole})
    _, state = read_checkpoint(tmp_path / "a.safetensors")
    assert time.perf_counter() - began < 5
    assert len(state["history"]) == epochs
    assert (tmp_path / "a.safetensors").stat().st_size < 3 * 8 * epochs + 4096
