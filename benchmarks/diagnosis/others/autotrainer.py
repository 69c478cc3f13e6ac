"""AutoTrainer: Zhang, Zhai, Ma & Shen, AutoTrainer: An automatic DNN training problem detection and repair system (ICSE
2021), with the thresholds that its repository (shiningrain/AUTOTRAINER, utils/monitor.py) has as defaults."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from benchmarks.diagnosis.others.looks import gradients, is_lost, turns, validation_scores, weighted_layers
from dltrain.diagnosis import Course
from dltrain.diagnosis.health import layers_in, series

BETA_1, BETA_2, BETA_3 = 1e-3, 1e-4, 70.0  # of the first layer's gradient: to the last one's, by itself, and to the last one's
GAMMA = 0.7  # of the gradients that are 0
ZETA, ETA = 0.03, 0.2  # an accuracy that swings so far, in so many of the epochs
DELTA = 0.01  # the greatest rise of the accuracy from epoch to epoch, below which it converges slowly
THETA = 0.7  # the accuracy that satisfies
JUDGED = 0.3  # of the epochs, before which nothing is said


def rules(course: Course) -> list[str]:
    """Its first complaint, in its own order, in a list; none of a training that it takes for a good one."""
    if is_lost(course):
        return ["exploding_gradient"]
    scores = validation_scores(course)
    if len(scores) < 2 or len(scores) < JUDGED * float(course.given.resolved.experiment.training.epochs):
        return []
    is_slow = max(after - before for before, after in pairwise(scores)) < DELTA
    if max(scores) < THETA or is_slow:
        return _of_gradients(course) or (["slow_convergence"] if is_slow else [])
    peaks, valleys = turns(scores)
    swings = sum(peak - valley >= ZETA for peak, valley in zip(peaks, valleys, strict=False))
    return ["oscillating_loss"] if swings >= ETA * len(scores) else []


def _of_gradients(course: Course) -> list[str]:
    layers = weighted_layers(course)
    if not layers:
        return []
    first, last = gradients(course, layers[0]), gradients(course, layers[-1])
    ratio = first / np.maximum(last, 1e-30)
    if _dead(course) >= GAMMA:
        return ["dying_relu"]
    if (ratio > BETA_3).any():
        return ["exploding_gradient"]
    return ["vanishing_gradient"] if ((ratio < BETA_1) & (first < BETA_2)).any() else []


def _dead(course: Course) -> float:
    """The share of units without a gradient, of all that were sampled: zeros of the gradient are not kept, dead units are."""
    shares = [
        np.nanmax(dead) for name in layers_in(course.health) if np.isfinite(dead := series(course.health, name, "dead")).any()
    ]
    return float(np.mean(shares)) if shares else 0.0
