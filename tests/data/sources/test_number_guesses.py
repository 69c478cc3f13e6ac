"""What words look like that are numbers, and which are none."""

import polars
import pytest

from dltrain.data.number_formats import NumberFormat
from dltrain.data.sources.number_guesses import guess_format

MANY = range(30)


@pytest.mark.parametrize(
    ("words", "what", "format"),
    [
        ([f"{1000 + 37 * i:,}" for i in MANY], 'thousands separators (",")', NumberFormat(thousands=",")),
        (["7", "14", "1,234"], 'thousands separators (",")', NumberFormat(thousands=",")),
        (["12,34,567", "1,23,456"], 'thousands separators (",")', NumberFormat(thousands=",")),
        (["1.234,5", "12.345,0"], 'thousands separators (".") and decimal commas', NumberFormat(",", ".")),
        (["1.234", "12.345.678"], 'thousands separators (".")', NumberFormat(",", ".")),
        (["1,5", "2,25", "3"], "decimal commas", NumberFormat(",")),
        (["1 234", "12 345,5"], 'thousands separators (" ") and decimal commas', NumberFormat(",", " ")),
        (["1\u202f234", "12\u00a0345"], 'thousands separators (" ")', NumberFormat(thousands=" ")),
        (["1’234.5", "12’345"], 'thousands separators ("\'")', NumberFormat(thousands="'")),
        (["$5.50", "$1.00"], "a currency sign ($)", NumberFormat(units=(("$", 1.0),))),
        (
            ["1,000원", "2,500 원"],
            'thousands separators (",") and a currency sign (원)',
            NumberFormat(thousands=",", units=(("원", 1.0),)),
        ),
        (
            ["1.234,50 €"],
            'thousands separators (".") and decimal commas and a currency sign (€)',
            NumberFormat(",", ".", (("€", 1.0),)),
        ),
        (["10%", "20 %"], "a percent sign (%)", NumberFormat(units=(("%", 1.0),))),
        (["5 kg", "300 g"], "the units kg, g", NumberFormat(units=(("kg", 1e3), ("g", 1.0)))),
        (["3만", "5만"], "the unit 만", NumberFormat(units=(("만", 1.0),))),
        (["3만", "50000"], "the unit 만", NumberFormat(units=(("만", 1e4),))),
        (["(5)", "3"], "parentheses or a minus behind for negative ones", NumberFormat(accounting=True)),
        (
            ["Rs. 1,234", "Rs.500"],
            'thousands separators (",") and a currency sign (Rs.)',
            NumberFormat(thousands=",", units=(("Rs.", 1.0),)),
        ),
        (["$.50", "-.5"], "a currency sign ($)", NumberFormat(units=(("$", 1.0),))),
        (["12%", "0.12"], "a percent sign (%), which are not of one measure", None),
        (["12%", "0"], "a percent sign (%)", NumberFormat(units=(("%", 1.0),))),
        (["5 USD", "3 EUR"], "a currency sign (USD, EUR), which are not of one measure", None),
    ],
)
def test_numbers_in_other_ways_of_writing(words: list[str], what: str, format: NumberFormat | None) -> None:
    guess = guess_format(words)
    assert guess is not None
    assert (guess.what.replace('"\'"', '"\'"'), guess.format) == (what, format)


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["1억 5,000만원", "2억", "9,000만원"], [150_000_000, 200_000_000, 90_000_000]),
        (["3억5000만", "-1억 2천", "5000"], [350_000_000, -100_002_000, 5000]),
        (["5ft 11in", "6ft"], [71, 72]),
        (["1시간 20분", "45분"], [4800, 2700]),
    ],
)
def test_numbers_side_by_side_with_ever_smaller_units_are_summed(words: list[str], numbers: list[float]) -> None:
    guess = guess_format(words)
    assert guess is not None
    assert guess.format is not None
    assert [guess.format.number(word) for word in words] == numbers
    assert guess.format.numbers(polars.Series(words)).to_list() == numbers
    assert guess.format.number("5in 3ft") is guess.format.number("20분 1시간") is guess.format.number("5만 3억") is None


@pytest.mark.parametrize(
    "words",
    [
        ["kim", "lee"],
        ["C85", "C123"],
        ["12A", "14B"],
        ["1월", "2월"],
        ["12월 25일", "1월 2일"],
        ["1st", "2nd"],
        ["18-24", "25-34"],
        ["2024.01.02", "2024.01.03"],
        ["01/02/2024"],
        ["12:30"],
        ["10.1.2.3"],
        ["37.5,127.0"],
        ["010-1234-5678"],
        ["1,2", "1,2,3"],
        ["2XL", "3XL"],
        ["4.5/5"],
        ["A/5 21171"],
    ],
)
def test_words(words: list[str]) -> None:
    assert guess_format(words) is None
