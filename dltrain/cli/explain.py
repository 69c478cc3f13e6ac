"""`dltrain explain`: its options."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dltrain.cli.lesson import LanguageOption
from dltrain.text.language import Language

WIDEST = 92  # columns that a line of prose may take
UNTOLD = 80  # columns where nothing says how many there are

EXAMPLES = (
    "dltrain explain",
    "dltrain explain vanishing gradient",
    "dltrain explain optimizer",
    "dltrain explain sgd.momentum",
    "dltrain explain '기울기 소실' --language ko",
)

Words = Annotated[list[str], typer.Argument(metavar="[WORD]", help="What to explain; without it all that can be is listed.")]


def command(words: Words = [], language: LanguageOption = None) -> None:  # noqa: B006  # Typer makes its own list
    """Explain a key, a choice, an option, a metric, a problem or a term, found by its English or Korean name, misspelt too."""
    from dltrain.cli.glossary_cards import listing
    from dltrain.cli.terminal import answer
    from dltrain.text.language import language_of
    from dltrain.text.layout import available

    spoken = language or language_of()
    within = min(available(sys.stdout) or UNTOLD, WIDEST)
    word = " ".join(words).strip()
    if word:
        _explain(word, spoken, within)
    else:
        answer(listing(spoken, within))


def _explain(word: str, language: Language, within: int) -> None:
    """Shows the card of a word. Raises InputError where nothing is known of it."""
    from dltrain.cli.glossary_cards import card, unknown
    from dltrain.cli.terminal import answer, say
    from dltrain.errors import InputError
    from dltrain.glossary.lookup import find

    found = find(word)
    if found.taken_for:
        say(f"{word} → {found.taken_for}")
    if found.said:
        answer(f"{word}: {found.said}")
    elif found.entries:
        answer(card(found.entries, language, within))
    else:
        raise InputError(unknown(word, found.nearest, language))
