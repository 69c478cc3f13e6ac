"""Texts as tokens, in any script, by hand and against Unicode's own tables."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dltrain.data.encoding.tokens import Tokens, Vocabulary, characters, count, in_rows, jamo, most_frequent, normal, words


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("이 영화, 정말 10점!!", ["이", "영화", ",", "정말", "10점", "!", "!"]),
        ("ㅋㅋㅋ ㅠ_ㅠ", ["ㅋㅋㅋ", "ㅠ_ㅠ"]),
        ("don't  stop\n", ["don", "'", "t", "stop"]),
        ("हिन्दी में", ["हिन्दी", "में"]),  # vowel signs and the virama are marks, no letters
        ("می‌خواهم", ["می‌خواهم"]),  # a joiner within a word
        ("ﷺ…“그래”", ["ﷺ", "…", "“", "그래", "”"]),
        ("👍🏽", ["👍", "🏽"]),
        (" \t", []),
    ],
)
def test_words(text, tokens):
    assert words(text) == tokens


@given(st.text())
def test_no_character_but_spaces_is_lost(text):
    assert "".join(words(text)) == "".join(c for c in text if not c.isspace())


def test_a_syllable_is_its_letters_and_other_text_stays():
    found = jamo(characters(["값이", "", "é ㅋ1"]))
    assert [chr(number) for number in found.numbers] == ["ᄀ", "ᅡ", "ᆹ", "ᄋ", "ᅵ", "é", " ", "ㅋ", "1"]
    assert found.counts.tolist() == [5, 0, 4]


def test_every_syllable_as_unicode_decomposes_it():
    syllables = "".join(map(chr, range(0xAC00, 0xD7A4)))
    found = jamo(characters([syllables]))
    assert "".join(map(chr, found.numbers)) == unicodedata.normalize("NFD", syllables)


def test_composed_and_decomposed_are_the_same_text():
    assert normal(unicodedata.normalize("NFD", "É 한글"), True) == "é 한글"
    assert normal("É", False) == "É"


@pytest.mark.parametrize(
    ("tokenizer", "times", "lengths"),
    [
        ("word", {"가": 4, "나": 3, "다": 1, "!": 1}, [3, 3, 0]),
        ("character", {"가": 4, "나": 3, " ": 5, "다": 1, "!": 1, "\t": 1}, [5, 4, 1]),
        ("jamo", {"ᄀ": 4, "ᅡ": 8, "ᄂ": 3, " ": 5, "ᄃ": 1, "!": 1, "\t": 1}, [8, 6, 1]),
    ],
)
def test_tokens_are_counted_as_often_as_their_text_occurs(tokenizer, times, lengths):
    found = count(["가 나 가", "나 다!", "\t"], np.array([2, 1, 1]), tokenizer, True)
    assert (found.times, found.lengths.tolist()) == (times, lengths)


def test_the_most_frequent_come_first_and_ties_by_code_point():
    times = {"b": 2, "나": 3, "a": 2, "가": 3, "z": 1, "!": 5}
    assert most_frequent(times, 5, 1) == ("!", "가", "나", "a", "b")
    assert most_frequent(times, 9, 3) == ("!", "가", "나")


@pytest.mark.parametrize("tokenizer", ["word", "character", "jamo"])
def test_codes_are_those_of_the_vocabulary(tokenizer):
    found = Vocabulary(tokenizer, False, ("b", "A")).encode(["b", "", "A", "a"])
    assert (found.numbers.tolist(), found.counts.tolist()) == ([2, 1, 3, 1], [1, 1, 1, 1])
    assert found.numbers.dtype == np.int32


def test_an_empty_text_is_one_unknown_token():
    assert Vocabulary("word", True, ("a",)).encode([" \n"]).numbers.tolist() == [1]
    assert Vocabulary("character", True, ("a",)).encode([""]).numbers.tolist() == [1]


def test_rows_are_cut_and_padded():
    found = Tokens(np.array([5, 6, 7, 8, 2, 3, 4]), np.array([4, 1, 0, 2]))
    assert in_rows(found, 3, "end").tolist() == [[5, 6, 7], [2, 0, 0], [0, 0, 0], [3, 4, 0]]
    assert in_rows(found, 3, "start").tolist() == [[6, 7, 8], [2, 0, 0], [0, 0, 0], [3, 4, 0]]


@given(st.lists(st.text(max_size=8)), st.sampled_from(["character", "jamo"]))
def test_letter_by_letter_as_a_loop_would(texts, tokenizer):
    def letters(text):
        parts = [unicodedata.normalize("NFD", c) if "가" <= c <= "힣" else c for c in normal(text, True)]
        return "".join(parts) if tokenizer == "jamo" else normal(text, True)

    found = count(texts, np.ones(len(texts), np.int64), tokenizer, True)
    everything = "".join(map(letters, texts))
    assert found.times == {c: everything.count(c) for c in everything}
    assert found.lengths.tolist() == [len(letters(text)) for text in texts]
