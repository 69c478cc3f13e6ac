"""Descriptions are plain data, and drawn to the same bytes every time."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

import numpy as np
from PIL import Image

from dltrain.charts import confusion_matrix, curves, png, scatter, sheets

RUN = [{"epoch": e, "train_loss": 1 / e} for e in range(1, 9)]


def test_the_same_input_gives_the_same_bytes_in_another_process_too() -> None:
    code = (
        "import sys; from dltrain.charts import curves, confusion_matrix, png;"
        "r = [{'epoch': e, 'train_loss': 1 / e} for e in range(1, 9)];"
        "sys.stdout.buffer.write(png(curves(r, best_epochs=[3], title='t')));"
        "sys.stdout.buffer.write(png(confusion_matrix(['a', 'b'], [[3, 1], [0, 2]], title='t')))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    matrix = confusion_matrix(["a", "b"], [[3, 1], [0, 2]], title="t")
    assert run.stdout == png(curves(RUN, best_epochs=[3], title="t")) + png(matrix)
    assert run.stderr == b""


def test_the_door_imports_nothing_that_draws() -> None:
    code = "import sys, dltrain.charts; print([name for name in ('PIL', 'numpy', 'vl_convert') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_a_description_is_plain_data() -> None:
    points = np.random.default_rng(0).normal(size=(20, 2))
    described: list[Any] = [
        curves(RUN, title="t"),
        confusion_matrix(["a", "b"], np.eye(2, dtype=int), title="t"),
        scatter(points, points, ["x", "y"], "t"),
        sheets(points.reshape(10, 4), points.reshape(10, 4), (1, 2, 2), "t"),
    ]
    for spec in described:
        assert json.loads(json.dumps(spec, allow_nan=False)) == spec
        assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")


def test_sheets_have_crisp_pixels_from_black_to_white() -> None:
    real = np.array([[0.0, 1.0, 1.0, 0.0]])
    drawn = np.asarray(Image.open(io.BytesIO(png(sheets(real, 1 - real, (1, 2, 2), "t")))).convert("L"))
    middle = drawn[len(drawn) // 2 :, 30:500]
    assert np.isin(middle, (0, 255)).mean() > 0.95


def test_points_beyond_the_real_ones_are_left_out() -> None:
    real = np.array([[0.0, 0.0], [1.0, 1.0]])
    spec = scatter(real, np.array([[1e9, -1e9], [0.5, 0.5]]), ["x", "y"], "t")
    assert spec["encoding"]["x"]["scale"]["domain"] == [-0.2, 1.2]
    assert png(spec).startswith(b"\x89PNG")
