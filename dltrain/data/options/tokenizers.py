"""What a token of a running text is, as a language model may be told, and how many of them it sees."""

from __future__ import annotations

from dataclasses import dataclass

from dltrain.types import Choices, option, options

BYTES = 256  # tokens of subwords, one for each byte, that are always known


@options
class Tokenizer:
    """What a text is cut into."""


TOKENIZERS: Choices[Tokenizer] = Choices("tokenizer")


@TOKENIZERS.entry("character")
@options
class Characters(Tokenizer):
    """Characters; those that do not occur in the training text are one unknown token."""

    minimum_count: int = option(1, help="how often a token must occur in the training text to be known", at_least=1)


@TOKENIZERS.entry("jamo")
@options
class Jamo(Tokenizer):
    """Characters, with Korean syllables in their two or three letters, which Unicode's composed form (NFC) puts together again;
    those that do not occur in the training text are one unknown token."""

    minimum_count: int = option(1, help="how often a token must occur in the training text to be known", at_least=1)


@TOKENIZERS.entry("subword")
@options
class Subword(Tokenizer):
    """Pieces of words, from single bytes to whole words with the blank before them, by byte-pair encoding of the training text
    (Sennrich, Haddow & Birch 2016, arXiv:1508.07909; over bytes Radford et al. 2019). Every text has tokens, none of them
    unknown, and they give it back. Needs the package tokenizers: pip install 'dltrain[tokenizers]'."""

    vocabulary: int = option(
        8000, help="how many tokens there are at most, one for each of the 256 bytes among them", at_least=BYTES
    )
    minimum_count: int = option(2, help="how often a pair must occur in the training text to become a token", at_least=1)


@dataclass(frozen=True)
class RunningText:
    """How a text is to be read from its beginning to its end: in tokens, of which so many are seen at once."""

    tokenizer: Tokenizer
    context: int
