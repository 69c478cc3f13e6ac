"""Text within the width of a terminal."""

import io

import pytest

from dltrain.text.layout import available, columns, wrapped

TABLE = [["", "accuracy", "loss"], ["iris-1", "0.95", "0.1"], ["iris-2", "0.9", "0.23"]]
FACTS = [["data", "90 training, 30 validation, 30 test rows"], ["run", "runs/iris-1"]]


def test_lines_break_between_words_and_a_count_stays_with_what_it_counts():
    text = "  result   completed 5 epochs; best (p = 0.01)\nshort"
    assert wrapped(text, 24) == "  result   completed\n    5 epochs; best\n    (p = 0.01)\nshort"
    assert wrapped(text, None) == text


def test_lines_of_a_spec_stay_whole():
    text = "    5 |   a rather long line of a spec\n      |        ^"
    assert wrapped(text, 20) == text


def test_korean_takes_two_columns():
    assert wrapped("가나다 라마바 사아자", 14) == "가나다 라마바\n  사아자"


def test_a_wide_table_parts_between_columns():
    assert columns(TABLE, within=20) == (
        "           accuracy\n  iris-1       0.95\n  iris-2        0.9\n\n           loss\n  iris-1    0.1\n  iris-2   0.23"
    )
    assert columns(TABLE, within=40) == columns(TABLE)


def test_facts_wrap_in_their_own_column():
    assert columns(FACTS, right=False, within=32) == (
        "  data   90 training,\n         30 validation,\n         30 test rows\n  run    runs/iris-1"
    )
    assert columns(FACTS, right=False, within=16) == (
        "  data\n    90 training,\n    30 validation,\n    30 test\n    rows\n  run\n    runs/iris-1"
    )


@pytest.mark.parametrize(("told", "wide"), [("40", 40), ("", None), ("0", None), ("wide", None)])
def test_the_width_is_what_the_environment_says(monkeypatch, told, wide):
    monkeypatch.setenv("COLUMNS", told)
    assert available(io.StringIO()) == wide
