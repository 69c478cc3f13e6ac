"""The folder of a pretrained model, as Hugging Face's transformers saves it: found, looked at, hashed. Reads no weights but to
hash them, and runs no code of the folder."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dltrain.errors import PRETRAINED, InputError, listing

CONFIG, WEIGHTS, INDEX, PIXELS = "config.json", "model.safetensors", "model.safetensors.index.json", "preprocessor_config.json"
TOKENIZERS = ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "vocab.json", "merges.txt")
HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
MAX_HEADER_BYTES = 100_000_000
MAX_JSON_BYTES = 200_000_000  # bytes: the largest tokenizers have a tenth of it
CHUNK = 1 << 20


def locate(name: str, folder: Path) -> Path:
    """The folder that a name means: one that is relative to `folder`, or that of a model of the hub in the user's cache, where it
    is downloaded to if there is a network. Raises InputError."""
    path = Path(os.path.abspath(folder / os.path.expanduser(name)))
    if path.is_dir():
        return path
    if path.exists():
        raise InputError(f"'{name}' is a file; expected the folder of a model, with {CONFIG} and {WEIGHTS} in it")
    if not HUB_NAME.fullmatch(name):
        raise InputError(f"there is no folder '{name}'; a path is relative to the spec's folder")
    return _cached(name) or _downloaded(name)


def cache() -> Path:
    """Where Hugging Face's programs keep what they have downloaded."""
    home = os.environ.get("HF_HOME") or os.path.join(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "huggingface")
    return Path(os.path.expanduser(os.environ.get("HF_HUB_CACHE") or os.path.join(home, "hub")))


def _cached(name: str) -> Path | None:
    """The folder of the main revision of a model of the hub, where it has been downloaded whole."""
    repository = cache() / f"models--{name.replace('/', '--')}"
    try:
        path = repository / "snapshots" / (repository / "refs" / "main").read_text(encoding="utf-8").strip()
        return path if (path / CONFIG).exists() and any((path / one).exists() for one in (WEIGHTS, INDEX)) else None
    except (OSError, ValueError):
        return None


def _downloaded(name: str) -> Path:
    """The folder of a model, fetched from the hub: weights as safetensors, and JSON and text files alone. Raises InputError."""
    head = f"there is no folder '{name}' in the spec's folder, and no model '{name}' in Hugging Face's cache ({cache()})"
    fetch = f"on a machine with a network type: hf download {name} --local-dir FOLDER, and write name: FOLDER"
    try:
        import huggingface_hub
    except ImportError:
        raise InputError(f"{head}; {fetch}, or to have it fetched: {PRETRAINED}") from None
    patterns = [CONFIG, PIXELS, *TOKENIZERS, "model*.safetensors", INDEX]
    try:
        return Path(huggingface_hub.snapshot_download(name, allow_patterns=patterns))
    except Exception as error:  # the errors of several libraries of networks: whichever it is, the model is not here
        reason = str(error).strip().split("\n")[0][:200]
        raise InputError(f"{head}, and it cannot be fetched ({reason}); {fetch}") from None


def read_json(path: Path) -> dict[str, Any]:
    """The object of a JSON file. Raises InputError."""
    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            raise InputError(f"'{path}' has {path.stat().st_size:,} bytes, which no such file has")
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"'{path}' cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"'{path}' is damaged: it is no JSON ({error}); copy the model here again") from None
    if not isinstance(value, dict):
        raise InputError(f"'{path}' is damaged: expected a JSON object; copy the model here again")
    return value


def config_of(folder: Path) -> dict[str, Any]:
    """What config.json says. Raises InputError, for a model too that brings code of its own."""
    path = folder / CONFIG
    if not path.exists():
        there = listing(sorted(os.listdir(folder)), 8) or "nothing"
        raise InputError(f"'{folder}' has no {CONFIG}: expected the folder of a model saved by transformers; it has {there}")
    config = read_json(path)
    if "auto_map" in config:
        raise InputError(f"'{path}' asks for code of the model's own (auto_map), and no code that comes with weights is run")
    return config


def weight_files(folder: Path) -> list[Path]:
    """The files of the weights: one, or the pieces that an index names. Raises InputError."""
    if (folder / WEIGHTS).exists():
        return [folder / WEIGHTS]
    if (folder / INDEX).exists():
        pieces = read_json(folder / INDEX).get("weight_map")
        names = sorted(set(map(str, pieces.values()))) if isinstance(pieces, dict) else []
        if not names or any(os.path.basename(name) != name for name in names):
            raise InputError(f"'{folder / INDEX}' is damaged: it names no files of weights; copy the model here again")
        for name in names:
            if not (folder / name).exists():
                raise InputError(f"'{folder}' lacks {name}, which {INDEX} names; copy the model here again")
        return [folder / name for name in names]
    pickles = sorted(name for name in os.listdir(folder) if name.endswith((".bin", ".h5", ".msgpack", ".ckpt", ".pt")))
    if pickles:
        code = f"from transformers import AutoModel; AutoModel.from_pretrained('{folder}').save_pretrained('{folder}-safe')"
        why = "which dltrain does not read (a pickle can run code)"
        raise InputError(f"'{folder}' has its weights in {pickles[0]} alone, {why}; convert them: python -c \"{code}\"")
    raise InputError(f"'{folder}' has no {WEIGHTS}")


def tensors_of(folder: Path) -> dict[str, tuple[int, ...]]:
    """The shape of every tensor of the weights, from the headers of their files alone. Raises InputError."""
    shapes: dict[str, tuple[int, ...]] = {}
    for path in weight_files(folder):
        for name, entry in _header(path).items():
            if name != "__metadata__":
                shapes[name] = tuple(entry["shape"])
    return shapes


def _header(path: Path) -> Mapping[str, Any]:
    """The header of a safetensors file, whose tensors must all be there. Raises InputError."""
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            length = int.from_bytes(file.read(8), "little")
            if length > min(MAX_HEADER_BYTES, size - 8):
                raise ValueError(f"its header would have {length} bytes")
            header = json.loads(file.read(length))
        end = max((entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"), default=0)
        if not all(isinstance(side, int) for name, one in header.items() if name != "__metadata__" for side in one["shape"]):
            raise ValueError("a shape is no list of whole numbers")
        if size != 8 + length + end:
            raise ValueError(f"it has {size} bytes, and its header tells of {8 + length + end}")
    except OSError as error:
        raise InputError(f"'{path}' cannot be read: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise InputError(f"'{path}' is damaged ({error}); copy the model here again") from None
    found: Mapping[str, Any] = header
    return found


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file of a model that acts, by its name. Raises InputError."""
    names = [name for name in (CONFIG, PIXELS, *TOKENIZERS) if (folder / name).exists()]
    return {path.name: _sha256(path) for path in [*(folder / name for name in names), *weight_files(folder)]}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise InputError(f"'{path}' cannot be read: {error.strerror or error}") from None
    return digest.hexdigest()
