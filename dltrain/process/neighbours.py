"""What processes of one machine that did not make each other hand over: through memory that two of them see, and a socket that
wakes the one that waits."""

from __future__ import annotations

import mmap
import os
import secrets
import socket
import struct
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from dltrain.lazy import NDArray, np

BOX = 2**23  # bytes of the memory from one process to another; more than that is handed over in pieces
LIMIT = 1800  # seconds after which a process that says nothing is given up
PATIENCE = 60  # seconds in which processes must have found each other
READY, TAKEN = b"r", b"t"  # what the box holds can be taken, and was taken
Arrays = Sequence["NDArray[np.uint8]"]
Handed = Mapping[int, Arrays]  # by the rank of the process at the other end


class GoneError(Exception):
    """The process at the other end has ended, or has said nothing for as long as it may."""


class Neighbour:
    """Another process of this machine: where `there` leads. This one fills the box `own`, and the other one `their`."""

    def __init__(self, there: socket.socket, own: int, their: int) -> None:
        there.settimeout(None)
        self._socket, self._is_empty, self._is_filled = there, True, False
        self.wait_at_most(LIMIT)
        self._own, self._their = (np.frombuffer(mmap.mmap(box, BOX), np.uint8) for box in (own, their))

    def wait_at_most(self, seconds: float) -> None:
        """How long it is waited for."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", int(seconds), int(seconds % 1 * 1e6)))

    def close(self) -> None:
        """Has the other one know that nothing comes any more."""
        self._socket.close()

    def put(self, piece: Arrays) -> None:
        """Fills the box, once what was in it has been taken."""
        while not self._is_empty:
            self._hear()
        at = 0
        for part in piece:
            self._own[at : at + len(part)] = part
            at += len(part)
        self._is_empty = False
        self._say(READY)

    def take(self, piece: Arrays) -> None:
        """Takes what the other one's box holds into these arrays, once it is there."""
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
            raise GoneError from None

    def _hear(self) -> None:
        """Waits for words, of which one of each at most is on its way."""
        try:
            words = self._socket.recv(2)
        except OSError:
            raise GoneError from None
        if not words:
            raise GoneError
        self._is_filled |= READY in words
        self._is_empty |= TAKEN in words


def hand_over(neighbours: Mapping[int, Neighbour], sent: Handed, taken: Handed) -> None:
    """Fills the boxes of all and takes what theirs hold, piece by piece, each in turn; all must do so at the same moment. Raises
    GoneError."""
    giving = [(neighbours[rank].put, _pieces(arrays)) for rank, arrays in sent.items()]
    getting = [(neighbours[rank].take, _pieces(arrays)) for rank, arrays in taken.items()]
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
    """The arrays behind each other, cut where the box is full."""
    piece: list[NDArray[np.uint8]] = []
    room = BOX
    for array in arrays:
        at = 0
        while at < len(array):
            piece.append(array[at : at + room])
            at, room = at + len(piece[-1]), room - len(piece[-1])
            if not room:
                yield piece
                piece, room = [], BOX
    if piece:
        yield piece


class Door:
    """Where the others of this machine find this process. `place` is alike for those that can find each other, and empty where
    the system has no such ways; `name` is what they call."""

    def __init__(self) -> None:
        self.place, self.name = _place(), secrets.token_hex(16)
        self._socket: socket.socket | None = None
        if self.place:
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.settimeout(PATIENCE)
            self._socket.bind(f"\0{self.name}")
            self._socket.listen()

    def meet(self, rank: int, places: Sequence[str], names: Sequence[str]) -> dict[int, Neighbour]:
        """The other processes at this place by rank, of what each rank's door is; all do this at the same moment. Raises
        GoneError."""
        if self._socket is None:
            return {}
        others = [other for other, place in enumerate(places) if other != rank and place == self.place]
        try:
            with self._socket:
                called = [_greeted(rank, _called(names[other])) for other in others if other < rank]
                return dict(called + [_greeted(rank, self._caller()) for other in others if other > rank])
        except OSError:
            raise GoneError from None

    def _caller(self) -> socket.socket:
        """Who calls next, of the same user."""
        assert self._socket is not None
        while True:
            one, _ = self._socket.accept()
            _, user, _ = struct.unpack("3i", one.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
            if user == os.getuid():
                return one
            one.close()


def _called(name: str) -> socket.socket:
    one = socket.socket(socket.AF_UNIX)
    one.connect(f"\0{name}")
    return one


def _greeted(rank: int, there: socket.socket) -> tuple[int, Neighbour]:
    """Who is there, once both have said who they are and given each other the box that they fill."""
    there.settimeout(PATIENCE)
    own = os.memfd_create("dltrain")
    os.ftruncate(own, BOX)
    socket.send_fds(there, [struct.pack("i", rank)], [own])
    word, (their, *_), _, _ = socket.recv_fds(there, 4, 1)
    neighbour = Neighbour(there, own, their)
    os.close(own)
    os.close(their)
    return struct.unpack("i", word)[0], neighbour


def _place() -> str:
    """The machine, since it began, and the part of it whose processes can call each other; empty on other systems than Linux."""
    if not sys.platform.startswith("linux"):
        return ""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return f"{file.read().strip()} {os.stat('/proc/self/ns/net').st_ino}"
    except OSError:
        return ""
