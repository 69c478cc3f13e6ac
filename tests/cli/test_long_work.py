"""Work that takes long is told of on stderr; work that does not is not."""

import io
import sys

import pytest

from dltrain.cli import terminal
from dltrain.cli.terminal import LongWork


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def told(monkeypatch):
    """What is told of ten pictures at one a second, on a screen or in a file."""

    def work(stream, seconds):
        clock = iter(range(0, 1000, seconds))
        monkeypatch.setattr(terminal.time, "monotonic", lambda: float(next(clock)))
        monkeypatch.setattr(sys, "stderr", stream)
        report = LongWork()
        for done in range(1, 11):
            report("decoding pictures", done, 10)
        return stream.getvalue()

    return work


def test_lines_now_and_then_where_there_is_no_terminal(told):
    assert told(io.StringIO(), 1) == "decoding pictures: 6 of 10\ndecoding pictures: 10 of 10\n"


def test_one_line_drawn_over_on_a_terminal(told):
    drawn = "".join(f"\rdecoding pictures: {done} of 10" for done in range(3, 11))
    assert told(Screen(), 1) == drawn + "\n"


def test_short_work_is_not_told_of(capsys):
    report = LongWork()
    for done in range(1, 11):
        report("decoding pictures", done, 10)
    assert capsys.readouterr().err == ""
