"""The options of files of tables that say how numbers are written."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, Literal

from dltrain.data.number_formats import NumberFormat, ascii_of
from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.spec_text import NUMBER_OPTIONS, source_line
from dltrain.data.table import Request
from dltrain.types import option, options


@options
class FormattedFile(Source):
    """A file of a table, with how numbers are written in it."""

    path: str = option(help="the file, relative to the spec's folder")
    decimal: Literal[".", ","] = option(".", help="the mark before the fraction of a number")
    thousands: Literal[",", ".", " ", "'", "_"] | None = option(None, help='the mark between groups of digits; " " is any blank')
    units: list[str] | dict[str, float] | None = option(
        None,
        help="what stands beside numbers and is left out, such as [$, kg]; or what each multiplies by: {g: 1, kg: 1000}",
        absent_if_empty=True,
    )
    accounting: bool = option(False, help="whether (5) and 5- are -5")

    def problems(self) -> list[tuple[str, str]]:
        """Options that contradict each other, or could read no number."""
        return list(self._number_problems())

    def _number_problems(self) -> Iterator[tuple[str, str]]:
        units = self.units or {}
        for unit in units:
            if not unit.strip() or any(map(str.isdigit, unit)):
                yield "units", f"a unit cannot be '{unit}'; expected words or signs without digits"
        for unit, factor in units.items() if isinstance(units, dict) else ():
            if factor == 0:
                yield "units", f"'{unit}' multiplies by {factor:g}; expected another number than 0"
        if self.thousands == self.decimal:
            yield "thousands", f"'thousands' and 'decimal' are both \"{self.decimal}\"; they must differ"
        if self.units is not None and not units:
            yield "units", "'units' is empty; name what stands beside numbers, or leave it out"

    def with_number_format(self, request: Request) -> Request:
        """The request with how numbers are written in this file, and what to write in the spec for another format."""
        units = dict.fromkeys(self.units, 1.0) if isinstance(self.units, list) else self.units or {}
        factors = tuple((ascii_of(unit), float(factor)) for unit, factor in units.items())

        def remedy(format: NumberFormat) -> str:
            return source_line(self, SOURCES.name_of(self), **options_of(format))

        numbers = NumberFormat(self.decimal, self.thousands, factors, self.accounting)
        return dataclasses.replace(request, numbers=numbers, remedy=remedy)

    def formatted_like(self, other: FormattedFile) -> FormattedFile:
        """The same file with numbers written as in the other."""
        return dataclasses.replace(self, **{name: getattr(other, name) for name in NUMBER_OPTIONS})


def options_of(format: NumberFormat) -> dict[str, Any]:
    """The options that stand for a format."""
    options: dict[str, Any] = {} if format.decimal == "." else {"decimal": format.decimal}
    if format.thousands:
        options["thousands"] = format.thousands
    if format.units:
        alone = all(factor == 1 for _, factor in format.units)
        options["units"] = [unit for unit, _ in format.units] if alone else dict(format.units)
    return options | ({"accounting": True} if format.accounting else {})
