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


def as_shown(term):
    """The term with its texts as they are told, without the indent of the file."""
    words = {language: plain(text) for language, text in term.words.items()}
    lines = {name: textwrap.dedent(getattr(term, name)).strip("\n") for name in ("formula", "numbers", "spec")}
    return dataclasses.replace(term, words=words, **lines)


BY_TOPIC = {topic.english[0]: [as_shown(term) for term in topic.terms] for topic in TOPICS}
TERMS = [term for terms in BY_TOPIC.values() for term in terms]
of_each_topic = pytest.mark.parametrize("terms", BY_TOPIC.values(), ids=list(BY_TOPIC))
WORDS_OF_PROSE = r"\b(?!softmax|tanh|sign|norm|argmax|Xavier|L_batch)[A-Za-z][a-z]{3,}\b"
SENTENCE = re.compile(r"[.!?](?:\s|$)")
LESSONS = (
    *("tangerines", "perceptron", "xor", "activations", "losses", "gradient_descent", "optimizers", "backpropagation"),
    *("epochs_and_batches", "initial_weights", "vanishing_gradients", "dying_relu", "batch_normalization", "overfitting"),
    *("ensembles", "one_hot_and_scaling", "confusion_matrix", "convolution", "recurrence", "autoencoder", "gan", "clustering"),
    "reinforcement_learning",
)


@of_each_topic
def test_a_term_is_told_in_both_languages(terms):
    for term in terms:
        assert term.english
        assert term.korean
        assert not re.search("[가-힣]", term.words[Language.en])
        assert len(re.findall("[가-힣]", term.words[Language.ko])) > 15
        for words in term.words.values():
            assert words.endswith(".")
            assert 2 <= len(SENTENCE.findall(words)) <= 6, words
            assert len(words) < 700


@of_each_topic
def test_the_numbers_are_right(terms):
    assert {term.english[0]: wrong for term in terms if (wrong := wrong_lines(term.numbers))} == {}


@of_each_topic
def test_words_within_formulas_stand_in_both_languages(terms):
    for term in terms:
        labels = [line.rpartition(": ")[0] for line in term.numbers.split("\n")]
        for line in [*term.formula.split("\n"), *labels]:
            english, _, korean = line.partition(" // ")
            assert not re.search("[가-힣]", english)
            assert re.search("[가-힣]", korean) or not re.search(WORDS_OF_PROSE, line), line


@of_each_topic
def test_what_a_term_points_to_is_there(terms):
    for term in terms:
        assert [name for name in term.see if not named(name)] == [], term.english
        assert term.english[0] not in term.see
        assert not term.lesson or term.lesson in LESSONS, term.english


@of_each_topic
def test_the_place_in_a_spec_can_be_written(terms):
    rest = {"data:": "data: {source: iris}", "model:": "model: {layers: [4]}"}
    for term in terms:
        lines = [term.spec, *(line for key, line in rest.items() if not re.search(f"^{key}", term.spec, re.MULTILINE))]
        assert fits(Experiment, Experiment, "\n".join(lines)), term.english


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
