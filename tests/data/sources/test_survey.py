"""A text that is read in chunks gives the same table, or the same error, as in one piece."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dltrain.data.sources import survey
from dltrain.data.sources.csv import Csv
from dltrain.data.table import Numbers, Request, Table, Words
from dltrain.errors import DataError

SMALL = 16  # bytes


def read(text: str, size: int, **options: str) -> tuple[Table, list[str]] | str:
    """The table, and how its rows are named; or the error."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(survey, "CHUNK", size):
        (Path(folder) / "a.csv").write_bytes(text.encode())
        try:
            table = Csv("a.csv", **options).read(Path(folder), Request(missing_values=frozenset({"NA"})))  # type: ignore[arg-type]
            return table, [table.line_of(row) for row in range(table.rows)]
        except DataError as error:
            return str(error)


def same(text: str, **options: str) -> None:
    in_one, in_many = read(text, 2**22, **options), read(text, SMALL, **options)
    if isinstance(in_one, str) or isinstance(in_many, str):
        assert in_one == in_many
        return
    (one, lines), (many, other_lines) = in_one, in_many
    assert (one.rows, one.fingerprint, list(one.columns)) == (many.rows, many.fingerprint, list(many.columns))
    for name, column in one.columns.items():
        other = many.columns[name]
        assert type(column) is type(other)
        if isinstance(column, Words) and isinstance(other, Words):
            assert column.levels == other.levels
            np.testing.assert_array_equal(column.codes, other.codes)
        elif isinstance(column, Numbers) and isinstance(other, Numbers):
            assert column.whole == other.whole
            np.testing.assert_array_equal(column.values, other.values)
    assert lines == other_lines


NUMBERS = "".join(f"{number}.5,x{number % 3}\n" for number in range(40))


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n" + NUMBERS,
        "\ufeff나이,b\r\n" + NUMBERS.replace("\n", "\r\n").removesuffix("\r\n"),
        "\n\na,b\n" + NUMBERS.replace("7.5", "").replace("x1", "가나다"),
        "a,b\n" + NUMBERS + "word,x\n",  # the last cell says that they are no numbers, or that one is wrong
        "a,b\n" + "1,x\n" * 20 + "b1,x\n" * 20,
        "a,b\n" + ",x\n" * 20 + "b1,x\n" * 20 + ",x\n" * 20,
        "a,b\n" + NUMBERS + "NA,x\n 3 ,y\n",
        "a,b\n" + NUMBERS + "inf,x\n",
        "a,b\n" + NUMBERS + "nan,x\n",
        "a,b\n" + "true,1\n" * 20 + ",1\nfalse,2\n",
        "a,b\n" + NUMBERS.replace("x1", '"x\n1"') + '"1","2"\n',
        "a,b\n" + NUMBERS + '5" nail,"quoted\n"\n',
        "a,b\n" + NUMBERS + "1\n" + NUMBERS + "1,2,3\n",
        "a,b\n" + NUMBERS.replace("9.5,x0\n", "\n\n"),
        "a\n" + "1\n" * 20 + "\n\n2\n\n\n",
        "a\n" + "\n\n" * 20 + "2",
        "a,b\n" + NUMBERS + "1,\0\n",
        "a,b\n" + "1,10\n" * 9 + "1.25,0.1\n" * 9 + "2,1e-7\n2000000000,3\n" + "0.5,3\n" * 9,
        "a,b\n" + "1,10\n" * 9 + "0.3333333333333333,1e20\n" * 9 + ",0.1\n" * 9,
        "a,b\n",
        "a,b\r1,2\r" * 9,
        "a,b\n" + "x" * 200 + ",1\n" + "y" * 90 + ",2",
    ],
)
def test_chunks_do_not_matter(text: str) -> None:
    same(text)


def test_bytes_that_are_not_utf_8_are_found_in_any_chunk() -> None:
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(survey, "CHUNK", SMALL):
        (Path(folder) / "a.csv").write_bytes(b"a,b\n" + b"1,2\n" * 20 + b"\xff,2\n")
        with pytest.raises(DataError, match="line 22: byte 0xff is not utf-8"):
            Csv("a.csv").read(Path(folder), Request())


cell = st.sampled_from(
    ["", "1", "2.5", "-3", " 4", "NA", "가", "true", "false", '"q"', '"a""b"', '"a\nb"', '"c,d"', "x y", 'in"ch']
)


@given(st.lists(st.tuples(cell, cell), min_size=1, max_size=40), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_chunks_do_not_matter_whatever_the_cells(rows: list[tuple[str, str]], end: str, last: bool, quoted: bool) -> None:
    text = end.join(",".join(row) for row in [("a", "b"), *rows]) + end * last
    same(text, quote="double" if quoted else "none")
