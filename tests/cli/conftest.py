import sys
from dataclasses import dataclass

import pytest

from dltrain.cli import main


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


@pytest.fixture
def dltrain(monkeypatch, capsys, tmp_path):
    """Types a command in an empty folder: `dltrain("train", "xor.yaml")`."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["dltrain", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Result(ended.value.code or 0, said.out, said.err)

    return run
