"""Which override of the spec a word of the command line stands for: `--lr 0.1` is `training.learning_rate=0.1`."""

from __future__ import annotations

import functools
from typing import get_args, get_origin

from dltrain import vocabulary
from dltrain.spec import yaml12
from dltrain.spec.declarations import alternatives, choices_of
from dltrain.spec.experiment import Experiment
from dltrain.spec.key_locations import section_keys
from dltrain.spec.reading import fits
from dltrain.spec.suggestions import annotation_at, corrected_name, corrected_value
from dltrain.text.nearest import nearest, normalized


def override_for(word: str, value: str | None) -> str | None:
    """`training.epochs=10` for `epochs` and `10`; None where the word stands for no key.

    A value that is not valid is made so where that can be done, else it is `...`; None where the word stands alone.
    """
    key = next(iter(_keys(word)), None)
    if key is None:
        return None
    annotation = annotation_at(Experiment, tuple(key.split(".")))
    text = _value(key, annotation, "true" if value is None else value)
    return f"{key}={text or '...'}"


def _keys(word: str) -> list[str]:
    """The keys that a word names: in full, by their last part, in another tool's words, or by a slip of the hand."""
    known = section_keys(Experiment)
    names = {normalized(key.rpartition(".")[2]): key for key in reversed(known)}
    called = [meaning for meaning in vocabulary.key_called(word) if meaning in known]
    if normalized(word) in ("data", "dataset"):
        return ["data.source"]
    same = [key for key in known if normalized(key) == normalized(word)] or [
        key for name, key in names.items() if name == normalized(word)
    ]
    near = nearest(word.rpartition(".")[2], names)
    return same or called or ([names[near]] if near else [])


def _value(key: str, annotation: object, text: str) -> str | None:
    valid = functools.partial(fits, Experiment)
    names = [text]
    for member in alternatives(annotation):
        inner = alternatives(get_args(member)[0]) if get_origin(member) is list else [member]
        names += [name for one in inner if (table := choices_of(one)) and (name := corrected_name(table, text))]
    for written in (*names, *(f"[{name}]" for name in names)):
        if valid(annotation, written):
            return written
    try:
        return corrected_value(key.rpartition(".")[2], annotation, yaml12.parse_value(text), valid)
    except yaml12.Fault:
        return None
