"""What `dltrain explain` shows: the card of a word, and the list of all words, within the width of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dltrain.glossary.blocks import Block, Facts, Paragraph
from dltrain.glossary.entry import Entry
from dltrain.text.formatting import width
from dltrain.text.language import Language
from dltrain.text.layout import columns, wrapped

SHOWN = 60  # letters of an unknown word that are shown
LABELS = {
    Language.en: {"lesson": "lesson", "see": "see also", "keys": "keys of a spec", "problems": "problems of training"},
    Language.ko: {"lesson": "수업", "see": "함께 보기", "keys": "spec의 키", "problems": "훈련의 문제"},
}
HEAD = {
    Language.en: "dltrain explain WORD explains one of these words, by its English or Korean name, misspelt too.",
    Language.ko: "dltrain explain 낱말: 아래의 낱말을 설명합니다. 영어나 한국어 이름으로, 철자가 조금 틀려도 찾습니다.",
}


def card(entries: tuple[Entry, ...], language: Language, within: int) -> str:
    """All that a word stands for: a term and the first of the others whole, the rest briefly; then what to read next."""
    from dltrain.glossary.related import lessons, related

    lines = _filled(_title(entries[0], language), "   ", within, "")
    headed = 0
    for entry in entries:
        heading = entry.heading(language)
        headed += bool(heading)
        lines += ["", *_wrapped(heading, within)] if heading else [""]
        lines += _laid_out(entry.blocks(language, briefly=headed > 1), within)
    labels = LABELS[language]
    facts = [(labels["lesson"], f"dltrain lesson {name}") for name in lessons(entries)]
    if near := related(entries):
        facts.append((labels["see"], ", ".join(dict.fromkeys(one.name(language) for one in near))))
    lines += ["", columns(facts, right=False, indent="", within=within)] if facts else []
    return "\n".join(lines)


def listing(language: Language, within: int) -> str:
    """The names of all that can be explained: the terms by topic, the choices by kind, the keys."""
    from dltrain.glossary import pages
    from dltrain.glossary.korean.forms import FORMS
    from dltrain.glossary.terms import TOPICS

    lines = _wrapped(HEAD[language], within)
    for topic in TOPICS:
        lines += ["", topic.name(language), *_filled([term.name(language) for term in topic.terms], ", ", within, "  ")]
    by_kind: dict[str, list[str]] = {}
    for choice in pages.choices():
        kind = FORMS[choice.kind] if language is Language.ko else choice.kind
        by_kind.setdefault(f"{kind} ({choice.path})", []).append(choice.english[0])
    by_kind[LABELS[language]["problems"]] = [problem.english[0] for problem in pages.problems()]
    by_kind[LABELS[language]["keys"]] = [key.path for key in pages.spec_keys()]
    for heading, names in by_kind.items():
        lines += ["", *_wrapped(heading, within), *_filled(names, ", ", within, "  ")]
    return "\n".join(lines)


def unknown(word: str, nearest: Sequence[str], language: Language) -> str:
    """What is said of a word that is not known."""
    shown, names = word[:SHOWN], ", ".join(nearest)
    if language is Language.ko:
        offered = f"가까운 낱말: {names}" if names else "dltrain explain이라고만 치면 모든 낱말이 나옵니다"
        return f"'{shown}': 모르는 낱말입니다; {offered}"
    offered = f"the nearest words are {names}" if names else "dltrain explain without a word lists all that can be explained"
    return f"nothing is known of '{shown}'; {offered}"


def _title(entry: Entry, language: Language) -> list[str]:
    """The name in the language that is spoken, and in the other one."""
    first, second = (entry.korean, entry.english) if language is Language.ko else (entry.english, entry.korean)
    return list(dict.fromkeys([*first[:1], *second[:1]]))


def _laid_out(blocks: Iterable[Block], within: int) -> Iterator[str]:
    for index, block in enumerate(blocks):
        if index:
            yield ""
        if isinstance(block, Paragraph):
            yield from _wrapped(block.text, within, "  ")
        elif isinstance(block, Facts):
            yield columns(block.rows, right=False, indent="    ", within=within)
        else:
            yield from (f"    {line}".rstrip() for line in wrapped(block.text, within - 4).split("\n"))


def _wrapped(text: str, within: int, indent: str = "") -> list[str]:
    """Lines of a paragraph, each behind the indent."""
    return _filled(text.split(), " ", within, indent)


def _filled(words: Iterable[str], joint: str, within: int, indent: str) -> list[str]:
    """Lines of as many words as fit, broken between them alone."""
    lines = [indent]
    for word in words:
        if lines[-1].strip() and width(lines[-1] + word + joint.rstrip()) > within:
            lines.append(indent)
        lines[-1] += word + joint
    return [line.rstrip() for line in [*lines[:-1], lines[-1].removesuffix(joint)]]
