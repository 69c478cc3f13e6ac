"""Specs to start from are copied with what they name, whole, into a folder of their own."""

from pathlib import Path

import pytest

from dltrain import lessons
from dltrain.commands.check import check
from dltrain.commands.drafting.examples import FOLDER, copied, example_names, example_specs
from dltrain.errors import InputError


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_an_example_comes_with_its_table(tmp_path):
    made = copied(example_specs("text_lstm"), tmp_path / "내 글")
    assert made == [tmp_path / "내 글" / "text_lstm.yaml"]
    assert files(tmp_path / "내 글") == {"text_lstm.yaml", "data/reviews.csv"}
    assert made[0].read_bytes() == (FOLDER / "text_lstm.yaml").read_bytes()
    assert [finding.problem for finding in check(spec=made[0]).findings if finding.ails] == []


def test_an_example_comes_with_its_folder_of_pictures(tmp_path):
    copied(example_specs("image_folder"), tmp_path / "shapes")
    assert {Path(name).parts[:3] for name in files(tmp_path / "shapes") if name.endswith(".png")} == {
        ("data", "shapes", label) for label in ("circle", "triangle", "네모")
    }


def test_a_folder_of_examples_is_copied_whole(tmp_path):
    made = copied(example_specs("optimizers"), tmp_path / "optimizers")
    assert {path.name for path in made} == {path.name for path in (FOLDER / "optimizers").glob("*.yaml")}
    assert "broken/target_leak" in example_names()


def test_the_specs_of_every_lesson_find_their_data(tmp_path):
    for name in lessons.names():
        for spec in copied(lessons.read(name).specs, tmp_path / name):
            text = spec.read_text("utf-8")
            assert all((spec.parent / word).exists() for word in text.split() if word.endswith(".csv")), spec


def test_what_is_there_is_kept(tmp_path):
    (tmp_path / "xor").mkdir()
    (tmp_path / "xor" / "mine").write_text("mine", "utf-8")
    with pytest.raises(InputError, match=r"xor' is there already and is kept; name a new or an empty folder with --output"):
        copied(example_specs("xor"), tmp_path / "xor")
    assert files(tmp_path) == {"xor/mine"}
    (tmp_path / "empty").mkdir()
    assert copied(example_specs("xor"), tmp_path / "empty")[0].exists()


def test_unknown_names_lead_to_near_ones():
    with pytest.raises(InputError, match=r"--example: no example 'tangerine'; did you mean 'tangerines'\?"):
        example_specs("tangerine")
