"""Whether what was fitted to the training rows fits into a checkpoint, whose state is text of limited length: told before the
first step rather than when the first checkpoint is to be saved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dltrain.errors import DataError
from dltrain.runs.checkpoints import MAX_HEADER_BYTES, MAX_VALUES
from dltrain.spec.writing import plain

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding
    from dltrain.spec.experiment import Experiment

MAX_STATE_BYTES = MAX_HEADER_BYTES - 1_000_000  # bytes; the others are for the names of the network's tensors and the history
MAX_STATE_VALUES = MAX_VALUES - 200_000
UNSUSPICIOUS = 4_000_000  # characters that fit, whatever they are: one takes 14 bytes at most, and what goes with a word 10


def check_fits(experiment: Experiment, encoding: Encoding, source: str) -> None:
    """Raises DataError where no checkpoint of this training could be saved, or read again. source: the file of the rows."""
    words = _words(encoding)
    if sum(len(word) + 1 for known in words.values() for word in known) <= UNSUSPICIOUS:
        return
    from dltrain.data.encoding import serialization

    state = {"spec": plain(experiment), "encoding": serialization.as_json(encoding), "labels": list(encoding.labels)}
    size, values = _written(state)
    if size <= MAX_STATE_BYTES and values <= MAX_STATE_VALUES:
        return
    name = max(words, key=lambda name: _written(words[name])[0])
    amount = f"{values:,} values, and" if size <= MAX_STATE_BYTES else f"{size:,} bytes, and"
    most = f"{MAX_STATE_VALUES:,}" if size <= MAX_STATE_BYTES else f"{MAX_STATE_BYTES:,}"
    reason = f"what a checkpoint must hold of the data takes {amount} at most {most} can be saved"
    raise DataError(f"{source}: {reason}; {_advice(name, len(words[name]), encoding)}")


def _words(encoding: Encoding) -> dict[str, list[str]]:
    """The words that are known of each column; under the empty name the columns' own names, which the spec has as well."""
    names = [*(feature.name for feature in encoding.features), *encoding.target_columns]
    words = {"": [*names, *names, *encoding.left_out]}
    for feature in encoding.features:
        words[feature.name] = list(feature.words)
    labels = list(map(str, encoding.labels))
    if len(encoding.target_columns) == 1 and labels:
        words[encoding.target_columns[0]] = labels + labels
    return words


def _written(value: Any) -> tuple[int, int]:
    """How many bytes a value takes in a checkpoint, where it is text within text, and how many values those who read it count."""
    text = json.dumps(value, separators=(",", ":"))
    return len(json.dumps(text)), sum(text.count(mark) for mark in ",[{")


def _advice(name: str, words: int, encoding: Encoding) -> str:
    from dltrain.data.columns import spelled

    if not name:
        return "shorten the names of the columns, or choose some columns with features: [...]"
    if name in encoding.target_columns:
        return f"shorten the values of the target '{name}', or keep the frequent ones and write one word for all others"
    feature = next(feature for feature in encoding.features if feature.name == name)
    if feature.kind == "text":
        shorter = f"columns: {{{spelled(name)}: {{type: text, vocabulary: 20000}}}}"
        return f"the most is column '{name}' with {words:,} tokens; write {shorter}, or exclude: [{spelled(name)}]"
    return f"the most is column '{name}' with {words:,} different values; write exclude: [{spelled(name)}], or group its values"
