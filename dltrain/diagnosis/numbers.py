"""Numbers as findings and samples have them."""

from __future__ import annotations


def tidy(number: float) -> float:
    """A number of evidence in a few digits, as a Python number."""
    value = float(number)
    return int(value) if value == int(value) and abs(value) < 1e15 else float(f"{value:.6g}")
