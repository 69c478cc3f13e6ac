"""Arrays sent between processes of one machine, such as the ranks of torchrun: through memory that both map, and a Unix socket
that wakes the one that waits."""

from __future__ import annotations

import mmap
import os
import secrets
import select
import socket
import struct
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from dltrain.lazy import NDArray, np

BUFFER = 2**23  # bytes of the memory from one process to another; more than that is handed over in pieces
LIMIT = 1800  # seconds after which a process that says nothing is given up
PATIENCE = 60  # seconds in which processes must have found each other
READY, TAKEN = b"r", b"t"  # what the buffer holds can be taken, and was taken
Arrays = Sequence["NDArray[np.uint8]"]
Handed = Mapping[int, Arrays]  # by the rank of the process at the other end


class PeerGoneError(Exception):
    """The process at the other end has ended, or has said nothing for as long as it may."""


class Peer:
    """Another process of this machine: where `there` leads. This one fills the buffer `own`, and the other one `their`."""

    def __init__(self, there: socket.socket, own: int, their: int) -> None:
        there.settimeout(None)
        self._socket, self._is_empty, self._is_filled = there, True, False
        self.set_timeout(LIMIT)
        self._own, self._their = (np.frombuffer(mmap.mmap(buffer, BUFFER), np.uint8) for buffer in (own, their))

    def set_timeout(self, seconds: float) -> None:
        """How long it is waited for."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", int(seconds), int(seconds % 1 * 1e6)))

    def has_gone(self) -> bool:
        """Whether the other one has ended, even where it has said words before that were not heard yet."""
        ends = select.poll()
        ends.register(self._socket, select.POLLHUP)
        return bool(ends.poll(0))

    def close(self) -> None:
        """Has the other one know that nothing comes any more."""
        self._socket.close()

    def send(self, piece: Arrays) -> None:
        """Fills the buffer, once what was in it has been taken."""
        while not self._is_empty:
            self._hear()
        at = 0
        for part in piece:
            self._own[at : at + len(part)] = part
            at += len(part)
        self._is_empty = False
        self._say(READY)

    def receive(self, piece: Arrays) -> None:
        """Takes what the other one's buffer holds into these arrays, once it is there."""
        while not self._is_filled:
            self._hear()
        at = 0
        for part in piece:
            part[:] = self._their[at : at + len(part)]
            at += len(part)
        self._is_filled = False
        self._say(TAKEN)

    def _say(self, word: bytes) -> None:
        try:
            self._socket.send(word)
        except OSError:
            raise PeerGoneError from None

    def _hear(self) -> None:
        """Waits for words, of which one of each at most is on its way."""
        try:
            words = self._socket.recv(2)
        except OSError:
            raise PeerGoneError from None
        if not words:
            raise PeerGoneError
        self._is_filled |= READY in words
        self._is_empty |= TAKEN in words


def send_and_receive(peers: Mapping[int, Peer], sent: Handed, taken: Handed) -> None:
    """Fills the buffers of all and takes what theirs hold, piece by piece, each in turn; all must do so at the same moment.

    Raises PeerGoneError.
    """
    giving = [(peers[rank].send, _pieces(arrays)) for rank, arrays in sent.items()]
    getting = [(peers[rank].receive, _pieces(arrays)) for rank, arrays in taken.items()]
    while giving or getting:
        giving = [one for one in giving if _carries(*one)]
        getting = [one for one in getting if _carries(*one)]


def _carries(carry: Callable[[Arrays], None], rest: Iterator[Arrays]) -> bool:
    """Carries the next piece, if there is one."""
    piece = next(rest, None)
    if piece is not None:
        carry(piece)
    return piece is not None


def _pieces(arrays: Arrays) -> Iterator[Arrays]:
    """The arrays behind each other, cut where the buffer is full."""
    piece: list[NDArray[np.uint8]] = []
    room = BUFFER
    for array in arrays:
        at = 0
        while at < len(array):
            piece.append(array[at : at + room])
            at, room = at + len(piece[-1]), room - len(piece[-1])
            if not room:
                yield piece
                piece, room = [], BUFFER
    if piece:
        yield piece


class Listener:
    """Where the others of this machine find this process. `host` is alike for those that can find each other, and empty where
    the system has no such ways; `address` is what they call."""

    def __init__(self) -> None:
        self.host, self.address = _host(), secrets.token_hex(16)
        self._socket: socket.socket | None = None
        if self.host:
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.settimeout(PATIENCE)
            self._socket.bind(f"\0{self.address}")
            self._socket.listen()

    def connect(self, rank: int, hosts: Sequence[str], addresses: Sequence[str]) -> dict[int, Peer]:
        """The other processes at this host by rank, of what each rank's listener is; all do this at the same moment. Raises
        PeerGoneError."""
        if self._socket is None:
            return {}
        others = [other for other, host in enumerate(hosts) if other != rank and host == self.host]
        try:
            with self._socket:
                dialled = [_handshake(rank, _dialled(addresses[other])) for other in others if other < rank]
                return dict(dialled + [_handshake(rank, self._accepted()) for other in others if other > rank])
        except OSError:
            raise PeerGoneError from None

    def _accepted(self) -> socket.socket:
        """Who calls next, of the same user."""
        assert self._socket is not None
        while True:
            one, _ = self._socket.accept()
            _, user, _ = struct.unpack("3i", one.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
            if user == os.getuid():
                return one
            one.close()


def _dialled(address: str) -> socket.socket:
    one = socket.socket(socket.AF_UNIX)
    one.connect(f"\0{address}")
    return one


def _handshake(rank: int, there: socket.socket) -> tuple[int, Peer]:
    """Who is there, once both have said who they are and given each other the buffer that they fill."""
    there.settimeout(PATIENCE)
    own = os.memfd_create("dltrain")
    os.ftruncate(own, BUFFER)
    socket.send_fds(there, [struct.pack("i", rank)], [own])
    word, (their, *_), _, _ = socket.recv_fds(there, 4, 1)
    peer = Peer(there, own, their)
    os.close(own)
    os.close(their)
    return struct.unpack("i", word)[0], peer


def _host() -> str:
    """The machine, since it began, and the part of it whose processes can call each other; empty on other systems than Linux."""
    if not sys.platform.startswith("linux"):
        return ""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return f"{file.read().strip()} {os.stat('/proc/self/ns/net').st_ino}"
    except OSError:
        return ""
