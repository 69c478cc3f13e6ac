"""Numbers written in another way than their source says: one error for all columns, with the line that reads them."""

from __future__ import annotations

from collections.abc import Sequence

from dltrain.data.number_formats import PLAIN, NumberFormat
from dltrain.data.table import Request
from dltrain.errors import MAX_MESSAGES, DataError


class FormatError(DataError):
    """A column so written. what: the column, its format and its rows; example: a cell; format: what reads them, None where
    nothing does; either: what also could."""

    def __init__(self, what: str, example: str, format: NumberFormat | None, either: str = "") -> None:
        super().__init__(what)
        self.what, self.example, self.format, self.either = what, example, format, either


def joined_errors(errors: Sequence[DataError], request: Request) -> DataError:
    """What is wrong with several columns as one error."""
    formats = [error for error in errors if isinstance(error, FormatError)]
    lines = [str(error) for error in errors if not isinstance(error, FormatError)] + [error.what for error in formats]
    if len(lines) > MAX_MESSAGES:
        lines = [*lines[: MAX_MESSAGES - 1], f"and {len(lines) - MAX_MESSAGES + 1:,} more columns like these"]
    if formats:
        lines[-1] += f"; {_advice(formats, request)}"
    return DataError("\n".join(lines))


def _advice(errors: Sequence[FormatError], request: Request) -> str:
    formats = [error.format for error in errors if error.format is not None]
    if len(formats) < len(errors):
        return "write all of them in one unit in the file"
    merged: NumberFormat | None = request.numbers
    for format in formats:
        merged = merge(merged, format) if merged else None
    if merged and any(
        merged.number(error.example) != format.number(error.example) for error, format in zip(errors, formats, strict=True)
    ):
        merged = None
    number = formats[0].number(errors[0].example)
    plainly = f"write plain numbers in the file: {number:.15g} for '{errors[0].example}'"
    if PLAIN in formats:
        plainly = "write all numbers in the file with one decimal mark"
    if request.remedy is None:
        return plainly
    if merged is None:
        return f"no option reads columns that are written in different ways; {plainly}"
    either = next((f" (or {error.either})" for error in errors if error.either), "")
    return f"write {request.remedy(merged)}{either}, or {plainly}"


def merge(one: NumberFormat, other: NumberFormat) -> NumberFormat | None:
    """What reads numbers of either format; None where their marks contradict each other."""
    marked = [number_format for number_format in (one, other) if (number_format.decimal, number_format.thousands) != (".", None)]
    decimals = {number_format.decimal for number_format in marked}
    groups = {number_format.thousands for number_format in marked if number_format.thousands}
    if len(decimals) > 1 or len(groups) > 1 or decimals & groups:
        return None
    units = tuple((dict(one.units) | dict(other.units)).items())
    return NumberFormat(next(iter(decimals), "."), next(iter(groups), None), units, one.accounting or other.accounting)
