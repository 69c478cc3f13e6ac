"""How people write numbers: which marks part the digits, what stands before and behind them, how they mark negative ones."""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass

from dltrain.lazy import polars

# What stands for an ASCII character and can mean nothing else within a number.
_ALIKE = {
    "-": "−–－﹣‐‑",
    "+": "＋﹢",
    "'": "’‘＇ʼ",
    " ": "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "%": "％﹪",
    "$": "＄﹩",
    "¥": "￥",
    "₩": "￦",
    "(": "（",
    ")": "）",
    ".": "．",
    ",": "，",
    **{str(digit): chr(ord("０") + digit) for digit in range(10)},
}
_ASCII = {other: plain for plain, others in _ALIKE.items() for other in others}
_TABLE = str.maketrans(_ASCII)


@dataclass(frozen=True)
class NumberFormat:
    """decimal: the mark before the fraction; thousands: what may stand between groups of digits; units: (what may stand before or
    behind, what the number is multiplied by); accounting: whether (5) and 5- are -5."""

    decimal: str = "."
    thousands: str | None = None
    units: tuple[tuple[str, float], ...] = ()
    accounting: bool = False

    @functools.cached_property
    def pattern(self) -> str:
        """What a number is once `ascii_of` and `_signed` have acted: an expression that Python and Rust read alike."""
        decimal, mark = re.escape(self.decimal), re.escape(self.thousands or "")
        whole = "[0-9]+"
        if self.thousands:
            lakhs = rf"|[1-9][0-9]?(?:{mark}[0-9]{{2}})+{mark}[0-9]{{3}}" if self.thousands == "," else ""
            whole = rf"(?:[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})+{lakhs}|[0-9]+)"
        body = rf"(?:{whole}(?:{decimal}[0-9]*)?|{decimal}[0-9]+)(?:[eE][+-]?[0-9]+)?"
        unit = "|".join(re.escape(unit) for unit, _ in sorted(self.units, key=lambda unit: -len(unit[0]))) or r"[^\s\S]"
        return rf"^([+-]?)\s*({unit})?\s*([+-]?)({body})\s*({unit})?$"

    def number(self, word: str) -> float | None:
        """The number that a word is; None where it is none so written."""
        text = self._signed(ascii_of(word))
        match = _compiled(self).match(text)
        if match is None:
            return self._sum(text)
        if match[1] and match[3]:
            return None
        digits = match[4].replace(self.thousands or "", "") if self.thousands else match[4]
        factors = dict(self.units)
        factor = factors.get(match[2] or "", 1.0) * factors.get(match[5] or "", 1.0)
        return float(f"{match[1] or match[3]}{digits.replace(self.decimal, '.')}") * factor

    def _sum(self, text: str) -> float | None:
        """1억 5,000만 as 150,000,000: numbers side by side whose units have ever smaller factors; None where it is no such."""
        if len({factor for _, factor in self.units}) < 2:
            return None
        factors = dict(self.units)
        unit = "|".join(re.escape(unit) for unit in sorted(factors, key=len, reverse=True))
        sign, pieces = re.match(r"([+-]?)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]  # it matches all
        parts = re.findall(rf"\s*([0-9][0-9.,'_]*?)\s*({unit})(?=[\s0-9]|$)", pieces)
        numbers = [self.number(number) for number, _ in parts]
        steps = [factors[own] for _, own in parts]
        whole = re.sub(r"\s", "", "".join(number + own for number, own in parts)) == re.sub(r"\s", "", pieces)
        if len(parts) < 2 or not whole or None in numbers or any(a <= b for a, b in itertools.pairwise(steps)):
            return None
        total = sum(number * step for number, step in zip(numbers, steps, strict=True) if number is not None)
        return -total if sign == "-" else total

    def _signed(self, word: str) -> str:
        """Accountants' negative numbers with a minus before them."""
        if not self.accounting:
            return word
        for pattern in _NEGATIVE:
            if match := re.match(pattern, word):
                return f"-{''.join(match.groups())}"
        return word

    def numbers(self, cells: polars.Series) -> polars.Series:
        """The same of many cells: Float64, null where there is none."""
        words = ascii_cells(cells).alias("cell")
        word = polars.col("cell")
        if self.accounting:
            for pattern in _NEGATIVE:
                word = word.str.replace(pattern, "-${1}${2}${3}")
        part = word.str.extract_groups(self.pattern).struct
        sign, before, inner, body, after = (part.field(str(number)).fill_null("") for number in range(1, 6))
        if self.thousands:
            body = body.str.replace_all(self.thousands, "", literal=True)
        digits = body.str.replace(self.decimal, ".", literal=True)
        value = (sign + inner + digits).cast(polars.Float64, strict=False)
        for unit, factor in self.units:
            if factor != 1.0:
                for side in (before, after):
                    value = polars.when(side == unit).then(value * factor).otherwise(value)
        read: polars.Series = words.to_frame().select(value.alias(cells.name or "cell")).to_series()
        if len({factor for _, factor in self.units}) > 1 and read.null_count():
            others = words.filter(read.is_null()).drop_nulls().unique().to_list()
            sums = {one: total for one in others if (total := self._sum(self._signed(one))) is not None}
            if sums:
                read = read.fill_null(words.replace_strict(sums, default=None, return_dtype=polars.Float64))
        return read


PLAIN = NumberFormat()
_NEGATIVE = (r"^([^()]*)\(([^()]*)\)([^()]*)$", r"^([^-]*[0-9])(\s*)-()$")


@functools.lru_cache(maxsize=64)
def _compiled(format: NumberFormat) -> re.Pattern[str]:
    return re.compile(format.pattern)


def ascii_of(word: str) -> str:
    """A cell without outer blanks, its full-width digits, typographic minus signs and kinds of blanks as ASCII has them."""
    return word.strip() if word.isascii() else word.translate(_TABLE).strip()


def ascii_cells(cells: polars.Series) -> polars.Series:
    """The same of many cells."""
    if (cells.str.len_bytes() > cells.str.len_chars()).any():
        cells = cells.str.replace_many(list(_ASCII), list(_ASCII.values()))
    return cells.str.strip_chars()
