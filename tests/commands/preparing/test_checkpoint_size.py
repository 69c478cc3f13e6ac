"""What no checkpoint could hold is refused before the first step, by check and by train."""

from pathlib import Path

import pytest

from dltrain.commands.check import check
from dltrain.commands.preparing import checkpoint_size
from dltrain.commands.train import train
from dltrain.errors import InputError
from dltrain.runs.checkpoints import MAX_HEADER_BYTES

WORDS = 40


@pytest.fixture(autouse=True)
def little_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checkpoint_size, "UNSUSPICIOUS", 1000)
    monkeypatch.setattr(checkpoint_size, "MAX_STATE_BYTES", 5000)


def told_of(folder: Path, columns: str, header: str = "a,b,y", *, trained: bool = False) -> str:
    """What is said of a table of long words in column a."""
    lines = [f"{'w' * 100}{row % WORDS},{row},{'no' if row % 3 else 'yes'}" for row in range(4 * WORDS)]
    (folder / "d.csv").write_text("\n".join([header, *lines]), "utf-8")
    (folder / "s.yaml").write_text(f"data: {{source: d.csv, target: y{columns}}}\nmodel: {{layers: [2]}}\n", "utf-8")
    with pytest.raises(InputError) as caught:
        train(spec=folder / "s.yaml") if trained else check(spec=folder / "s.yaml")
    return str(caught.value)


@pytest.mark.parametrize("trained", [False, True])
def test_a_column_of_very_many_words(tmp_path: Path, trained: bool) -> None:
    told = told_of(tmp_path, ", columns: {a: {type: categorical, encoding: embedding}}", trained=trained)
    assert told.startswith("d.csv: what a checkpoint must hold of the data takes ")
    assert told.endswith(
        " bytes, and at most 5,000 can be saved; the most is column 'a' with 40 different values; "
        "write exclude: [a], or group its values"
    )
    assert not (tmp_path / "runs").exists()


def test_a_long_vocabulary(tmp_path: Path) -> None:
    assert told_of(tmp_path, ", columns: {a: text}").endswith(
        "the most is column 'a' with 40 tokens; write columns: {a: {type: text, vocabulary: 20000}}, or exclude: [a]"
    )


def test_long_names_of_columns(tmp_path: Path) -> None:
    told = told_of(tmp_path, ", exclude: [a]", f"a,{'long' * 1000},y")
    assert told.endswith("shorten the names of the columns, or choose some columns with features: [...]")


def test_more_values_than_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint_size, "MAX_STATE_BYTES", MAX_HEADER_BYTES)
    monkeypatch.setattr(checkpoint_size, "MAX_STATE_VALUES", 30)
    told = told_of(tmp_path, ", columns: {a: {type: categorical, encoding: embedding}}")
    assert " values, and at most 30 can be saved; the most is column 'a' with 40 different values; " in told
