import codecs
import csv
import gzip
import io
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dltrain.data.sources.csv import Csv, Tsv
from dltrain.data.table import Booleans, Numbers, Request, Table, Words
from dltrain.errors import DataError
from dltrain.files.tabular import escape_cell


@pytest.fixture
def read(tmp_path):
    def read(content, source=Csv, name="a.csv", request=None, **options) -> Table:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return source(path=name, **options).read(tmp_path, request or Request())

    return read


def words(column):
    assert isinstance(column, Words)
    return [None if code < 0 else column.levels[code] for code in column.codes]


def numbers(column):
    assert isinstance(column, Numbers)
    return [None if np.isnan(value) else value for value in column.values]


def test_numbers_words_and_booleans_are_told_apart_by_their_cells(read):
    table = read("age, fare ,name,alive,churn\n22, 7.25,Kim,true,yes\n,1e2,,false,no\n-3,.5,이순신,,yes\n")
    assert table.rows == 3
    assert list(table.columns) == ["age", "fare", "name", "alive", "churn"]
    assert numbers(table.columns["age"]) == [22, None, -3]
    assert table.columns["age"].whole
    assert numbers(table.columns["fare"]) == [7.25, 100, 0.5]
    assert not table.columns["fare"].whole
    assert words(table.columns["name"]) == ["Kim", None, "이순신"]
    assert isinstance(table.columns["alive"], Booleans)
    assert table.columns["alive"].words == ("false", "true")
    np.testing.assert_array_equal(table.columns["alive"].values, [1, 0, np.nan])
    assert words(table.columns["churn"]) == ["yes", "no", "yes"]
    assert table.line_of(0) == "row 1 (line 2)"
    assert len(table.fingerprint) == 64


@pytest.mark.parametrize("cell", ["nan", "0x10", "½", "1e", "--1"])
def test_what_is_no_number_is_a_word(read, cell):
    assert words(read(f'x;y\n"{cell}";1\n', separator=";").columns["x"]) == [cell]


@pytest.mark.parametrize("word", ["inf", "-Infinity", "1e999"])
def test_infinite_numbers_are_refused(read, word):
    with pytest.raises(DataError, match=r"^a.csv: column 'x': 1 infinite value, first in row 2 \(line 3\)"):
        read(f"x,y\n1,1\n{word},1\n")


def test_missing_words_are_exact_and_blank_cells_always_missing(read):
    request = Request(missing_values=frozenset({"NA", "-999"}))
    table = read("x,word\n1,NA\n-999, NA \n 3 ,na\n  ,NAN\n", request=request)
    assert numbers(table.columns["x"]) == [1, None, 3, None]
    assert words(table.columns["word"]) == [None, None, "na", "NAN"]


def test_a_column_that_is_nearly_all_numbers_is_an_error_that_says_what_to_write(read):
    with pytest.raises(DataError) as error:
        read("mass,sex\n" + "3.5,m\n" * 3 + "lost,f\n" + "4,f\n" * 20)
    assert str(error.value) == (
        "a.csv: column 'mass': 1 of 24 cells is not a number, first 'lost' in row 4 (line 5); "
        'write missing_values: ["lost"], or columns: {mass: categorical}'
    )


def test_many_numbers_beside_few_words_are_an_error_but_ticket_numbers_are_words(read):
    values = "".join(f"{i}\n" for i in range(30))
    with pytest.raises(DataError, match=r'5 of 40 cells are not numbers.*missing_values: \["\?"\]'):
        read("x\n" + values + "?\n-\n" * 5)
    assert isinstance(read("ticket\n" + values + "".join(f"PC {i}\n" for i in range(10))).columns["ticket"], Words)


def test_declared_kinds_decide(read):
    kinds = {"zip": "categorical", "x": "numeric", "word": "text", "day": "datetime"}
    table = read("zip,x,word,day\n012,1,?,20240101\n1.0,2,true,20240102\n", request=Request(kinds=kinds))
    assert words(table.columns["zip"]) == ["012", "1.0"]
    assert numbers(table.columns["x"]) == [1, 2]
    assert words(table.columns["word"]) == ["?", "true"]
    assert words(table.columns["day"]) == ["20240101", "20240102"]
    with pytest.raises(DataError, match=r"column 'x': 2 of 3 cells are not numbers, first 'a' in row 1 .*declared numeric"):
        read("x\na\nb\n1\n", request=Request(kinds=kinds))


def test_columns_that_are_not_needed_are_neither_checked_nor_kept(read):
    text = "a,b,c\n" + "1,1,1\n" * 20 + "1,?,?\n"
    table = read(text, request=Request(needed=frozenset({"a"})))
    assert list(table.columns) == ["a"]
    assert table.left_out == ("b", "c")
    assert list(read(text, request=Request(excluded=frozenset({"b", "c"}))).columns) == ["a"]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("", {}, "a.csv: the file is empty"),
        ("\n\n", {}, "a.csv: the file is empty"),
        ("a,b\n", {}, "a.csv: the file has a header and no rows"),
        ("a,b\n1,2\n3\n4,5\n", {}, "a.csv: row 2 (line 3) has 1 cell, the header has 2"),
        ("a,b\n1,2\n\n3,4,5\n", {}, "a.csv: row 2 (line 4) has 3 cells, the header has 2"),
        ('a,b\n"1\n",2\n"3"\n', {}, "a.csv: row 2 (line 4) has 1 cell, the header has 2"),
        ("a,b\n1,2,\n3\n", {}, "a.csv: row 2 (line 3) has 1 cell, the header has 2; quote cells"),
        ("1,2\n3\n", {"header": False}, "a.csv: row 2 (line 2) has 1 cell, the first row has 2"),
        ('a,b\n5" nail,2\n3\n', {}, "a.csv: row 2 (line 3) has 1 cell, the header has 2"),
        ('a,b\n"1,2\n3,4\n', {}, "a.csv: the record on line 2 cannot be read: unexpected end of data; if quotes are ordinary"),
        ("a,b,a\n1,2,3\n", {}, "a.csv: columns 1 and 3 are both named 'a'; names must differ"),
        (
            "0.5,1\n1,2\n",
            {},
            "a.csv: the first row is data (0.5, 1), not the names of the columns; write source: {",
        ),
        (
            "a;b\n1;2\n",
            {},
            'a.csv: only one column, but ";" splits every line into 2; write source: {type: csv, path: a.csv, separator: ";"}',
        ),
        (
            "a\tb\n1,5\t2\n",
            {},
            'a.csv: only one column, but "\\t" splits every line into 2; write source: {type: csv, path: a.csv, sep',
        ),
        ("a,b\n1,\0\n", {}, "a.csv: line 2: a NUL character"),
        ("a\n나무\n".encode("cp949"), {}, "a.csv: line 2: byte 0xb3 is not utf-8; all of the file reads as cp949"),
        ("a\n나무\n".encode("utf-16"), {}, "a.csv: line 1: byte 0xff is not utf-8; all of the file reads as utf-16"),
        ("a\n나무\n".encode("utf-16-le"), {}, "a.csv: line 2: byte 0x98 is not utf-8; all of the file reads as utf-16-le"),
        ("가\n나무\n".encode("utf-16-be"), {}, "a.csv: line 1: byte 0xac is not utf-8; all of the file reads as utf-16-be"),
        ("a\n나무\n".encode("utf-32"), {}, "a.csv: line 1: byte 0xff is not utf-8; all of the file reads as utf-32"),
        (
            b"PK\x03\x04\x14\0",
            {},
            "a.csv: the file is no text of cells, but a zip archive, as an Excel workbook is; save its table as CSV",
        ),
        (
            gzip.compress(b"a\n1\n", mtime=0),
            {},
            "a.csv: the file is no text of cells, but gzipped; let its name end in .gz: mv a.csv a.csv.gz",
        ),
        ("a,b\r1,2\r3,4\n5,6\n", {}, "a.csv: the record on line 1 holds a bare carriage return; end all lines alike"),
        ("나이,\u1102\u1161\u110b\u1175\n1,2\n", {}, "a.csv: columns 1 and 2 are both named '나이'; names must differ"),
        ("a\nMüller\n".encode("cp1252"), {}, "a.csv: line 2: byte 0xfc is not utf-8; all of the file reads as cp1252"),
        ("größe\n1\n".encode("cp1252"), {}, "a.csv: line 1: byte 0xf6 is not utf-8; all of the file reads as cp1252"),
        ("a\n가\n", {"encoding": "cp94"}, "a.csv: there is no text encoding 'cp94'; did you mean 'cp949'?"),
        ("a\n가\n", {"encoding": "hex"}, "a.csv: there is no text encoding 'hex'"),
        ("a\n가\n", {"encoding": "ascii"}, "a.csv: line 2: byte 0xea is not ascii; all of the file reads as utf-8"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_what_to_write(read, content, options, message):
    with pytest.raises(DataError) as error:
        read(content, **options)
    assert str(error.value).startswith(message)


def test_the_nearest_file_is_named(read, tmp_path):
    read("a\n1\n", name="타이타닉.csv")
    with pytest.raises(DataError, match=r"타이타닉1.csv: there is no such file in '.*'; did you mean '타이타닉.csv'\?"):
        Csv(path="타이타닉1.csv").read(tmp_path, Request())
    with pytest.raises(DataError, match=r"nowhere/a.csv: there is no folder '.*nowhere'"):
        Csv(path="nowhere/a.csv").read(tmp_path, Request())
    with pytest.raises(DataError, match="expected a file, found a folder"):
        Csv(path=".").read(tmp_path, Request())


@pytest.mark.parametrize(
    "content",
    [
        "이름,나이\n김,3\n이,4\n",
        "\ufeff이름,나이\n김,3\n이,4",
        "이름,나이\r\n김,3\r\n이,4\r\n",
        "이름,나이\r김,3\r이,4\r",
        "\n이름,나이\n\n김,3\n\r\n이,4\n\n\n",
        '"이름","나이"\n"김","3"\r\n\n이,4\n\n',
        codecs.BOM_UTF8 + '"이름",나이\n김,3\n이,4'.encode(),
    ],
)
def test_marks_line_ends_and_blank_lines_do_not_matter(read, content):
    table = read(content)
    assert words(table.columns["이름"]) == ["김", "이"]
    assert numbers(table.columns["나이"]) == [3, 4]


def test_encodings_gzip_tabs_and_no_header(read):
    assert words(read("x\n나무\n".encode("cp949"), encoding="cp949").columns["x"]) == ["나무"]
    assert words(read("x\n나무\n".encode("utf-16"), encoding="utf-16").columns["x"]) == ["나무"]
    assert numbers(read(gzip.compress(b"x,y\n1,2\n"), name="b.csv.gz").columns["y"]) == [2]
    with pytest.raises(DataError, match=r"c.csv.gz: not a whole gzip file"):
        read(gzip.compress(b"x,y\n1,2\n")[:-9], name="c.csv.gz")
    table = read('0\t"?\n1\t?\n', source=Tsv, header=False, quote="none")
    assert numbers(table.columns["0"]) == [0, 1]
    assert words(table.columns["1"]) == ['"?', "?"]
    assert table.line_of(1) == "row 2 (line 2)"
    assert list(read(",x\n0,5\n").columns) == ["0", "x"]


def test_a_name_is_the_same_however_its_accents_and_hangul_are_composed(read):
    assert list(read("\u1102\u1161\u110b\u1175,e\u0301\n1,2\n").columns) == ["나이", "é"]


@pytest.mark.parametrize("end", ["e", ".", "-"])
def test_an_endless_number_takes_no_time(read, end):
    began = time.monotonic()
    word = "1" * 300_000 + end
    assert len(read(f"{word},y\n{word},1\n", request=Request(kinds={word: "text"})).columns) == 2
    assert escape_cell(f"-{word}x") == f"'-{word}x"
    assert time.monotonic() - began < 2  # backtracking would take minutes


def test_rows_are_named_by_the_line_on_which_they_begin(read):
    table = read('a,b\n"two\nlines",1\n\nx,2\n')
    assert [table.line_of(row) for row in range(2)] == ["row 1 (line 2)", "row 2 (line 5)"]
    assert table.select(np.array([1])).line_of(0) == "row 2 (line 5)"


def test_quotes_in_the_middle_of_cells_are_ordinary(read):
    table = read('size,note\n5" nail,"a ""b"", c"\n6" nail,d\n')
    assert words(table.columns["size"]) == ['5" nail', '6" nail']
    assert words(table.columns["note"]) == ['a "b", c', "d"]


cell = st.text(st.sampled_from('ab,;"\n\r\t 가힣é😀01.-'), max_size=6)


@st.composite
def tables(draw):
    width = draw(st.integers(1, 4))
    return draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=6))


@given(rows=tables(), separator=st.sampled_from(",;\t"), end=st.sampled_from(["\n", "\r\n"]), all_quoted=st.booleans())
def test_any_cells_that_the_csv_module_writes_read_back_the_same(rows, separator, end, all_quoted):
    names = [f"c{number}" for number in range(len(rows[0]))]
    file = io.StringIO()
    quoting = csv.QUOTE_ALL if all_quoted or end == "\n" else csv.QUOTE_MINIMAL  # else it would leave a cell's last \r bare
    writer = csv.writer(file, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerows([names, *rows])
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.csv").write_bytes(file.getvalue().encode())
        request = Request(kinds=dict.fromkeys(names, "text"))
        table = Csv("a.csv", separator=separator).read(Path(folder), request)
        lines = [table.line_of(number) for number in range(table.rows)]
    for number, name in enumerate(names):
        assert words(table.columns[name]) == [row[number] if row[number].strip() else None for row in rows]
    line = 2
    for number, row in enumerate(rows):
        assert lines[number] == f"row {number + 1} (line {line})"
        line += 1 + sum(text.count("\n") for text in row)


@given(text=st.text(st.sampled_from('ab,"\n\r'), max_size=20))
def test_any_text_is_read_as_the_csv_module_reads_it_or_refused(text):
    header = "x,y\n"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.csv").write_bytes((header + text).encode())
        try:
            table = Csv("a.csv").read(Path(folder), Request(kinds={"x": "text", "y": "text"}))
        except DataError:
            return
    if "\r" in text:  # the csv module ends a line at a bare \r
        return
    rows = [row for row in csv.reader(io.StringIO(header + text, newline=""), strict=True) if row][1:]
    assert all(len(row) == 2 or not any(row[2:]) for row in rows)  # separators may end the rows
    for number, name in enumerate("xy"):
        assert words(table.columns[name]) == [row[number] if row[number].strip() else None for row in rows]


@given(values=st.lists(st.floats(-1e30, 1e30), min_size=1))
def test_every_float_reads_back_exactly(values):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.csv").write_text("x\n" + "\n".join(map(repr, values)), encoding="utf-8")
        assert Csv("a.csv").read(Path(folder), Request()).columns["x"].values.tolist() == values
