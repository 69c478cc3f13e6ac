"""Numbers as people write them, cell by cell in Python and a column at a time in polars: the same."""

import polars
import pytest

from dltrain.data.number_formats import NumberFormat

MEASURES = (("kg", 1000.0), ("g", 1.0))


@pytest.mark.parametrize(
    ("format", "cells"),
    [
        (NumberFormat(), {"1.5": 1.5, "−5": -5, "１２．５": 12.5, "1,234": None, "": None, "½": None, "--1": None}),
        (
            NumberFormat(thousands=","),
            {
                "1,234": 1234,
                "1,234,567.5": 1234567.5,
                "12,34,567": 1234567,
                "1234": 1234,
                "1,23": None,
                "0,123": None,
                "１，２３４": 1234,
            },
        ),
        (NumberFormat(",", "."), {"1.234,5": 1234.5, "1.234": 1234, "1,5": 1.5, "1.5": None, "-12.345.678,9": -12345678.9}),
        (NumberFormat(",", " "), {"1 234,5": 1234.5, "1\u00a0234\u202f567": 1234567, "12 34": None}),
        (NumberFormat(thousands="'"), {"1'234.5": 1234.5, "1’234": 1234}),
        (NumberFormat(units=(("$", 1.0), ("%", 1.0))), {"$5": 5, "-$5": -5, "$-5": -5, "-$-5": None, "5 %": 5, "5€": None}),
        (NumberFormat(units=MEASURES), {"3 kg": 3000, "3g": 3, "5": 5, "5 lb": None}),
        (NumberFormat(accounting=True), {"(5)": -5, "5-": -5, "5": 5, "(5": None, "(-5)": None, "((5))": None}),
        (NumberFormat(thousands=",", units=(("$", 1.0),), accounting=True), {"$(1,234.50)": -1234.5, "($5)": -5, "$5-": -5}),
    ],
)
def test_cells(format: NumberFormat, cells: dict[str, float | None]) -> None:
    assert {cell: format.number(cell) for cell in cells} == cells
    assert format.numbers(polars.Series("x", [*cells, None])).to_list() == [*cells.values(), None]
