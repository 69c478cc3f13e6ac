"""Which entries a word stands for: by its name in either language, by another tool's word, misspelt."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from dltrain.glossary import pages
from dltrain.glossary.entry import Entry
from dltrain.glossary.korean.forms import FORMS
from dltrain.glossary.term import Term
from dltrain.glossary.terms import TOPICS
from dltrain.text.keyboard import keys_of
from dltrain.text.nearest import edits, nearest, normalized
from dltrain.vocabulary import CHOICES, bare, by_word, key_called

MAX_OFFERED = 6
MAX_WORD_LENGTH = 60  # letters of a word that the names are compared with
MIN_PART_LENGTH = 4  # letters of a part of a word that says something
FAR = 0.4  # share of letters that differ, less that of words that are shared, beyond which a name is not offered
APART = 0x4E00 - 0x1100  # from the letters of Korean syllables to characters that join no others


@dataclass(frozen=True)
class Found:
    """What a word stands for; nothing is known of it where all are empty.

    taken_for: the name that it was taken for, where it is none itself. said: of another tool's word for what there is not here,
    what to do instead. nearest: the names to offer for a word that is not known.
    """

    entries: tuple[Entry, ...] = ()
    taken_for: str = ""
    said: str = ""
    nearest: tuple[str, ...] = ()


@functools.cache
def entries() -> tuple[Entry, ...]:
    """Everything that can be explained: terms first, then problems, choices, keys, options of choices, lists."""
    terms = (term for topic in TOPICS for term in topic.terms)
    return (
        *terms,
        *pages.problems(),
        *pages.choices(),
        *pages.spec_keys(),
        *pages.shared_options(),
        pages.all_problems(),
        *TOPICS,
    )


@functools.cache
def _by_name() -> dict[str, tuple[Entry, ...]]:
    """The entries of each name, as names are compared, in the order of `entries`."""
    found: dict[str, dict[int, Entry]] = {}
    for entry in entries():
        for name in entry.names:
            found.setdefault(normalized(name), {}).setdefault(id(entry), entry)
    return {name: tuple(those.values()) for name, those in found.items() if name}


def named(name: str) -> tuple[Entry, ...]:
    """The entries of a name."""
    return _by_name().get(normalized(name), ())


def find(word: str) -> Found:
    """What a word stands for."""
    those = {id(entry) for form in _forms(word) for entry in named(form)}
    if those:
        return Found(tuple(entry for entry in entries() if id(entry) in those))
    if exact := _qualified(word) or named(bare(word)):
        return Found(exact)
    if name := _typed(word):
        return Found(named(name), taken_for=name)
    names = _names_by_letters()
    if (called := _called(word)) and (called.entries or not _begun(word)):
        return called
    if meant := _begun(word) or nearest(_letters(word), names):
        return Found(named(names[meant]), taken_for=names[meant])
    return Found(nearest=_nearest(word))


def _forms(word: str) -> Iterable[str]:
    """The word, and of an English plural its singular."""
    form = normalized(word)
    yield form
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            yield form.removesuffix(ending) + instead


def _qualified(word: str) -> tuple[Entry, ...]:
    """The choice of a kind (`optimizer adam`, `아담 옵티마이저`), or the option of a choice (`sgd.momentum`)."""
    parts = re.split(r"[\s.]+", word.strip())
    for at in range(1, len(parts)):
        first, second = " ".join(parts[:at]), " ".join(parts[at:])
        if found := chosen(first, second) or chosen(second, first):
            return found
        owners = (one for one in named(first) if isinstance(one, pages.Choice))
        if options := tuple(option for owner in owners if (option := pages.own_option(owner, second))):
            return options
    return ()


def chosen(kind: str, name: str) -> tuple[Entry, ...]:
    """The choices of a name, of those of a kind, which may be named in either language."""
    of = normalized(kind)
    kinds = (one for one in named(name) if isinstance(one, pages.Choice))
    return tuple(one for one in kinds if of in (normalized(one.kind), normalized(FORMS[one.kind])))


def _called(word: str) -> Found | None:
    """What stands for another tool's word: the choices and keys of that name, or a sentence."""
    form = normalized(bare(word))
    meanings = [(kind, by_word(table).get(form, "")) for kind, table in CHOICES.items()]
    meanings += [("", meaning) for meaning in key_called(word)]
    found: dict[int, Entry] = {}
    said = []
    for kind, meaning in meanings:
        name = meaning.partition("type: ")[2].partition(",")[0].rstrip("}") if meaning.startswith("{") else meaning
        those = (chosen(kind, name) if kind else [one for one in named(name) if not isinstance(one, Term)]) if name else ()
        found |= {id(one): one for one in those}
        said += [meaning] if meaning and not those else []
    if found:
        names = list(dict.fromkeys(entry.english[0] for entry in found.values()))
        alike = {id(entry): entry for name in names for entry in named(name)}  # a term beside the key of its name
        return Found(tuple(entry for entry in entries() if id(entry) in alike), taken_for=names[0])
    return Found(said=said[0]) if said else None


def _typed(word: str) -> str:
    """The name that was typed while the keyboard stood in the other language: `rldnfrl thtlf`, `ㅁㅇ므`."""
    keys = keys_of(word)
    if keys != word:
        return keys if named(keys) else ""
    return _names_by_keys().get(normalized(word), "")


@functools.cache
def _names_by_keys() -> dict[str, str]:
    return {normalized(keys_of(name)): name for entry in reversed(entries()) for name in reversed(entry.korean)}


def _begun(word: str) -> str:
    """The letters of the shortest name of a term that begins with the word; empty where it is too short to say which."""
    letters, names = _letters(word), _names_by_letters()
    begun = (name for name in names if name.startswith(letters) and isinstance(named(names[name])[0], Term))
    return min(begun, key=len, default="") if len(letters) >= MIN_PART_LENGTH else ""


@functools.cache
def _names_by_letters() -> dict[str, str]:
    names: dict[str, str] = {}
    for entry in entries():
        for name in entry.names:
            names.setdefault(_letters(name), name)
    return names


def _nearest(word: str) -> tuple[str, ...]:
    """The names that are nearest: those that share a word with it, or hold it, and those of few slips."""
    letters, names = _letters(word[:MAX_WORD_LENGTH]), _names_by_letters()
    parts = {part for part in map(_letters, re.split(r"[\s_.-]+", word[:MAX_WORD_LENGTH])) if len(part) >= MIN_PART_LENGTH}
    scores = {}
    for name, written in names.items():
        longer = max(len(letters), len(name))
        shared = parts & set(map(_letters, re.split(r"[\s_.-]+", written)))
        likeness = max(sum(map(len, shared)), len(letters) * (len(letters) >= MIN_PART_LENGTH and letters in name)) / longer
        if likeness or abs(len(name) - len(letters)) <= FAR * longer:
            scores[name] = edits(letters, name) / longer - likeness
    near = sorted((name for name, score in scores.items() if score <= FAR), key=scores.__getitem__)
    offered = {id(named(names[name])[0]): names[name] for name in reversed(near)}  # one name an entry, its nearest
    return tuple(reversed(offered.values()))[:MAX_OFFERED]


def _letters(word: str) -> str:
    """A word by its letters, Korean syllables taken apart, so that a slip within one of them counts as one."""
    apart = unicodedata.normalize("NFD", normalized(word))
    return "".join(chr(ord(mark) + APART) if 0x1100 <= ord(mark) < 0x1200 else mark for mark in apart)
