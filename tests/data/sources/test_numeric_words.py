"""Columns of numbers that are written in other ways, of numbers that are names, and of words that stand for missing numbers."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest

from dltrain.data.sources.csv import Csv
from dltrain.data.sources.inline import Inline
from dltrain.data.sources.npz import Npz
from dltrain.data.sources.parquet import Parquet
from dltrain.data.table import Numbers, Request, Table, Words
from dltrain.errors import DataError

Read = Callable[..., Table]
TARGET = Request(target=("y",), names=frozenset({"y"}))


@pytest.fixture
def csv(tmp_path: Path) -> Read:
    def read(cells: list[str], request: Request | None = None, name: str = "y", **options: Any) -> Table:
        lines = "".join(f'{row},"{cell}"\n' for row, cell in enumerate(cells))
        (tmp_path / "a.csv").write_text(f"n,{name}\n{lines}", encoding="utf-8")
        return Csv("a.csv", **options).read(tmp_path, request or Request())

    return read


@pytest.fixture
def parquet(tmp_path: Path) -> Read:
    def read(cells: list[Any], request: Request | None = None, **options: Any) -> Table:
        polars.DataFrame({"y": cells}).write_parquet(tmp_path / "a.parquet")
        return Parquet("a.parquet", **options).read(tmp_path, request or Request())

    return read


def npz(folder: Path, cells: list[Any], request: Request) -> Table:
    np.savez(folder / "a.npz", y=cells)
    return Npz("a.npz").read(folder, request)


def inline(cells: list[Any], request: Request) -> Table:
    return Inline(["y"], [[cell] for cell in cells]).read(Path(), request)


def levels(table: Table, name: str = "y") -> tuple[str, ...]:
    column = table.columns[name]
    assert isinstance(column, Words)
    return column.levels


def values(table: Table, name: str = "y") -> list[float | None]:
    column = table.columns[name]
    assert isinstance(column, Numbers)
    return [None if np.isnan(value) else value for value in column.values]


BIG = [1234567890123456789, 1234567890123456788]


def test_labels_that_are_longer_than_a_number_is_exact_stay_words(csv: Read, parquet: Read, tmp_path: Path) -> None:
    exact = tuple(sorted(map(str, BIG)))
    assert levels(csv(list(map(str, BIG)), TARGET)) == exact
    assert levels(parquet(BIG, TARGET)) == exact
    assert levels(npz(tmp_path, BIG, TARGET)) == exact
    assert levels(inline(BIG, TARGET)) == exact
    assert levels(csv([str(10**40), str(2 * 10**40)], TARGET)) == (str(10**40), str(2 * 10**40))


def test_leading_zeros_tell_labels_apart(csv: Read) -> None:
    assert levels(csv(["01", "02", "10"], TARGET)) == ("01", "02", "10")
    assert levels(csv(["01", "1", "10"], TARGET)) == ("01", "1", "10")
    late = csv(["10"] * 400_000 + ["01"], TARGET)  # in another block than the first
    assert levels(late) == ("01", "10")
    numeric = Request(kinds={"y": "numeric"}, target=("y",), names=frozenset({"y"}))
    assert values(csv(["01", "1"], numeric)) == [1, 1]
    assert values(csv(["01.5", "00.5"], TARGET)) == [1.5, 0.5]


def test_many_codes_of_a_target_are_classes_or_numbers_with_a_word(csv: Read) -> None:
    often = csv([f"{row % 30:03}" for row in range(90)], TARGET)
    assert len(levels(often)) == 30
    assert often.notices == (
        "column 'y' is written with leading zeros, such as '000': its 30 values are classes; "
        "to predict numbers write columns: {y: numeric}",
    )
    once = csv([f"{row:03}" for row in range(90)], TARGET)
    assert values(once)[:2] == [0, 1]
    assert once.notices == (
        "column 'y': whole numbers such as '000' lose their leading zeros as numbers; "
        "if they are names write columns: {y: categorical}",
    )


def test_codes_among_features_are_numbers_with_a_notice(csv: Read, parquet: Read) -> None:
    table = csv(["01234", "98765"], name="zip code")
    assert values(table, "zip code") == [1234, 98765]
    assert table.notices == (
        "column 'zip code': whole numbers such as '01234' lose their leading zeros as numbers; "
        'if they are names write columns: {"zip code": categorical}',
    )
    assert csv([str(number) for number in BIG]).notices == (
        f"column 'y': whole numbers such as '{BIG[0]}' are longer than a number is exact; "
        "if they are names write columns: {y: categorical}",
    )
    big = (
        "column 'y': whole numbers such as '9223372036854775806' are longer than a number is exact; "
        "if they are names write columns: {y: categorical}"
    )
    assert parquet([2**63 - 1, 2**63 - 2]).notices == (big,)
    assert parquet([2**63 - 1, 2**63 - 2], Request(kinds={"y": "categorical"})).notices == ()
    assert parquet([2.0**63, 7.0]).notices == parquet([2**53, 7]).notices == ()
    assert csv(["01", "02"], Request(kinds={"y": "categorical"})).notices == ()
    assert csv(["01", "02"], Request(kinds={"y": "numeric"})).notices == ()
    assert csv(["0.5", "0", "10"]).notices == ()


@pytest.mark.parametrize("word", ["NA", "N/A", "NaN", "nan", "null", "None", "-"])
def test_words_for_missing_numbers(word: str, csv: Read, parquet: Read) -> None:
    notices = (f"column 'y': 1 cell is taken as missing: '{word}'",)
    table = csv(["1", word, "2.5"])
    assert (values(table), table.notices) == ([1, None, 2.5], notices)
    numeric = Request(kinds={"y": "numeric"})
    assert values(csv([word, word], numeric)) == [None, None]
    table = parquet(["1", word, "2.5"], numeric)
    assert (values(table), table.notices) == ([1, None, 2.5], notices)
    assert values(inline([1, word, 2.5], Request())) == [1, None, 2.5]
    assert levels(csv(["yes", word, "no"])) == tuple(sorted(["yes", word, "no"]))
    assert levels(csv([word, word])) == (word,)


def test_missing_words_in_other_blocks(csv: Read) -> None:
    table = csv(["1"] * 300_000 + ["NA", "-", "NA"])
    assert table.notices == ("column 'y': 3 cells are taken as missing: '-', 'NA'",)
    assert values(table)[-4:] == [1, None, None, None]
    assert levels(csv(["1"] * 300_000 + ["NA"] + ["word"] * 300_000)) == ("1", "NA", "word")


def test_numbers_in_other_characters_are_read(csv: Read) -> None:
    table = csv(["−5", "１２", "7"])
    assert values(table) == [-5, 12, 7]
    assert table.notices == ("column 'y': 2 numbers in other characters, such as '−5', are read as -5",)


PRICES = [f"{1000 + 37 * row:,}" for row in range(30)]


def test_numbers_in_another_format_are_refused_with_the_line_that_reads_them(csv: Read, parquet: Read, tmp_path: Path) -> None:
    remedy = 'write source: {type: csv, path: a.csv, thousands: ","} (or decimal: "," where the comma is the decimal mark)'
    for request in (Request(), TARGET, Request(kinds={"y": "numeric"})):
        with pytest.raises(DataError) as error:
            csv(PRICES, request)
        assert str(error.value) == (
            "a.csv: column 'y': all 30 cells are numbers with thousands separators (\",\"), first '1,000' in row 1 (line 2); "
            f"{remedy}, or write plain numbers in the file: 1000 for '1,000'"
        )
    assert values(csv(PRICES, thousands=","))[:2] == [1000, 1037]
    with pytest.raises(DataError, match=r"all 30 cells.*write source: \{type: parquet, path: a.parquet, thousands: \",\"\}"):
        parquet(PRICES)
    assert values(parquet(PRICES, thousands=","))[:2] == [1000, 1037]
    for read in (lambda: npz(tmp_path, PRICES, Request()), lambda: inline(PRICES, Request())):
        with pytest.raises(DataError, match=r"all 30 cells.*; write plain numbers in the file: 1000 for '1,000'$"):
            read()
    assert len(levels(csv(PRICES, Request(kinds={"y": "categorical"})))) == 30


def test_a_column_that_mixes_is_named_with_its_rows(csv: Read) -> None:
    with pytest.raises(DataError) as error:
        csv([str(7 * row) for row in range(40)] + ["1,234", "$5"], separator=",")
    assert str(error.value).startswith(
        "a.csv: column 'y': 2 of 42 cells are numbers with thousands separators (\",\") and a currency sign ($), "
        "'1,234' in row 41 (line 42), '$5' in row 42 (line 43); "
        'write source: {type: csv, path: a.csv, thousands: ",", units: ["$"]}'
    )
    with pytest.raises(DataError) as error:
        csv([*PRICES, "call us"])
    assert "30 of 31 cells are numbers with thousands" in str(error.value)
    assert "and others no numbers at all: 'call us' in row 31 (line 32)" in str(error.value)


def test_all_columns_come_at_once_with_one_line_that_reads_them(tmp_path: Path) -> None:
    lines = "".join(f'"{row + 1},000",{row}%,{row} kg\n' for row in range(30))
    (tmp_path / "a.csv").write_text("a,b,c\n" + lines)
    with pytest.raises(DataError) as error:
        Csv("a.csv").read(tmp_path, Request())
    first, second, third = str(error.value).splitlines()
    assert "column 'a'" in first
    assert "column 'b'" in second
    assert "column 'c'" in third
    assert 'write source: {type: csv, path: a.csv, thousands: ",", units: ["%", kg]}' in third
    table = Csv("a.csv", thousands=",", units=["%", "kg"]).read(tmp_path, Request())
    assert [values(table, name)[1] for name in "abc"] == [2000, 1, 1]


def test_a_few_values_with_a_sign_may_be_categories(csv: Read) -> None:
    table = csv(["10%", "20%", "10%"])
    assert levels(table) == ("10%", "20%")
    assert table.notices == (
        "column 'y': cells such as '10%' look like numbers with a percent sign (%), and are taken as categories; "
        'write source: {type: csv, path: a.csv, units: ["%"]} to read numbers, '
        "or columns: {y: categorical} where categories are meant",
    )


def test_the_line_for_another_unit_keeps_what_is_read_already(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("price,weight\n" + "".join(f"{row}원,{9 + row % 2}kg\n" for row in range(30)))
    (notice,) = Csv("a.csv", units=["원"]).read(tmp_path, Request()).notices
    assert "write source: {type: csv, path: a.csv, units: [원, kg]} to read numbers" in notice


def test_a_way_of_writing_that_contradicts_the_options_has_no_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("price;share\n" + "".join(f"{row},5;1.5%\n" for row in range(30)))
    (notice,) = Csv("a.csv", separator=";", decimal=",").read(tmp_path, Request()).notices
    assert "write plain numbers in the file to read numbers, or columns: {share: categorical}" in notice


def test_decimal_points_where_the_source_says_commas(tmp_path: Path) -> None:
    """They were taken as categories, a value each, in silence."""
    (tmp_path / "a.csv").write_text("a;b\n" + "".join(f"{row}.5;{row},25\n" for row in range(30)))
    with pytest.raises(DataError) as error:
        Csv("a.csv", separator=";", decimal=",").read(tmp_path, Request())
    assert str(error.value) == (
        "a.csv: column 'a': all 30 cells are numbers with decimal points, first '0.5' in row 1 (line 2); no option reads columns "
        "that are written in different ways; write all numbers in the file with one decimal mark"
    )


def test_columns_written_in_contradicting_ways(tmp_path: Path) -> None:
    lines = "".join(f'"{row},5";"1,{row + 100},500"\n' for row in range(30))
    (tmp_path / "a.csv").write_text("a;b\n" + lines)
    with pytest.raises(DataError, match="no option reads columns that are written in different ways; write plain numbers"):
        Csv("a.csv", separator=";").read(tmp_path, Request())


@pytest.mark.parametrize(
    ("options", "key", "message"),
    [
        ({"decimal": ",", "thousands": ","}, "thousands", "'thousands' and 'decimal' are both \",\"; they must differ"),
        ({"units": ["m2"]}, "units", "a unit cannot be 'm2'; expected words or signs without digits"),
        ({"units": {"kg": 0.0}}, "units", "'kg' multiplies by 0; expected another number than 0"),
        ({"units": {}}, "units", "'units' is empty; name what stands beside numbers, or leave it out"),
    ],
)
def test_options_that_cannot_act(options: dict[str, Any], key: str, message: str) -> None:
    assert Csv("a.csv", **options).problems() == [(key, message)]


def test_numbers_too_large_to_be_learned_from_are_named(csv: Read) -> None:
    with pytest.raises(DataError, match=r"^a.csv: column 'y': 3e\+160 in row 3 \(line 4\) is too large"):
        csv(["1e160", "2e160", "3e160"])
    with pytest.raises(DataError, match=r"row 300001 \(line 300002\) is too large"):
        csv(["0.1"] * 300_000 + ["1e160"])


def test_many_columns_are_told_in_few_lines(tmp_path: Path) -> None:
    names = [f"x{number}" for number in range(12)]
    (tmp_path / "a.csv").write_text("\n".join([",".join(names), ",".join(["01"] * 12), ",".join(["NA"] * 12)]))
    notices = Csv("a.csv").read(tmp_path, Request()).notices
    assert notices[0] == "columns 'x0', 'x1', 'x2' and 9 more: 12 cells are taken as missing: 'NA'"
    assert len(notices) == 12
    assert notices[-1] == "2 more columns are like these"


def test_what_groups_rows_is_a_name_however_many_there_are(csv: Read, parquet: Read) -> None:
    groups = Request(names=frozenset({"y"}))
    assert levels(csv(["01", "1", "01"], groups)) == ("01", "1")
    many = [2**60 + row for row in range(40)]
    assert len(levels(csv(list(map(str, many)), groups))) == 40
    assert len(levels(parquet(many, groups))) == 40
    assert values(csv(["1", "2", "10"], groups)) == [1, 2, 10]


def test_many_different_numbers_in_another_way_of_writing_take_no_time(csv: Read) -> None:
    cells = [f"−{row}.5" for row in range(10_000)]
    began = time.process_time()
    assert values(csv(cells))[:2] == [-0.5, -1.5]
    with pytest.raises(DataError, match="all 10,000 cells are numbers with the unit kg"):
        csv([f"{row} kg" for row in range(10_000)])
    assert time.process_time() - began < 10


def test_words_among_most_numbers_may_be_missing_ones(csv: Read) -> None:
    """38 of 300 answers are unknown: too many for an error, and too many numbers for categories without a word."""
    cells = [str(row % 5) if row % 8 else "unknown" for row in range(304)]
    (notice,) = csv(cells).notices
    assert notice == (
        "column 'y' is taken as categories: 266 of 304 cells are numbers, and the others say \"unknown\"; write missing_values: "
        '["unknown"] where they stand for missing numbers, or columns: {y: categorical} where categories are meant'
    )
    assert csv(cells, TARGET).notices == ()
    assert csv(["1", "2", "3", "a", "b", "c", "d"]).notices == ()


def test_a_word_among_the_numbers_of_a_target_is_read_as_missing_and_its_row_left_out(csv: Read) -> None:
    cells = [str(row) for row in range(40)]
    with pytest.raises(DataError, match=r'; write missing_values: \["\?"\] and missing_target: drop, or columns: \{y: categ'):
        csv([*cells, "?"], TARGET)
    with pytest.raises(DataError, match=r'; write missing_values: \["\?"\], or columns: \{y: categorical\}'):
        csv([*cells, "?"])
