"""Dates as they are written: ISO 8601 as it stands, every other way by a format of strptime's codes. Where a zone is written the
moment is taken as UTC."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.dates.formats import AFTERNOON, ISO, SHORT_MONTHS, SINCE_1970, pattern_of
from dltrain.lazy import polars

Dates = NDArray[np.datetime64]
Numbers = NDArray[np.int64]

PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?)?")
ABSENT = -1  # the number of a part that is not written


@dataclass(frozen=True)
class Written:
    """Words as moments: datetime64[us] (words,), NaT where one is no date; `zoned`: bool (words,), where it has a zone."""

    moments: Dates
    zoned: NDArray[np.bool_]


def read(words: Sequence[str], written: str | None = None) -> Written:
    """Words as ISO 8601 has them, or as the format `written` says."""
    if written is None and all(map(PLAIN.fullmatch, words)):
        try:
            return Written(np.array(words, dtype="datetime64[us]"), np.zeros(len(words), dtype=bool))
        except ValueError:  # such as 30 February
            pass
    parts = DateParts.of(words, ISO if written is None else pattern_of(written))
    zoned = parts.zoned
    moments = parts.since_1970() if parts.has("sQ") else parts.days() + parts.time()
    if zoned.any():
        moments = moments - parts.offsets()
    return Written(moments, zoned)


def are_dates(words: Sequence[str], written: str | None = None) -> bool:
    """Whether all of them are dates: the first few tell at once of most words that they are not."""
    pattern = ISO if written is None else pattern_of(written)
    return all(pattern.fullmatch(word.strip()) for word in words[:3]) and not np.isnat(read(words, written).moments).any()


def looks_iso(word: str) -> bool:
    """Whether it is written as ISO 8601 has dates, though there may be no such day."""
    return ISO.fullmatch(word.strip()) is not None


@dataclass(frozen=True)
class DateParts:
    """What is written of each date, by the code that it stands for: strings (words,), null where there is none."""

    written: dict[str, polars.Series]
    count: int

    @classmethod
    def of(cls, words: Sequence[str], pattern: re.Pattern[str]) -> DateParts:
        """What a pattern with a group for each code finds in the words."""
        cells = polars.Series("", words, dtype=polars.String).str.strip_chars()
        groups = cells.str.extract_groups(f"(?i)^(?:{pattern.pattern})$").struct.unnest()
        return cls({name: groups[name] for name in groups.columns}, len(words))

    def has(self, codes: str) -> bool:
        """Whether one of these codes is written."""
        return any(code in self.written for code in codes)

    def numbers(self, code: str) -> Numbers:
        """int64 (words,), ABSENT where it is not written."""
        if code not in self.written:
            return np.full(self.count, ABSENT, dtype=np.int64)
        return self.written[code].cast(polars.Int64).fill_null(ABSENT).to_numpy().copy()

    def names(self, code: str, numbers: dict[str, int]) -> Numbers:
        """The number that the first three letters of a name stand for."""
        letters = self.written[code].str.to_lowercase().str.slice(0, 3)
        return letters.replace_strict(numbers, default=ABSENT).to_numpy()

    def since_1970(self) -> Dates:
        """datetime64[us] of seconds, or milliseconds, since 1970."""
        code = "s" if "s" in self.written else "Q"
        seconds = self.written[code].cast(polars.Float64).to_numpy() * SINCE_1970[code]
        moments: Dates = np.nan_to_num(np.rint(seconds)).astype("datetime64[us]")
        moments[np.isnan(seconds)] = np.datetime64("NaT")
        return moments

    def days(self) -> Dates:
        """The day of each date, the first of the month where none is written: datetime64[us], NaT where there is no such day."""
        year = self.numbers("Y" if "Y" in self.written else "y")
        wrong = year < 0
        if "Y" not in self.written:
            year += np.where(year >= 69, 1900, 2000)  # as C and Python have it
        month, day = self._month(), self.numbers("d") if "d" in self.written else np.int64(1)
        of_month = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + np.clip(month, 1, 12) - 1
        days = of_month.astype("datetime64[D]") + day - 1
        wrong |= (month < 1) | (month > 12) | (days.astype("datetime64[M]") != of_month)
        moments: Dates = days.astype("datetime64[us]")
        moments[wrong] = np.datetime64("NaT")
        return moments

    def _month(self) -> Numbers:
        for code in "bB":
            if code in self.written:
                return self.names(code, {name: month for month, name in enumerate(SHORT_MONTHS[:12], start=1)})
        return self.numbers("m") if "m" in self.written else np.ones(self.count, dtype=np.int64)

    def time(self) -> NDArray[np.timedelta64]:
        """The time of day of each date, midnight where none is written: timedelta64[us], NaT where there is no such time."""
        hour, minute, second = (self.numbers(code) for code in ("I" if "I" in self.written else "H", "M", "S"))
        wrong = (hour > 23) | (minute > 59) | (second > 59)
        if "I" in self.written:
            wrong |= (hour < 1) | (hour > 12)
            afternoon = self.written["p"].str.to_lowercase().is_in(AFTERNOON).fill_null(value=False).to_numpy()
            hour = hour % 12 + 12 * afternoon
        rest = self.written["f"].str.pad_end(6, "0").str.slice(0, 6) if "f" in self.written else None
        micro = DateParts({} if rest is None else {"f": rest}, self.count).numbers("f")
        scales = ((hour, 3_600_000_000), (minute, 60_000_000), (second, 1_000_000), (micro, 1))
        time = sum((np.maximum(part, 0) * scale for part, scale in scales), np.zeros(self.count, dtype=np.int64))
        time_of_day: NDArray[np.timedelta64] = time.astype("timedelta64[us]")
        time_of_day[wrong] = np.timedelta64("NaT")
        return time_of_day

    @property
    def zoned(self) -> NDArray[np.bool_]:
        """Where a time zone is written: bool (words,)."""
        return self.written["z"].is_not_null().to_numpy() if "z" in self.written else np.zeros(self.count, dtype=bool)

    def offsets(self) -> NDArray[np.timedelta64]:
        """How far local time is before UTC: timedelta64[m] (words,)."""
        zones = self.written["z"]
        minutes = {zone: _offset(zone) for zone in zones.drop_nulls().unique()}
        return zones.replace_strict(minutes, default=0).to_numpy().astype("timedelta64[m]")


def _offset(zone: str) -> int:
    """Minutes before UTC of `Z` or `+09:00`."""
    digits = re.sub("[^0-9]", "", zone)
    minutes = int(digits[:2] or 0) * 60 + int(digits[2:] or 0)
    return -minutes if zone.startswith("-") else minutes
