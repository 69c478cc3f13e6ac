"""Every term has its words in both languages, its numbers are right, and what it points to is there."""

from __future__ import annotations

import dataclasses
import re
import textwrap
from collections import Counter

import pytest
from arithmetic import wrong_lines

from dltrain.glossary.entry import plain
from dltrain.glossary.lookup import named
from dltrain.glossary.terms import TOPICS
from dltrain.spec.experiment import Experiment
from dltrain.spec.reading import fits
from dltrain.text.language import Language
from dltrain.text.nearest import normalized

TERMS = [
    dataclasses.replace(
        term,
        words={language: plain(text) for language, text in term.words.items()},
        **{name: textwrap.dedent(getattr(term, name)).strip("\n") for name in ("formula", "numbers", "spec")},
    )
    for topic in TOPICS
    for term in topic.terms
]
WORDS_OF_PROSE = r"\b(?!softmax|tanh|sign|norm|argmax|Xavier|L_batch)[A-Za-z][a-z]{3,}\b"
SENTENCE = re.compile(r"[.!?](?:\s|$)")
LESSONS = (
    *("tangerines", "perceptron", "xor", "activations", "losses", "gradient_descent", "optimizers", "backpropagation"),
    *("epochs_and_batches", "initial_weights", "vanishing_gradients", "dying_relu", "batch_normalization", "overfitting"),
    *("ensembles", "one_hot_and_scaling", "confusion_matrix", "convolution", "recurrence", "autoencoder", "gan"),
)


def by_name(term):
    return term.english[0]


@pytest.mark.parametrize("term", TERMS, ids=by_name)
def test_a_term_is_told_in_both_languages(term):
    assert term.english
    assert term.korean
    assert not any("가" <= letter <= "힣" for letter in term.words[Language.en])
    assert sum("가" <= letter <= "힣" for letter in term.words[Language.ko]) > 15
    for words in term.words.values():
        assert words.endswith(".")
        assert 2 <= len(SENTENCE.findall(words)) <= 6, words
        assert len(words) < 700


@pytest.mark.parametrize("term", [term for term in TERMS if term.numbers], ids=by_name)
def test_its_numbers_are_right(term):
    assert wrong_lines(term.numbers) == []


@pytest.mark.parametrize("term", [term for term in TERMS if term.formula or term.numbers], ids=by_name)
def test_words_within_its_formulas_stand_in_both_languages(term):
    labels = [line.rpartition(": ")[0] for line in term.numbers.split("\n")]
    for line in [*term.formula.split("\n"), *labels]:
        english, _, korean = line.partition(" // ")
        assert not re.search("[가-힣]", english)
        assert re.search("[가-힣]", korean) or not re.search(WORDS_OF_PROSE, line), line


@pytest.mark.parametrize("term", TERMS, ids=by_name)
def test_what_it_points_to_is_there(term):
    assert [name for name in term.see if not named(name)] == []
    assert term.english[0] not in term.see
    assert not term.lesson or term.lesson in LESSONS


@pytest.mark.parametrize("term", [term for term in TERMS if term.spec], ids=by_name)
def test_its_place_in_a_spec_can_be_written(term):
    rest = {"data:": "data: {source: iris}", "model:": "model: {layers: [4]}"}
    lines = [term.spec, *(line for key, line in rest.items() if not re.search(f"^{key}", term.spec, re.MULTILINE))]
    assert fits(Experiment, Experiment, "\n".join(lines))


def test_there_are_enough_of_them_for_a_first_course():
    assert len(TERMS) >= 150


def test_no_two_terms_have_the_same_name():
    counts = Counter(normalized(name) for term in TERMS for name in {*map(normalized, term.names)})
    assert {name: count for name, count in counts.items() if count > 1} == {}


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("√(3² + 4²) = 5", True),
        ("1/3 = 0.333", True),
        ("1/3 = 0.334", False),
        ("P(A | B): 0.9 · 0.01 / (0.9 · 0.01 + 0.05 · 0.99) = 0.154", True),
        ("(1, 2) · (3, 4) = 1·3 + 2·4 = 11", True),
        ("softmax(1, 2) = (0.269, 0.731)", True),
        ("softmax(1, 2) = (0.269, 0.732)", False),
        ("x = 2", True),
    ],
)
def test_a_wrong_number_is_found(line, right):
    assert (wrong_lines(line) == []) is right
