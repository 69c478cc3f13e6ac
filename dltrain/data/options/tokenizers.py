"""What a token of a running text is, as a language model may be told, and how many of them it sees."""

from __future__ import annotations

from dataclasses import dataclass

from dltrain.types import Choices, option, page


@page
class Tokenizer:
    """What a text is cut into."""


TOKENIZERS: Choices[Tokenizer] = Choices("tokenizer")


@TOKENIZERS.entry("character")
@page
class Characters(Tokenizer):
    """Characters; those that do not occur in the training text are one unknown token."""

    minimum_count: int = option(1, help="how often a token must occur in the training text to be known", at_least=1)


@TOKENIZERS.entry("jamo")
@page
class Jamo(Tokenizer):
    """Characters, with Korean syllables in their two or three letters, which Unicode's composed form (NFC) puts together again;
    those that do not occur in the training text are one unknown token."""

    minimum_count: int = option(1, help="how often a token must occur in the training text to be known", at_least=1)


@dataclass(frozen=True)
class RunningText:
    """How a text is to be read from its beginning to its end: in tokens, of which so many are seen at once."""

    tokenizer: Tokenizer
    context: int
