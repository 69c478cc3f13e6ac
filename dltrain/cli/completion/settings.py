"""What may be typed of KEY=VALUE: the keys of a spec, a section at a time, and what each can be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dltrain.glossary import pages
from dltrain.glossary.pages import Choice, Option
from dltrain.text.language import Language, language_of

KEY = "KEY"  # stands in a path for any key


@dataclass(frozen=True)
class Setting:
    """A key that may be set: what is told of it, what it can be besides, whether it has keys below it, and takes a list."""

    option: Option
    choices: tuple[Choice, ...] = ()
    below: bool = False
    is_list: bool = False


def setting(begun: str) -> tuple[Sequence[tuple[str, str]], bool]:
    """The keys, or the values of a key, that may be typed, each with its help; and whether the word goes on behind a value."""
    key, equals, value = begun.partition("=")
    if not equals:
        return [*_keys(key.rpartition(".")[0])], True
    known = _known().get(key)
    if known is None:
        return [], False
    inside = re.match(r".*[\[{,]\s*", value)
    opened = inside[0] if inside else "[" if known.is_list else ""
    return [(f"{key}={opened}{word}", help) for word, help in _values(known)], opened.startswith("[")


def metrics() -> Iterator[tuple[str, str]]:
    """What runs can be sorted by: every metric, of the validation rows, or with the part in front."""
    language = language_of()
    for choice in pages.choices():
        if choice.kind == "metric":
            yield from ((f"{part}{choice.english[0]}", choice.first_words(language)) for part in ("", "test_", "train_"))


def _known() -> dict[str, Setting]:
    """Every key by its path, with the options of the choices that it takes below it."""
    known = {}
    for key in pages.spec_keys():
        if KEY in key.path.split("."):
            continue
        is_list = key.option.takes[Language.en].startswith("a list")
        known[key.path] = Setting(key.option, key.choices, bool(key.below), is_list)
        options = {} if is_list else {f"{key.path}.{one.name}": Setting(one) for choice in key.choices for one in choice.options}
        known |= {path: one for path, one in options.items() if path not in known}
    return known


def _keys(section: str) -> Iterator[tuple[str, str]]:
    """The keys of a section, that of the whole spec where it is empty: `training.` for one that has keys, `seed=` for others."""
    language = language_of()
    for path, known in _known().items():
        if path.rpartition(".")[0] == section:
            help = known.option.help[language]
            if known.below:
                yield f"{path}.", help
            if section or not known.below:
                yield f"{path}=", help


def _values(known: Setting) -> Iterator[tuple[str, str]]:
    """What is told that a key can be: its choices, its words, its default."""
    language = language_of()
    words = {choice.english[0]: choice.first_words(language) for choice in known.choices}
    words |= {word: "" for word in known.option.values if word not in words}
    if known.option.default and known.option.default not in words:
        words[known.option.default] = "기본값" if language is Language.ko else "the default"
    yield from words.items()
