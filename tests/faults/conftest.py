import pytest
from bench import Bench
from experiments import SPECS

FEW = ("dense", "bagging", "folds")


def pytest_generate_tests(metafunc):
    """Each kind of experiment in turn for `bench`; of those of signals a few, unless many are wanted."""
    if "bench" in metafunc.fixturenames:
        few = metafunc.module.__name__.endswith("signals") and not metafunc.config.getoption("--many")
        metafunc.parametrize("bench", FEW if few else SPECS, indirect=True)


@pytest.fixture
def bench(request, commands, tmp_path):
    return Bench(commands, request.param, tmp_path)
