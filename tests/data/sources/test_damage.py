"""Binary files that are damaged, or made to do harm, are refused in words, before memory is asked for on their word."""

import contextlib
import gzip
import io
import os
import pickle
import random
import struct
import zipfile
from pathlib import Path

import numpy as np
import polars
import pytest

from dltrain.data.sources.base import Source
from dltrain.data.sources.csv import Csv
from dltrain.data.sources.idx import Idx
from dltrain.data.sources.images import Images
from dltrain.data.sources.npz import Npz
from dltrain.data.sources.parquet import Parquet
from dltrain.data.table import Request
from dltrain.errors import DataError


def npy(description: str, shape: str, content: bytes = b"") -> bytes:
    """An .npy file whose header says what it wants."""
    return raw_npy(f"{{'descr': {description!r}, 'fortran_order': False, 'shape': {shape}}}", content)


def raw_npy(header: str, content: bytes = b"") -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + content


def archive(path: Path, members: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", kind) as file:
        for name, content in members.items():
            file.writestr(name, content)


class Harmful:
    def __reduce__(self):
        return os.mkdir, ("harm",)


def pickled() -> bytes:
    file = io.BytesIO()
    np.save(file, np.array([Harmful()], dtype=object), allow_pickle=True)
    return file.getvalue()


@pytest.mark.parametrize(
    ("member", "message"),
    [
        (npy("<f8", "(1000000000000,)", bytes(8)), "is damaged: it announces 8,000,000,000,000 bytes and holds 8"),
        (npy("<f8", "(-1,)", bytes(8)), "is damaged: it announces -8 bytes"),
        (npy("<f8", f"({'9' * 4000},)"), "is damaged: it announces 9,223,372,036,854,775,808 bytes and holds 0"),
        (npy("<U0", "(1000000000000,)"), "holds no values: 1000000000000 of <U0"),
        (npy("<f8", "(1000000000000, 0)"), "holds no values: 1000000000000 × 0 of float64"),
        (npy("|O", "(1,)", pickle.dumps([Harmful()])), "holds pickled objects, which are never loaded"),
        (pickled(), "holds pickled objects, which are never loaded"),
        (pickle.dumps(Harmful()), "is damaged: the magic string is not correct"),
        (raw_npy("__import__('os').mkdir('harm')"), "is damaged: malformed node"),
        (raw_npy("{[]: 1}"), "is damaged: unhashable"),
        (raw_npy(f"{{'descr': '<f8', 'fortran_order': False, 'shape': {'-' * 5000}1}}"), "is damaged: maximum recursion"),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\xff", "is damaged: EOF"),
        (npy("<U1", "(1,)", b"\xff\xff\xff\x7f"), "cannot be read as text"),
        (npy("<U1", "(1,)", b"\x00\xd8\x00\x00"), "cannot be read as text"),
        (npy("<M8", "(1,)", bytes(8)), "cannot be read as text"),
        (npy("<f8", "(1, 1)", np.float64(1e300).tobytes()), "1e+300 is too large to be learned from"),
    ],
)
def test_no_member_of_an_archive_is_believed(member, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    archive(tmp_path / "배열.npz", {"값.npy": member})
    with pytest.raises(DataError) as error:
        Npz("배열.npz").read(tmp_path, Request())
    assert message in str(error.value)
    assert str(error.value).startswith("배열.npz: ")
    assert not (tmp_path / "harm").exists()


def test_names_in_an_archive_are_names_and_no_places(tmp_path):
    archive(tmp_path / "a.npz", {"../../밖.npy": npy("<f8", "(1,)", bytes(8)), "/etc/x.npy": npy("<f8", "(1,)", bytes(8))})
    assert list(Npz("a.npz").read(tmp_path, Request()).columns) == ["../../밖", "/etc/x"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]
    archive(tmp_path / "b.npz", {"x.npy": b"", "x": b""})
    with pytest.raises(DataError, match=r"b.npz: two arrays have the same name"):
        Npz("b.npz").read(tmp_path, Request())
    archive(tmp_path / "c.npz", {"x.npy": npy("<f8", "(1,)", bytes(8))}, zipfile.ZIP_LZMA)
    with pytest.raises(DataError, match=r"c.npz: array 'x' is compressed in a way"):
        Npz("c.npz").read(tmp_path, Request())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (struct.pack(">HBB255I", 0, 8, 255, *[1] * 255) + b"\1", "its header announces 255 axes; at most 8"),
        (struct.pack(">HBBIII", 0, 8, 3, 2**32 - 1, 0, 28), r"its header announces no numbers at all \(4294967295 × 0 × 28\)"),
        (struct.pack(">HBBIII", 0, 8, 3, *[2**32 - 1] * 3), "more than the .* that are read"),
        (struct.pack(">HBBIII", 0, 8, 3, 60, 9, 9) + bytes(20), "more than the file can hold"),
    ],
)
def test_no_idx_header_is_believed(content, message, tmp_path):
    for name, raw in (("그림-idx3-ubyte", content), ("그림.gz", gzip.compress(content))):
        (tmp_path / name).write_bytes(raw)
        with pytest.raises(DataError, match=message.replace("the file can hold", "the file can hold|but it holds")):
            Idx(path=name).read(tmp_path, Request())


def test_a_value_that_repeats_without_end_is_refused(tmp_path):
    polars.DataFrame({"글": ["가" * 1_000_000] * 100}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(DataError, match=r"a.parquet: .* bytes that unpack to 300,000,000; at most 268,435,456 are read"):
        Parquet("a.parquet").read(tmp_path, Request())
    with gzip.open(tmp_path / "a.csv.gz", "wb", compresslevel=6) as file:
        for _ in range(300):
            file.write(bytes(2**20))
    with pytest.raises(DataError, match=r"a.csv.gz: .* bytes that unpack to more than "):
        Csv("a.csv.gz").read(tmp_path, Request())


def test_one_flipped_bit_that_announces_more_values_than_memory_holds(tmp_path):
    polars.DataFrame({"x": range(50)}).write_parquet(tmp_path / "a.parquet", compression="uncompressed")
    raw = (tmp_path / "a.parquet").read_bytes()
    at = raw.index(b"\x15\x64\x15", 4)  # a page's number of values: 50, as zigzag
    (tmp_path / "a.parquet").write_bytes(raw[: at + 1] + b"\x65" + raw[at + 2 :])  # -51
    with pytest.raises(DataError, match=r"a.parquet: cannot be read as parquet: it is damaged"):
        Parquet("a.parquet").read(tmp_path, Request())


@pytest.mark.parametrize("at", [4, 60, 400, 997, 1100, -40, -20])
def test_of_a_damaged_parquet_file_one_line_is_said_and_no_backtrace(tmp_path, capfd, at):
    polars.DataFrame({"a": list(range(200)), "y": ["u", "v"] * 100}).write_parquet(tmp_path / "a.parquet")
    raw = bytearray((tmp_path / "a.parquet").read_bytes())
    raw[at] ^= 0x43
    (tmp_path / "a.parquet").write_bytes(raw)
    with contextlib.suppress(DataError):
        Parquet(str(tmp_path / "a.parquet")).read(tmp_path, Request())
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(os.name != "posix", reason="needs pipes and links")
@pytest.mark.parametrize("source", [Csv, Npz, Parquet, Idx, Images], ids=lambda source: source.__name__)
def test_what_never_ends_is_not_read(source, tmp_path):
    os.mkfifo(tmp_path / "관.png")
    for name, message in (("관.png", "a pipe or a device"), ("빈.png", "a pipe or a device"), ("끊긴.png", "nowhere|no such")):
        if name != "관.png":
            (tmp_path / name).symlink_to("/dev/zero" if name == "빈.png" else "nowhere")
        with pytest.raises(DataError, match=message):
            source(path=name).read(tmp_path, Request())


WHOLE = polars.DataFrame(
    {
        "나이": np.linspace(0, 1, 50),
        "등급": ["상", "하"] * 25,
        "참": [True, None] * 25,
        "날": polars.Series(range(50)).cast(polars.Date),
    }
)


def whole(name: str, compression: str) -> bytes:
    file = io.BytesIO()
    if name.endswith("parquet"):
        WHOLE.write_parquet(file, compression=compression)
    elif name.endswith("npz"):
        (np.savez_compressed if compression else np.savez)(file, x=np.arange(60.0).reshape(20, 3), y=np.array(["가", "나"] * 10))
    else:
        plain = struct.pack(">HBBIII", 0, 13, 3, 5, 4, 4) + np.arange(80, dtype=">f4").tobytes()
        file.write(gzip.compress(plain) if compression else plain)
    return file.getvalue()


def damaged(raw: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.choice([1, 1, 2, 4])):
        at = draw.randrange(len(raw)) if draw.random() < 0.6 else max(0, len(raw) - 1 - draw.randrange(400))
        flipped = bytes([raw[at] ^ 1 << draw.randrange(8)])
        here = draw.choice([flipped, flipped, b"\xff", b"\0", b"\xff" * 4, draw.randbytes(9), b""])
        raw = raw[:at] + here + raw[at + draw.choice([1, 1, 1, len(here), draw.randint(1, 20)]) :] or b"x"
    return raw


@pytest.mark.parametrize(
    ("source", "compression"),
    [
        *[(Parquet("a.parquet"), word) for word in ("uncompressed", "zstd", "snappy", "gzip")],
        *[(Npz("a.npz"), word) for word in ("", "deflate")],
        *[(Idx("a.idx"), word) for word in ("", "gzip")],
    ],
)
def test_any_damage_is_refused_or_makes_no_difference_to_the_reader(source: Source, compression: str, many: bool, tmp_path):
    name = source.path
    raw = whole(name, compression)
    for seed in range(5_000 if many else 60):
        (tmp_path / name).write_bytes(damaged(raw, random.Random(seed)))
        with contextlib.suppress(DataError):
            assert 0 < source.read(tmp_path, Request()).rows < 1000
