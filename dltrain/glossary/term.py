"""A term of the field, with its words in both languages, and the topic that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

from dltrain.glossary.blocks import Block, Facts, Lines, Paragraph
from dltrain.glossary.entry import Entry, first_sentence, plain, split
from dltrain.text.language import Language


@dataclass(frozen=True)
class Term(Entry):
    """formula: in the field's notation. numbers: lines `left = right` that the tests compute, some behind `what it is: `.
    spec: where it acts, as YAML. Words in a formula, or before the colon of numbers, stand as `English // Korean`. All texts
    are as the file has them, with its indent.
    """

    words: dict[Language, str]
    formula: str
    numbers: str
    spec: str

    def blocks(self, language: Language, *, briefly: bool) -> list[Block]:
        """The definition; its formula, an example in numbers and its place in a spec, where there are such."""
        numbers = "\n".join(_spoken(line, language) for line in _lines(self.numbers).split("\n"))
        pieces = [_chosen(_lines(self.formula), language), numbers, *([] if briefly else [_lines(self.spec)])]
        return [Paragraph(plain(self.words[language])), *(Lines(piece) for piece in pieces if piece)]


def _lines(text: str) -> str:
    """A text of several lines without the indent of the file that it stands in."""
    return dedent(text).strip("\n")


def _spoken(line: str, language: Language) -> str:
    """A line of numbers in a language."""
    label, colon, rest = line.rpartition(": ")
    return _chosen(label, language) + colon + rest


def _chosen(text: str, language: Language) -> str:
    """`English // Korean` in a language."""
    english, _, korean = text.partition(" // ")
    return korean if korean and language is Language.ko else english


@dataclass(frozen=True)
class Topic(Entry):
    """A part of the field, with its terms."""

    terms: tuple[Term, ...]

    def blocks(self, language: Language, *, briefly: bool) -> list[Block]:
        """Each term with the first sentence of its definition."""
        return [Facts(tuple((term.name(language), first_sentence(plain(term.words[language]))) for term in self.terms))]


def term(
    english: str,
    korean: str,
    *,
    en: str,
    ko: str,
    formula: str = "",
    numbers: str = "",
    spec: str = "",
    lesson: str = "",
    see: str = "",
) -> Term:
    """A term by its names in each language, with commas between them; en, ko: its definition in two to five sentences."""
    return Term(split(english), split(korean), lesson, split(see), {Language.en: en, Language.ko: ko}, formula, numbers, spec)


def topic(english: str, korean: str, *terms: Term) -> Topic:
    """A topic by its name in each language, with its terms."""
    return Topic((english,), (korean,), "", (), terms)
