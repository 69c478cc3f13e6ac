import os
import shutil
import sys
from dataclasses import dataclass

import drawn_once
import hypothesis
import pytest
from processes import Commands

from dltrain import charts
from dltrain.cli import main
from dltrain.spec import parts

for profile, examples in (("usual", 40), ("many", 400)):
    hypothesis.settings.register_profile(profile, deadline=None, max_examples=examples)  # a busy machine is no failure


LONGEST = (
    "trackers/test_server",
    "commands/sweeping/test_shared_sweep",
    "test_readme",
    "commands/test_export_kinds",
    "commands/training/test_ranks",
    "faults/test_sweep_kills",
)
MEMORY, ROOM = "/dev/shm", 2**32  # a folder in memory, and the bytes that must be free there


def pytest_configure(config):
    """Draws as many inputs as were asked for. Runs are saved in memory where that is large: each save would wait for the disk.
    OpenMP has one thread, before anything imports it: pytest-xdist has a process for each core, threads would wait for a turn."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    hypothesis.settings.load_profile("many" if config.getoption("--many") else "usual")
    os.environ.pop("COLUMNS", None)  # texts are as wide as where no terminal is; pytest-xdist says 80
    if os.path.isdir(MEMORY) and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", MEMORY)
    config.option.loadscopereorder = False  # pytest-xdist would begin with the files of many tests


def pytest_collection_modifyitems(items):
    """The files whose tests take longest are first: at the end of all tests no process is left alone with one of them."""
    first = [f"tests/{name}.py" for name in LONGEST]
    items.sort(key=lambda item: item.nodeid.partition("::")[0] not in first)


def pytest_addoption(parser):
    parser.addoption("--many", action="store_true", help="try many more random inputs where tests draw them")
    parser.addoption("--pretend-gpu", action="store_true", help="try the tests marked gpu on a GPU that is played")
    parser.addoption("--whole", action="store_true", help="train every config to its end and check its result")


@pytest.fixture(scope="session")
def many(request) -> bool:
    """Whether random tests are to try many more inputs than usual."""
    return request.config.getoption("--many")


@pytest.fixture(scope="session")
def whole(request) -> bool:
    """Whether configs are to be trained to their end."""
    return request.config.getoption("--whole")


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


@pytest.fixture
def dltrain(monkeypatch, capsys, tmp_path):
    """Types a command in an empty folder: `dltrain("train", "xor.yaml")`. Of each kind of chart it draws one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(charts, "png", drawn_once.once(charts.png))

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["dltrain", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Result(ended.value.code or 0, said.out, said.err)

    return run


@pytest.fixture
def own_parts():
    """Takes out of the tables what files of parts have entered, when the test is over."""
    yield
    for entries in parts._run.values():
        parts._leave(entries.names)
    parts._run.clear()
    parts._given.clear()


@pytest.fixture(scope="session")
def commands():
    """Types commands, each in a process of its own that may be killed: `commands("train", "xor.yaml", folder=tmp_path)`."""
    if not hasattr(os, "fork"):
        pytest.skip("needs fork to run many commands that import torch once")
    typed = Commands()
    yield typed
    typed.close()
