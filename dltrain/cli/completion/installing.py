"""`dltrain --install-completion` and `--show-completion`: the script of a shell, and where it is put."""

from __future__ import annotations

import os
from pathlib import Path

from dltrain.cli.completion.shells import Shell
from dltrain.files.atomic import WriteError, write_atomically


def script(shell: Shell) -> str:
    """The script of a shell."""
    return Path(__file__).with_name(f"script.{shell}").read_text(encoding="utf-8")


def install(shell: Shell) -> list[str]:
    """Puts the script where the shell finds it, or where its startup file, to which a line is added, does. Gives lines that say
    what was written. Raises WriteError."""
    if shell is Shell.fish:
        path = _folder("XDG_CONFIG_HOME", ".config") / "fish" / "completions" / "dltrain.fish"
        _write(path, script(shell))
        return [f"{path}: completion for fish; it acts in every new one"]
    path = _folder("XDG_DATA_HOME", ".local/share") / "dltrain" / f"completion.{shell}"
    _write(path, script(shell))
    startup = Path(os.environ.get("ZDOTDIR") or Path.home()) / ".zshrc" if shell is Shell.zsh else Path.home() / ".bashrc"
    line = f"source '{path}'"
    return [f"{path}: completion for {shell}", _added(startup, line), f"it acts in every new {shell}, and here after: {line}"]


def _folder(variable: str, usual: str) -> Path:
    return Path(os.environ.get(variable) or Path.home() / usual)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"'{path.parent}' cannot be made: {error.strerror}") from None
    write_atomically(path, text.encode("utf-8"))


def _added(startup: Path, line: str) -> str:
    """Adds a line to the end of a startup file that has it not; nothing else of the file is touched. Raises WriteError."""
    try:
        old = startup.read_bytes() if startup.exists() else b""
        if line.encode() in old.splitlines():
            return f"{startup}: has the line that reads it already"
        with startup.open("ab") as file:
            file.write((b"" if not old or old.endswith(b"\n") else b"\n") + f"{line}\n".encode())
    except OSError as error:
        raise WriteError(f"'{startup}' cannot be written: {error.strerror}; add this line to it: {line}") from None
    return f"{startup}: a line that reads it was added"
