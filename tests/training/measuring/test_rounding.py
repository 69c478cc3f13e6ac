"""Probabilities are rounded for people, and never to never or always."""

import numpy as np

from dltrain.training.measuring.rounding import rounded


def test_six_decimals_and_more_where_fewer_would_say_never_or_always():
    given = np.array([0, 1, 0.5, 0.12345678, 1.2345e-9, 0.99999994], dtype=np.float32)
    assert rounded(given).tolist() == [0.0, 1.0, 0.5, 0.123457, 1.23e-09, 0.9999999404]


def test_the_sum_stays_one_to_six_decimals():
    scores = np.random.default_rng(0).normal(size=(1000, 5)) * 4
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    assert np.abs(rounded(shares.astype(np.float32)).sum(axis=1) - 1).max() < 5e-6
