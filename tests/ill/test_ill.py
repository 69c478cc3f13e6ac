"""Bad input is a feature: each ill spec beside the exact words that its author reads.

`NAME.yaml` is the spec, other files of that name are its data, and `NAME.txt` is the transcript: the command as typed, then
everything that it says. Data that is not plain text is made here.
"""

import gzip
import io
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from dltrain import cli

HERE = Path(__file__).parent
CASES = sorted(path.relative_to(HERE).with_suffix("").as_posix() for path in HERE.rglob("*.txt"))
PROCESSES = ["syntax/tab", "keys/unknown_everywhere", "overrides/several", "data/korean"]


def saved(**arrays: object) -> bytes:
    """The bytes of an npz file."""
    file = io.BytesIO()
    np.savez(file, **{name: np.asarray(array) for name, array in arrays.items()})
    return file.getvalue()


TABLE = "이름,나이,y\n" + "".join(f"사람{row},{20 + row},{row % 2}\n" for row in range(8))
NUMBERS = np.arange(8.0)

MADE: dict[str, bytes] = {
    "cp949.csv": TABLE.encode("cp949"),
    "utf16.csv": TABLE.encode("utf-16"),
    "nul.csv": b"x,y\n1,0\n2,\x001\n",
    "torn_gzip.csv.gz": gzip.compress(TABLE.encode(), mtime=0)[:-12],
    "not_parquet.parquet": b"PAR0" + bytes(100),
    "pickled.npz": saved(x=np.array([{"a": 1}, None], dtype=object), y=[0, 1]),
    "lengths.npz": saved(x=NUMBERS, y=NUMBERS[:6] % 2),
    "infinite_array.npz": saved(x=np.where(NUMBERS == 3, np.inf, NUMBERS), y=NUMBERS % 2),
    "augment_sizes.npz": saved(x=np.zeros((8, 1, 4, 3)), y=NUMBERS % 2),
    "idx_header.idx3": bytes([0, 0, 8, 3, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4, 0]) + bytes(100),
    "torn.npz": saved(x=NUMBERS, y=NUMBERS % 2)[:-40],
}


@dataclass(frozen=True)
class Transcript:
    """A command as it was typed, and what is to be read after it."""

    words: list[str]
    said: str

    @classmethod
    def of(cls, case: str) -> "Transcript":
        typed, _, said = (HERE / f"{case}.txt").read_text(encoding="utf-8").partition("\n")
        prompt, program, *words = shlex.split(typed)
        assert (prompt, program) == ("$", "dltrain")
        return cls(words, said)


@pytest.fixture
def lay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Lays the files of a case into an empty working directory."""

    def laid(case: str) -> None:
        stem = Path(case).name
        for path in (HERE / case).parent.glob(f"{stem}.*"):
            if path.suffix != ".txt":
                shutil.copy(path, tmp_path)
        for name, content in MADE.items():
            if name.split(".")[0] == stem:
                (tmp_path / name).write_bytes(content)
        monkeypatch.chdir(tmp_path)

    return laid


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[list[str]], int]]:
    """The command line in this process: its words to its exit code. The signal handlers are put back afterwards."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def called(words: list[str]) -> int:
        monkeypatch.setattr(sys, "argv", ["dltrain", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert isinstance(ended.value.code, int)
        return ended.value.code

    yield called
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("case", CASES)
def test_an_ill_spec_is_explained(case, lay, main, capsys):
    lay(case)
    before = sorted(os.listdir())
    transcript = Transcript.of(case)
    code = main(transcript.words)
    told = capsys.readouterr()
    assert told.err == transcript.said
    assert (code, told.out) == (2, "")
    assert sorted(os.listdir()) == before


@pytest.mark.parametrize("case", PROCESSES)
def test_the_command_says_the_same_in_a_process_of_its_own(case, lay):
    lay(case)
    transcript = Transcript.of(case)
    command = [sys.executable, "-m", "dltrain", *transcript.words]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"}, check=False)
    assert (told.returncode, told.stdout, told.stderr) == (2, "", transcript.said)


def test_every_file_belongs_to_a_case():
    files = [path for path in HERE.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")]
    strays = [path.name for path in files if not (path.parent / f"{path.name.split('.')[0]}.txt").exists()]
    assert strays == []
    assert {name.split(".")[0] for name in MADE} <= {Path(case).name for case in CASES}
