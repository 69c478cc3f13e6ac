"""Rows of totals, and numbers far away from all others, of the training rows or of a new file's."""

import pytest

from dltrain.data.dataset import encode_new, prepare
from dltrain.data.options.section import Data
from dltrain.data.reading import read, read_file
from dltrain.errors import DataError

AS_ANY_OTHER = "they are learned from and measured as any other row; remove them from the file"


@pytest.fixture
def dataset(tmp_path):
    """The data set of a table of 40 rows and then those that are given, y being predicted."""

    def made(*more, missing=None):
        rows = [f"{'abcd'[row % 4]},{row % 23 + 0.5},{row % 2 + 0.5 * row}" for row in range(40)]
        (tmp_path / "t.csv").write_text("\n".join(["place,x,y", *rows, *more]), encoding="utf-8")
        data = Data("t.csv", target="y", missing_values=missing)
        return data, prepare(data, read(data, tmp_path), scale_target=True, soft_classes=False)

    return made


@pytest.mark.parametrize("word", ["합계", "소 계", "Total", "Grand total", "小計"])
def test_a_row_of_totals_is_told_and_no_outlier_besides(dataset, word):
    notices = dataset(f"{word},99999,5000")[1].notices
    told = f"t.csv: 1 row of totals, first row 41 (line 42), where column 'place' says '{word}': {AS_ANY_OTHER}"
    assert [notice for notice in notices if "rows: column" not in notice] == [told]


def test_a_word_that_most_rows_have_is_none_of_a_total(dataset):
    assert dataset(*["total,1,2"] * 60)[1].notices == []


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("-999", "-999"), "-999 in 2 cells, first row 41 (line 42), and all others from 0.5 to 22.5"),
        (("1234567",), "1234567 in 1 cell, first row 41 (line 42), and all others from 0.5 to 22.5"),
        (("-999",), None),
        (("99",), None),
        (("1000",), None),
    ],
)
def test_numbers_far_from_all_others(dataset, cells, told):
    notices = dataset(*(f"a,{cell},2" for cell in cells))[1].notices
    assert [one.split(" has ")[1].split(";")[0] for one in notices] == ([told] if told else [])


@pytest.mark.parametrize("written", ["-999", "-999.0", "-9.99e2"])
def test_the_advice_of_such_a_number_is_taken_however_it_is_written(dataset, written):
    notices = dataset(*[f"a,{written},2"] * 3)[1].notices
    assert notices[0].endswith("if it stands for a missing number write missing_values: [-999]")
    _, again = dataset(*[f"a,{written},2"] * 3, missing=[-999])
    assert not any("-999" in notice for notice in again.notices)
    (x,) = (feature for feature in again.encoding.features if feature.name == "x")
    assert x.scale.offset[0] == pytest.approx(11, abs=3)


def test_numbers_of_another_unit_are_told_of_a_new_file(dataset, tmp_path):
    data, made = dataset()
    (tmp_path / "new.csv").write_text("place,x,z\na,5000,1\nb,9000,2\nc,3,4\n", encoding="utf-8")

    def told():
        table = read_file(data, made.encoding, tmp_path / "new.csv", with_target=False)
        return encode_new(made.encoding, table, with_target=False)[1]

    what = "2 numbers of 3 of another size, first 5000 in row 1 (line 2), where those of the training rows lie about "
    assert any(notice.startswith(f"column 'x' has {what}") for notice in told())
    (tmp_path / "new.csv").write_text("place,x,z\na,5000,1\nb,9,2\nc,3,4\n", encoding="utf-8")
    assert not any("another size" in notice for notice in told())


def test_a_column_of_another_name_in_a_new_file_is_asked_for(dataset, tmp_path):
    data, made = dataset()
    (tmp_path / "new.csv").write_text("place,X\na,5\n", encoding="utf-8")
    table = read_file(data, made.encoding, tmp_path / "new.csv", with_target=False)
    with pytest.raises(Exception, match="there is no column 'x'; did you mean 'X'"):
        encode_new(made.encoding, table, with_target=False)


NOTES = ("Note: provisional,,", "Source: statistics,,")


def test_notes_below_a_table_are_told_with_their_row(dataset, tmp_path):
    with pytest.raises(DataError, match=r"in 2 rows, .* row 41 \(line 42\); row 41 \(line 42\) is a note below .*'Note: provis"):
        dataset(*NOTES)
    with pytest.raises(
        DataError, match=r"row 41 \(line 42\); row 41 \(line 42\) is a total, where column 'place' says 'Total'; w"
    ):
        dataset("Total,400,")
    data, made = dataset()
    (tmp_path / "new.csv").write_text("\n".join(["place,x,y", "a,1,2", "b,3,4", "c,3,4", "소계,7,8", *NOTES]), encoding="utf-8")
    table = read_file(data, made.encoding, tmp_path / "new.csv", with_target=False)
    told = "they are predicted as any other row; remove them from the file"
    assert [notice for notice in encode_new(made.encoding, table, with_target=False)[1] if "as any other row" in notice] == [
        f"{table.name}: 1 row of totals, first row 4 (line 5), where column 'place' says '소계': {told}",
        f"{table.name}: 2 rows at the end with one cell alone, as notes below a table have, "
        f"first row 5 (line 6), 'Note: provisional': {told}",
    ]
