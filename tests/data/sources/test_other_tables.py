"""Excel, Arrow, JSON lines, packed text and databases: the same table of each, and what is said of those that are none."""

import gzip
import io
import os
import sqlite3
import sys
from pathlib import Path

import numpy as np
import polars
import pytest
import zstandard
from postgres import postgres

from dltrain.data.sources import absolute, source_of
from dltrain.data.sources.arrow import Arrow
from dltrain.data.sources.excel import Excel
from dltrain.data.sources.json_lines import JsonLines
from dltrain.data.sources.sql import Sql
from dltrain.data.table import Booleans, Numbers, Request, Words
from dltrain.errors import DataError, InputError
from dltrain.spec.loading import load_text

FRAME = polars.DataFrame(
    {
        "키": [170.5, None, 165.0],
        "나이": [31, 42, 53],
        "도시": ["서울", None, "부산"],
        "참": [True, False, True],
        "날짜": [polars.Series(["2024-01-02"]).str.to_date()[0], None, polars.Series(["2024-03-04"]).str.to_date()[0]],
    }
)


def excel(frame: polars.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_excel(file, worksheet="명단")
    return file.getvalue()


def arrow(frame: polars.DataFrame, **options) -> bytes:
    file = io.BytesIO()
    frame.write_ipc(file, **options)
    return file.getvalue()


def stream(frame: polars.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_ipc_stream(file)
    return file.getvalue()


FILES = {
    "표.xlsx": excel(FRAME),
    "표.arrow": arrow(FRAME),
    "표.feather": arrow(FRAME, compression="zstd"),
    "표.ipc": stream(FRAME),
    "표.jsonl": FRAME.write_ndjson().encode(),
    "표.jsonl.gz": gzip.compress(FRAME.write_ndjson().encode()),
    "표.csv.zst": zstandard.compress(FRAME.write_csv().encode()),
    "표.csv.gz": gzip.compress(FRAME.write_csv().encode()),
}


def plain(column):
    if isinstance(column, Words):
        return [column.levels[code] if code >= 0 else None for code in column.codes.tolist()]
    return [None if np.isnan(value) else value for value in column.values.tolist()]


@pytest.mark.parametrize("name", FILES)
def test_a_table_is_the_same_in_every_file(tmp_path, name):
    (tmp_path / name).write_bytes(FILES[name])
    table = source_of(name).read(tmp_path, Request())
    assert {key: plain(column) for key, column in table.columns.items()} == {
        "키": [170.5, None, 165.0],
        "나이": [31, 42, 53],
        "도시": ["서울", None, "부산"],
        "참": [1, 0, 1],
        "날짜": ["2024-01-02", None, "2024-03-04"],
    }
    assert isinstance(table.columns["나이"], Numbers)
    assert table.columns["나이"].whole
    assert isinstance(table.columns["참"], Booleans)
    some = source_of(name).read(tmp_path, Request(needed=frozenset({"키"})))
    assert list(some.columns) == ["키"]
    assert set(some.left_out) == {"나이", "도시", "참", "날짜"}


def test_a_sheet_is_chosen_by_name_or_number(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx")) as book:
        for number, sheet in enumerate(("first", "둘째")):
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, ["x", "label"])
            page.write_row(1, 0, [number, "a"])
            page.write_row(2, 0, ["word", "b"])
    assert plain(Excel(path="book.xlsx").read(tmp_path, Request()).columns["x"]) == ["0", "word"]  # words and numbers are words
    assert plain(Excel(path="book.xlsx", sheet=2).read(tmp_path, Request()).columns["x"]) == ["1", "word"]
    assert plain(Excel(path="book.xlsx", sheet="둘째").read(tmp_path, Request()).columns["label"]) == ["a", "b"]
    with pytest.raises(DataError, match=r"^book\.xlsx: there is no sheet 'frist'(, | ?).*'?first"):
        Excel(path="book.xlsx", sheet="frist").read(tmp_path, Request())
    with pytest.raises(DataError, match=r"^book\.xlsx: there is no sheet 3; it has 2: first, 둘째"):
        Excel(path="book.xlsx", sheet=3).read(tmp_path, Request())
    numeric = Request(kinds={"x": "numeric"})
    with pytest.raises(DataError, match=r"^book\.xlsx, sheet 'first': column 'x': .*'word' in row 2 \(row 3 of the sheet\)"):
        Excel(path="book.xlsx").read(tmp_path, numeric)


def test_json_lines_name_the_line(tmp_path):
    def read(text):
        (tmp_path / "a.jsonl").write_text(text, "utf-8")
        return JsonLines(path="a.jsonl").read(tmp_path, Request())

    table = read('{"x": 1, "id": 9007199254740993}\n\n{"y": "가", "x": 2.5}\n')  # blank lines are none, absent keys are missing
    assert plain(table.columns["x"]) == [1, 2.5]
    assert plain(table.columns["y"]) == [None, "가"]
    assert table.line_of(1) == "row 2 (line 3)"
    for text, message in {
        '{"x": 1}\n{"x": 2,}\n': "line 2, column 9: no JSON",
        '{"x": 1}\n[1, 2]\n': r"line 2: expected an object such as \{\"x\": 1\}, found a list",
        '{"x": 1}\n{"x": {"y": 2}}\n': r"column 'x': line 2 holds an object; expected one value; .*exclude: \[x\]",
        '{"x": 1, "x": 2}\n': "line 1: no JSON: an object has the same key twice",
        '{"x": NaN}\n': "line 1: no JSON: NaN is no value of JSON; write null",
    }.items():
        with pytest.raises(DataError, match=message):
            read(text)


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("a.xlsx", b"x,y\n1,2\n", "the file is no Excel workbook of today"),
        ("a.xlsx", b"<html><table>", r"no Excel workbook of today \(\.xlsx\), but a web page"),
        ("a.xlsx", FILES["표.xlsx"][:-40], "cannot be read as an Excel workbook: it is damaged"),
        ("a.arrow", FILES["표.arrow"][:-40], "cannot be read as an Arrow file: it is damaged"),
        ("a.arrow", b"SQLite format 3\0", "the file is no Arrow file, but a database; write source: {type: sql"),
        ("a.feather", b"FEA1....", "a Feather file of the first version"),
        ("a.csv.zst", b"x,y\n", "not a whole Zstandard file"),
        ("a.csv", FILES["표.arrow"], r"write source: \{type: arrow, path: a\.csv\}"),
        ("a.csv", FILES["표.xlsx"], r"write source: \{type: excel, path: a\.csv\}"),
        ("a.csv", b"SQLite format 3\0", r"write source: \{type: sql, connection: .*a\.csv"),
    ],
)
def test_what_is_no_such_file(tmp_path, name, raw, message):
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(DataError, match=message):
        source_of(name).read(tmp_path, Request())


def test_a_text_that_unpacks_to_more_than_a_table_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("dltrain.data.sources.files.UNSUSPICIOUS", 10_000)
    (tmp_path / "bomb.csv.zst").write_bytes(zstandard.compress(b"x\n" + b"0\n" * 10_000_000))
    with pytest.raises(DataError, match="bytes that unpack to more than"):
        source_of("bomb.csv.zst").read(tmp_path, Request())


def test_a_missing_package_is_said_with_what_to_type(tmp_path, monkeypatch):
    (tmp_path / "표.xlsx").write_bytes(FILES["표.xlsx"])
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    with pytest.raises(DataError, match=r"needs fastexcel, which is not installed; type: pip install 'dltrain\[tables\]'"):
        source_of("표.xlsx").read(tmp_path, Request())


@pytest.fixture
def database(tmp_path) -> Path:
    path = tmp_path / "사람.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table people (id integer, 키 real, 도시 text)")
        connection.executemany("insert into people values (?, ?, ?)", [(3, 165.0, "부산"), (1, 170.5, "서울"), (2, None, None)])
    connection.close()
    return path


def test_a_query_of_sqlite(tmp_path, database):
    source = Sql(connection="sqlite:///사람.db", query="select * from people order by id")
    table = source.read(tmp_path, Request())
    assert {name: plain(column) for name, column in table.columns.items()} == {
        "id": [1, 2, 3],
        "키": [170.5, None, 165.0],
        "도시": ["서울", None, "부산"],
    }
    assert table.notices == ()
    assert table.fingerprint == source.read(tmp_path, Request()).fingerprint
    unordered = Sql(connection="sqlite:///사람.db", query="select * from people").read(tmp_path, Request())
    assert unordered.fingerprint != table.fingerprint
    assert "the query has no order by" in unordered.notices[0]
    assert absolute(source, tmp_path).connection == f"sqlite:///{database}"
    assert absolute(source, tmp_path).read(Path("/"), Request()).fingerprint == table.fingerprint


def test_a_query_reads_and_changes_nothing(tmp_path, database):
    before = database.read_bytes()
    for query, message in {
        "delete from people": "attempt to write a readonly database",
        "select hight from people": "no such column: hight",
        "select id as x, id as x from people": "column 'x' appears more than once",
    }.items():
        with pytest.raises(DataError, match=message):
            Sql(connection="sqlite:///사람.db", query=query).read(tmp_path, Request())
    assert database.read_bytes() == before
    assert "there is no such file" in Sql(connection="sqlite:///사랑.db", query="select 1").lacking(tmp_path)[0][1]


def test_no_password_of_a_spec_is_shown_and_another_database_is_an_error(tmp_path):
    for url, message in (
        (
            "mysql://ada:secret@host/db",
            "'connection' must be sqlite:///FILE, or postgresql://USER@HOST/DATABASE, not 'mysql://ada:",
        ),
        ("postgresql://ada:secret@host/db", "a password in a spec is copied into every run"),
    ):
        line = f'data: {{source: {{type: sql, connection: "{url}", query: select 1}}, target: y}}'
        with pytest.raises(InputError, match=message) as error:
            load_text(f"{line}\nmodel: {{layers: [1]}}\n", "spec.yaml", tmp_path, "spec")
        assert "secret" not in str(error.value)
        assert ":***@host/db" in str(error.value).splitlines()[1]


def test_a_password_in_a_spec_is_refused_without_being_shown():
    ((key, words),) = Sql(connection="postgresql://ada:secret@host/db", query="select 1").problems()
    assert key == "connection"
    assert "PGPASSWORD" in words
    assert "secret" not in words
    assert Sql(connection="postgresql://ada@host/db", query="select 1").problems() == []


def test_a_query_of_postgresql(tmp_path, monkeypatch):
    import psycopg

    with postgres() as url:
        with psycopg.connect(url) as connection:
            connection.execute("create table people (id integer, 키 numeric(5, 1), 도시 text, 날짜 date, 참 boolean)")
            connection.execute("insert into people values (2, null, null, null, false), (1, 170.5, '서울', '2024-01-02', true)")
        user, _, rest = url.removeprefix("postgresql://").partition(":")
        password, _, place = rest.partition("@")
        monkeypatch.setitem(os.environ, "PGPASSWORD", password)
        source = Sql(connection=f"postgresql://{user}@{place}", query="select * from people order by id")
        table = source.read(tmp_path, Request())
        assert {name: plain(column) for name, column in table.columns.items()} == {
            "id": [1, 2],
            "키": [170.5, None],
            "도시": ["서울", None],
            "날짜": ["2024-01-02", None],
            "참": [1, 0],
        }
        with pytest.raises(DataError, match="read-only transaction"):
            Sql(connection=source.connection, query="delete from people returning id").read(tmp_path, Request())
        monkeypatch.setitem(os.environ, "PGPASSWORD", "wrong")
        with pytest.raises(DataError, match=r"^the query of postgresql://.*password authentication failed") as error:
            source.read(tmp_path, Request())
        assert password not in str(error.value)


def test_numbers_of_an_arrow_file_keep_their_kind(tmp_path):
    nested = polars.DataFrame({"x": [[1, 2], [3]], "y": [1, 2]})
    (tmp_path / "a.arrow").write_bytes(arrow(nested))
    with pytest.raises(DataError, match=r"a\.arrow: column 'x': values of type List.*exclude: \[x\]"):
        Arrow(path="a.arrow").read(tmp_path, Request())
    assert plain(Arrow(path="a.arrow").read(tmp_path, Request(excluded=frozenset({"x"}))).columns["y"]) == [1, 2]


def workbook(folder, write):
    """What is read of a workbook, b.xlsx, with a sheet `first` of the columns x, y of 30 rows, to which `write` adds."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(folder / "b.xlsx")) as book:
        sheet = book.add_worksheet("first")
        for column, cells in enumerate((["x", *range(30)], ["y", *range(30, 60)])):
            sheet.write_column(0, column, cells)
        write(book, sheet)
    return Excel(path="b.xlsx").read(folder, Request())


def test_text_that_is_numbers_is_read_as_in_a_csv_file(tmp_path):
    table = workbook(tmp_path, lambda book, sheet: sheet.write_column(1, 0, [f"{number}.5 " for number in range(30)]))
    assert table.columns["x"].values.tolist() == [number + 0.5 for number in range(30)]


@pytest.mark.parametrize(
    ("write", "notice"),
    [
        (
            lambda book, sheet: sheet.write_formula("A2", "=NA()", None, "#N/A"),
            "1 cell (A2) with an error such as #N/A, taken as",
        ),
        (
            lambda book, sheet: sheet.write_formula("B3", "=A3+1", None, ""),
            "1 formula (B3) without a value, taken as missing; open",
        ),
        (lambda book, sheet: sheet.merge_range("A5:A7", 4), "1 merged range (A5:A7), of which the first cell alone has a value"),
    ],
)
def test_cells_without_a_value_of_their_own_are_told(tmp_path, write, notice):
    (told,) = workbook(tmp_path, write).notices
    assert told.startswith(f"b.xlsx: {notice}")


def test_sheets_that_are_not_read_are_told(tmp_path):
    (told,) = workbook(tmp_path, lambda book, sheet: book.add_worksheet("more").write(0, 0, "z")).notices
    assert told == (
        "b.xlsx has 2 sheets, of which the first is read, 'first'; "
        "for another write source: {type: excel, path: b.xlsx, sheet: more}"
    )


def test_two_columns_of_one_name_in_a_sheet(tmp_path):
    with pytest.raises(DataError, match=r"^b\.xlsx: sheet 'first': 2 columns are named 'x'; names must differ"):
        workbook(tmp_path, lambda book, sheet: sheet.write(0, 1, "x"))


def test_rows_are_named_as_excel_numbers_them_and_titles_are_none(tmp_path):
    import xlsxwriter

    for title, row in (("", 4), ("A title", 4)):
        with xlsxwriter.Workbook(str(tmp_path / "b.xlsx")) as book:
            sheet = book.add_worksheet("first")
            sheet.write(0, 0, title)
            sheet.write_row(2, 1, ["x", "y"])
            sheet.write_row(3, 1, [1, 2])
        if title:
            with pytest.raises(DataError, match="only one column has a name, 'A title', which is perhaps a title"):
                Excel(path="b.xlsx").read(tmp_path, Request())
        else:
            assert Excel(path="b.xlsx").read(tmp_path, Request()).line_of(0) == f"row 1 (row {row} of the sheet)"
