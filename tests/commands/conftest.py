import pytest
from made_runs import maker


@pytest.fixture
def make(tmp_path, monkeypatch):
    """Makes runs by hand: see `maker`."""
    return maker(tmp_path, monkeypatch)
