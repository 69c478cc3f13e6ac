import pytest
from bench import Bench
from experiments import SPECS

KINDS = {  # of the tests that need not meet every kind of experiment each time; all of them with --many
    "test_a_kill_half_way_through_any_write": ("dense", "stacking", "folds"),
    "test_a_kill_before_any_file_operation_of_a_resume": ("dense", "cnn", "bagging", "gan"),
    "test_chains_of_kills_at_random_instants": ("explicit", "sweep", "text"),
    "test_a_signal_at_any_file_operation": ("dense", "bagging", "folds"),
    "test_a_second_signal_ends_the_process_at_once": ("dense", "bagging"),
    "test_signals_at_random_instants": ("dense", "folds"),
    "test_a_kill_in_the_midst": ("forest", "clusters", "q_learning", "dqn"),
}
ELSEWHERE = [kind for kind in SPECS if kind not in KINDS["test_a_kill_in_the_midst"]]


def pytest_generate_tests(metafunc):
    """Each kind of experiment in turn for `bench`, or some of them."""
    if "bench" in metafunc.fixturenames:
        many = metafunc.config.getoption("--many")
        metafunc.parametrize("bench", SPECS if many else KINDS.get(metafunc.function.__name__, ELSEWHERE), indirect=True)


@pytest.fixture
def bench(request, commands, tmp_path):
    return Bench(commands, request.param, tmp_path)
