"""A text of many columns that is read as one long column gives the table that polars' own columns give."""

import dataclasses
import random
from pathlib import Path

import numpy as np
import pytest

from dltrain.data.sources import wide
from dltrain.data.sources.csv import Csv
from dltrain.data.table import Booleans, Numbers, Request, Table, Words
from dltrain.errors import DataError


@pytest.fixture
def both(tmp_path, monkeypatch):
    """What a text is read as, once by columns and once as one column, which must be the same: a table, or an error."""

    def read(content: str | bytes, request: Request | None = None, **options: object) -> Table | str:
        (tmp_path / "a.csv").write_bytes(content.encode() if isinstance(content, str) else content)
        found = [outcome(tmp_path, request or Request(), monkeypatch, is_long, options) for is_long in (False, True)]
        assert same(found[0], found[1])
        return found[1]

    return read


def outcome(folder: Path, request: Request, monkeypatch, is_long: bool, options) -> Table | str:
    monkeypatch.setattr("dltrain.data.sources.separated.is_wide", lambda width, rows: is_long)
    try:
        return Csv(path="a.csv", **options).read(folder, request)
    except DataError as error:
        return str(error)


def same(one: Table | str, other: Table | str) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    plain = [dataclasses.replace(table, columns={}, line_of=str) for table in (one, other)]
    assert plain[0] == plain[1]
    assert list(one.columns) == list(other.columns)
    return all(same_column(column, other.columns[name]) for name, column in one.columns.items())


def same_column(one, other) -> bool:
    assert type(one) is type(other)
    if isinstance(one, Words):
        return one.levels == other.levels and one.codes.dtype == other.codes.dtype and one.codes.tolist() == other.codes.tolist()
    about = (one.words, other.words) if isinstance(one, Booleans) else (one.whole, other.whole)
    return one.values.tobytes() == other.values.tobytes() and about[0] == about[1]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_columns_of_every_kind(both, end, mark):
    rows = [
        "나이,fare,name,alive,code,lacks,all blank,y",
        "22, 7.25,Kim,true,007,NA,,yes",
        ",1e2,,false,8,2.5,,no",
        ",-0,이순신,,9,,,yes",
        "３,-1, Kim ,true,10,-,,no",
    ]
    table = both(mark + end.join(rows) + end)
    kinds = [Numbers, Numbers, Words, Booleans, Numbers, Numbers, Numbers, Words]
    assert [type(column) for column in table.columns.values()] == kinds
    assert [notice.partition(":")[0] for notice in table.notices] == ["column 'lacks'", "column '나이'", "column 'code'"]
    assert np.signbit(table.columns["fare"].values).tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    "request_",
    [
        Request(missing_values=frozenset({"-999", "?"})),
        Request(kinds={"a": "categorical", "b": "text", "c": "numeric"}),
        Request(needed=frozenset({"a", "d"})),
        Request(excluded=frozenset({"b"})),
        Request(target=("d",), names=frozenset({"d"})),
    ],
    ids=["missing numbers", "declared kinds", "some are needed", "one is excluded", "a target"],
)
def test_what_is_asked_for(both, request_):
    both("a,b,c,d\n1,2,?,01\n-999,3,4,02\n5,,-999,03\n", request_)


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n3,x\n4,5\n",  # two of three are numbers
        "a,b\n" + "1,2\n" * 30 + "1,x\n",  # one word among numbers: an error
        "a,b\n1,inf\n2,3\n",
        "a,b\n1,1e40\n2,3\n",
        "a,b\n1,2\n3\n",
        "a,b\n1,2,3\n4\n",
        "a,b\n1,2\n\n3,4\n\n\n",
        'a,b\n"1,5",2\n3,4\n',
        "a,b\n1,2\r3\n4,5\n",
        "a,b\n1,2,\n3,4,\n",
        "1,2\n3,4\n5,6\n",
        "a,\n1,\n2,\n",
        "a,b\n12345678901234567,1\n2,3\n",
        '"1 200","3 400"\n"1 200","3 400"\n',
        "a,b\n$5,1%\n$6,2%\n",
    ],
)
def test_what_is_odd(both, text):
    both(text)


def test_numbers_written_in_another_way(both):
    table = both("a;b\n1.000,5;x\n2,25;y\n", separator=";", decimal=",", thousands=".")
    assert table.columns["a"].values.tolist() == [1000.5, 2.25]


def test_many_chunks_of_rows(both, monkeypatch):
    """Cells drawn at random, a few rows at a time; what the first rows are does not tell what the last ones are."""
    monkeypatch.setattr(wide, "CHUNK_SIZE", 100)
    monkeypatch.setattr("dltrain.data.sources.survey.CHUNK", 200)
    chance = random.Random(0)
    kinds = [["1", "2.5", "", "-3"], ["1", "02", "3"], ["true", "false", ""], ["가", "b ", " b", ""], ["1", "NA", ""]]
    late = ["1"] * 150 + ["late"] * 50
    rows = [[*(chance.choice(cells) for cells in kinds), late[row], "ab"[row % 2]] for row in range(200)]
    table = both("\n".join(map(",".join, [["n", "c", "t", "w", "m", "late", "y"], *rows])))
    assert [type(column) for column in table.columns.values()] == [Numbers, Numbers, Booleans, Words, Numbers, Words, Words]


@pytest.mark.parametrize(("width", "rows", "expected"), [(999, 10, False), (1000, 10, True), (1000, 8192, False)])
def test_wide_tables_have_many_columns_and_not_many_rows(width, rows, expected):
    assert wide.is_wide(width, rows) == expected
