"""`dltrain explain` as it is typed: cards and the list in both languages, within the width of a terminal, without torch."""

import subprocess
import sys

import pytest

from dltrain.text.formatting import width


def test_a_card_says_what_it_is_where_it_acts_and_what_to_read_next(dltrain):
    card = dltrain("explain", "chain", "rule").out
    assert card.startswith("chain rule   연쇄 법칙\n\n  The derivative of a composite function")
    assert "    dz/dx = dz/dy · dy/dx\n" in card
    assert "\nsee also   " in card


def test_options_have_their_ranges_and_defaults(dltrain):
    card = dltrain("explain", "adam").out
    assert "the optimizer adam (training.optimizer)" in card
    assert "a number of at least 0 and below 1" in " ".join(card.split())
    assert "default 0.999" in " ".join(card.split())
    assert "    training:\n      optimizer: {type: adam, beta1: 0.9}" in card


def test_a_table_lists_its_choices(dltrain):
    card = dltrain("explain", "optimizers").out
    assert [name for name in ("sgd", "adam", "rmsprop", "lion") if f"\n    {name} " not in card] == []


@pytest.mark.parametrize(
    ("variables", "words", "start"),
    [
        ({"LC_ALL": "ko_KR.UTF-8"}, ["chain rule"], "연쇄 법칙   chain rule\n"),
        ({"LC_ALL": "C.UTF-8"}, ["연쇄 법칙"], "chain rule   연쇄 법칙\n"),
        ({"LC_ALL": "C.UTF-8"}, ["chain rule", "--language", "ko"], "연쇄 법칙   chain rule\n"),
        ({"LC_ALL": "ko_KR.UTF-8"}, ["chain rule", "--language", "en"], "chain rule   연쇄 법칙\n"),
    ],
)
def test_the_language_is_the_options_or_the_locales(dltrain, monkeypatch, variables, words, start):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert dltrain("explain", *words).out.startswith(start)


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("words", [[], ["adam"], ["momentum"], ["optimizers"], ["연쇄", "법칙"], ["data"]])
def test_lines_fit_the_terminal(dltrain, monkeypatch, columns, language, words):
    monkeypatch.setenv("COLUMNS", str(columns))
    out = dltrain("explain", *words, "--language", language).out
    formulas = [line for line in out.splitlines() if width(line) > columns]
    assert [line for line in formulas if " " in line.strip()] == []  # a single word may be longer


def test_a_slip_is_told_on_stderr(dltrain):
    result = dltrain("explain", "gradeint")
    assert result.code == 0
    assert result.err == "gradeint → gradient\n"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "error: nothing is known of 'gradient fall'; the nearest words are "),
        ("ko", "error: 'gradient fall': 모르는 낱말입니다; 가까운 낱말: "),
    ],
)
def test_an_unknown_word_is_an_error_with_the_nearest_words(dltrain, language, said):
    result = dltrain("explain", "gradient fall", "--language", language)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(said)
    assert "gradient descent" in result.err


def test_nothing_heavy_is_loaded():
    heavy = {"torch", "numpy", "polars", "yaml", "rich", "dltrain.spec", "dltrain.optimizers"}
    code = f"""import sys; sys.argv = ["dltrain", "explain", "adam"]; from dltrain.cli import main
try: main()
except SystemExit: print("loaded:", *{heavy} & set(sys.modules))"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "loaded:"
