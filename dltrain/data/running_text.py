"""From a text to windows over its tokens: split in order, the vocabulary that of the training text alone.

The windows of a part lie one behind the other; its tokens are kept once, and inputs and targets are views of them. What is
left behind the last whole window is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dltrain.data.columns import spelled
from dltrain.data.encoding import running_text
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.running_text import UNKNOWN, Codes, RunningTextFeature
from dltrain.data.encoding.targets.next_token import NextToken
from dltrain.data.encoding.tokens import normal
from dltrain.data.options.fractions import split_fractions
from dltrain.data.options.section import Data, column_names
from dltrain.data.options.split import PARTS
from dltrain.data.options.tokenizers import RunningText
from dltrain.data.part import Part
from dltrain.data.reading import Tables
from dltrain.data.table import Table, Words
from dltrain.errors import DataError, Problem, SpecError, listing


@dataclass(frozen=True)
class Passage:
    """The text of one part, and at which character of its file it begins."""

    file: str
    text: str
    start: int = 0


def passages(data: Data, tables: Tables) -> tuple[str, dict[str, Passage]]:
    """The name of the column of texts, and the text of each part: first that which trains, then validation, then test. Raises
    DataError, SpecError."""
    name, given = _column(data, tables.train), tables.given()
    parts = {part: Passage(table.name, text_of(table, name)) for part, table in given.items()}
    whole, fractions = parts["train"], split_fractions(data)
    length = len(whole.text)
    test = length - round(fractions.test * length)
    validation = max(test - round(fractions.validation * length), 0)
    borders = {"train": (0, validation), "validation": (validation, test), "test": (test, length)}
    wanted = {"train": 1.0, "validation": fractions.validation, "test": fractions.test}
    for part, (start, stop) in borders.items():
        if wanted[part]:
            parts[part] = Passage(whole.file, whole.text[start:stop], start)
    return name, {part: parts[part] for part in PARTS if part in parts}


def text_of(table: Table, name: str) -> str:
    """The texts of a column, a line each where there are several, in Unicode's composed form (NFC), every line ended by \\n.

    Raises DataError where there is none.
    """
    column = table.columns.get(name)
    if not isinstance(column, Words):
        raise DataError(f"{table.name}: there is no column '{name}' of texts")
    text = "\n".join(column.levels[code] for code in column.codes.tolist() if code >= 0)
    if not text:
        raise DataError(f"{table.name}: there is no text in it")
    return normal(text.replace("\r\n", "\n"), lowercase=False)


def _column(data: Data, table: Table) -> str:
    """The one column of texts. Raises SpecError where it is not told which it is."""
    there = [name for name, column in table.columns.items() if isinstance(column, Words)]
    chosen = list(column_names(data.features)) if data.features is not None else there
    left = [name for name in chosen if name in there and name not in column_names(data.exclude)]
    if len(left) == 1:
        return left[0]
    if data.features is None and "text" in left:  # beside the labels of class folders
        return "text"
    example = f"; name it with features: [{spelled(left[0])}]" if len(left) > 1 else ""
    has = f"has {listing(left, 12)}" if left else "has none"
    message = f"a language model reads one column of texts, and {table.name} {has}{example}"
    raise SpecError([Problem(("data",), message, at_key=True)])


def encode(feature: RunningTextFeature, passage: Passage, part: str) -> tuple[Part, list[str]]:
    """The windows of a text, and a notice of what is not in the vocabulary. Raises DataError where it is shorter than one.

    Inputs and targets (windows, context); the number of a row is that of the character that it begins at, of letters and subwords
    about.
    """
    codes = feature.encode_text(passage.text)
    context = feature.context
    windows = (len(codes) - 1) // context
    whose = f"{passage.file}: the {part} text" if part else f"{passage.file}: the text"
    if windows < 1:
        short = f"{whose} has {len(codes):,} {feature.plural}, and a window of {context} needs {context + 1:,}"
        raise DataError(f"{short}; give more text, or a smaller 'context'" if part else f"{short}; give more text")
    unknown = int(np.count_nonzero(codes == UNKNOWN)) if feature.has_unknown else 0
    notices = []
    if unknown:
        notices.append(
            f"{whose} has {unknown:,} of {len(codes):,} {feature.plural} ({unknown / len(codes):.2%}) that are not in the "
            "vocabulary of the training text; all of them count as one unknown token"
        )
    seen = windows * context
    rows = passage.start + np.arange(windows, dtype=np.int64) * context * len(passage.text) // len(codes)
    inputs = {feature.name: codes[:seen].reshape(windows, context)}
    return Part(inputs, codes[1 : seen + 1].reshape(windows, context), None, rows), notices


def fitted(data: Data, tables: Tables, running: RunningText) -> tuple[Encoding, Mapping[str, Part], list[str]]:
    """The encoding that the training text gives, every part encoded by it, and notices. Raises DataError, SpecError."""
    name, texts = passages(data, tables)
    feature = running_text.fit(name, texts["train"].text, running)
    left_out = tuple(other for other in (*tables.train.columns, *tables.train.left_out) if other != name)
    encoding = Encoding((feature,), NextToken(()), None, left_out)
    notices = [notice for table in tables.given().values() for notice in table.notices]
    parts: dict[str, Part] = {}
    for part, passage in texts.items():
        parts[part], more = encode(feature, passage, part)
        notices += more
    return encoding, parts, notices


def encode_new(encoding: Encoding, table: Table) -> tuple[Part, list[str]]:
    """The windows of another text. Raises DataError."""
    feature = feature_of(encoding)
    part, notices = encode(feature, Passage(table.name, text_of(table, feature.name)), "")
    return part, [*table.notices, *notices]


def feature_of(encoding: Encoding) -> RunningTextFeature:
    """The text of an encoding whose task is to write it on. Raises ValueError for another."""
    (feature,) = encoding.features
    if not isinstance(feature, RunningTextFeature):
        raise ValueError(f"'{feature.name}' is no running text")
    return feature


def tokens_of(part: Part) -> Codes:
    """All tokens that the windows of a part cover, once: (windows · context + 1,)."""
    (inputs,) = part.inputs.values()
    return np.concatenate([inputs.reshape(-1), part.target[-1, -1:]])
