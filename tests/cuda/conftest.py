import pytest
from pretend_gpu import pretend_gpu


@pytest.fixture
def gpu(monkeypatch):
    """A GPU that has the bits of the processor; see there."""
    with pretend_gpu(monkeypatch) as gpu:
        yield gpu
