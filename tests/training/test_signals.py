"""Signals that come where Python cannot pass on what they raise, or where nobody minds them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from dltrain.process.ending import ending_signals
from dltrain.training import signals
from dltrain.training.signals import Interruption, Stopped, interruptible

posix = pytest.mark.skipif(os.name != "posix", reason="signals are posix's")


class Dying:
    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(1000):
            pass  # so that the handler runs here, where what it raises is lost


@posix
@pytest.mark.parametrize("seconds", [0.01, 0])  # 0: it comes while the hook that sends it is still at work, which loses it anew
def test_a_signal_whose_exception_is_lost_comes_again(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(signals, "AGAIN", seconds)

    def stopped(interruption: Interruption) -> None:
        with interruption.at_once():
            Dying()
            for _ in range(1000):
                time.sleep(0.01)

    with interruptible() as interruption:
        with pytest.raises(Stopped):
            stopped(interruption)
        assert interruption.exit_code_of() == 143
        interruption.signal = None  # it is dealt with


@pytest.fixture
def ignored_hangup() -> Iterator[None]:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGHUP, before)


@posix
def test_a_hangup_that_is_ignored_as_under_nohup_ends_nothing(ignored_hangup: None) -> None:
    assert ending_signals() == [signal.SIGINT, signal.SIGTERM]
    with interruptible() as interruption:
        os.kill(os.getpid(), signal.SIGHUP)
        time.sleep(0.01)
        assert not interruption()


ENDED = """
import os, signal, sys
from pathlib import Path
from dltrain.process.ending import take_signals
take_signals()
from dltrain.files.atomic import output_file
class Dying:
    def __del__(self):
        os.kill(os.getpid(), getattr(signal, sys.argv[2]))
        print("goes on")
with output_file(Path(sys.argv[1]) / "out.csv") as file:
    file.write(b"half")
    Dying()
"""


@posix
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_command_ends_at_once_and_leaves_nothing_half_made(tmp_path: object, name: str, code: int) -> None:
    ended = subprocess.run([sys.executable, "-c", ENDED, str(tmp_path), name], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, "", "")
    assert os.listdir(str(tmp_path)) == []
