import numpy as np
import pytest

from dltrain.randomness import keep_masks, row_order, seed_of, step_key


def masks(given: np.ndarray, numbers: int, keep: float | np.ndarray) -> np.ndarray:
    return keep_masks(given, keep, np.empty((len(given), numbers), np.float32))


def keys(*seeds: int) -> np.ndarray:
    return np.array([seed_of(seed, "dropout layers.0") for seed in seeds], np.uint64)


def test_splitmix64_by_its_published_numbers():
    """The first outputs of SplitMix64 from the state 1234567, as in the tests of the Rosetta Code page of that name."""
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]
    assert [step_key(1234567, step) for step in range(5)] == published
    # Of each 64-bit word a mask takes four numbers of 16 bits, the lowest first: kept where they are below keep · 65536.
    bits = [word >> shift & 0xFFFF for word in published for shift in (0, 16, 32, 48)]
    expected = [2.0 * (number < 32768) for number in bits]
    assert masks(np.array([1234567], np.uint64), 20, 0.5)[0].tolist() == expected


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.8, 0.999])
def test_a_mask_keeps_its_share_and_the_mean(keep):
    mask = masks(keys(0), 1_000_000, keep)[0]
    deviation = np.sqrt(keep * (1 - keep) / 1e6)
    assert abs((mask > 0).mean() - keep) < 4 * deviation
    assert mask.max() == np.float32(1 / keep)


def test_masks_of_a_stack_are_those_of_each_alone():
    together = masks(keys(3, 1, 4), 999, 0.7)
    for row, seed in zip(together, (3, 1, 4), strict=True):
        np.testing.assert_array_equal(row, masks(keys(seed), 999, 0.7)[0])


def test_keys_may_have_shares_of_their_own():
    shares = [0.5, 1.0, 0.9]
    together = masks(keys(1, 2, 3), 100_000, np.array(shares)[:, None])
    for row, seed, share in zip(together, (1, 2, 3), shares, strict=True):
        assert np.array_equal(row, masks(keys(seed), 100_000, share)[0])
    assert (together[1] == 1).all()


def test_masks_of_neighbouring_seeds_and_steps_have_nothing_in_common():
    """Correlations of 64 masks of 4,096 numbers: of independent ones the largest of 2,016 is about 3.6 / √4096 = 0.056."""
    first = [step_key(int(keys(seed)[0]), step) for seed in range(8) for step in range(8)]
    correlations = np.corrcoef(masks(np.array(first, np.uint64), 4096, 0.5))
    assert np.abs(correlations - np.eye(64)).max() < 0.08


def test_an_order_of_rows_has_each_once_and_differs_between_epochs():
    first, second = row_order(0, 1, 100), row_order(0, 2, 100)
    assert sorted(first) == sorted(second) == list(range(100))
    assert (first != second).any()
    assert (first == row_order(0, 1, 100)).all()
