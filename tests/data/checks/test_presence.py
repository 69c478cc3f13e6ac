"""Files that are not there are told all at once, with their places in the spec, before any data is read."""

import pytest

from dltrain.commands.preparing.setup import prepare
from dltrain.errors import InputError
from dltrain.spec.loading import load

REST = "\nmodel: {layers: [4]}\n"


def told(folder, data, rest=REST):
    (folder / "a.yaml").write_text(f"data: {data}{rest}", encoding="utf-8")
    with pytest.raises(InputError) as error:
        prepare(load(folder / "a.yaml"))
    return [line for line in str(error.value).replace(f"{folder}/", "").replace(str(folder), ".").splitlines() if "|" not in line]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("sales.csv", "tests.csv", "data/moved.csv", "elsewhere/near.csv", "pets/cat/1.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x,y\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("sale.csv", "1:16: sale.csv: there is no such file in '.'; did you mean 'sales.csv'?"),
        ("other.csv", "1:16: other.csv: there is no such file in '.'; there are sales.csv, tests.csv"),
        ("moved.csv", "1:16: moved.csv: there is no such file in '.'; did you mean 'data/moved.csv'?"),
        ("dat/moved.csv", "1:16: dat/moved.csv: there is no folder 'dat'; did you mean 'data/moved.csv'?"),
        ("$HOME/a.csv", "1:16: $HOME/a.csv: there is no folder '$HOME'; variables are not expanded, ~ is: write ~/a.csv"),
        (
            "'%USERPROFILE%/a.csv'",
            "1:16: %USERPROFILE%/a.csv: there is no folder '%USERPROFILE%'; variables are not expanded, ~ is: write ~/a.csv",
        ),
        (
            "$NOT_SET/a.csv",
            "1:16: $NOT_SET/a.csv: there is no folder '$NOT_SET'; variables are not expanded, ~ is: write the path out",
        ),
        ("{type: csv, path: sale.csv}", "1:34: sale.csv: there is no such file in '.'; did you mean 'sales.csv'?"),
        ("{type: text, path: pet}", "1:35: pet: there is no such folder in '.'; did you mean 'pets'?"),
        ("{type: images, path: nowhere}", "1:37: nowhere: there is no such folder in '.'"),
    ],
)
def test_a_file_that_is_not_there(folder, source, said):
    assert told(folder, f"{{source: {source}, target: y}}") == [f"a.yaml:{said}"]


def test_every_file_at_once(folder):
    source = "{train: sales.csv, validation: sal.csv, test: {type: csv, path: test.csv}}"
    rest = "\nmodel: {layers: [4], initialize_from: runs/a-1}\n"
    assert told(folder, f"{{source: {source}, target: y}}", rest) == [
        "a.yaml:1:47: sal.csv: there is no such file in '.'; did you mean 'sales.csv'?",
        "a.yaml:1:80: test.csv: there is no such file in '.'; did you mean 'tests.csv'?",
        "a.yaml:2:39: there is no run or checkpoint 'runs/a-1'; a path is relative to the spec's folder",
    ]


def test_a_path_from_the_current_folder_instead_of_that_of_the_spec(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert told(folder / "data", "{source: elsewhere/near.csv, target: y}") == [
        "a.yaml:1:16: elsewhere/near.csv: there is no folder 'elsewhere'; a path is relative to the spec's folder: "
        "write ../elsewhere/near.csv"
    ]
