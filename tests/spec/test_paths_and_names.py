"""Names that a user may give, and a system may not take."""

import re
from pathlib import Path

import pytest

from dltrain.spec.experiment import RUN_NAME, run_name

SPEC = "data: {source: {type: moons, rows: 20}}\nmodel: {layers: []}\ntraining: {epochs: 1}\n"


@pytest.mark.parametrize("stem", ["가:나", "a*b", ".hidden", 'say "x"?', "b\udcff", "가" * 80])
def test_any_file_name_makes_a_name_of_runs(stem):
    assert re.fullmatch(RUN_NAME.pattern, run_name(stem))


def test_the_spec_of_a_run_trains_again_whatever_the_file_was_called(dltrain):
    Path("가*나:.yaml").write_text(SPEC, encoding="utf-8")
    assert dltrain("train", "가*나:.yaml", "--quiet", "--no-pictures").code == 0
    assert dltrain("check", Path("runs", "가_나_-1", "spec.yaml")).code == 0


@pytest.mark.parametrize(
    "source",
    ["a" * 300 + ".csv", "~nobody/a.csv", f"{{type: images, path: {'a' * 300}}}", "{type: text, path: ~nobody/a}", "a" * 300],
)
def test_a_path_that_no_system_takes_is_one_that_is_not_there(dltrain, source):
    Path("a.yaml").write_text(f"data: {{source: {source}, target: y}}\nmodel: {{layers: []}}\n", encoding="utf-8")
    for words in (["check", "a.yaml"], ["check", "a" * 300 + ".yaml"], ["compare", "a" * 300, "~nobody"]):
        result = dltrain(*words)
        assert result.code == 2
        assert result.err.startswith("error: ")


def test_the_type_of_a_model_is_a_word(dltrain):
    Path("a.yaml").write_text(SPEC.replace("{layers: []}", "{type: {a: 1}, layers: []}"), encoding="utf-8")
    result = dltrain("check", "a.yaml")
    assert result.code == 2
    assert "a.yaml:2:15: 'type' must be " in result.err
