"""A PostgreSQL server of a test's own, where it is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER, PASSWORD = "postgres", "secret"  # root may not run it: the user of Debian's package does


def programs() -> Path | None:
    """The folder of initdb and postgres."""
    found = [Path(path).parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "postgres").exists()), None)


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a server with an empty database, which ends with the block; the test is skipped where there is none."""
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed")
    as_user = {"user": USER} if os.getuid() == 0 else {}
    home = Path(tempfile.mkdtemp(prefix="dltrain-postgres-"))
    try:
        (home / "password").write_text(PASSWORD)
        if as_user:
            shutil.chown(home, USER)
            shutil.chown(home / "password", USER)
        words = ["-D", home / "data", "-U", USER, "--auth=scram-sha-256", "--pwfile", home / "password", "--no-sync"]
        subprocess.run([folder / "initdb", *words], check=True, capture_output=True, cwd=home, **as_user)
        port = free_port()
        options = ["-D", home / "data", "-p", str(port), "-k", home, "-h", "127.0.0.1", "-c", "fsync=off"]
        with open(home / "log.txt", "w") as log:
            server = subprocess.Popen([folder / "postgres", *options], stderr=log, stdout=log, cwd=home, **as_user)
        try:
            url = f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres"
            wait_for(server, port, home / "log.txt")
            yield url
        finally:
            server.terminate()
            server.wait(30)
    except LookupError:
        pytest.skip(f"PostgreSQL is installed, but there is no user '{USER}' to run it as")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Returns once the server says that it is ready. Raises AssertionError where it ends instead."""
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        if "ready to accept connections" in log.read_text():
            return
        time.sleep(0.1)
    raise AssertionError(f"no server at port {port}: {log.read_text()}")
