"""Finding and reading the file that a source names, with errors that say what to do."""

from __future__ import annotations

import glob
import gzip
import io
import os
import re
import unicodedata
import zlib
from collections.abc import Iterable
from pathlib import Path

from dltrain.data.sources.extras import needed
from dltrain.errors import DataError, did_you_mean, listing

MAX_EXPANSION = 256  # times its own size that a gzipped text may unpack to, beyond a first 256 MiB: more is a bomb
UNSUSPICIOUS = 256 * 2**20


def located(folder: Path, name: str) -> Path:
    """Where `name` is, relative to `folder`, with ~ as the user's own folder; what is no user's is left as it is."""
    return folder / os.path.expanduser(name)


def find(folder: Path, name: str) -> Path:
    """The file that `name` (relative to `folder`) means; a name that differs only in Unicode form is the same name.

    Raises DataError with the nearest existing name where there is no such file.
    """
    path = located(folder, name)
    try:
        if path.exists():
            check_regular(path, name)
            return path
        if path.is_symlink():
            raise DataError(f"{name}: a link to '{path.readlink()}', where there is no file")
        if not path.parent.is_dir():
            raise DataError(f"{name}: there is no folder '{path.parent}'{elsewhere(folder, name)}")
        others = {composed(other.name): other for other in sorted(path.parent.iterdir()) if other.is_file()}
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from error
    wanted = composed(path.name)
    if wanted in others:
        return others[wanted]
    hint = elsewhere(folder, name) or did_you_mean(wanted, others) or _alike(path, others)
    raise DataError(f"{name}: there is no such file in '{path.parent}'{hint}")


def find_folder(folder: Path, name: str) -> Path:
    """The folder that `name` means, or the file where it is one. Raises DataError as `find` does."""
    path = located(folder, name)
    if os.path.isdir(path):
        return path
    if os.path.exists(path) or path.suffix or not os.path.isdir(path.parent):
        return find(folder, name)
    hint = elsewhere(folder, name) or did_you_mean(composed(path.name), map(composed, sorted(os.listdir(path.parent))))
    raise DataError(f"{name}: there is no such folder in '{path.parent}'{hint}")


def elsewhere(folder: Path, name: str) -> str:
    """Where the file is that a path with a variable, from another folder, or without its own folder means."""
    if re.search(r"\$\w|\$\{|%\w+%", name):
        home = re.sub(r"^(\$HOME|\$\{HOME\}|%USERPROFILE%|%HOME%)(?=[/\\]|$)", "~", name)
        plain = home if home != name else os.path.expandvars(name)
        return f"; variables are not expanded, ~ is: write {plain if plain != name else 'the path out'}"
    if not os.path.isdir(folder):
        return ""
    if not os.path.isabs(name) and os.path.exists(name) and not os.path.samefile(folder, "."):
        return f"; a path is relative to the spec's folder: write {Path(os.path.relpath(name, folder)).as_posix()}"
    below = sorted(path for path in folder.glob(f"*/{glob.escape(Path(name).name)}") if os.path.exists(path))
    return f"; did you mean '{below[0].relative_to(folder).as_posix()}'?" if len(below) == 1 else ""


def _alike(path: Path, others: Iterable[str]) -> str:
    """The files with the same ending."""
    alike = [name for name in others if name.lower().endswith(path.suffix.lower())] if path.suffix else []
    return f"; there {'is' if len(alike) == 1 else 'are'} {listing(alike, 5)}" if alike else ""


def composed(name: str) -> str:
    """A name as it is typed: systems and programs differ in how they write accents and Hangul (Unicode NFC or NFD)."""
    return unicodedata.normalize("NFC", name)


def check_regular(path: Path, name: str) -> None:
    """Raises DataError for what is there, but no file: a folder, or a pipe or device, which might never end."""
    if path.is_dir():
        raise DataError(f"{name}: expected a file, found a folder")
    if not path.is_file():
        raise DataError(f"{name}: expected a file, found a pipe or a device; save what it gives to a file first")


def content(path: Path, name: str) -> bytes:
    """The bytes of the file. Raises DataError."""
    try:
        size = path.stat().st_size
        if hasattr(os, "sysconf") and size > (memory := os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) / 2:
            raise DataError(f"{name}: {size:,} bytes, too many for this machine, whose memory has {memory:,}; use a part of it")
        return path.read_bytes()
    except OSError as error:
        raise unreadable(name, error) from error


def unpacked(raw: bytes, name: str) -> bytes:
    """The text in a file of gzip or Zstandard, by its ending, never more of it than a text could hold. Raises DataError."""
    most = max(MAX_EXPANSION * len(raw), UNSUSPICIOUS)
    text = _of_zstandard(raw, name, most) if name.lower().endswith(".zst") else _of_gzip(raw, name, most)
    if len(text) > most:
        raise DataError(f"{name}: {len(raw):,} bytes that unpack to more than {most:,}, which no table does; unpack it yourself")
    return text


def _of_gzip(raw: bytes, name: str, most: int) -> bytes:
    try:
        with gzip.open(io.BytesIO(raw)) as file:
            return file.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{name}: not a whole gzip file: {error}") from error


def _of_zstandard(raw: bytes, name: str, most: int) -> bytes:
    zstandard = needed("zstandard", name, "a file packed by Zstandard")
    text = io.BytesIO()
    try:
        with zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True) as file:
            while text.tell() <= most and (some := file.read(2**20)):
                text.write(some)
    except zstandard.ZstdError as error:
        raise DataError(f"{name}: not a whole Zstandard file: {error}") from error
    return text.getvalue()


def unreadable(name: str, error: Exception) -> DataError:
    """The error of a file that the system refused to read."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return DataError(f"{name}: cannot be read: {reason}")
