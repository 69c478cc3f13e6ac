"""Tables wider, and targets of more classes, than anybody means are told in little time and memory."""

from pathlib import Path

import polars
import pytest

from dltrain.commands.check import check
from dltrain.errors import InputError

SPEC = "data: {{source: {}, target: y}}\nmodel: {{layers: [2]}}\n"


def told_of(folder: Path, source: str) -> str:
    """What check says of a table."""
    (folder / "s.yaml").write_text(SPEC.format(source), "utf-8")
    with pytest.raises(InputError) as caught:
        check(spec=folder / "s.yaml")
    return str(caught.value).replace(f"{folder}/", "").splitlines()[0]


ADVICE = "save the numbers as one array, a row of it an example, in an npz file"


@pytest.mark.parametrize(("separator", "name"), [(",", "wide.csv"), ("\t", "wide.tsv")])
def test_a_text_of_very_many_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, separator: str, name: str) -> None:
    monkeypatch.setattr("dltrain.data.sources.table_width.MAX_COLUMNS", 50_000)
    names = [*(f"c{number}" for number in range(50_000)), "y"]
    lines = [separator.join(["1"] * 50_000 + [str(row)]) for row in range(2)]
    (tmp_path / name).write_text("\n".join([separator.join(names), *lines]), "utf-8")
    assert told_of(tmp_path, name) == f"{name}: 50,001 columns; at most 50,000 are read; {ADVICE}"


def test_a_parquet_of_very_many_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dltrain.data.sources.table_width.MAX_COLUMNS", 3)
    polars.DataFrame({name: [1, 2] for name in "abcy"}).write_parquet(tmp_path / "wide.parquet")
    assert told_of(tmp_path, "wide.parquet") == f"wide.parquet: 4 columns; at most 3 are read; {ADVICE}"


def test_a_target_of_very_many_classes(tmp_path: Path) -> None:
    lines = [f"{row},w{row % 5001}" for row in range(10_002)]
    (tmp_path / "d.csv").write_text("\n".join(["a,y", *lines]), "utf-8")
    assert told_of(tmp_path, "d.csv") == (
        "d.csv: column 'y' is the target, and has 5,001 different values; at most 5,000 classes are told apart; "
        "keep the frequent values and write one word for all others"
    )


def test_cells_of_very_many_labels(tmp_path: Path) -> None:
    lines = [f"{row},w{row};w{row + 1}" for row in range(5_000)]
    (tmp_path / "d.csv").write_text("\n".join(["a,y", *lines]), "utf-8")
    source = 'd.csv, columns: {y: {type: labels, separator: ";"}}'
    assert told_of(tmp_path, source) == (
        "d.csv: column 'y' is the target, and 5,001 different labels stand in its cells; at most 5,000 are predicted; "
        "keep the frequent labels and write one word for all others"
    )


@pytest.mark.parametrize(("loss", "what"), [("binary_cross_entropy", "labels"), ("cross_entropy", "shares of classes")])
def test_very_many_columns_of_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loss: str, what: str) -> None:
    monkeypatch.setattr("dltrain.data.encoding.targets.inference.MAX_LABELS", 2)
    (tmp_path / "d.csv").write_text("a,p,q,r\n" + "1,1,0,0\n4,0,1,0\n2,0,0,1\n" * 10, "utf-8")
    text = f"data: {{source: d.csv, target: [p, q, r]}}\nmodel: {{layers: [2]}}\ntraining: {{loss: {loss}}}\n"
    (tmp_path / "s.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        check(spec=tmp_path / "s.yaml")
    told = f"d.csv: 3 target columns are {what}; at most 2 are predicted; name the frequent ones alone with target: [...]"
    assert str(caught.value) == told


@pytest.mark.parametrize(
    ("text", "where"),
    [("a" * 3_000_000, "line 1 (the header)|1"), ("a,y\n1,2\n3," + "b" * 3_000_000 + "\n4,5\n", "line 3|2")],
)
def test_a_line_that_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, where: str) -> None:
    for module in ("survey", "csv"):
        monkeypatch.setattr(f"dltrain.data.sources.{module}.MAX_LINE_LENGTH", 1_000_000)
    (tmp_path / "d.csv").write_text(text, "utf-8")
    line, cell = where.split("|")
    assert told_of(tmp_path, "d.csv") == (
        f"d.csv: {line} is longer than 1,000,000 bytes and goes on in its cell {cell}; "
        "expected a record a line, each ended by a line's end; correct it"
    )


def test_a_network_of_very_many_layers(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(f"data: {{source: iris}}\nmodel:\n  layers: [{'4,' * 10_001}]\n", "utf-8")
    with pytest.raises(InputError, match=r"s\.yaml:3:3: 'layers' has 10,001 layers; a network has at most 10,000"):
        check(spec=tmp_path / "s.yaml")
