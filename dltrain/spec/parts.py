"""Parts of one's own: Python files that enter layers, losses, metrics, … into the tables, by the decorators of the tables.

A file is run where its user has named it for this: in the spec that is trained or checked, or by `--use FILE`. No checkpoint, and
no run that is merely looked at, ever runs one by itself.
"""

from __future__ import annotations

import hashlib
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from dltrain.errors import InputError, listing
from dltrain.spec.nodes import Mark, Node
from dltrain.types import entered

PLACE, SUM = "use", "use_sha256"


class PartsError(InputError):
    """Files of parts that are needed and not named, or are not what they were: nothing that a spec or a run is to blame for."""


@dataclass(frozen=True)
class Permission:
    """Whether the files that a spec names may be run, and whether they may differ from those that it was written with."""

    runs: bool = False
    changes: bool = False


@dataclass
class _Entries:
    """What a file has entered: its SHA-256, and the tables with the names in them."""

    sha256: str
    names: list[tuple[Any, str]]


NONE = Permission()
_permission: ContextVar[Permission] = ContextVar("permission", default=NONE)
_run: dict[str, _Entries] = {}  # by absolute path
_given: list[str] = []  # those of --use


@contextmanager
def permitted(*, changes: bool = False) -> Iterator[None]:
    """Within the block the files that a spec names are run; with `changes`, those too that are not what they were."""
    token = _permission.set(Permission(runs=True, changes=changes))
    try:
        yield
    finally:
        _permission.reset(token)


def enter(paths: Sequence[str | os.PathLike[str]]) -> list[str]:
    """Runs files of parts, and gives their absolute paths. Raises InputError."""
    wholes = [os.path.abspath(os.path.expanduser(path)) for path in paths]
    for path, whole in zip(paths, wholes, strict=True):
        _enter(whole, os.fspath(path))
    return wholes


def give(paths: Sequence[str | os.PathLike[str]]) -> None:
    """Runs files that the user has named beside a command, which a spec that it reads then takes. Raises InputError."""
    _given[:] = enter(paths)


def given() -> list[str]:
    """The files of `give`, absolute."""
    return list(_given)


def require(values: dict[str, Any], name: str) -> None:
    """Raises InputError where a spec out of a checkpoint, of this name, takes parts of files that were not run here."""
    files, sums = values.get(PLACE), values.get(SUM)
    if isinstance(files, list) and (lacking := _lacking([str(one) for one in files], sums if isinstance(sums, list) else [])):
        raise PartsError(f"{name}: {_ask(lacking)}")


def notices(files: Sequence[str], sums: Sequence[str]) -> list[str]:
    """What is said of the files of a network that are other ones by now than when it was trained."""
    known = {entries.sha256 for entries in _run.values()}
    return [
        f"'{Path(path).name}' has changed since the network was trained with it"
        for path, digest in zip(files, sums, strict=False)
        if digest not in known
    ]


def settle(root: Node, folder: Path, more: Sequence[str] = ()) -> None:
    """Runs the files that a spec names, and `more`, before the rest of it is read.

    In the tree they are absolute from then on, their SHA-256 beside them. Paths of the file begin in its `folder`. Raises
    InputError where one cannot be run, PartsError where it may not, or has changed.
    """
    assert isinstance(root.value, dict)
    node, sums = root.value.get(PLACE), root.value.get(SUM)
    items = node.value if node is not None and isinstance(node.value, list) else []
    if node is not None and not all(isinstance(item.value, str) for item in items):
        return  # the reader of the spec says it
    recorded = [str(one.value) for one in sums.value] if sums is not None and isinstance(sums.value, list) else []
    recorded += [""] * (len(items) - len(recorded))
    named = [(_absolute(item, folder), item, digest) for item, digest in zip(items, recorded, strict=False)]
    if not _permission.get().runs:
        if lacking := _lacking([path for path, _, _ in named], recorded):
            raise PartsError(_ask(lacking))
        return
    files = []
    for path, item, digest in named:
        path = next((known for known, entries in _run.items() if digest and entries.sha256 == digest), path)
        now = _enter(path, str(item.value))
        if digest and now != digest and not _permission.get().changes:
            was = f"its SHA-256 was {digest[:12]}… and is {now[:12]}…"
            raise PartsError(f"'{path}' has changed since: {was}; put it back, or resume all the same with --allow-changes")
        files.append((path, now, item.mark))
    have = {now for _, now, _ in files}
    files += [(path, _enter(path, path), Mark()) for path in more if _enter(path, path) not in have]
    if files:
        mark = node.mark if node is not None else Mark()
        root.value[PLACE] = Node([Node(path, mark) for path, _, mark in files], mark)
        root.value[SUM] = Node([Node(now, mark) for _, now, mark in files], mark)
        root.key_marks |= {key: root.key_marks.get(key, mark) for key in (PLACE, SUM)}


def _absolute(item: Node, folder: Path) -> str:
    path = os.path.expanduser(str(item.value))
    return os.path.abspath(path if item.mark.override else os.path.join(folder, path))


def _lacking(files: Sequence[str], sums: Sequence[Any]) -> list[str]:
    """Those of the files of which neither the same nor one of the same name was run here."""
    names = {Path(path).name for path in _run}
    known = {entries.sha256 for entries in _run.values()}
    digests = [*sums, *[""] * len(files)]
    return [one for one, digest in zip(files, digests, strict=False) if digest not in known and Path(one).name not in names]


def _ask(files: Sequence[str]) -> str:
    """What to type where files are needed that nobody has named for this."""
    names = listing([f"'{one}'" for one in files])
    words = " ".join(f"--use {Path(one).name}" for one in files)
    return (
        f"it takes parts of {names}, and what was trained never runs code by itself; if you trust the file, "
        f"add {words} with its path (in Python: use=[...])"
    )


def _enter(path: str, name: str) -> str:
    """Runs a file, unless it has been, and gives its SHA-256; what it had entered before it was changed is gone.

    Raises InputError, naming the file as `name`.
    """
    try:
        content = Path(path).read_bytes()
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"there is no file '{name}' of parts to use") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"'{name}' cannot be read as a Python file: {error}") from None
    digest = hashlib.sha256(content).hexdigest()
    if path in _run and _run[path].sha256 == digest:
        return digest
    if path in _run:
        _leave(_run.pop(path).names)
    _run[path] = _Entries(digest, _names_entered(path, name, text, digest))
    return digest


def _names_entered(path: str, name: str, text: str, digest: str) -> list[tuple[Any, str]]:
    module = ModuleType(f"dltrain_parts_{digest[:12]}")
    module.__file__ = path
    sys.modules[module.__name__] = module  # where annotations are looked up
    with entered() as names:
        try:
            exec(compile(text, path, "exec"), vars(module))
        except SyntaxError as error:
            _leave(names)
            raise InputError(f"{error.filename or name}:{error.lineno}: {error.msg}") from None
        except (Exception, SystemExit) as error:
            _leave(names)
            lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
            raise InputError(f"{name}:{lines[-1] if lines else 1}: {type(error).__name__}: {error}") from error
    return list(names)


def _leave(names: Sequence[tuple[Any, str]]) -> None:
    for table, name in names:
        table.leave(name)
