"""Folders of files, a folder for each class: which files are examples, of which class, and which of them cannot be used."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dltrain.data.sources import parted_folders
from dltrain.data.sources.base import Source
from dltrain.data.sources.file_names import is_unicode, relative, text_of
from dltrain.data.sources.files import find_folder, unreadable
from dltrain.data.table import Request
from dltrain.errors import DataError, listing

# What systems and programs leave in folders by themselves; hidden files are passed over, whatever they are called.
STRAY = frozenset({"thumbs.db", "desktop.ini", "__macosx", "@eadir", "$recycle.bin", "__pycache__", ".ds_store"})
STRAY_HIDDEN = ("._", ".ipynb_checkpoints", ".directory", ".git")
MAX_NAMED = 20  # files that cannot be used

Reasons = dict[int, str]  # the number of a file -> why it cannot be used


class Member(NamedTuple):
    """A file, its name within the folder, and that of the folder of its class."""

    path: str
    name: str
    label: str | None


@dataclass(frozen=True)
class FileKind:
    """The files that are looked for: `what` they are, and how their names end."""

    what: str
    endings: frozenset[str]

    @property
    def several(self) -> str:
        """What several of them are called."""
        return f"{self.what}s"

    def fits(self, path: str) -> bool:
        """Whether a file's name is that of one; hidden files are none, whatever their ending."""
        ending = path[path.rfind(".") :].lower()
        return ending in self.endings and not path.startswith(".", path.rfind(os.sep) + 1)


def found(folder: Path, source: Source, kind: FileKind, request: Request) -> tuple[list[Member], tuple[str, ...]]:
    """The files that the source's path means, class after class, and notices of what was passed over. Raises DataError."""
    name: str = source.path  # type: ignore[attr-defined]  # it is a dataclass with a path
    top = find_folder(folder, name)
    if not os.path.isdir(top):
        if not kind.fits(str(top)):
            raise DataError(f"{name}: expected a folder of {kind.several}, or a {kind.what} ({', '.join(sorted(kind.endings))})")
        return [Member(str(top), text_of(top.name), None)], ()
    try:
        inside = sorted((one for one in os.listdir(top) if not _is_stray(one)), key=text_of)
        _check_links(name, inside, top, top, kind)
        classes = [top / one for one in inside if not one.startswith(".") and os.path.isdir(os.path.join(top, one))]
        below = {label: list(_below(name, label, top, kind)) for label in classes}
    except OSError as error:
        raise unreadable(f"{name}: {text_of(Path(error.filename or '').name)}", error) from error
    if request.labelled and "label" in request.target and request.needs("label"):
        parted_folders.check(source, request, _within(below, kind))
    folders = {label.name for label in classes}
    return _sorted_out(name, top, [os.path.join(top, one) for one in inside if one not in folders], below, kind)


def _sorted_out(
    name: str, top: Path, loose: list[str], below: dict[Path, list[str]], kind: FileKind
) -> tuple[list[Member], tuple[str, ...]]:
    """The files of the classes, or those beside each other where there are no classes, and notices of the others."""
    labelled = [(path, text_of(label.name)) for label in below for path in below[label]]
    fitting = [kind.fits(path) for path, _ in labelled]
    members = [Member(path, relative(path, top), label) for path, label in itertools.compress(labelled, fitting)]
    passed = [path for (path, _), fits in zip(labelled, fitting, strict=True) if not fits]
    if members:
        passed += loose
    else:
        members = [Member(path, text_of(os.path.basename(path)), None) for path in loose if kind.fits(path)]
        passed += [path for path in loose if not kind.fits(path)]
    if not members:
        endings = ", ".join(sorted(kind.endings))
        raise DataError(f"{name}: there are no {kind.several} in it, nor in the folders in it ({endings})")
    filled = {member.label for member in members}
    empty = [text_of(label.name) for label in below if text_of(label.name) not in filled]
    notices = [*_passed_over(name, [relative(path, top) for path in passed], empty, kind), *_undecoded(name, top, members)]
    return members, tuple(notices)


def _passed_over(name: str, passed: list[str], empty: list[str], kind: FileKind) -> Iterator[str]:
    if passed:
        files = "1 file is" if len(passed) == 1 else f"{len(passed):,} files are"
        yield f"{name}: {files} passed over, being hidden, no {kind.what} or in no class: {listing(passed, 3)}"
    if empty:
        folders = "1 folder has" if len(empty) == 1 else f"{len(empty)} folders have"
        yield f"{name}: {folders} no {kind.several} and no class: {listing(empty, 5)}"


def _undecoded(name: str, top: Path, members: Sequence[Member]) -> Iterator[str]:
    """A notice where names are not UTF-8."""
    paths = (member.path for member in members if not is_unicode(member.path))
    odd = {part: None for path in paths for part in Path(path).relative_to(top).parts if not is_unicode(part)}
    if odd:
        names = "1 name of a file or folder is" if len(odd) == 1 else f"{len(odd):,} names of files and folders are"
        yield f"{name}: {names} not UTF-8, and read as well as can be: {listing(map(text_of, odd), 5)}; rename what is read wrong"


def _is_stray(name: str) -> bool:
    return name.lower() in STRAY or name.lower().startswith(STRAY_HIDDEN)


def _below(name: str, folder: Path, top: Path, kind: FileKind, above: tuple[tuple[int, int], ...] = ()) -> Iterator[str]:
    """All files in a folder and in the folders in it, in the order of their names; links are followed. Raises DataError where
    one leads back to a folder that it lies in."""
    status = folder.stat()
    own = (status.st_dev, status.st_ino)
    if not above:
        above = ((top.stat().st_dev, top.stat().st_ino),)
    if own in above:
        raise DataError(f"{name}: {relative(str(folder), top)}: a link to a folder that it lies in, without end; remove it")
    with os.scandir(folder) as entries:
        kept = [entry for entry in entries if not _is_stray(entry.name)]
        there = {one.name: os.path.isdir(one) if one.is_symlink() else one.is_dir() for one in kept}
    names = sorted(there)
    _check_links(name, names, folder, top, kind)
    inside = os.path.join(folder, "")
    yield from (inside + one for one in names if not there[one])
    for one in names:
        if there[one] and not one.startswith("."):
            yield from _below(name, folder / one, top, kind, (*above, own))


def _check_links(name: str, inside: Sequence[str], folder: Path, top: Path, kind: FileKind) -> None:
    """Raises DataError for links in a folder to what may have been one, and is not there; a file's is said when it is read."""
    for one in inside:
        if "." not in one and os.path.islink(path := os.path.join(folder, one)) and not os.path.exists(path):
            raise DataError(f"{name}: {relative(path, top)}: {broken_link(path)}; restore what it names, or remove it")


def broken_link(path: str) -> str:
    """What is said of a link that leads nowhere."""
    return f"a link to '{text_of(os.readlink(path))}', where there is nothing"


def _within(below: dict[Path, list[str]], kind: FileKind) -> dict[Path, set[str]]:
    """The folders that hold files of the kind, each with the folders in it that do."""
    fitting = {label: [path for path in files if kind.fits(path)] for label, files in below.items()}
    starts = {label: len(os.path.join(label, "")) for label, files in fitting.items() if files}
    return {
        label: {path[start:].split(os.sep, 1)[0] for path in fitting[label] if path.find(os.sep, start) > 0}
        for label, start in starts.items()
    }


def unusable(name: str, members: Sequence[Member], reasons: Reasons, kind: FileKind, advice: str = "") -> DataError:
    """The error of the files that cannot be used, each with the reason, and what to do: remove or replace them, or as advised."""
    named = [f"{members[row].name}: {reasons[row]}" for row in sorted(reasons)]
    if len(named) == 1:
        return DataError(f"{name}: {named[0]}; {advice or 'remove or replace it'}")
    lines = [f"{name}: {len(named):,} of {len(members):,} {kind.several} cannot be used; {advice or 'remove or replace them'}:"]
    lines += [f"  {line}" for line in named[:MAX_NAMED]]
    lines += [f"  and {len(named) - MAX_NAMED:,} more"] if len(named) > MAX_NAMED else []
    return DataError("\n".join(lines))


def left_out(name: str, members: Sequence[Member], reasons: Reasons, kind: FileKind) -> str:
    """The notice of the same where the others are sound."""
    count = "1 is" if len(reasons) == 1 else f"{len(reasons):,} are"
    shown = listing((f"{members[row].name} ({reasons[row]})" for row in sorted(reasons)), MAX_NAMED)
    return f"{name}: of {len(members):,} {kind.several} {count} left out, which cannot be used: {shown}"
