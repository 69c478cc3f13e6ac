"""What lies at the path that was named: a table, two, pictures, texts, arrays, and the `source` that reads it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dltrain.data.sources import ENDINGS
from dltrain.data.sources.images import ENDINGS as PICTURES
from dltrain.data.sources.parted_folders import PART, PARTS
from dltrain.data.sources.signatures import ELSEWHERE
from dltrain.errors import InputError, listing

SEPARATORS = "\t;|,"
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
LOOKED_AT = 200  # files of a folder
IDX = re.compile(r"(?P<part>.*?)-?(?P<what>images|labels)[-.]idx[13]-ubyte(\.gz)?", re.IGNORECASE)

Node = str | dict[str, Any]  # a value of the spec, as YAML has it


@dataclass(frozen=True)
class Material:
    """`source`: what to write there; `kind`: table, pictures, texts or arrays; `others`: the tables beside that of the training
    rows, by part (validation, test), of which it is not known yet whether they have the target; `missing`: words among numbers
    that stand for missing ones."""

    name: str
    source: Node
    kind: str
    others: Mapping[str, Node] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def material_of(data: Path, folder: Path) -> Material:
    """What is at `data`, its paths written relative to `folder`. Raises InputError where nothing there can be learned from."""
    if re.match(r"https?:/|s3:/|gs:/", str(data)):
        raise InputError(f"{data}: what lies on the web is not fetched; download the file, and name it")
    if str(data) == "-":
        raise InputError("-: a draft is made of a table that can be read again; save it to a file first, and name that")
    data = data.expanduser() if str(data).startswith("~") else data
    if not data.exists():
        raise InputError(f"{data}: there is no such file or folder; expected a table, or a folder of pictures, texts or tables")
    if data.is_file():
        return _of_file(data, folder)
    return _of_folder(data, folder)


def _of_file(path: Path, folder: Path) -> Material:
    if match := IDX.fullmatch(path.name):
        return _of_idx(path.parent, [path] if match["what"].lower() == "images" else _pictures_of(path), folder, path)
    kind = "arrays" if path.name.lower().endswith(".npz") else "table"
    return Material(_stem(path), _table(path, folder), kind)


def _table(path: Path, folder: Path) -> Node:
    """The source of a table: its path, or with the separator that its first line shows."""
    written = relative(path, folder)
    if any(path.name.lower().endswith(ending) for ending in ENDINGS):
        return written
    if what := ELSEWHERE.get(path.suffix.lower()):
        raise InputError(f"{path}: by its name {what}")
    with open(path, "rb") as file:
        line = file.readline(2**16)
    if b"\0" in line:
        raise InputError(f"{path}: the file is no text; a table is one of {listing(ENDINGS, 20)}, or separated text")
    first = line.decode("utf-8", "replace").rstrip("\r\n")
    separator = max(SEPARATORS, key=first.count)
    header = {"header": False} if all(NUMBER.fullmatch(cell.strip()) for cell in first.split(separator)) else {}
    if separator == "\t":
        return {"type": "tsv", "path": written, **header}
    return {"type": "csv", "path": written, "separator": separator, **header}


def _of_folder(path: Path, folder: Path) -> Material:
    entries = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
    folders, files = [one for one in entries if one.is_dir()], [one for one in entries if one.is_file()]
    if idx := [one for one in files if (match := IDX.fullmatch(one.name)) and match["what"].lower() == "images"]:
        return _of_idx(path, idx, folder, path)
    tables = [one for one in files if any(one.name.lower().endswith(ending) for ending in ENDINGS)]
    if tables or (not folders and (tables := [one for one in files if _is_separated(one)])):
        return _of_tables(path, tables, folder)
    if len(folders) == 1:
        return replace(_of_folder(folders[0], folder), name=_stem(path.resolve()))
    if not folders:
        raise InputError(f"{path}: the folder holds no table and no folders; expected a table, or a folder a class")
    kind = _kind_within(folders)
    if kind is None:
        raise InputError(f"{path}: the folders in it hold neither pictures ({listing(sorted(PICTURES), 4)}) nor .txt files")
    source = "images" if kind == "pictures" else "text"
    return Material(_stem(path), {"type": source, "path": relative(path, folder)}, kind)


def _kind_within(folders: Iterable[Path]) -> str | None:
    """Whether the first files below these folders are pictures or texts."""
    pictures = texts = 0
    for folder in folders:
        for index, (_, _, names) in enumerate(os.walk(folder)):
            pictures += sum(Path(name).suffix.lower() in PICTURES for name in names[:LOOKED_AT])
            texts += sum(name.lower().endswith(".txt") for name in names[:LOOKED_AT])
            if index >= LOOKED_AT:
                break
    if not pictures and not texts:
        return None
    return "pictures" if pictures >= texts else "texts"


def _of_tables(path: Path, tables: list[Path], folder: Path) -> Material:
    """One table, or those of train and test."""
    parts: dict[str, Path] = {}
    for word_of in (_stem, _first, _last, _ending):  # train.csv before train_ids.csv, ratings_train.txt, binary.train
        for one in tables:
            if (part := _part(word_of(one))) is not None:
                parts.setdefault(part, one)
    if "train" in parts:
        nodes = {part: _table(parts[part], folder) for part in dict.fromkeys(PARTS) if part in parts}
        return Material(path.resolve().name, nodes.pop("train"), "table", nodes)
    if len(tables) == 1:
        return _of_file(tables[0], folder)
    raise InputError(f"{path}: the folder holds {len(tables)} tables; name one of {listing([str(one) for one in tables], 6)}")


def _is_separated(path: Path) -> bool:
    """Whether a file looks like separated text by its first line, whatever it is called."""
    with open(path, "rb") as file:
        line = file.readline(2**16)
    return b"\0" not in line and any(separator.encode() in line for separator in SEPARATORS)


def _first(path: Path) -> str:
    return re.split(r"[\W_]+", _stem(path))[0]


def _last(path: Path) -> str:
    return re.split(r"[\W_]+", _stem(path))[-1]


def _ending(path: Path) -> str:
    return path.suffix.removeprefix(".")


def _part(word: str) -> str | None:
    match = PART.fullmatch(word)
    return PARTS[(match.lastindex or 1) - 1] if match else None


def _of_idx(path: Path, pictures: list[Path], folder: Path, named: Path) -> Material:
    by_part: dict[str, Node] = {}
    for one in pictures:
        match = IDX.fullmatch(one.name)
        labels = one.with_name(one.name.replace("images", "labels").replace("idx3", "idx1"))
        if match is None or not labels.exists():
            raise InputError(f"{one}: beside the pictures their labels are missing; expected {labels.name}")
        part = "test" if match["part"].lower() in ("t10k", "test") else "train"
        by_part[part] = {"type": "idx", "path": relative(one, folder), "labels": relative(labels, folder)}
    if named.is_file() or "train" not in by_part:
        return Material(path.resolve().name, next(iter(by_part.values())), "pictures")
    return Material(path.resolve().name, by_part if len(by_part) > 1 else by_part["train"], "pictures")


def _pictures_of(labels: Path) -> list[Path]:
    return [labels.with_name(labels.name.replace("labels", "images").replace("idx1", "idx3"))]


def relative(path: Path, folder: Path) -> str:
    """A path as a spec in `folder` has it: relative where that needs no more than a step up, else absolute."""
    written = os.path.relpath(path.absolute(), folder.absolute())
    return str(path.absolute()) if written.count(os.pardir) > 2 and path.is_absolute() else Path(written).as_posix()


def _stem(path: Path) -> str:
    name = path.name
    for ending in sorted(ENDINGS, key=len, reverse=True):
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return path.stem or name


def flow(value: Any) -> str:
    """A value on one line of YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return word(value) if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)


def word(text: str) -> str:
    """A text as a scalar of YAML, in quotes where it would be read otherwise."""
    if re.fullmatch(r"[^\W\d][\w./%()+-]*(?: [\w./%()+-]+)*", text) and text.lower() not in ("null", "true", "false"):
        return text
    if re.fullmatch(r"[.\w/][\w./+-]*", text) and "/" in text:
        return text
    return '"' + "".join({"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n"}.get(one, one) for one in text) + '"'
