import pytest
from bench import Bench
from experiments import SPECS


@pytest.fixture(params=SPECS)
def bench(request, commands, tmp_path):
    """Each kind of experiment in turn."""
    return Bench(commands, request.param, tmp_path)
