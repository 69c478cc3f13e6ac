"""The command in a process of its own, which ends without taking the interpreter apart."""

import subprocess
import sys

import pytest


def run(code, *words):
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)


RUN = "from dltrain.__main__ import run; run()"


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["nothing"], 2)])
def test_exit_codes_are_those_of_the_command(words, code):
    assert run(RUN, *words).returncode == code


def test_all_that_was_written_arrives_through_a_pipe():
    assert run(RUN, "schema").stdout.endswith("}\n")
    assert "no such file" in run(RUN, "check", "nowhere.yaml").stderr


def test_what_was_registered_for_the_end_is_done():
    ended = run(f"import atexit; atexit.register(print, 'done'); {RUN}", "--version")
    assert ended.stdout.splitlines()[-1] == "done"
