"""Recurrent networks followed step by step, and codes of autoencoders."""

import numpy as np
import pytest

from dltrain import lessons
from dltrain.lessons.coding import alike_neighbours, by_components, codes_of, decoded, digits_of
from dltrain.lessons.remembering import answers_by_step, sequences_of, weight_of_steps
from dltrain.lessons.trained import Trained


def session_of(lesson, spec, *sets):
    """A training of a lesson's spec before its first step."""
    return Trained(lessons.read(lesson).folder / f"{spec}.yaml", sets, None, None).untrained()


@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm"])
def test_the_answer_after_the_last_step_is_that_of_the_network(kind):
    session = session_of("recurrence", "marked", f"model.layers.1={{type: {kind}, units: 4}}")
    sequences = sequences_of(session, "test")
    assert sequences.shape == (200, 20, 2)
    assert (sequences[:, :, 1].sum(axis=1) == 1).all()  # one bit is marked
    scores = session.engine.scores(session.splits["test"][1]).numpy()[:, 0]
    assert answers_by_step(session, sequences)[:, -1] == pytest.approx(1 / (1 + np.exp(-scores)), abs=1e-6)
    assert answers_by_step(session, sequences[:, :7])[:, -1] == pytest.approx(answers_by_step(session, sequences)[:, 6], abs=1e-6)


def test_the_marked_bit_is_the_answer():
    session = session_of("recurrence", "marked")
    sequences = sequences_of(session, "train")
    bits = sequences[np.arange(len(sequences)), sequences[:, :, 1].argmax(axis=1), 0]
    assert (bits == session.splits["train"][0].target).all()


def test_how_much_a_step_counts_is_what_a_small_change_does():
    session = session_of("recurrence", "marked", "model.layers.1={type: rnn, units: 4}")
    sequence = sequences_of(session, "test")[:1]

    def score(read):
        p = float(answers_by_step(session, read)[0, -1])
        return np.log(p / (1 - p))

    slopes = []
    for number in range(2):
        moved = np.zeros_like(sequence)
        moved[0, 17, number] = 1e-2
        slopes.append((score(sequence + moved) - score(sequence - moved)) / 2e-2)
    assert weight_of_steps(session, sequence)[17] == pytest.approx(np.sqrt(np.mean(np.square(slopes))), rel=0.02)


def test_what_the_decoder_makes_of_codes_is_what_the_network_makes_of_the_rows():
    session = session_of("autoencoder", "digits")
    codes = codes_of(session, "test")
    assert codes.shape == (len(session.splits["test"][0].rows), 2)
    whole = session.evaluator.predictions(session.engine.scores(session.splits["test"][1]))
    assert decoded(session, codes) == pytest.approx(np.asarray(whole), abs=1e-5)


def test_principal_components_lose_less_the_more_there_are():
    session = session_of("autoencoder", "digits")
    given = session.splits["test"][0].target
    errors = [float(np.square(by_components(session, "test", width)[1] - given).mean()) for width in (2, 8, 64)]
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] == pytest.approx(0, abs=1e-6)


def test_digits_are_those_of_the_source():
    part = session_of("autoencoder", "digits").splits["test"][0]
    assert digits_of(part).shape == part.rows.shape
    assert set(digits_of(part)) == set(range(10))


def test_neighbours_that_are_alike():
    places = np.array([[0.0, 0], [0, 1], [5, 5], [5, 7]])
    assert alike_neighbours(places, np.array([1, 1, 2, 3])) == 0.5
