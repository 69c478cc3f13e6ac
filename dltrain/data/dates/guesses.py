"""The format in which words that look like dates are written."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

import numpy as np

from dltrain.data.dates.formats import AFTERNOON, DAYS, KOREAN_DAYS, MONTHS, MORNING, SHORT_MONTHS, is_format
from dltrain.data.dates.parsing import looks_iso, read
from dltrain.data.table import Numbers

MAX_LENGTH = 40  # characters of a date
EXAMPLES = 3  # words whose formats are tried
SCATTERED = 5  # times the span of other formats' dates
_HALF = "|".join(map(re.escape, (*AFTERNOON, *MORNING)))
CLOCK = re.compile(rf"((?:{_HALF}) ?)?[0-9]{{1,3}}:[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?( ?(?:{_HALF}))?", re.IGNORECASE)
FRACTION = 0.9  # of the words that must be dates
MIN_DATES = 2
MIN_MONTHS = 13  # `2021-01` may well be the name of a group, but not where there are more than a year's
TIME_NAME = re.compile(r"time|date|stamp|epoch|unix|^t$|(^|_)(at|ts|dt|day|month|when)$|일시|일자|시각|시간|날짜|년월|연월")
PLAUSIBLE = (np.datetime64("1800-01-01"), np.datetime64("2200-01-01"))


def guesses(words: Sequence[str]) -> tuple[str, ...]:
    """The formats in which nearly all of these words are dates; several where day and month cannot be told apart."""
    if len(words) < MIN_DATES:
        return ()
    sample = words[:: max(1, len(words) // 50)]
    fitting: dict[str, float] = {}
    for word in sample[:EXAMPLES]:
        for written in dict.fromkeys(_formats(word)):
            if written not in fitting and _fraction(sample, written) >= FRACTION:
                fitting[written] = _fraction(words, written)
    best = max(fitting.values(), default=0.0)
    return _of_one_year(words, [written for written, fraction in fitting.items() if fraction == best >= FRACTION])


def _of_one_year(words: Sequence[str], formats: Sequence[str]) -> tuple[str, ...]:
    """The formats without those that take days for years: 24/03/01 is of 2024 or of 2001. The dates of such a one are scattered
    over the years, where those of another lie close together."""
    spans: dict[bool, np.timedelta64] = {}
    for written in formats:
        moments = read(words, written).moments
        dates, begins = moments[~np.isnat(moments)], written.startswith("%y")
        spans[begins] = min(dates.max() - dates.min(), spans.get(begins, np.timedelta64(2**62, "us")))
    closest = min(spans.values(), default=np.timedelta64(0))
    return tuple(written for written in formats if spans[written.startswith("%y")] <= SCATTERED * closest)


def are_clock_times(words: Sequence[str]) -> bool:
    """Whether nearly all of these words are times of day or durations: 13:05, 오후 1:05."""
    sample = words[:: max(1, len(words) // 50)]
    return len(words) >= MIN_DATES and sum(CLOCK.fullmatch(word.strip()) is not None for word in sample) >= FRACTION * len(sample)


def format_of_numbers(column: Numbers, name: str) -> str | None:
    """The format of whole numbers that are all dates: 20210102, 202101, or in a column that is called so, seconds or milliseconds
    since 1970. None where they are not; the first few tell at once of most columns."""
    if not column.whole:
        return None
    formats = {"%s": (1e9, 2e9), "%Q": (1e12, 2e12)} if TIME_NAME.search(name.lower()) else {}
    formats |= {"%Y%m%d": (18000101, 22000101), "%Y%m": (180001, 219913)}
    for written, (low, high) in formats.items():
        for part in (slice(100), slice(None)):
            numbers = column.values[part]
            numbers = numbers[~np.isnan(numbers)]
            if not len(numbers) or numbers.min() < low or numbers.max() >= high:
                break
        else:
            words = [str(int(number)) for number in np.unique(numbers)]
            if len(words) >= MIN_DATES and _fraction(words, written) == 1:
                return written
    return None


def written_in_several_ways(words: Sequence[str]) -> bool:
    """Whether nearly all of these words are dates, though not of one format."""
    sample = words[:: max(1, len(words) // 50)]
    if len(words) < MIN_DATES or not any(_is_date(word) for word in sample[:EXAMPLES]):
        return False
    return sum(map(_is_date, sample)) >= FRACTION * len(sample)


def _is_date(word: str) -> bool:
    formats = (written for written in _formats(word) if "%d" in written)
    return looks_iso(word) or any(not np.isnat(read([word], written).moments[0]) for written in formats)


def _fraction(words: Sequence[str], written: str) -> float:
    """How many of the words are plausible dates of this format."""
    if not re.search("%d|%s|%Q", written) and len(words) < MIN_MONTHS:
        return 0.0
    moments = read(words, written).moments
    return float(((moments >= PLAUSIBLE[0]) & (moments < PLAUSIBLE[1])).mean())


def _formats(word: str) -> Iterator[str]:
    """The formats in which this one word could be a date."""
    word = word.strip()
    if len(word) > MAX_LENGTH or not re.search("[0-9]", word):
        return
    zone = re.search(r"(?<=[0-9]) ?(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})$", word) if ":" in word or "T" in word else None
    body = word[: zone.start(1)] if zone else word
    tokens = re.findall(r"[0-9]+|[^\W\d_]+\.?[mM]?\.?|[\W_]+", body)
    kinds = [_kind(token, before) for before, token in itertools.pairwise(["", *tokens])]
    if None in kinds:
        return
    numbers = [index for index, kind in enumerate(kinds) if kind == "number"]
    named = any("month" in str(kind) for kind in kinds)
    clock = "%I" if "%p" in kinds else "%H"
    for codes in _orders([tokens[index] for index in numbers], [*_between(tokens, numbers)], named, clock):
        by_index = dict(zip(numbers, codes, strict=True))
        spelled = [_spellings(token, kinds[index], by_index.get(index)) for index, token in enumerate(tokens)]
        for choice in itertools.product(*spelled):
            written = "".join(choice) + ("%z" if zone else "")
            if is_format(written):  # two names of a month make none
                yield written


def _between(tokens: list[str], numbers: list[int]) -> Iterator[str]:
    """What stands before each number after the first."""
    for before, index in itertools.pairwise(numbers):
        yield "".join(tokens[before + 1 : index])


def _kind(token: str, before: str) -> str | None:
    """What a piece of a date is; None for a word that belongs to none. The piece `before` it tells 월 of 3월 from a Monday."""
    small = token.lower()
    if token.isdecimal():
        return "number"
    if token.removesuffix("요일") in KOREAN_DAYS and not before.isdecimal():
        return "day"
    if small in SHORT_MONTHS or small in MONTHS:
        return "month"
    if small in DAYS or small in [day[:3] for day in DAYS]:
        return "day"
    if small in (*AFTERNOON, *MORNING):
        return "%p"
    known = token in ("T", "년", "월", "일", "시", "분", "초", "年", "月", "日", "時", "分", "秒")
    return "literal" if known or not any(map(str.isalpha, token)) else None


def _spellings(token: str, kind: str | None, code: str | None) -> list[str]:
    """The codes that a piece may stand for."""
    small = token.lower()
    if kind == "month":
        return ["%b"] * (small in SHORT_MONTHS) + ["%B"] * (small in MONTHS)
    if kind == "day":
        return ["%A"] if small in DAYS or token.endswith("요일") else ["%a"]
    return [code or ("%p" if kind == "%p" else token.replace("%", "%%"))]


def _orders(numbers: list[str], between: list[str], named: bool, clock: str) -> Iterator[list[str]]:
    """The codes that so many numbers may stand for, in order. `between`: what stands before each but the first."""
    sizes = [len(number) for number in numbers]
    compact = {6: "%Y%m", 8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
    if not named and sizes[0] in compact:
        if len(sizes) == 1:
            yield [compact[sizes[0]]]
        elif sizes in ([8, 4], [8, 6]):
            yield ["%Y%m%d", "%H%M%S" if sizes[1] == 6 else "%H%M"]
        return
    parts = 2 if named or len(sizes) == 2 else 3
    rest = sizes[parts:]
    time = [clock, "%M", "%S", "%f"][: len(rest)]
    if len(sizes) < parts or len(rest) == 1 or len(rest) > 4 or (len(rest) == 4 and not between[-1].strip().startswith(".")):
        return
    if any(size > 2 for size in rest[:3]):
        return
    for date in _date_orders(sizes[:parts], between[: parts - 1], named):
        yield [*date, *time]


def _date_orders(sizes: list[int], between: list[str], named: bool) -> Iterator[list[str]]:
    """The codes of the numbers of a date: of day and year beside the name of a month, or of year, month and day."""
    if named:
        if sorted(sizes) in ([1, 4], [2, 4]):
            yield ["%Y", "%d"] if sizes[0] == 4 else ["%d", "%Y"]
        elif sizes in ([1, 2], [2, 2]):
            yield ["%d", "%y"]
        return
    if sizes == [4, 2]:
        yield ["%Y", "%m"]
    if len(sizes) < 3 or max(sizes[1], min(sizes[0], sizes[2])) > 2:
        return
    dotted = between[0].strip() == "."
    if sizes[0] == 4:
        if between[0].strip() == between[1].strip() or all(map(str.isalpha, map(str.strip, between))):  # 2024.1/4 is a quarter
            yield ["%Y", "%m", "%d"]
    elif sizes[2] in (2, 4) and between[0] == between[1]:
        year = "%Y" if sizes[2] == 4 else "%y"
        yield ["%d", "%m", year]
        if not dotted:
            yield ["%m", "%d", year]
        if sizes[0] == 2 and year == "%y":
            yield ["%y", "%m", "%d"]
