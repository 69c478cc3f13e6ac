"""What other tools call the names that are used here: Keras, PyTorch, scikit-learn, Lightning, Hugging Face, Ludwig and the usual
abbreviations. Read when a spec or a command line holds a word that is none of ours.

A table has for each name of ours, or mapping with `type` in braces, or sentence that says what to do, the words that stand for
it, with spaces between them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from dltrain.text.nearest import normalized
from dltrain.vocabulary import (
    activations,
    data,
    initializers,
    keys,
    layers,
    learners,
    losses,
    metrics,
    optimizers,
    schedules,
)

CHOICES: Mapping[str, Mapping[str, str]] = {  # what a table of choices holds: the words for its names
    "activation": activations.WORDS,
    "augmentation": data.AUGMENTATIONS,
    "baseline": learners.BASELINES,
    "column kind": data.COLUMN_KINDS,
    "ensemble": learners.ENSEMBLES,
    "initializer": initializers.WORDS,
    "layer": layers.WORDS,
    "loss": losses.WORDS,
    "metric": metrics.WORDS,
    "optimizer": optimizers.WORDS,
    "reduction": data.REDUCTIONS,
    "schedule": schedules.WORDS,
    "source": data.SOURCES,
    "target kind": data.TARGET_KINDS,
    "tracker": learners.TRACKERS,
}


def by_word(table: Mapping[str, str]) -> dict[str, str]:
    """What each word of a table stands for, by the word as `nearest.plain` compares it."""
    return {normalized(word): meaning for meaning, words in table.items() for word in words.split()}


@functools.cache
def _choices_by_word(what: str) -> dict[str, str]:
    return by_word(CHOICES.get(what, {}))


@functools.cache
def _keys_by_word() -> dict[str, str]:
    return by_word(keys.WORDS)


def choice_called(what: str, word: str) -> str | None:
    """What stands for another tool's name of a choice (`nn.SiLU()`, `silu`); None where the word is not known.

    what: what the table holds, such as `activation`.
    """
    return _choices_by_word(what).get(normalized(bare(word)))


def key_called(word: str) -> tuple[str, ...]:
    """What stands for another tool's name of a key: places in the spec (`training.learning_rate`), options (`channels`) and
    phrases, the most probable first; empty where the word is not known."""
    meaning = _keys_by_word().get(normalized(word), "")
    return tuple(meaning.split(" | ")) if meaning else ()


def option_called(what: str, word: str) -> tuple[str, ...]:
    """The same of an option of a choice, where it has a meaning of its own: the weights of a loss are those of classes."""
    meaning = by_word(keys.OPTIONS.get(what, {})).get(normalized(word))
    return (meaning,) if meaning else ()


def bare(word: str) -> str:
    """`ReLU` of `torch.nn.ReLU()`, `Adam` of `keras.optimizers.Adam(0.01)`."""
    return re.sub(r"\(.*", "", word).rstrip(".").rpartition(".")[2] or word
