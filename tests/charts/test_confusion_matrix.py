"""The confusion matrix of any number of classes."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dltrain.charts import confusion_matrix, png


def values(spec: Any, layer: int) -> list[dict[str, Any]]:
    return list(spec["layer"][layer]["data"]["values"])


@pytest.mark.parametrize("classes", [1, 2, 3, 10, 13, 31, 100])
def test_a_matrix_of_any_size(classes: int) -> None:
    generator = np.random.default_rng(0)
    matrix = generator.integers(0, 5, (classes, classes)) + 20 * np.eye(classes, dtype=int)
    spec = confusion_matrix([f"a rather long name of class {i}" for i in range(classes)], matrix, title="a title " * 30)
    width, height = Image.open(io.BytesIO(png(spec))).size
    assert 200 < height < 1900
    assert 200 < width < 1900


def test_colours_and_percentages_are_of_the_rows_of_the_true_class() -> None:
    few, many = ([[9, 1], [0, 10]], [[900, 100], [0, 1000]])
    shades = [[cell["shade"] for cell in values(confusion_matrix(["a", "b"], matrix, title=""), 0)] for matrix in (few, many)]
    assert shades[0] == shades[1] == pytest.approx([0.9**0.5, -(0.1**0.5), 1.0])
    spec = confusion_matrix(["a", "b"], many, title="")
    assert [(row["text"], row["share"]) for row in values(spec, 1)] == [
        ("900", "90%"),
        ("100", "10%"),
        ("0", ""),
        ("1,000", "100%"),
    ]
    lines = ["1,900 of 2,000 rows right (95.0% of all rows)", "percentages and colours: of the rows of the true class"]
    assert spec["title"]["subtitle"][:2] == lines


def test_few_errors_of_many_rows_are_not_none() -> None:
    rows = values(confusion_matrix(["a", "b"], [[12345, 2], [0, 1]], title=""), 1)
    assert rows[1]["share"] == "<0.1%"


def test_a_class_without_rows_and_an_empty_matrix_are_drawn() -> None:
    grey = confusion_matrix(["a", "b"], [[0, 0], [1, 2]], title="")
    assert values(grey, 1) == [{"row": 0, "column": 0}, {"row": 0, "column": 1}]
    assert png(grey).startswith(b"\x89PNG")
    assert png(confusion_matrix(["a", "b"], [[0, 0], [0, 0]], title="")).startswith(b"\x89PNG")


def test_names_are_words_whatever_is_in_them() -> None:
    names = ['"]; datum', "it's", "a\\b", "${x}", "<b>&amp;"]
    spec = confusion_matrix(names, np.eye(5, dtype=int), title="</svg>")
    assert png(spec).startswith(b"\x89PNG")


def test_a_matrix_that_does_not_fit_its_labels_is_refused() -> None:
    with pytest.raises(ValueError, match=r"of 2 classes has shape \(2, 2\), not \(3, 3\)"):
        confusion_matrix(["a", "b"], np.eye(3), title="")
