"""What other tools call the names that are used here: Keras, PyTorch, scikit-learn, Lightning, Hugging Face, Ludwig and the usual
abbreviations, each table beside the next, by tool. Read when a spec or a command line holds a word that is none of ours.

What stands for a word is a name of the table it belongs to, a mapping with `type` in braces, or a phrase that says what to do.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from dltrain.text.nearest import plain
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

Tools = Mapping[str, Mapping[str, str]]

CHOICES: Mapping[str, Tools] = {  # what a table of choices holds: the words for its names
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
}


@functools.cache
def _flat(what: str) -> dict[str, str]:
    return {plain(word): meaning for words in CHOICES.get(what, {}).values() for word, meaning in words.items()}


@functools.cache
def _flat_keys() -> dict[str, str]:
    return {plain(word): meaning for words in keys.WORDS.values() for word, meaning in words.items()}


def choice_called(what: str, word: str) -> str | None:
    """What stands for another tool's name of a choice (`nn.SiLU()`, `silu`); None where the word is not known.

    what: what the table holds, such as `activation`.
    """
    return _flat(what).get(plain(bare(word)))


def key_called(word: str) -> tuple[str, ...]:
    """What stands for another tool's name of a key: places in the spec (`training.learning_rate`), options (`channels`) and
    phrases, the most probable first; empty where the word is not known."""
    meaning = _flat_keys().get(plain(word), "")
    return tuple(meaning.split(" | ")) if meaning else ()


def bare(word: str) -> str:
    """`ReLU` of `torch.nn.ReLU()`, `Adam` of `keras.optimizers.Adam(0.01)`."""
    return re.sub(r"\(.*", "", word).rstrip(".").rpartition(".")[2] or word
