"""What a column of a table is for: a feature, a text, a name of its row, nothing; and which one is to be predicted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from dltrain.data.checks.identifiers import IDENTIFIER_NAME, looks_like_identifier
from dltrain.data.checks.time_order import dates_in
from dltrain.data.checks.time_steps import steps_of
from dltrain.data.checks.unread_dates import unread_dates
from dltrain.data.columns import NAMES
from dltrain.data.dates.counted import count_of
from dltrain.data.dates.guesses import format_of_numbers, guesses
from dltrain.data.dates.parsing import are_dates
from dltrain.data.encoding.fit import inferred_kind
from dltrain.data.number_formats import PLAIN
from dltrain.data.options.columns import Categorical, Datetime
from dltrain.data.options.section import Data
from dltrain.data.sources.number_guesses import MANY
from dltrain.data.sources.numeric_names import code_in, is_inexact
from dltrain.data.sources.pictures import ENDINGS
from dltrain.data.table import Booleans, Column, Numbers, Table, Words, missing_cells

USUAL = (
    *("target", "label", "labels", "class", "classes", "y", "outcome", "survived", "churn", "churned", "species", "price"),
    *(
        "diagnosis",
        "sentiment",
        "default",
        "response",
        "output",
        "result",
        "정답",
        "라벨",
        "레이블",
        "타깃",
        "타겟",
        "목표",
        "분류",
    ),
    *("가격", "결과", "종류", "품종", "등급"),
)  # of a column that is to be predicted
WITHIN = (
    "target",
    "label",
    "class",
    "price",
    "value",
    "outcome",
    "churn",
    "가격",
    "라벨",
    "정답",
    "목표",
)  # words of longer names
TEXT_WORDS = 3.0  # words in the mean, from which on cells are texts
TEXT_LETTERS = 25  # or letters, where a language has few blanks
SELDOM = 0.3  # of the rows: so many different words say little of each
FEW = 50  # different words, of which each may still be seldom
EMPTY = 0.6  # of the rows without a value: too few are left
STEADY = 0.7  # of the steps between dates: so many are equally long, weekends aside, where a window of rows is one of time
READ = ("text", "date", "picture")  # what cells may be that are learned from, but are no value to be predicted
CLASSES = 20  # different whole numbers that are classes, as the spec infers it


@dataclass(frozen=True)
class Role:
    """What a column is for: `feature`, `number` (kept as strings), `code` (of digits), `text`, `date`, `picture`, or left out for
    the reason `identifier`, `constant`, `inexact`, `seldom`, `empty`, `undated`; with the numbers that say why. `formats`: in
    which dates may be written, none where they are YYYY-MM-DD."""

    what: str
    count: int = 0
    rows: int = 0
    formats: tuple[str, ...] = ()

    @property
    def is_left_out(self) -> bool:
        """Whether it is none to learn from."""
        return self.what not in ("feature", "number", "code", *READ)


def role_of(column: Column, name: str, *, is_code: bool = False) -> Role:
    """What a column that is not the target is for, by its cells and its name. is_code: whether its whole numbers are written with
    leading zeros, as zip codes and telephone numbers are."""
    if not isinstance(column, Numbers | Booleans | Words):
        return Role("feature")
    missing = missing_cells(column)
    rows = len(missing)
    present = int((~missing).sum())
    count = len(column.levels) if isinstance(column, Words) else len(np.unique(column.values[~missing]))
    if count <= 1 and present == rows:
        return Role("inexact" if isinstance(column, Numbers) and is_inexact(column) else "constant", count, rows)
    if present < (1 - EMPTY) * rows:
        return Role("empty", rows - present, rows)
    if formats := date_formats(column, name):
        return Role("date", count, present, formats)
    if isinstance(column, Words):
        return _role_of_words(column, name, present)
    if isinstance(column, Numbers) and count_of(column, name):
        return Role("feature")
    if is_code and count > max(FEW, SELDOM * present):
        return Role("seldom", count, present)
    if is_code:
        return Role("code", count, present)
    return Role("identifier", count, rows) if looks_like_identifier(column, name) else Role("feature")


def _role_of_words(column: Words, name: str, present: int) -> Role:
    count = len(column.levels)
    if isinstance(inferred_kind(column), Datetime):
        return Role("date")
    if names_pictures(column):
        return Role("picture", count, present)
    if count > MANY and code_in(column.levels) is None and all(PLAIN.number(level) is not None for level in column.levels):
        return Role("number", count, present)
    is_named = bool(IDENTIFIER_NAME.fullmatch(name) or IDENTIFIER_NAME.fullmatch(name.lower()))
    if is_named and count > SELDOM * present:
        return Role("identifier", count, present)
    if count > max(FEW, SELDOM * present) and is_text(column) and name.strip().lower() not in NAMES:
        return Role("text", count, present)
    if count > max(FEW, SELDOM * present) and unread_moments(column, name):
        return Role("undated", count, present)
    if looks_like_identifier(column, name):
        return Role("identifier", count, present)
    return Role("seldom", count, present) if count > max(FEW, SELDOM * present) else Role("feature")


def unread_moments(column: Column, name: str) -> str | None:
    """What to say of words most of which are dates or times of day that cannot be read as such; None where they are none."""
    if not isinstance(column, Words):
        return None
    return unread_dates(Data(""), Table("", {name: column}, len(column.codes), ""), {name: Categorical()}).get(name)


def date_formats(column: Column, name: str) -> tuple[str, ...]:
    """The formats other than YYYY-MM-DD in which every cell of a column is a date; several where day and month cannot be told
    apart."""
    if isinstance(column, Numbers):
        written = format_of_numbers(column, name)
        return (written,) if written else ()
    if not isinstance(column, Words) or isinstance(inferred_kind(column), Datetime):
        return ()
    return tuple(written for written in guesses(column.levels) if are_dates(column.levels, written))


def is_steady(table: Table, name: str) -> bool:
    """Whether the dates of a column only rise, nearly always by the same step, so that as many rows are as long a time."""
    column = table.columns[name]
    formats = date_formats(column, name)
    kind = Datetime(formats[0]) if formats and isinstance(column, Words) else inferred_kind(column)
    moments = dates_in(table, {name: kind}).get(name)
    if moments is None:
        return False
    steps = steps_of(moments, [np.arange(table.rows)])
    return bool((steps.spans > 0).all()) and steps.regular >= STEADY


def names_pictures(column: Words) -> bool:
    """Whether the words of a column are paths of pictures, by their endings."""
    some = column.levels[:: max(1, len(column.levels) // 500)]
    return bool(some) and all(PurePosixPath(level).suffix.lower() in ENDINGS for level in some)


def is_text(column: Words) -> bool:
    """Whether the words of a column are texts to be read: several words each, or many letters."""
    some = column.levels[:: max(1, len(column.levels) // 500)]
    words = float(np.mean([len(level.split()) for level in some])) if some else 0.0
    letters = float(np.mean([len(level) for level in some])) if some else 0.0
    return words >= TEXT_WORDS or (letters >= TEXT_LETTERS and words > 1)


def is_korean(column: Words) -> bool:
    """Whether most letters of a column's words are Hangul: their words have endings, of which each is rare."""
    letters = [one for level in column.levels[:: max(1, len(column.levels) // 500)] for one in level if one.isalpha()]
    return sum("가" <= one <= "힣" or "ㄱ" <= one <= "ㅣ" for one in letters) > 0.5 * len(letters) > 0


@dataclass(frozen=True)
class Guess:
    """The column that is predicted, and why it is taken for it: `given`, `only_in_train`, `name`, `part_of_name`, `first`,
    `last`."""

    name: str
    why: str


def guess_target(table: Table, unlabelled: Sequence[str] | None) -> Guess | list[str]:
    """The target of a table, `unlabelled` being the columns of one without it; or the columns among which nothing decides."""
    names = list(table.columns)
    if unlabelled is not None:
        only = [name for name in names if name not in unlabelled]
        if len(only) == 1:
            return Guess(only[0], "only_in_train")
    usual = [name for name in names if name.strip().lower() in USUAL]
    if len(usual) == 1:
        return Guess(usual[0], "name")
    if usual:
        return usual
    within = [name for name in names if set(_words(name)) & set(WITHIN)]
    if len(within) == 1:
        return Guess(within[0], "part_of_name")
    if has_no_header(names) and has_classes(table.columns[names[0]]) and not has_classes(table.columns[names[-1]]):
        return Guess(names[0], "first")
    last = names[-1]
    role = role_of(table.columns[last], last)
    if not role.is_left_out and role.what not in READ:
        return Guess(last, "last")
    return [name for name in names if not role_of(table.columns[name], name).is_left_out]


def has_no_header(names: Sequence[str]) -> bool:
    """Whether the columns go by their numbers."""
    return list(names) == [str(number) for number in range(len(names))]


def _words(name: str) -> list[str]:
    """The words of a column's name: those of median_house_value and of medianHouseValue are the same three."""
    return [one.lower() for one in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W_A-Z]+", name)]


def has_classes(column: Column) -> bool:
    """Whether the spec takes the values of a target for classes: words, booleans, few whole numbers."""
    if isinstance(column, Words | Booleans):
        return True
    return isinstance(column, Numbers) and column.whole and len(np.unique(column.values[~column.missing])) <= CLASSES


def smallest_share(column: Column) -> float:
    """The share of the smallest of two classes; 1 where there are others than two."""
    if isinstance(column, Words):
        counts = np.bincount(column.codes[column.codes >= 0])
    elif isinstance(column, Numbers | Booleans):
        counts = np.unique(column.values[~np.isnan(column.values)], return_counts=True)[1]
    else:
        return 1.0
    return float(counts.min() / counts.sum()) if len(counts) == 2 else 1.0
