"""How many rows a step has, and how many epochs a training, where the spec does not say."""

import pytest

from dltrain.spec.training import Training
from dltrain.spec.training_length import settled


# steps an epoch: ⌈rows / batch⌉; epochs: ⌈5,000 / that⌉ between 20 and 1,000
@pytest.mark.parametrize(
    ("rows", "batch", "epochs"),
    [
        (1, 32, 1000),
        (90, 32, 1000),  # 3 steps an epoch: 3,000 in all
        (320, 32, 500),
        (1_000, 32, 157),
        (10_000, 32, 20),
        (32_000, 32, 20),
        (32_001, 64, 20),
        (100_000, 128, 20),
        (1_000_000, 1024, 20),
        (50_000_000, 1024, 20),
    ],
)
def test_by_the_number_of_rows(rows, batch, epochs):
    training = settled(Training(), rows)
    assert (training.batch_size, training.epochs) == (batch, epochs)


def test_what_is_written_stands_and_decides_on_the_rest():
    assert settled(Training(batch_size="all"), 500) == Training(batch_size="all", epochs=1000)
    assert settled(Training(batch_size=10), 500) == Training(batch_size=10, epochs=100)
    assert settled(Training(epochs=0), 500) == Training(batch_size=32, epochs=0)
    assert settled(Training(epochs=7, batch_size=500), 500) == Training(epochs=7, batch_size=500)
