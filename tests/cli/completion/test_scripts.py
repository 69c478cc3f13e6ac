"""The scripts of the shells: bash's is run by bash itself; where they are put, and what is said of a shell without one."""

import os
import shlex
import shutil
import subprocess
import sys

import pytest

from dltrain.cli.completion.installing import script
from dltrain.cli.completion.shells import Shell


def in_bash(folder, line):
    """What bash has to offer behind a line: its words are divided as readline does it, at blanks, `=` and `:`."""
    program = folder / "dltrain"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m dltrain "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    words = line.replace("=", " = ").split(" ")
    typed = f"""
        compopt() {{ [ "$1" = -o ] && options+=" $2"; }}
        {script(Shell.bash)}
        COMP_WORDS=({" ".join(map(shlex.quote, words))})
        COMP_CWORD={len(words) - 1}; COMP_LINE={shlex.quote(line)}; COMP_POINT={len(line)}; COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
        _dltrain_completion {shlex.quote(str(program))}
        echo "$options"; printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    ended = subprocess.run(["bash", "--norc", "-c", typed], cwd=folder, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")
    options, *replies = ended.stdout.splitlines()
    return options.split(), replies


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_completes(tmp_path):
    (tmp_path / "iris.yaml").write_text("", encoding="utf-8")
    (tmp_path / "iris.txt").write_text("", encoding="utf-8")
    (tmp_path / "inner").mkdir()
    assert in_bash(tmp_path, "dltrain train i") == (["filenames"], ["iris.yaml", "inner"])
    assert in_bash(tmp_path, "dltrain train -s training.opt") == (["nospace"], ["training.optimizer="])
    assert in_bash(tmp_path, "dltrain train -s training.optimizer=adag") == ([], ["adagrad"])
    assert in_bash(tmp_path, "dltrain train --run-dir=i") == (["filenames"], ["inner"])


@pytest.mark.parametrize("shell", Shell)
def test_the_script_is_shown(shell, dltrain):
    shown = dltrain("--show-completion", shell)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out == script(shell)
    assert f"_DLTRAIN_COMPLETE={shell}" in shown.out
    if shutil.which(shell):
        assert subprocess.run([shell, "-n"], input=shown.out, text=True, timeout=30).returncode == 0  # it can be read


@pytest.mark.parametrize(("shell", "startup"), [("bash", ".bashrc"), ("zsh", ".zshrc")])
def test_a_line_is_added_to_the_startup_file_once(shell, startup, dltrain, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("ZDOTDIR", raising=False)
    (tmp_path / startup).write_bytes(b"export A=\xff")  # no line end, no UTF-8
    for said in ("a line that reads it was added", "has the line that reads it already"):
        ended = dltrain("--install-completion", shell)
        assert (ended.code, ended.err) == (0, "")
        assert said in ended.out
    path = tmp_path / f".local/share/dltrain/completion.{shell}"
    assert path.read_text("utf-8") == script(Shell(shell))
    assert (tmp_path / startup).read_bytes() == b"export A=\xff\nsource '" + os.fsencode(path) + b"'\n"


def test_fish_finds_it_by_itself(dltrain, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert dltrain("--install-completion", "fish").code == 0
    assert (tmp_path / "config/fish/completions/dltrain.fish").read_text("utf-8") == script(Shell.fish)


def test_the_shell_in_use_is_taken(dltrain, monkeypatch):
    monkeypatch.setattr("dltrain.cli.completion.shells._typed_in", lambda: "zsh")
    assert dltrain("--show-completion").out == script(Shell.zsh)


@pytest.mark.parametrize(
    ("found", "said"),
    [("tcsh", "'tcsh' is none that there is completion for"), ("", "which shell this is is not known")],
)
def test_a_shell_without_a_script_is_told(found, said, dltrain, monkeypatch):
    monkeypatch.setattr("dltrain.cli.completion.shells._typed_in", lambda: found)
    monkeypatch.setenv("SHELL", "")
    ended = dltrain("--install-completion")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"error: {said}; name one: dltrain --install-completion bash|zsh|fish\n"
    named = dltrain("--show-completion", "csh")
    assert (named.code, named.out) == (2, "")
    assert named.err.startswith("error: 'csh' is none that there is completion for; name one: ")
