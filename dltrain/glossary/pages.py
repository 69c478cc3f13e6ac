"""The keys, choices, options and problems as their own pages tell them, read from `pages.json`, with their Korean words."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.glossary.blocks import Block, Facts, Lines, Paragraph
from dltrain.glossary.entry import Entry, first_sentence, split
from dltrain.glossary.korean import CHOICES, KEYS, PROBLEMS, option_words
from dltrain.glossary.korean.forms import FORMS
from dltrain.glossary.lessons import LESSONS
from dltrain.text.language import Language

SEVERITIES = {"error": "오류", "warning": "경고", "hint": "힌트"}
FILE = Path(__file__).with_name("pages.json")


@dataclass(frozen=True)
class Option:
    """A key or an option as it is declared: its help, what it takes, and its default, by language. values: the words that may be
    written, those of choices left out."""

    name: str
    help: Mapping[Language, str]
    takes: Mapping[Language, str]
    default: str
    required: bool
    values: tuple[str, ...] = ()

    def fact(self, language: Language) -> str:
        """Help, what it takes and its default in a line."""
        korean = language is Language.ko
        said = [self.help[language].rstrip("."), self.takes[language]]
        if self.required:
            said.append("꼭 써야 함" if korean else "required")
        elif self.default:
            said.append(f"기본값 {self.default}" if korean else f"default {self.default}")
        return "; ".join(said)


@dataclass(frozen=True)
class Key(Entry):
    """A key of the spec. below: the keys of the section that it is. choices: what it can be, for a key that takes a choice."""

    path: str
    option: Option
    example: str
    kinds: tuple[str, ...]
    below: tuple[str, ...]
    choices: tuple[Choice, ...]

    def heading(self, language: Language) -> str:
        """`the key training.optimizer`."""
        kinds = f" ({', '.join(self.kinds)})" if self.kinds else ""
        return f"{'키' if language is Language.ko else 'the key'} {self.path}{kinds}"

    def blocks(self, language: Language, *, briefly: bool) -> list[Block]:
        """Help, what it takes, its default, an example, and what it can be."""
        blocks: list[Block] = [Paragraph(_sentence(self.option.fact(language), language))]
        blocks += [] if briefly else [Lines(self.example)]
        if self.choices and not briefly:
            blocks.append(Facts(tuple((one.english[0], one.first_words(language)) for one in self.choices)))
        elif self.choices:
            blocks.append(Paragraph(", ".join(one.english[0] for one in self.choices)))
        if self.below and not briefly:
            below = [(_last(path), _key(path)) for path in self.below]
            blocks.append(Facts(tuple((name, key.option.help[language]) for name, key in below)))
        return blocks


@dataclass(frozen=True)
class Choice(Entry):
    """An entry of a table of choices. kind: what the table holds, such as `optimizer`; path: the key that takes it."""

    kind: str
    path: str
    doc: Mapping[Language, str]
    example: str
    options: tuple[Option, ...]

    def heading(self, language: Language) -> str:
        """`the optimizer adam, of training.optimizer`."""
        kind = FORMS[self.kind] if language is Language.ko else f"the {self.kind}"
        return f"{kind} {self.english[0]} ({self.path})"

    def first_words(self, language: Language) -> str:
        """The first sentence of what it is, in Korean behind its name."""
        words = first_sentence(self.doc[language])
        return f"{self.korean[0]}: {words}" if language is Language.ko and words != self.korean[0] else words

    def blocks(self, language: Language, *, briefly: bool) -> list[Block]:
        """What it is, with its formula and source, its options, and an example."""
        blocks: list[Block] = [Paragraph(part) for part in self.doc[language].split("\n")]
        if self.options:
            blocks.append(Facts(tuple((one.name, one.fact(language)) for one in self.options)))
        return blocks if briefly else [*blocks, Lines(self.example)]


@dataclass(frozen=True)
class Problem(Entry):
    """A problem of training that dltrain finds. words: a sentence in each language; doc: why and how it happens."""

    severity: str
    words: Mapping[Language, str]
    doc: str

    def heading(self, language: Language) -> str:
        """`the problem vanishing_gradient (warning)`."""
        if language is Language.ko:
            return f"문제 {self.english[0]} ({SEVERITIES[self.severity]})"
        return f"the problem {self.english[0]} ({self.severity})"

    def blocks(self, language: Language, *, briefly: bool) -> list[Block]:
        """The sentence that a run is told; in English, why it happens as well."""
        parts = self.doc.split("\n") if language is Language.en and not briefly else []
        return [Paragraph(part) for part in (self.words[language], *parts)]


@dataclass(frozen=True)
class Problems(Entry):
    """The list of all problems."""

    listed: tuple[Problem, ...]

    def blocks(self, language: Language, *, briefly: bool) -> list[Block]:
        """Each problem with its sentence."""
        return [Facts(tuple((one.english[0], one.words[language].rstrip(".")) for one in self.listed))]


@dataclass(frozen=True)
class Shared(Entry):
    """An option by its name, with all the choices that have it, those of one help together."""

    places: tuple[tuple[Option, tuple[Choice, ...]], ...]

    def heading(self, language: Language) -> str:
        """`the option momentum`."""
        return f"{'옵션' if language is Language.ko else 'the option'} {self.english[0]}"

    def blocks(self, language: Language, *, briefly: bool) -> list[Block]:
        """For each meaning, whose option it is, and what it says."""
        return [Facts(tuple((_of(choices, language), one.fact(language)) for one, choices in self.places))]


def _of(choices: tuple[Choice, ...], language: Language) -> str:
    kinds = dict.fromkeys(one.kind for one in choices)
    said = []
    for kind in kinds:
        names = ", ".join(one.english[0] for one in choices if one.kind == kind)
        said.append(f"{FORMS[kind] if language is Language.ko else kind} {names}")
    return "; ".join(said)


def _sentence(text: str, language: Language) -> str:
    """A fact as a sentence; Korean has no capitals, and a key keeps its own letters."""
    first = text[:1].upper() if language is Language.en else text[:1]
    return f"{first}{text[1:].rstrip('.')}."


def _last(path: str) -> str:
    return path.rpartition(".")[2]


@functools.cache
def spec_keys() -> tuple[Key, ...]:
    """Every key of a spec."""
    return tuple(_made_key(one) for one in _read()["keys"])


@functools.cache
def _key(path: str) -> Key:
    return next(key for key in spec_keys() if key.path == path)


@functools.cache
def choices() -> tuple[Choice, ...]:
    """Every choice, in the order of its table."""
    return tuple(_made_choice(one) for one in _read()["choices"])


@functools.cache
def problems() -> tuple[Problem, ...]:
    """Every problem of training that dltrain finds, in the order of its table."""
    return tuple(_made_problem(one) for one in _read()["problems"])


def all_problems() -> Problems:
    """The list of all problems, under the words for them."""
    english, korean = ("problems of training", "problem", "finding", "diagnosis"), ("훈련의 문제", "문제", "진단")
    return Problems(english, korean, "", (), problems())


def shared_options() -> Iterator[Shared]:
    """Every option of choices by its name; one that means the same in several choices once."""
    by_name: dict[str, dict[str, tuple[Option, list[Choice]]]] = {}
    for choice in choices():
        for option in choice.options:
            meanings = by_name.setdefault(option.name, {})
            meanings.setdefault(option.help[Language.en], (option, []))[1].append(choice)
    for name, meanings in by_name.items():
        yield Shared((name,), (), "", (), tuple((option, tuple(owners)) for option, owners in meanings.values()))


def own_option(choice: Choice, name: str) -> Shared | None:
    """The option of one choice, `sgd.momentum`; None where it has none of that name."""
    option = next((one for one in choice.options if one.name == name), None)
    return Shared((f"{choice.english[0]}.{name}",), (), "", (), ((option, (choice,)),)) if option else None


@functools.cache
def _read() -> dict[str, list[dict[str, Any]]]:
    read: dict[str, list[dict[str, Any]]] = json.loads(FILE.read_bytes())
    return read


def _made_key(told: dict[str, Any]) -> Key:
    path, kind = told["path"], told.get("choice", "")
    korean, help_ = KEYS.get(path, ("", ""))
    table = tuple(choice for choice in choices() if kind and choice.kind == kind)
    names = (told["name"], path, *((kind, f"{kind}s", f"{kind}es") if kind else ()))
    option = _made_option(told, help_)
    korean_names = (*split(korean), *((FORMS[kind],) if kind else ()))
    kinds, below = tuple(told.get("kinds", ())), tuple(told.get("below", ()))
    return Key(names, korean_names, LESSONS.get(path, ""), (), path, option, told["example"], kinds, below, table)


def _made_choice(told: dict[str, Any]) -> Choice:
    kind, name = told["kind"], told["name"]
    korean, words = CHOICES.get(f"{kind} {name}", ("", ""))
    options = tuple(_made_option(one, option_words(kind, name, one["name"])) for one in told["options"])
    lesson = LESSONS.get(f"{kind} {name}", LESSONS.get(kind, ""))
    doc = {Language.en: told["doc"], Language.ko: words}
    return Choice((name,), split(korean), lesson, (), kind, told["path"], doc, told["example"], options)


def _made_option(told: dict[str, Any], korean: str) -> Option:
    help_ = {Language.en: told["help"], Language.ko: korean}
    takes = {language: told["takes"][language] for language in Language}
    return Option(told["name"], help_, takes, told.get("default", ""), told["required"], tuple(told.get("values", ())))


def _made_problem(told: dict[str, Any]) -> Problem:
    name = told["name"]
    words = {language: told["words"][language] for language in Language}
    lesson = LESSONS.get(f"problem {name}", "")
    return Problem((name, f"problem {name}"), split(PROBLEMS.get(name, "")), lesson, (), told["severity"], words, told["doc"])
