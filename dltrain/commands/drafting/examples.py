"""`dltrain init --lesson` and `--example`: specs to start from, copied with their data into a folder of one's own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import dltrain
from dltrain.errors import InputError, did_you_mean, listing
from dltrain.files.atomic import WriteError
from dltrain.spec import yaml12

FOLDER = (Path(dltrain.__file__).parent / "configs").resolve()  # in a checkout a link to the folder that the README shows


def example_names() -> list[str]:
    """The names of the examples: `cnn`, `optimizers/adam`, and `optimizers` for all of that folder."""
    specs = [path.relative_to(FOLDER) for path in FOLDER.rglob("*.yaml")]
    folders = {path.parent for path in specs if path.parent != Path()}
    return sorted({one.with_suffix("").as_posix() for one in [*specs, *folders]})


def example_specs(name: str) -> list[Path]:
    """The specs of an example. Raises InputError with the nearest name."""
    names = example_names()
    if name.removesuffix(".yaml") not in names:
        shown = did_you_mean(name, names) or f"; there are {listing(names, len(names))}"
        raise InputError(f"--example: no example '{name}'{shown}")
    folder = FOLDER / name
    return sorted(folder.glob("*.yaml")) if folder.is_dir() else [FOLDER / f"{name.removesuffix('.yaml')}.yaml"]


def copied(specs: Sequence[Path], into: Path) -> list[Path]:
    """Copies specs of one folder, and the files that they name, into the folder `into`, which must be new or empty.

    Gives the specs' new paths. The folder is there whole or not at all. Raises InputError where it holds something, WriteError.
    """
    try:
        if into.exists() and (not into.is_dir() or any(into.iterdir())):
            raise InputError(f"'{into}' is there already and is kept; name a new or an empty folder with --output")
        into.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{into.name[:40]}.", dir=into.absolute().parent) as temporary:
            made = Path(temporary) / "made"
            for spec in specs:
                for one in (Path(spec.name), *_named(spec)):
                    _copy(spec.parent / one, made / one)
            os.replace(made, into)  # an empty folder gives way
    except OSError as error:
        raise WriteError.of(into, error) from error
    return [into / spec.name for spec in specs]


def _named(spec: Path) -> Iterator[Path]:
    """The files and folders that a spec names, relative to its folder."""
    for word in _words(yaml12.parse(spec.read_text("utf-8"))[0].plain()):
        path = Path(word)
        is_path = "/" in word or path.suffix != ""
        if is_path and not path.is_absolute() and ".." not in path.parts and (spec.parent / path).exists():
            yield path


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _words(one)
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)


def _copy(origin: Path, target: Path) -> None:
    """Copies a file, or a folder with all in it; what is there already is the same."""
    if origin.is_dir():
        shutil.copytree(origin, target, dirs_exist_ok=True, copy_function=shutil.copyfile)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(origin, target)
