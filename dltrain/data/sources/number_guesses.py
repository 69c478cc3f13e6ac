"""Whether words are numbers as people write them, and how: what their format is called, and what would read them."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dltrain.data.number_formats import PLAIN, NumberFormat, ascii_of

SAMPLE = 64
MANY = 20  # different numbers from which on they are no categories

_PART = re.compile(
    r"^(?P<before>(?:[^0-9]*[^\W\d]\.?|[^0-9.,]*))\s*(?P<body>[.,]?[0-9][0-9.,'_ ]*?(?:[eE][+-]?[0-9]+)?)\s*(?P<after>[^0-9]*)$"
)
_MARKS: tuple[tuple[str, str | None], ...] = (
    (".", None),
    (".", ","),
    (",", None),
    (",", "."),
    (".", " "),
    (",", " "),
    (".", "'"),
    (",", "'"),
    (".", "_"),
)

CURRENCIES = frozenset(
    [
        "$",
        "€",
        "£",
        "¥",
        "₩",
        "₹",
        "₽",
        "₺",
        "฿",
        "₫",
        "₴",
        "₪",
        "¢",
        "US$",
        "A$",
        "C$",
        "HK$",
        "NT$",
        "R$",
        "CN¥",
        "USD",
        "EUR",
        "GBP",
        "JPY",
        "KRW",
        "CNY",
        "INR",
        "CHF",
        "RUB",
        "AUD",
        "CAD",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "BRL",
        "Rs",
        "Rs.",
        "kr",
        "kr.",
        "zł",
        "원",
        "달러",
        "유로",
        "엔",
        "円",
        "元",
        "위안",
    ]
)
PERCENT = frozenset(["%", "‰"])
BOUNDS = frozenset(["<", ">", "≤", "≥", "<=", ">=", "~", "≈", "±", "#", "+"])
# What a number is multiplied by, so that different units of a family can be read into one.
FAMILIES: tuple[dict[str, float], ...] = (
    {"k": 1e3, "K": 1e3, "M": 1e6, "m": 1e6, "B": 1e9, "bn": 1e9, "T": 1e12},
    {"천": 1e3, "만": 1e4, "백만": 1e6, "천만": 1e7, "억": 1e8, "조": 1e12}
    | {"원": 1.0, "천원": 1e3, "만원": 1e4, "백만원": 1e6, "천만원": 1e7, "억원": 1e8, "조원": 1e12},
    {"千": 1e3, "万": 1e4, "億": 1e8, "亿": 1e8},
    {"mg": 1e-3, "g": 1.0, "kg": 1e3, "t": 1e6},
    {"mm": 1e-3, "cm": 1e-2, "m": 1.0, "km": 1e3},
    {"ml": 1e-3, "mL": 1e-3, "l": 1.0, "L": 1.0},
    {"KB": 1e3, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12},
    {"ft": 12.0, "in": 1.0},
    {"시간": 3600.0, "분": 60.0, "초": 1.0},
    {"ms": 1e-3, "s": 1.0, "sec": 1.0, "min": 60.0, "h": 3600.0, "hr": 3600.0},
    {"W": 1.0, "kW": 1e3, "MW": 1e6},
    {"Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9},
)
KNOWN = frozenset(unit for family in FAMILIES for unit in family) | frozenset(
    [
        "°C",
        "°F",
        "℃",
        "℉",
        "°",
        "lb",
        "lbs",
        "oz",
        "ft",
        "in",
        "mi",
        "mph",
        "km/h",
        "kmh",
        "m²",
        "m2",
        "㎡",
        "평",
        "cc",
        "hp",
        "bhp",
        "PS",
        "V",
        "A",
        "kWh",
        "cal",
        "kcal",
        "rpm",
        "px",
        "pt",
        "ppm",
        "bp",
        "bps",
        "mmHg",
        "dB",
        "years",
        "year",
        "yrs",
        "months",
        "days",
        "hours",
        "hrs",
        "minutes",
        "mins",
        "seconds",
        "명",
        "개",
        "세",
        "살",
        "회",
        "건",
        "점",
        "시간",
        "분",
        "초",
        "킬로",
        "그램",
        "미터",
        "리터",
    ]
)
_PIECE = re.compile(r"[0-9][0-9.,]*[^0-9.,\s]+")
MAX_LENGTH = 60  # characters of a number
_ORDINALS = frozenset(["st", "nd", "rd", "th"])


@dataclass(frozen=True)
class NumberGuess:
    """How words are written that are numbers. what: in words; format: what reads them, None where nothing can; odd: those that
    are no numbers even so; sure: whether they can be nothing else; either: another reading that is as good."""

    what: str
    format: NumberFormat | None
    odd: tuple[str, ...]
    sure: bool
    either: str = ""


@dataclass(frozen=True)
class _Cell:
    before: str
    body: str
    after: str
    accounting: bool


def guess_format(words: Sequence[str]) -> NumberGuess | None:
    """What different words of a column look like; None where most are no numbers in any way of writing. Words that are plain
    numbers may be among them."""
    return _guess_again(tuple(words)) if len(words) <= SAMPLE else _guess(words)


def _guess(words: Sequence[str]) -> NumberGuess | None:
    step = max(1, len(words) // SAMPLE)
    sample = words[::step]
    if 2 * sum(bool(_cells(word)) for word in sample) < len(sample):
        return None
    of_word = {word: parts for word in words if (parts := _cells(word))}
    if 2 * len(of_word) < len(words):
        return None
    cells = [cell for parts in of_word.values() for cell in parts]
    (decimal, thousands), either = _marks([cell.body for cell in cells])
    units = Counter(unit for cell in cells for unit in (cell.before, cell.after) if unit)
    accounting = any(cell.accounting for cell in cells)
    factors = _factors(units, bare=any(_is_bare(cell) for cell in cells))
    number_format = NumberFormat(decimal, thousands, factors or tuple((unit, 1.0) for unit in units), accounting)
    odd = tuple(word for word in words if number_format.number(word) is None)
    lists = decimal == "," and any(word.count(",") > 1 for word in odd)  # 1,2 beside 1,2,3
    if number_format == PLAIN or lists or 2 * len(odd) > len(words) or not _is_plausible(units, len(words) - len(odd)):
        return None
    marked = bool(accounting or thousands or decimal != ".")
    sure = marked or len(words) - len(odd) > MANY
    mixed = factors is None
    if mixed and not set(units) <= CURRENCIES | PERCENT | {unit for unit in KNOWN if len(unit) > 1}:
        return None
    return NumberGuess(_in_words(number_format, units, of_word, mixed=mixed), None if mixed else number_format, odd, sure, either)


_guess_again = functools.lru_cache(maxsize=1024)(_guess)  # many columns of a wide table have the same words


def _cells(word: str) -> tuple[_Cell, ...]:
    """A number with what stands around it, or several side by side with units of one family: 1억 5,000만. Else none."""
    if (cell := _cell(word)) is not None:
        return (cell,)
    text = re.sub(r"^[+-]|\s", "", ascii_of(word))
    pieces = _PIECE.findall(text) if len(word) <= MAX_LENGTH else []
    parts = [cell for piece in pieces if (cell := _cell(piece)) is not None]
    is_whole = len(parts) == len(pieces) > 1 and "".join(pieces) == text
    return tuple(parts) if is_whole and any({part.after for part in parts} <= set(family) for family in FAMILIES) else ()


def _cell(word: str) -> _Cell | None:
    """A number with what stands around it."""
    text = ascii_of(word)
    accounting = False
    for pattern in (r"^([^()]*)\(([^()]*)\)([^()]*)$", r"^([^-]*[0-9])\s*-()()$"):
        if not accounting and (match := re.match(pattern, text)):
            accounting, text = True, "".join(match.groups())
    match = _PART.match(text)
    if match is None or len(word) > MAX_LENGTH or not any(map(str.isdigit, match["body"])):
        return None
    before = re.sub(r"^\s*[+-]?\s*(.*?)\s*[+-]?\s*$", r"\1", match["before"])
    after = match["after"].strip()
    if before and before not in CURRENCIES | BOUNDS | PERCENT:
        return None
    if len(after) > 12 or after in _ORDINALS or re.search(r"^[-/:;|,(]|[-/:;|,()]$", after):
        return None
    return _Cell(before, match["body"].rstrip(), after, accounting)


def _is_bare(cell: _Cell) -> bool:
    """Whether it has no unit and could have one: 0 is the same in all."""
    return not cell.before and not cell.after and re.search("[1-9]", cell.body) is not None


def _marks(bodies: Sequence[str]) -> tuple[tuple[str, str | None], str]:
    """The decimal mark and the thousands mark that most of these fit, and what else all of them would fit."""
    scores = {marks: sum(NumberFormat(*marks).number(body) is not None for body in bodies) for marks in _MARKS}
    best = max(_MARKS, key=lambda marks: scores[marks])
    comma = best == (".", ",") and scores[(",", None)] == scores[best]
    return best, 'decimal: "," where the comma is the decimal mark' if comma else ""


def _factors(units: Counter[str], *, bare: bool) -> tuple[tuple[str, float], ...] | None:
    """What each unit multiplies by; None where they differ and none is known to be so many of another."""
    if bare and set(units) & PERCENT:
        return None  # 12 % is 0.12 beside 0.11, and 12 beside 11
    signs = {unit for unit in units if unit in BOUNDS}
    measures = [unit for unit in units if unit not in signs]
    plain = tuple((unit, 1.0) for unit in units)
    if len(measures) <= 1 and not (bare and measures and any(measures[0] in family for family in FAMILIES[:3])):
        return plain
    for family in FAMILIES:
        if set(measures) <= set(family):
            return tuple((unit, family.get(unit, 1.0) if unit not in signs else 1.0) for unit in units)
    return plain if _alike(measures) else None


def _alike(measures: Iterable[str]) -> bool:
    """Whether these are other words for one unit."""
    groups = ({"$", "USD", "US$"}, {"€", "EUR"}, {"₩", "KRW", "원"}, {"£", "GBP"}, {"¥", "JPY", "円"}, {"₹", "INR", "Rs", "Rs."})
    return any(set(measures) <= group for group in groups) or len({measure.lower().rstrip("s.") for measure in measures}) == 1


def _is_plausible(units: Counter[str], numbers: int) -> bool:
    """Words behind a number may be the number's name: `12A`, `3월`. Unknown ones are units where many numbers have one."""
    strange = [unit for unit in units if unit not in CURRENCIES | PERCENT | BOUNDS | KNOWN]
    return not strange or (len(units) == 1 and numbers > MANY)


def _in_words(number_format: NumberFormat, units: Counter[str], words: Iterable[str], *, mixed: bool) -> str:
    parts = []
    if number_format.thousands:
        parts.append(f'thousands separators ("{number_format.thousands}")')
    if number_format.decimal == "," and any("," in word for word in words):
        parts.append("decimal commas")
    for kind, name in ((CURRENCIES, "a currency sign"), (PERCENT, "a percent sign")):
        if own := [unit for unit in units if unit in kind]:
            parts.append(f"{name} ({', '.join(own)})")
    if others := [unit for unit in units if unit not in CURRENCIES | PERCENT]:
        what = "the sign" if set(others) <= BOUNDS else "the unit" if len(others) == 1 else "the units"
        parts.append(f"{what} {', '.join(others[:6])}")
    if number_format.accounting:
        parts.append("parentheses or a minus behind for negative ones")
    return " and ".join(parts) + (", which are not of one measure" if mixed else "")
