"""The README's commands work as they are typed, in English and Korean, and the files that it names are there."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "README.ko.md")}
IDEAS = {"README.md": "## Ideas to see happen", "README.ko.md": "## 눈으로 볼 생각들"}


def blocks(name, kind="sh"):
    return re.findall(rf"```{kind}\n(.*?)```", PAGES[name], re.DOTALL)


@pytest.mark.parametrize("name", PAGES)
def test_the_first_two_commands_set_up_train_and_test(name):
    assert blocks(name)[:2] == [
        "python -m pip install -c constraints.txt -e . && dltrain train configs/xor.yaml\n",
        "python -m pip install -c constraints.txt -e '.[test]' && python -m pytest -n 2 --dist loadfile\n",
    ]


def test_the_other_commands_run_as_they_are_typed(dltrain):
    """Of the digits, which are trained four times, and the irises, 19 times, a part of the epochs tells the same."""
    shutil.copytree(ROOT / "configs", "configs")
    for name, epochs, fewer in (("digits", 60, 16), ("iris", 100, 10)):
        config = Path("configs", f"{name}.yaml")
        text = config.read_text("utf-8")
        assert f"epochs: {epochs}\n" in text
        config.write_text(text.replace(f"epochs: {epochs}\n", f"epochs: {fewer}\n"), "utf-8")
    shown_as_it_is(dltrain("train", "configs/xor.yaml"))
    lines = [line for name in PAGES for line in "".join(blocks(name)[2:]).splitlines()]
    for line in dict.fromkeys(lines):  # what both pages have is run once
        result = dltrain(*shlex.split(line)[1:])
        assert result.code == 0, f"{line}\n{result.err}"
        if line == "dltrain train configs/tangerines.yaml":
            shown_as_it_is(result)


def shown_as_it_is(trained):
    """The closing summary is on the page as it is but for its decimals, which are the machine's, and how wide they are."""
    pattern = re.compile(r"\d*\.\d+")
    name = trained.err[trained.err.rindex("run   runs/") :].split("/")[1].rpartition("-")[0]
    (block,) = [block for block in blocks("README.md", "text") if block.startswith(f"{name}\n")]
    assert [pattern.sub("#", line).split() for line in block.splitlines()] == [
        pattern.sub("#", line).split() for line in trained.err[trained.err.index(f"{name}\n") :].splitlines()
    ]


@pytest.mark.parametrize("name", PAGES)
def test_what_explain_prints_is_shown_as_it_is(dltrain, monkeypatch, name):
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    (command, shown) = re.search(r"```sh\n(dltrain explain .*)\n```\n\n```text\n(.*?)```", PAGES[name], re.DOTALL).groups()
    assert dltrain(*shlex.split(command)[1:]).out == shown


def test_the_outputs_in_the_korean_page_are_those_of_the_english_one():
    kept = [block for block in blocks("README.ko.md", "text") if block not in blocks("README.md", "text")]
    assert len(kept) == 1  # that of explain, which is in Korean


def test_the_pages_lead_to_each_other_to_the_lessons_and_to_the_words():
    assert "(README.ko.md)" in PAGES["README.md"]
    assert "(README.md)" in PAGES["README.ko.md"]
    for text in PAGES.values():
        assert "dltrain lesson" in text
        assert "dltrain explain" in text


@pytest.mark.parametrize("name", PAGES)
def test_every_config_that_is_named_is_there(name):
    table = PAGES[name].split(IDEAS[name])[1].split("##")[0]
    named = re.findall(r"`([\w/]+(?:\.yaml|/))`", table)
    assert len(named) > 40
    for config in named:
        assert (ROOT / "configs" / config.removeprefix("configs/")).exists(), config
