import pytest
import torch
from pretend_gpu import pretend_gpu

TABLE = pytest.StashKey[list[tuple[str, ...]]]()
HEAD = ("what", "kind", "on the GPU", "beside it")


def pytest_configure(config):
    config.stash[TABLE] = []


@pytest.fixture
def gpu(request):
    """A GPU: the one that is here, or with --pretend-gpu one that is played, which tries these tests themselves."""
    if request.config.getoption("--pretend-gpu"):
        with pytest.MonkeyPatch.context() as patch, pretend_gpu(patch):
            yield "pretended"
    elif torch.cuda.is_available():
        yield torch.cuda.get_device_name()
    else:
        pytest.skip("torch can use no GPU of NVIDIA's here")


@pytest.fixture
def row(request):
    """Puts a row into the table that is printed in the end: what, of which kind, on the GPU, beside it."""
    return lambda *cells: request.config.stash.setdefault(TABLE, []).append(tuple(map(str, cells)))


def pytest_terminal_summary(terminalreporter, config):
    rows = config.stash.get(TABLE, [])
    if rows:
        widths = [max(map(len, cells)) for cells in zip(HEAD, *rows, strict=True)]
        terminalreporter.section("what was seen on the GPU")
        for cells in (HEAD, *rows):
            terminalreporter.line("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())
