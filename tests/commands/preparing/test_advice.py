"""Whoever follows the advice of a refusal is not refused again: engines, precisions, devices, networks."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from dltrain.commands.preparing.setup import prepare_to_train
from dltrain.errors import InputError
from dltrain.spec.loading import load

DENSE, RESIDUAL = "[4]", "[4, {type: residual, layers: [4]}]"  # the second has no gradients by hand
ENGINES, PRECISIONS, DEVICES = ("auto", "autograd", "explicit", "numpy"), ("auto", "float32", "bfloat16", "tf32"), ("auto", "cpu")


def refusals(spec: Path, settings: dict[str, str]) -> str:
    try:
        prepare_to_train(load(spec, [f"{key}={value}" for key, value in settings.items()]), searches=False)
    except InputError as error:
        return str(error)
    return ""


def followed(settings: dict[str, str], told: str) -> dict[str, str]:
    """The settings with the first advice of each line."""
    left_out = set(re.findall(r"(?:; |or )leave '(\w+)' out", told))
    written = dict(re.findall(r"; write (\w+): (\w+)", told))
    return {key: value for key, value in settings.items() if key not in left_out - written.keys()} | written


@pytest.mark.parametrize("layers", [DENSE, RESIDUAL])
def test_an_advice_works(tmp_path: Path, layers: str) -> None:
    spec = tmp_path / "a.yaml"
    spec.write_text(f"data: {{source: {{type: moons, rows: 40}}}}\nmodel: {{layers: {layers}}}\n", "utf-8")
    for engine, precision, device in itertools.product(ENGINES, PRECISIONS, DEVICES):
        settings = {"engine": engine, "precision": precision, "device": device}
        for _ in range(2):  # what the spec says, then what the network says with it
            if told := refusals(spec, settings):
                assert followed(settings, told) != settings, told
                settings = followed(settings, told)
        assert refusals(spec, settings) == ""


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("engine=explicit precision=tf32", "precision=tf32: the explicit engine computes in float32; leave 'precision' out"),
        (
            "engine=numpy precision=bfloat16",
            "precision=bfloat16: the numpy engine computes in float32; leave 'precision' out, or write engine: autograd",
        ),
        (
            "engine=numpy device=cuda",
            "engine=numpy: the numpy engine cannot train this: it works on the CPU, not on cuda; "
            "write device: cpu, or leave 'engine' out",
        ),
    ],
)
def test_what_is_told(tmp_path: Path, settings: str, told: str) -> None:
    (tmp_path / "a.yaml").write_text("data: {source: {type: moons, rows: 40}}\nmodel: {layers: [4]}\n", "utf-8")
    words = refusals(tmp_path / "a.yaml", dict(word.split("=") for word in settings.split()))
    assert " ".join(words.split()).endswith(told)
