"""What to write in a spec so that a column of dates is read."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import spelled
from dltrain.data.dates.parsing import read
from dltrain.data.table import Words

MAX_WORDS = 5  # that are offered as missing


def stray_advice(column: Words, wrong: NDArray[np.bool_]) -> str:
    """What to do about the words that are no dates: `write missing_values: ["unknown"]`, or to correct them."""
    words = [column.levels[code] for code in np.flatnonzero(wrong)]
    listed = ", ".join(json.dumps(word, ensure_ascii=False) for word in words)
    are_words = len(words) <= MAX_WORDS and not any(map(str.isdigit, "".join(words)))
    return f"write missing_values: [{listed}]" if are_words else "correct such cells"


def format_advice(name: str, formats: Sequence[str], words: Sequence[str]) -> str:
    """`write columns: {day: {type: datetime, format: "%d/%m/%Y"}}`; where these words are dates of several formats the line for
    each, told apart by one of the words."""
    lines = [
        f"columns: {{{spelled(name)}: {{type: datetime, format: {json.dumps(each, ensure_ascii=False)}}}}}" for each in formats
    ]
    if len(formats) == 1:
        return f"write {lines[0]}"
    read_as = [read(words, each).moments for each in formats]
    differ = np.array([len(set(meanings)) for meanings in zip(*(each.tolist() for each in read_as), strict=True)])
    index = int(differ.argmax())
    choices = (
        f"{line} if '{words[index]}' is {each[index].astype('datetime64[D]')}" for line, each in zip(lines, read_as, strict=True)
    )
    return f"write {', or '.join(choices)}"
