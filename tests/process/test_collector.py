import gc

import pytest

from dltrain.process.collector import without_garbage_collection


@without_garbage_collection
def is_searched() -> bool:
    return gc.isenabled()


def test_no_cycles_are_searched_for_while_a_function_runs_and_again_afterwards():
    assert not is_searched()
    assert gc.isenabled()


def test_one_within_another_leaves_it_to_the_outer_one():
    assert without_garbage_collection(lambda: (is_searched(), gc.isenabled()))() == (False, False)


def test_an_error_ends_it_too():
    with pytest.raises(ZeroDivisionError):
        without_garbage_collection(lambda: 1 / 0)()
    assert gc.isenabled()
