"""The curves of compared runs: which of them, and on which rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_runs import MakeRun, printed, told

from dltrain import runs
from dltrain.commands.compare import compare
from dltrain.commands.comparing.curves import curves_of
from dltrain.errors import InputError


def recorded(path: Path, losses: list[float], **more: float) -> Path:
    records = [{"epoch": n, "train_loss": loss / 2, "validation_loss": loss, **more} for n, loss in enumerate(losses, 1)]
    runs.Run(path).rewrite_metrics(records)
    (path / "SHA256SUMS").unlink()
    return path


def test_the_rows_that_choose_and_those_that_train(make: MakeRun) -> None:
    a, b = recorded(make(), [0.5, 0.25], validation_accuracy=0.9), recorded(make(rate=0.1), [0.75])
    spec = curves_of(compare(paths=[a, b]))
    assert [view["title"]["text"] for view in spec["vconcat"]] == ["validation loss", "validation accuracy", "train loss"]
    assert spec["title"]["text"] == "2 runs compared"


def test_folds_are_drawn_as_their_mean(make: MakeRun) -> None:
    folded = make(summary={"folds": 2, "best_epoch": None})
    for number, loss in ((1, 0.2), (2, 0.4)):
        fold = runs.create("", "", folder=folded / f"fold-{number}")
        fold.rewrite_metrics([{"epoch": 1, "train_loss": loss, "validation_loss": loss}])
    spec = curves_of(compare(paths=[folded, recorded(make(rate=0.1), [0.9])]))
    texts = [row["text"] for one in spec["vconcat"][0]["layer"] if one["mark"]["type"] == "text" for row in one["data"]["values"]]
    assert texts == ["0.300  iris-1", "0.900  iris-2"]


def test_the_picture_beside_the_tables(make: MakeRun) -> None:
    a, b = recorded(make(), [0.5, 0.25]), recorded(make(rate=0.1), [0.75])
    out, err = told(a, b, "--output", "curves.png")
    assert err == "curves: curves.png\n"
    assert Path("curves.png").read_bytes().startswith(b"\x89PNG")
    assert out == printed(a, b)


def test_what_cannot_be_drawn(make: MakeRun) -> None:
    paths = [make(), make(rate=0.1)]
    with pytest.raises(InputError, match=r"^'curves.svg': expected a file that ends in .png, such as curves.png$"):
        told(*paths, "--output", "curves.svg")
    with pytest.raises(InputError, match=r"^none of the runs has curves to draw yet$"):
        told(*paths, "--output", "curves.png")


def test_a_folder_that_is_not_there_is_told_after_the_tables(make: MakeRun, dltrain: Any) -> None:
    a, b = recorded(make(), [0.5, 0.25]), recorded(make(rate=0.1), [0.75])
    result = dltrain("compare", a, b, "--output", "nowhere/curves.png")
    assert result.code == 2
    assert "there is no folder 'nowhere' to write 'curves.png' in" in result.err
    assert result.out == printed(a, b)
