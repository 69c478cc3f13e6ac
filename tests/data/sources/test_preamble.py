"""What stands above the header of a text, at the ends of its rows, and in place of its names."""

import numpy as np
import pytest

from dltrain.data.sources.csv import Csv
from dltrain.data.table import Request
from dltrain.errors import DataError

ROWS = "a,b,y\n" + "".join(f"{row},{row % 3},{'uv'[row % 2]}\n" for row in range(6))
DATA = ROWS.partition("\n")[2]


@pytest.fixture
def read(tmp_path):
    def read(content, request=Request(), **options):
        (tmp_path / "a.csv").write_text(content, newline="")
        return Csv("a.csv", **options).read(tmp_path, request)

    return read


@pytest.fixture
def said(read):
    def said(content, **options):
        with pytest.raises(DataError) as error:
            read(content, **options)
        return str(error.value)

    return said


def names_and_b(table):
    return list(table.columns), table.columns["b"].values.tolist()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("sep=,\n" + ROWS, 3),
        ("sep=;\r\n" + ROWS.replace(",", ";").replace("\n", "\r\n"), 3),
        ('"sep=\t"\n' + ROWS.replace(",", "\t"), 3),
        ("\ufeffSEP=|\n\n" + ROWS.replace(",", "|"), 4),
    ],
)
def test_excels_line_names_the_separator(read, content, line):
    table = read(content)
    assert names_and_b(table) == (["a", "b", "y"], [0, 1, 2, 0, 1, 2])
    assert table.notices == ()
    assert table.line_of(0) == f"row 1 (line {line})"


def test_remarks_above_the_header_are_passed_over(read):
    table = read("# exported by a tool\n# 2024-01-01, noon\n" + ROWS)
    assert names_and_b(table) == (["a", "b", "y"], [0, 1, 2, 0, 1, 2])
    assert table.line_of(5) == "row 6 (line 9)"
    assert table.notices == (
        "a.csv: 2 lines above the header that begin with # are passed over: '# exported by a tool', '# 2024-01-01, noon'",
    )
    assert names_and_b(read("#1, 2, 3\n" + ROWS)) == (["a", "b", "y"], [0, 1, 2, 0, 1, 2])  # as many cells as the header


@pytest.mark.parametrize("first", ["#", "#a", "# a"])
def test_a_header_may_begin_with_its_sign(read, first):
    table = read(ROWS.replace("a", first, 1))
    assert list(table.columns) == [first, "b", "y"]
    assert table.notices == ()
    assert list(read("# exported\n" + ROWS.replace("a", first, 1)).columns) == [first, "b", "y"]


def test_errors_below_remarks_name_the_line_of_the_file(said):
    assert said("# v1\n\n" + ROWS + "1,2\n").startswith("a.csv: row 7 (line 10) has 2 cells, the header has 3")
    assert said("# v1\n" + ROWS + '"1,2,3\n').startswith("a.csv: the record on line 9 cannot be read")


def test_separators_at_the_ends_of_rows_are_passed_over(read):
    told = ("a.csv: the rows end with a separator more than the header has; the blank cells there are passed over",)
    for content in ("a,b,y\n" + DATA.replace("\n", ",\n"), "a,b,y\r\n" + DATA.replace("\n", ",,\r\n")):
        table = read(content)
        assert names_and_b(table) == (["a", "b", "y"], [0, 1, 2, 0, 1, 2])
        assert (table.notices, table.left_out) == (told, ())
    both = read(ROWS.replace("\n", ",\n"))
    assert list(both.columns) == ["a", "b", "y"]
    assert both.notices == ("a.csv: column 4 has neither a name nor a value, and is passed over",)


def test_an_index_without_a_name_is_left_out_by_its_number(read):
    indexed = ",b,y\n" + DATA
    assert list(read(indexed).columns) == ["0", "b", "y"]
    table = read(indexed, request=Request(excluded=frozenset({"0"})))
    assert (list(table.columns), table.left_out) == (["b", "y"], ("0",))


def test_a_cell_beyond_the_header_is_no_blank_end(said):
    assert said("a,b,y\n" + DATA.replace("\n", ",\n") + "1,2,u,v\n") == (
        "a.csv: row 7 (line 8) has more cells than the header, which has 3"
    )


@pytest.mark.parametrize("content", ["5.0,3.0,v\n5.1,3.1,s\n5.2,3.2,v\n5.3,3.0,s\n", "7,1,u\n" + DATA, "5,0,1\n3,1,0\n4,0,1\n"])
def test_a_first_row_of_data_is_told(said, content):
    message = said(content)
    assert message.startswith(
        f"a.csv: the first row is data ({content.partition(chr(10))[0].replace(',', ', ')}), not the names of"
    )
    assert message.endswith(
        "write source: {type: csv, path: a.csv, header: false}, or --set 'data.source={type: csv, path: a.csv, header: false}'; "
        "the columns are then called 0, 1 and 2"
    )


@pytest.mark.parametrize(
    "header",
    ["2019,2020,2021", "0,1,2", "v,b,c", "1,2,y", "1990,50,3", "a,0,u"],
    ids=["years", "numbers", "words", "a_name_that_is_no_cell", "beyond_the_cells", "a_word_above_numbers"],
)
def test_names_that_are_numbers_are_names(read, header):
    content = header + "\n" + "".join(f"{row},{row % 3},{'uv'[row % 2]}\n" for row in range(6))
    numbers = header + "\n" + "".join(f"{row},{row % 3},{row}\n" for row in range(6))
    assert list(read(numbers if header[0].isdigit() else content).columns) == header.split(",")


def test_a_title_above_the_header_is_told(said):
    title = "line 1 is perhaps a title; if the names of the columns are in line 2, remove what stands above it"
    assert title in said("Sales of 2024\n" + ROWS)
    assert said("Sales of 2024,,\n" + ROWS) == f"a.csv: only one column has a name, 'Sales of 2024'; {title}"
    assert "lines 1 to 2 are perhaps a title; if the names of the columns are in line 3" in said("Sales,,\n,,\n" + ROWS)


def test_a_title_of_several_cells_and_notes_below_are_told(said):
    titled = said("Sales by city\n(in kg, m)\n\n" + ROWS)
    assert titled.endswith(
        "lines 1 to 3 are perhaps a title; if the names of the columns are in line 4, remove what stands above it"
    )
    line = ROWS.count("\n") + 1
    noted = f"line {line} is perhaps a note below the table ('source: us'); remove what stands below its rows"
    assert said(ROWS + "source: us\n").endswith(noted)
    assert f"lines {line} to {line + 2} are perhaps a note" in said(ROWS + "source: us\n\nlicence: free\n")


def test_a_second_line_of_names_is_told_and_not_taken_for_missing_cells(said):
    message = said("x,y\nkg,m\n" + "".join(f"{row},{row + 0.5}\n" for row in range(40)))
    second = (
        "first '{}' in row 1 (line 2); row 1 (line 2) is perhaps a second line of names, or holds units; remove it from the file"
    )
    assert second.format("kg") in message
    assert second.format("m") in message
    assert "write missing_values" not in message


def test_another_separator_is_told_beside_commas_in_cells(said):
    assert said("t;h, %;y\n20,0;0,5;a\n23,7;1,5;a\n").endswith(
        """{type: csv, path: a.csv, separator: ";"}, or --set 'data.source={type: csv, path: a.csv, separator: ";"}'"""
    )


def test_blanks_may_be_the_separator(said, read):
    assert '" " splits every line into 3; write source: {type: csv, path: a.csv, separator: " "}' in said(ROWS.replace(",", " "))
    assert list(read("review\ngood film\nbad film\n").columns) == ["review"]
    assert list(read("my review\ngood film\nbad film\n").columns) == ["my review"]


def test_rows_that_begin_with_names_of_their_own_are_told(said):
    rows = "".join(f"r{number},{line}\n" for number, line in enumerate(DATA.split()))
    assert said("a,b,y\n" + rows).endswith(
        "if the first cell of each row is its name, let the header begin with a name for it: row,..."
    )


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (
            "<!DOCTYPE html>\n<html><body>404, not found</body></html>\n",
            "a web page (HTML), perhaps one that says what went wrong",
        ),
        ("\n <html lang='ko'>\n", "a web page (HTML)"),
        ("<?xml version='1.0'?>\n<rows/>\n", "XML; save its table as CSV"),
        ('[{"a": 1, "y": 0},\n {"a": 2, "y": 1}]\n', "JSON; save its table as CSV"),
        ('{"a": 1, "y": 0}\n{"a": 2, "y": 1}\n', "JSON; save its table as CSV"),
    ],
)
def test_text_that_is_no_table_is_called_what_it_is(said, content, what):
    assert said(content).startswith(f"a.csv: the file is no text of cells, but {what}")


def test_blocks_and_whole_files_agree_on_ends(tmp_path, read):
    many = "a,b,y\n" + "".join(f"{row},{row},{row % 2},\n" for row in range(60_000))
    table = read(many)
    np.testing.assert_array_equal(table.columns["a"].values, np.arange(60_000))
    assert (table.rows, list(table.columns)) == (60_000, ["a", "b", "y"])
