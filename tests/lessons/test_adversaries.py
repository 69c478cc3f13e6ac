"""A gan in the plane: which clouds its points reach, and what its discriminator says of a place."""

import numpy as np
import pytest

from dltrain import lessons
from dltrain.lessons.adversaries import clouds_reached, generated_by, real_rows, taken_for_real
from dltrain.lessons.trained import Trained


def test_clouds_are_reached_by_a_tenth_of_their_share():
    ring = [[2.0, 0], [0, 2], [-2, 0], [0, -2]]  # the middles of four clouds
    assert clouds_reached(np.array(ring), 4) == (4, 1.0)
    assert clouds_reached(np.array([ring[0]] * 9 + [[0, 0]]), 4) == (1, 0.9)
    # one of a hundred rows is less than a tenth of a quarter of them
    assert clouds_reached(np.array([ring[0]] * 99 + [ring[1]]), 4) == (1, 1.0)


def test_the_discriminator_is_asked_in_its_own_units():
    import torch

    session = Trained(lessons.read("gan").folder / "ring.yaml", [], None, None).untrained()
    real = real_rows(session)
    assert np.abs(np.linalg.norm(real, axis=1) - 2).max() < 0.6  # six standard deviations of a cloud
    with torch.no_grad():
        scores = session.engine.networks.discriminator.eval()(session.splits["train"][1].inputs[0]).numpy()[:, 0]
    assert taken_for_real(session, real) == pytest.approx(1 / (1 + np.exp(-scores)), abs=1e-5)
    assert generated_by(session).shape == real.shape
