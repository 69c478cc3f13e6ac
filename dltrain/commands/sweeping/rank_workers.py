"""The processes of torchrun as the workers of a sweep: the first one carries it out, the others train what it orders."""

from __future__ import annotations

import json
import os
import secrets
import select
import socket
import time
from typing import Any, NoReturn

from dltrain.commands.preparing.setup import Setup
from dltrain.commands.sweeping import worker
from dltrain.commands.sweeping.workers import Messages, WorkerProcess
from dltrain.commands.training.parts_by_rank import EndedError, rank_pool
from dltrain.commands.training.ranks import facts_of_parts
from dltrain.errors import InputError
from dltrain.process.launch import PAUSE, as_single_process, world_size
from dltrain.runs import Run

ADDRESS = "dltrain_sweep"  # what all can read: where the first process waits for the others, and the word that lets them in
PATIENCE = 300.0  # seconds in which all must have come


def agreed_store(setup: Setup) -> Any:
    """The store of all processes, None of a single one, once all have said that they train the same. Where it is not the same,
    raises InputError in the first process and EndedError in the others."""
    with rank_pool() as pool:
        pool.agree(facts_of_parts(setup))
    return pool.store


def accept_workers(messages: Messages, store: Any, run: Run) -> list[WorkerProcess]:
    """All other processes, once they have come to train members of a sweep, the `run`. Raises InputError."""
    word = secrets.token_hex(16)
    workers: list[WorkerProcess] = []
    is_one_machine = os.environ.get("LOCAL_WORLD_SIZE") == os.environ["WORLD_SIZE"]
    with socket.create_server(("127.0.0.1" if is_one_machine else "", 0)) as server:
        server.settimeout(PATIENCE)
        store.set(ADDRESS, json.dumps([server.getsockname()[1], word, str(run.folder.absolute())]))
        while len(workers) < world_size() - 1:
            try:
                peer, _ = server.accept()
                peer.settimeout(PATIENCE)
                lines = peer.makefile("r", encoding="utf-8")
                is_known = lines.readline().strip() == word
            except OSError:
                raise InputError(f"{world_size() - 1 - len(workers)} of the other processes have not come") from None
            if is_known:
                _keep_alive(peer)
                workers.append(WorkerProcess(messages, peer.makefile("w", encoding="utf-8"), lines))
            peer.close()  # what was made of it keeps it open
    return workers


def serve(store: Any) -> NoReturn:
    """Trains what the first process orders. Raises EndedError when there is nothing more, or a signal has come, and InputError
    where the first process has gone."""
    from dltrain.training.signals import Stopped, interruptible

    try:
        while not store.check([ADDRESS]):
            time.sleep(PAUSE)
        port, word, folder = json.loads(store.get(ADDRESS))
        peer = socket.create_connection((os.environ["MASTER_ADDR"], port), PATIENCE)
        _keep_alive(peer)
        output = peer.makefile("w", encoding="utf-8")
        output.write(f"{word}\n")
        output.flush()
    except (OSError, RuntimeError):
        raise InputError("rank 0, which carries out this sweep, has ended") from None
    coordinator = worker.Coordinator(output)
    with interruptible() as interruption:
        is_alone = False
        try:
            with interruption.at_once(), as_single_process():  # a member has the signals to itself while it trains
                worker.work(coordinator, peer.makefile("r", encoding="utf-8"))
        except OSError:  # there is nobody to be told
            is_alone = True
        except Stopped:
            pass
        if is_alone or coordinator.has_gone or _is_over(peer):
            raise InputError(f"rank 0, which carried out this sweep, was killed; go on with: dltrain resume {folder}")
        raise EndedError(interruption.exit_code_of() if interruption() else 0)


def _is_over(peer: socket.socket) -> bool:
    """Whether the other end has been closed, which a signal may be sooner to tell of than the thread that listens to it."""
    try:
        return bool(select.select([peer], [], [], 0)[0]) and not peer.recv(1, socket.MSG_PEEK)
    except OSError:
        return True


def _keep_alive(peer: socket.socket) -> None:
    """Waits for the other end as long as it is there: it is asked for now and then, in case its machine has gone."""
    peer.settimeout(None)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 20), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 4)):
        if hasattr(socket, name):
            peer.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
