"""Specs and files that stand for far more than they are: refused by the command itself, in bounded memory and time."""

import gzip
import io
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import polars
import pytest

from dltrain.spec import yaml12

DATA = "data: {source: SOURCE, target: y}\nmodel: {layers: [4]}\n"
LAUGHS = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
)


def npz() -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, y=np.zeros(40_000_000))
    return file.getvalue()


def parquet() -> bytes:
    file = io.BytesIO()
    polars.DataFrame({"y": ["가" * 1_000_000] * 100}).write_parquet(file)
    return file.getvalue()


def dense_gzip() -> bytes:
    return gzip.compress(b"x,y\n") + gzip.compress(b"0,1\n" * 2_000_000, compresslevel=6) * 40  # parts of one stream


BOMBS = {
    "laughs.yaml": (LAUGHS, None, "laughs.yaml:4:29: the aliases stand for more than 10,000 values"),
    "deep.yaml": ("a: " + "[" * 200_000, None, "deep.yaml:1:104: nested more than 100 deep"),
    "huge_number.yaml": (f"seed: {'9' * 3_000_000}\n" + DATA, None, "'seed' must be a finite number, not .inf"),
    "many_keys.yaml": ("".join(f"key{n}: 1\n" for n in range(30_000)), None, "and 29,952 more problems"),
    "huge_key.yaml": (f'"{"k" * 3_000_000}": 1\n' + DATA, None, "huge_key.yaml:1:3000003: a key has at most 1,024 characters"),
    "npz.yaml": (DATA.replace("SOURCE", "a.npz"), npz, "bytes that unpack to 320,000,"),
    "parquet.yaml": (DATA.replace("SOURCE", "a.parquet"), parquet, "bytes that unpack to 300,000,000"),
    "gzip.yaml": (DATA.replace("SOURCE", "a.csv.gz"), dense_gzip, "bytes that unpack to more than"),
}
LIMITED = """\
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
sys.argv = ["dltrain", "check", sys.argv[1]]
from dltrain.cli import main
try:
    main()
finally:
    print(*[line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")])  # KiB, the most it ever took
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs limits of memory")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_words_and_little_memory(name, tmp_path):
    spec, made, message = BOMBS[name]
    (tmp_path / name).write_text(spec, encoding="utf-8")
    if made is not None:
        source = next(word for word in spec.replace(",", " ").split() if word.startswith("a."))
        (tmp_path / source).write_bytes(made())
    began = os.times()
    words = [sys.executable, "-c", LIMITED, name]
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "POLARS_MAX_THREADS": "1"}
    result = subprocess.run(words, cwd=tmp_path, env=here, capture_output=True, encoding="utf-8", timeout=60)
    assert result.returncode == 2
    assert result.stderr.startswith("error: ")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr) < 20_000
    ended = os.times()
    assert ended.children_user + ended.children_system - began.children_user - began.children_system < 10
    assert int(result.stdout) < 700 * 2**10


def test_a_spec_of_too_many_values_is_data(monkeypatch):
    monkeypatch.setattr(yaml12, "MAX_NODES", 50)
    with pytest.raises(yaml12.Fault, match="more than 50 values; a spec is short, data belongs into a file of its own"):
        yaml12.parse(f"rows: [{'1, ' * 60}]")


@pytest.mark.skipif(os.name != "posix", reason="needs pipes")
def test_a_pipe_is_no_spec(dltrain):
    os.mkfifo("관.yaml")
    result = dltrain("check", "관.yaml")
    assert result.code == 2
    assert result.err.startswith("error: 관.yaml: a pipe or a device, not a spec")


def test_thousands_of_columns(dltrain):
    names = [f"열{number}" for number in range(3_000)]
    lines = [",".join([*names, "y"])] + [",".join([str(row + n % 7) for n in range(3_000)] + [str(row % 2)]) for row in range(20)]
    Path("넓은.csv").write_text("\n".join(lines), encoding="utf-8")
    Path("a.yaml").write_text(DATA.replace("SOURCE", "넓은.csv"), encoding="utf-8")
    began = time.process_time()
    assert dltrain("check", "a.yaml").code == 0
    assert time.process_time() - began < 8
