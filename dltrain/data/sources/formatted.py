"""The options of sources of text that say how numbers are written."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal

from dltrain.data.number_formats import NumberFormat, ascii_of
from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.written import source_line
from dltrain.data.table import Request
from dltrain.types import option

Decimal = Literal[".", ","]
Thousands = Literal[",", ".", " ", "'", "_"]
Units = list[str] | dict[str, float]

OPTIONS = ("decimal", "thousands", "units", "accounting")


def decimal_option() -> Any:
    """The option `decimal` of a source."""
    return option(".", help="the mark before the fraction of a number")


def thousands_option() -> Any:
    """The option `thousands` of a source."""
    return option(None, help='the mark between groups of digits; " " is any blank')


def units_option() -> Any:
    """The option `units` of a source."""
    return option(
        None,
        help="what stands beside numbers and is left out, such as [$, kg]; or what each multiplies by: {g: 1, kg: 1000}",
    )


def accounting_option() -> Any:
    """The option `accounting` of a source."""
    return option(False, help="whether (5) and 5- are -5")


def number_format(source: Any) -> NumberFormat:
    """How a source with these options writes numbers."""
    units = dict.fromkeys(source.units, 1.0) if isinstance(source.units, list) else source.units or {}
    factors = tuple((ascii_of(unit), float(factor)) for unit, factor in units.items())
    return NumberFormat(source.decimal, source.thousands, factors, source.accounting)


def reading_numbers(source: Source, request: Request) -> Request:
    """The request of a source with these options: its format, and what to write for another one."""

    def remedy(format: NumberFormat) -> str:
        return source_line(source, SOURCES.name_of(source), **written(format))

    return dataclasses.replace(request, numbers=number_format(source), remedy=remedy)


def written(format: NumberFormat) -> dict[str, Any]:
    """The options that stand for a format."""
    found: dict[str, Any] = {} if format.decimal == "." else {"decimal": format.decimal}
    if format.thousands:
        found["thousands"] = format.thousands
    if format.units:
        alone = all(factor == 1 for _, factor in format.units)
        found["units"] = [unit for unit, _ in format.units] if alone else dict(format.units)
    return found | ({"accounting": True} if format.accounting else {})


def like(source: Source, other: Source) -> Source:
    """The same source with numbers written as in the other, where both have these options."""
    if not all(hasattr(one, name) for one in (source, other) for name in OPTIONS):
        return source
    return dataclasses.replace(source, **{name: getattr(other, name) for name in OPTIONS})  # type: ignore[type-var]  # a page


def problems(source: Any) -> list[tuple[str, str]]:
    """Options that contradict each other, or could read no number."""
    units = source.units or {}
    factors = units if isinstance(units, dict) else {}
    found = [
        ("units", f"a unit cannot be '{unit}'; expected words or signs without digits")
        for unit in units
        if not unit.strip() or any(map(str.isdigit, unit))
    ]
    found += [
        ("units", f"'{unit}' multiplies by {factor:g}; expected another number than 0")
        for unit, factor in factors.items()
        if factor == 0
    ]
    if source.thousands == source.decimal:
        found.append(("thousands", f"'thousands' and 'decimal' are both \"{source.decimal}\"; they must differ"))
    if source.units is not None and not units:
        found.append(("units", "'units' is empty; name what stands beside numbers, or leave it out"))
    return found
