"""Both pictures: PNG files of a sensible size, the same every time, for every input a run can produce."""

from __future__ import annotations

import io
import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dltrain.charts import confusion_matrix, curves
from dltrain.charts.curves import spread, thinned
from dltrain.charts.words import in_figures, shortened


def pixels(png: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def has_colour(png: bytes, colour: str) -> bool:
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return bool((pixels(png) == wanted).all(axis=2).any())


def records(epochs: int, **more: float) -> list[dict[str, float]]:
    return [
        {"epoch": e, "train_loss": 1 / e, "validation_loss": 1 / e + 0.1, "validation_accuracy": 1 - 1 / (e + 1), **more}
        for e in range(1, epochs + 1)
    ]


BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"


def test_the_lines_of_a_run() -> None:
    png = curves(records(20), best_epoch=14, title="titanic-1")
    assert png.startswith(b"\x89PNG")
    assert all(has_colour(png, colour) for colour in (BLUE, ORANGE, GREEN))


def test_without_validation_there_is_one_line_and_one_panel() -> None:
    alone = curves([{"epoch": e, "train_loss": 1 / e} for e in range(1, 9)], best_epoch=8, title="xor-1")
    assert has_colour(alone, BLUE)
    assert not has_colour(alone, ORANGE)
    assert len(pixels(alone)) < len(pixels(curves(records(8), best_epoch=8, title="xor-1")))


def test_a_learning_rate_that_changes_has_a_panel() -> None:
    constant = curves(records(8, learning_rate=0.1), best_epoch=None, title="")
    changing = [record | {"learning_rate": 0.1 / record["epoch"]} for record in records(8)]
    assert constant == curves(records(8), best_epoch=None, title="")
    assert len(pixels(curves(changing, best_epoch=None, title=""))) > len(pixels(constant))


@pytest.mark.parametrize(
    "run",
    [
        pytest.param([], id="no epoch"),
        pytest.param(records(1), id="one epoch"),
        pytest.param([{"epoch": 1, "train_loss": math.nan, "validation_loss": None}], id="no value"),
        pytest.param([{"epoch": 1, "train_loss": 2.0}, {"epoch": 2, "train_loss": math.inf}], id="diverged"),
        pytest.param(
            [{"epoch": e, "train_loss": 0.0, "validation_r2": -(10.0 ** (4 - e))} for e in range(1, 9)], id="zero and wild"
        ),
        pytest.param([{"epoch": e, "train_loss": 0.69} for e in range(1, 9)], id="flat"),
        pytest.param([{"epoch": e, "train_loss": -float(e), "validation_loss": 1e-30} for e in range(1, 9)], id="negative"),
        pytest.param([{"epoch": e, "train_loss": 10.0**-e} for e in range(1, 30)], id="many decades"),
        pytest.param(records(3, **{f"validation_metric_{i}": i / 40 for i in range(40)}), id="many metrics"),
        pytest.param(records(3, validation_root_mean_squared_error=4500.0), id="an error in its own unit"),
    ],
)
@pytest.mark.parametrize("best_epoch", [None, 1, 99])
def test_every_run_has_a_picture(run: list[dict[str, float]], best_epoch: int | None) -> None:
    assert len(pixels(curves(run, best_epoch=best_epoch, title="run $1 of $2"))) > 300


def test_a_value_between_two_gaps_is_a_dot() -> None:
    run = [{"epoch": e, "train_loss": 1.0 if e == 20 else math.nan} for e in range(1, 41)]
    assert has_colour(curves(run, best_epoch=None, title=""), BLUE)


@pytest.mark.parametrize("classes", [1, 2, 3, 10, 13, 31, 100, 250])
def test_a_matrix_of_any_size(classes: int) -> None:
    generator = np.random.default_rng(0)
    matrix = generator.integers(0, 5, (classes, classes)) + 20 * np.eye(classes, dtype=int)
    png = confusion_matrix([f"a rather long name of class {i}" for i in range(classes)], matrix, title="a title " * 30)
    height, width, _ = pixels(png).shape
    assert 200 < height < 1900
    assert 200 < width < 1900


def test_colours_are_shares_of_the_row() -> None:
    few, many = [[9, 1], [0, 10]], [[900, 100], [0, 1000]]
    corners = [pixels(confusion_matrix(["a", "b"], matrix, title=""))[95, 100] for matrix in (few, many)]
    assert corners[0].tolist() == corners[1].tolist() != [255, 255, 255]


def test_a_class_without_rows_and_an_empty_matrix_are_drawn() -> None:
    assert confusion_matrix(["a", "b"], [[0, 0], [1, 2]], title="")
    assert confusion_matrix(["a", "b"], [[0, 0], [0, 0]], title="")


def test_a_matrix_that_does_not_fit_its_labels_is_refused() -> None:
    with pytest.raises(ValueError, match=r"of 2 classes has shape \(2, 2\), not \(3, 3\)"):
        confusion_matrix(["a", "b"], np.eye(3), title="")


def test_the_same_input_gives_the_same_bytes_in_another_process_too() -> None:
    code = (
        "import sys; from dltrain.charts import curves, confusion_matrix;"
        "r = [{'epoch': e, 'train_loss': 1 / e} for e in range(1, 9)];"
        "sys.stdout.buffer.write(curves(r, best_epoch=3, title='t') + confusion_matrix(['a', 'b'], [[3, 1], [0, 2]], title='t'))"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, check=True) for _ in range(2)]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stderr == b""


def test_the_door_imports_nothing_that_draws() -> None:
    code = "import sys, dltrain.charts; print([name for name in ('PIL', 'numpy', 'matplotlib') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_long_lines_are_thinned_and_keep_their_spikes() -> None:
    y = [1.0] * 100_000
    y[1234], y[56_789] = 9.0, -9.0
    few_x, few_y = thinned(range(100_000), y)
    assert len(few_x) <= 2000
    assert (few_x[0], few_x[-1]) == (0, 99_999)
    assert [few_y[few_x.index(i)] for i in (1234, 56_789)] == [9.0, -9.0]
    assert few_x == sorted(few_x)
    assert thinned([1, 2], [3.0, 4.0]) == ([1, 2], [3.0, 4.0])


def test_a_gap_stays_a_gap_when_thinned() -> None:
    y = [1.0] * 10_000
    y[4000:5000] = [math.nan] * 1000
    assert any(math.isnan(value) for value in thinned(range(10_000), y)[1])


def test_labels_that_would_overlap_are_moved_apart() -> None:
    assert spread([0.2, 0.8], 0.1) == pytest.approx([0.2, 0.8])
    assert spread([0.5, 0.5], 0.1) == pytest.approx([0.45, 0.55])
    assert spread([0.95, 0.96, 0.1], 0.1) == pytest.approx([0.9, 1.0, 0.1])
    assert spread([], 0.1) == []


def test_long_labels_keep_their_beginning_and_their_end() -> None:
    assert shortened("versicolor", 24) == "versicolor"
    assert shortened("abcdefghijklmnopqrstuvwxyz", 10) == "abcdef…xyz"
    assert shortened("가나다라마바사아자차", 10) == "가나다…차"


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.97, "0.970"), (12.345, "12.3"), (4510.2, "4,510"), (1.2e-5, "1.20e-5"), (0.0, "0"), (-0.5, "-0.500"), (math.nan, "–")],
)
def test_numbers_in_three_figures(value: float, words: str) -> None:
    assert in_figures(value) == words
