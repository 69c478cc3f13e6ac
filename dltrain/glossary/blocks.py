"""What an entry of the glossary tells, before it is laid out: paragraphs, names with facts, lines as they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """Text that is broken between words."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Names, each with what there is to say of it."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Lines:
    """Lines that stay as they are: a formula, numbers, a piece of a spec."""

    text: str


Block = Paragraph | Facts | Lines
