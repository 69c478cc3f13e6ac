"""Columns that have one value in the training rows and others in a new file."""

import pytest

from dltrain.data.dataset import encode_new, prepare
from dltrain.data.options.section import Data
from dltrain.data.reading import read, read_file

KNOWN = (
    "is {} in all training rows and something else in {} here, first {}; "
    "what that means was not learned, and the difference enters as it is"
)


@pytest.fixture
def notices(tmp_path):
    """The notices of a new file of two rows with these cells in the columns c, d, e, f; all training rows have the same ones."""

    def told(trained, new):
        rows = "".join(f"{row / 10},{','.join([trained] * 4)},{'uv'[row % 2]}\n" for row in range(20))
        (tmp_path / "t.csv").write_text("x,c,d,e,f,y\n" + rows, encoding="utf-8")
        (tmp_path / "new.csv").write_text("x,c,d,e,f,y\n" + "".join(f"1,{cells},u\n" for cells in new), encoding="utf-8")
        data = Data("t.csv", target="y")
        encoding = prepare(data, read(data, tmp_path), scale_target=True, soft_classes=False).encoding
        return encode_new(encoding, read_file(data, encoding, tmp_path / "new.csv", with_target=False), with_target=False)[1]

    return told


@pytest.mark.parametrize(
    ("trained", "new", "told"),
    [
        ("5", ["5,5,5,5", "7.5,5,5,5"], ["column 'c' " + KNOWN.format("5", "1 row", "7.5 in row 2 (line 3)")]),
        (
            "5",
            ["7,5,5,8", "7,5,5,5"],
            [
                f"column 'c' {KNOWN.format('5', '2 rows', '7 in row 1 (line 2)')}",
                f"column 'f' {KNOWN.format('5', '1 row', '8 in row 1 (line 2)')}",
            ],
        ),
        ("true", ["true,false,true,true"] * 2, [f"column 'd' {KNOWN.format('true', '2 rows', 'false in row 1 (line 2)')}"]),
        (
            "2021-01-02",
            ["2021-01-02,2021-01-02,2021-01-03,2021-01-02"] * 2,
            [f"column 'e' {KNOWN.format('2021-01-02', '2 rows', '2021-01-03 in row 1 (line 2)')}"],
        ),
        (
            "5",
            ["1,2,3,4", "5,5,5,5"],
            [
                "4 columns that have one value each in the training rows vary here ('c', 'd', 'e' and 1 more); "
                "what that means was not learned, and the difference enters as it is"
            ],
        ),
        ("5", ["5,5,5,5", "5,5,5,5"], []),
    ],
)
def test_what_was_constant_and_varies_is_said(notices, trained, new, told):
    assert notices(trained, new) == told
