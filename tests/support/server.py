"""A process that has imported what dltrain needs, but begun nothing, and is forked for each command that it is asked to run.

So a command costs its work, not the seconds that the imports take. After a fork only the thread that forked lives on: this
process has no other but one of polars, which sleeps until data outgrow the memory. An order and an answer are lines of JSON.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

IDLE = "polars-ooc-clea"  # of the names of threads the system keeps 15 letters
LIMIT = 300  # seconds, after which SIGALRM ends a command that hangs


def main() -> None:
    import numpy.random  # noqa: F401
    import polars  # noqa: F401
    import torch.fx.experimental.symbolic_shapes  # noqa: F401 (and sympy with it: the first backward pass imports them)

    import dltrain

    for module in pkgutil.walk_packages(dltrain.__path__, "dltrain."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    dltrain.cli.tree()
    others = [name for name in threads() if name != IDLE][1:]
    assert not others, f"a process of several threads cannot be forked: {others}"
    gc.collect()
    gc.freeze()  # else the collector of every copy would go through all of this, and have the pages copied that it lies in
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        if line == "\n":
            break
        order = json.loads(line)
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            os._exit(carried_out(order))
        code, memory = ended(child, order["signals"])
        answer = {"code": code, "seconds": time.monotonic() - began, "memory": memory}
        print(json.dumps(answer), file=answers, flush=True)


def threads() -> list[str]:
    """The names of this process's threads, where the system tells them."""
    return [path.read_text("utf-8").strip() for path in Path("/proc/self/task").glob("*/comm")]


def ended(child: int, signals: list[tuple[float, int]]) -> tuple[int, int]:
    """The exit code of a child, -9 after SIGKILL, which is sent these signals so many seconds after it began; and how much memory
    it took at most, in bytes."""
    began = time.monotonic()
    status, used = 0, None
    for seconds, number in signals:
        while used is None and time.monotonic() < began + seconds:
            process, status, usage = os.wait4(child, os.WNOHANG)
            used = usage if process else None
            time.sleep(0.0005)
        if used is None:
            os.kill(child, number)
    if used is None:
        _, status, used = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def carried_out(order: dict[str, Any]) -> int:
    """Runs a command in this process as if it had been typed; its exit code."""
    signal.alarm(LIMIT)
    from injection import Faults

    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(order["folder"])
    os.environ |= order["environment"]
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    write = os.write
    faults = Faults(Path(order["folder"]), **order["fault"])
    faults.install()
    sys.argv = ["dltrain", *order["words"]]
    if order["first"]:
        for name in [name for name in sys.modules if name.partition(".")[0] == "dltrain"]:
            del sys.modules[name]
        sys.path.insert(0, order["folder"])
        importlib.import_module(order["first"])
    try:
        importlib.import_module("dltrain.cli").main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    write(log, json.dumps(faults.log).encode())
    return code


if __name__ == "__main__":
    main()
