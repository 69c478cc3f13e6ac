"""What is said of rows that sum up others, and of notes below a table: they are taken as any other row."""

from __future__ import annotations

from dltrain.data.odd_rows import note_rows, total_rows
from dltrain.data.table import Table
from dltrain.text.formatting import count


def odd_row_notices(table: Table, taken: str = "learned from and measured") -> list[str]:
    """A notice of each kind of them; `taken`: what is done with rows."""
    told = []
    totals, notes = total_rows(table), note_rows(table)
    for odd, what, where in (
        (totals, "of totals", f"where {totals.what}"),
        (notes, "at the end with one cell alone, as notes below a table have", f"'{notes.what}'"),
    ):
        if odd.what is not None:
            rows, first = count(int(odd.rows.sum()), "row"), table.line_of(int(odd.rows.argmax()))
            are = f"they are {taken} as any other row; remove them from the file"
            told.append(f"{table.name}: {rows} {what}, first {first}, {where}: {are}")
    return told
