"""One checkpoint file: safetensors, with the state as JSON under one metadata key and a SHA-256 over every byte.

The layout is that of https://github.com/huggingface/safetensors#format: the length of the header (8 bytes, little-endian), the
header (JSON, padded with spaces), the tensors one after another. The header always begins with the same words, so that the 64
digits of the SHA-256 have one fixed place; they are taken as zeros where it is computed. No pickle is ever read.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from dltrain.errors import DamagedError, InputError, did_you_mean
from dltrain.files import strict_json
from dltrain.files.atomic import atomic_file, reason, start_writing_out
from dltrain.lazy import NDArray

Array = NDArray[Any]

FORMAT = 2  # 1 has the history of the epochs in its state; 2 among its tensors
MAX_HEADER_BYTES = 100_000_000
MAX_VALUES = 10_000_000  # of its JSON: each may take a hundred bytes of memory
MAX_TENSORS = 100_000
CHUNK = 1 << 20
PORTION = 1 << 22
ZEROS = "0" * 64
DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U8": "|u1", "BOOL": "|b1"}
BEGINNING = re.compile(rb'\{"__metadata__":\{"dltrain":"\{\\"sha256\\":\\"([0-9a-f]{64})\\",\\"format\\":([1-9][0-9]{0,8})[,}]')


class DamagedCheckpointError(DamagedError):
    """A checkpoint that is not as it was written. `what` says so; `dltrain.runs` knows what is left to go on with."""

    def __init__(self, path: Path, what: str) -> None:
        self.what = f"the checkpoint '{path}' is damaged ({what})"
        super().__init__(f"{self.what}; copy it here again, or use another one that is whole")


def write(path: Path, tensors: Mapping[str, Array], state: Mapping[str, Any]) -> None:
    """Writes a checkpoint whole or not at all.

    `tensors` may have any shape, in the types float64, float32, float16, int64, int32, uint8 and bool; they must not change
    meanwhile. `state` is JSON: words, finite numbers (NaN raises ValueError), lists, maps; the names "sha256" and "format" are
    taken. Hashing, copying and the disk work side by side; the header, which has the hash, is written last. Raises WriteError;
    TypeError and ValueError for what a checkpoint cannot hold.
    """
    header, pieces = _laid_out(tensors, state)
    with ThreadPoolExecutor(1) as beside, atomic_file(path) as file:
        digest = beside.submit(_digest, header, pieces)
        file.seek(len(header))
        for piece in pieces:
            for start in range(0, len(piece), PORTION):
                file.write(piece[start : start + PORTION].data)
                start_writing_out(file)
        file.seek(0)
        file.write(header.replace(ZEROS.encode(), digest.result().encode(), 1))


def read(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """The tensors (writable, views of one buffer) and the state of a checkpoint.

    Raises DamagedError where a byte is not as it was written, or the file is not one that this dltrain reads; InputError where
    there is no such file. Needs no more memory than the file is long, besides what its header, at most 100 MB, takes.
    """
    import numpy as np

    _check_file(path)
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            prefix, brace = file.read(8), file.read(1)
            _refuse_foreign(path, prefix, brace)
            length = int.from_bytes(prefix, "little")
            if not brace or length > size - 8:
                raise DamagedCheckpointError(path, f"it is cut short at {size} bytes")
            if length > MAX_HEADER_BYTES:
                raise DamagedCheckpointError(path, f"its header of {length} bytes is longer than {MAX_HEADER_BYTES}")
            file.seek(8)
            header = file.read(length)
            begins = BEGINNING.match(header)
            if begins is None:
                raise _foreign(path, header)
            if int(begins[2]) > FORMAT:
                raise DamagedError(
                    f"'{path}' is written by a newer dltrain (format {int(begins[2])}; this one reads {FORMAT}); update dltrain"
                )
            digest = hashlib.sha256(prefix + header[: begins.start(1)] + ZEROS.encode() + header[begins.end(1) :])
            content = np.empty(size - 8 - length, np.uint8)
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK].data
                if file.readinto(chunk) < len(chunk):
                    raise DamagedCheckpointError(path, "it grew shorter while it was read")
                digest.update(chunk)
    except OSError as error:
        raise InputError(f"'{path}' cannot be read: {reason(error)}") from error
    except MemoryError:
        raise InputError(f"'{path}' is too large for this machine's memory: {size} bytes") from None
    if digest.hexdigest().encode() != begins[1]:
        raise DamagedCheckpointError(path, "its SHA-256 does not match")
    try:
        return _parsed(header, content)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise DamagedCheckpointError(path, f"its header makes no sense: {error}") from error


def _laid_out(tensors: Mapping[str, Array], state: Mapping[str, Any]) -> tuple[bytes, list[Array]]:
    """The first bytes of a file, with zeros in place of the hash, and its tensors' bytes: the widest first, then by name."""
    import numpy as np

    if taken := {"sha256", "format"} & set(state):
        raise ValueError(f"a checkpoint's state cannot have the name {sorted(taken)[0]!r}")
    if "__metadata__" in tensors:
        raise ValueError("a tensor cannot have the name '__metadata__'")
    codes = {np.dtype(form): code for code, form in DTYPES.items()}
    entries: dict[str, Any] = {
        "__metadata__": {"dltrain": _compact({"sha256": ZEROS, "format": FORMAT, **state}, ensure_ascii=True)}
    }
    pieces = []
    end = 0
    for name, tensor in sorted(tensors.items(), key=lambda item: (-item[1].dtype.itemsize, item[0])):
        little = tensor.astype(tensor.dtype.newbyteorder("<"), order="C", copy=False)
        if little.dtype not in codes:
            raise TypeError(f"a checkpoint cannot hold {name!r} of type {tensor.dtype}")
        entries[name] = {
            "dtype": codes[little.dtype],
            "shape": list(little.shape),
            "data_offsets": [end, end + little.nbytes],
        }
        end += little.nbytes
        pieces.append(little.reshape(-1).view(np.uint8))
    header = _compact(entries, ensure_ascii=False).encode("utf-8")
    header += b" " * (-len(header) % 8)
    if len(header) > MAX_HEADER_BYTES:
        raise ValueError(f"a checkpoint's state and names take {len(header)} bytes; at most {MAX_HEADER_BYTES} fit")
    return len(header).to_bytes(8, "little") + header, pieces


def _compact(value: Any, *, ensure_ascii: bool) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, allow_nan=False, separators=(",", ":"))


def _digest(header: bytes, pieces: Iterable[Array]) -> str:
    digest = hashlib.sha256(header)
    for piece in pieces:
        digest.update(piece.data)
    return digest.hexdigest()


def _parsed(header: bytes, content: Array) -> tuple[dict[str, Array], dict[str, Any]]:
    """What a file says whose hash is right; it may still be made to do harm, so nothing in it is believed."""
    if sum(header.count(mark) for mark in (b",", b"[", b"{")) > MAX_VALUES:
        raise ValueError(f"it has more than {MAX_VALUES:,} values")
    if header.count(b'"dtype"') > MAX_TENSORS:
        raise ValueError(f"it has more than {MAX_TENSORS:,} tensors")
    entries = strict_json.loads(header)
    metadata = entries.pop("__metadata__")
    if set(metadata) != {"dltrain"}:
        raise ValueError("unknown metadata")
    state = strict_json.loads(metadata["dltrain"])
    del state["sha256"], state["format"]
    tensors = {}
    end = 0
    for name, entry in sorted(entries.items(), key=lambda item: item[1]["data_offsets"]):
        tensors[name], end = _tensor(name, entry, content, end)
    if end != len(content):
        raise ValueError(f"the tensors end at byte {end} of {len(content)}")
    return tensors, state


def _tensor(name: str, entry: dict[str, Any], content: Array, start: int) -> tuple[Array, int]:
    """The tensor whose bytes begin at `start`, and where they end."""
    import numpy as np

    if set(entry) != {"dtype", "shape", "data_offsets"} or entry["dtype"] not in DTYPES:
        raise ValueError(f"the entry of tensor {name!r} is not understood")
    dtype = np.dtype(DTYPES[entry["dtype"]])
    shape = entry["shape"]
    if len(shape) > 32 or not all(type(dimension) is int and dimension >= 0 for dimension in shape):
        raise ValueError(f"tensor {name!r} has an impossible shape")
    end = start + math.prod(shape) * dtype.itemsize
    if entry["data_offsets"] != [start, end] or end > len(content) or start % dtype.itemsize:
        raise ValueError(f"tensor {name!r} is not where it should be")
    piece = content[start:end]
    if dtype == np.bool_ and (piece > 1).any():
        raise ValueError(f"tensor {name!r} holds what is neither true nor false")
    return piece.view(dtype).reshape(shape), end


def _check_file(path: Path) -> None:
    if os.path.isdir(path):
        raise InputError(f"'{path}' is a folder; expected a checkpoint file (.safetensors)")
    if not os.path.exists(path):
        beside = [other.name for other in path.parent.iterdir()] if os.path.isdir(path.parent) else []
        raise InputError(f"there is no file '{path}'{did_you_mean(path.name, beside)}")
    if not os.path.isfile(path):
        raise InputError(f"'{path}' is not a file; expected a checkpoint file (.safetensors)")


def _refuse_foreign(path: Path, prefix: bytes, brace: bytes) -> None:
    """Refuses what does not begin as a safetensors file; a .pt file is a zip archive or a bare pickle."""
    if brace in (b"", b"{"):
        return
    if prefix.startswith(b"PK\x03\x04") or (prefix[0] == 0x80 and prefix[1] in (2, 3, 4, 5) and any(prefix[2:])):
        raise InputError(
            f"'{path}' is a pickle or a zip archive (.pt), which could run code; dltrain reads only its own safetensors files"
        )
    raise DamagedError(
        f"'{path}' is not a checkpoint of dltrain, or its beginning is damaged; expected a .safetensors file of a run"
    )


def _foreign(path: Path, header: bytes) -> DamagedError:
    try:
        metadata = strict_json.loads(header).get("__metadata__", {})
        foreign = "dltrain" not in metadata
    except (ValueError, TypeError, AttributeError):
        return DamagedCheckpointError(path, "its header is not what dltrain writes")
    if foreign:
        return DamagedError(
            f"'{path}' is a safetensors file, but not a checkpoint of dltrain; expected one that dltrain train wrote"
        )
    return DamagedCheckpointError(path, "its header is not what dltrain writes")
