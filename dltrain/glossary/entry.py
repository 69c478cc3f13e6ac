"""What every entry of the glossary has, whether a term, a key, a choice, an option or a finding."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dltrain.glossary.blocks import Block
from dltrain.text.language import Language


def split(names: str) -> tuple[str, ...]:
    """The names of a text with commas between them."""
    return tuple(name.strip() for name in names.split(",") if name.strip())


def plain(text: str) -> str:
    """A text without the line breaks of the file that it stands in."""
    return " ".join(text.split())


def first_sentence(text: str) -> str:
    """What stands before the first full stop, colon or semicolon that ends something, without what is cited in parentheses."""
    uncited = re.sub(r" \((?:[^()]*\b(?:1[789]|20)\d\d\b[^()]*|sklearn[^()]*)\)", "", text)
    return re.split(r"(?<! al)(?<!vs)[.:;](?:\s|$)", uncited, maxsplit=1)[0]


@dataclass(frozen=True)
class Entry:
    """Something that has a name in each language and can be told.

    english, korean: its names, the first of which is shown, the others only found.
    lesson: the lesson that shows it, or empty. see: names of related entries.
    """

    english: tuple[str, ...]
    korean: tuple[str, ...]
    lesson: str
    see: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it is found by."""
        return (*self.english, *self.korean)

    def name(self, language: Language) -> str:
        """Its name in a language."""
        return (self.korean if language is Language.ko and self.korean else self.english)[0]

    def heading(self, language: Language) -> str:
        """What stands above it, such as `the optimizer adam, training.optimizer`; empty for a term."""
        return ""

    def blocks(self, language: Language, *, briefly: bool) -> list[Block]:
        """What there is to say of it."""
        raise NotImplementedError
