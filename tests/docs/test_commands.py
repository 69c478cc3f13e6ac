"""Every command, with every option, has its help, an example that can be run, and its place in the README and the docs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from dltrain.cli import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGE = (ROOT / "docs" / "commands.md").read_text("utf-8")
COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def examples(name: str) -> list[list[str]]:
    """The words behind `dltrain NAME` of each example."""
    lines = [line.strip().rpartition("| ")[2].partition(" >")[0] for line in COMMANDS[name].epilog.split("\n")[2:]]
    words = [shlex.split(line) for line in lines]
    assert all(line[:2] == ["dltrain", name] for line in words)
    return [line[2:] for line in words]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_its_options_have_help(name: str) -> None:
    assert len(COMMANDS[name].help) > 20
    for param in COMMANDS[name].params:
        assert param.help.endswith("."), param.name


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_examples_with_each_of_its_options(name: str) -> None:
    lines = examples(name)
    assert lines
    for words in lines:
        COMMANDS[name].make_context(name, list(words))  # raises where it cannot be run
    for param in COMMANDS[name].params:
        if param.param_type_name == "option":
            assert any(param.opts[0] in words for words in lines), param.opts[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_in_the_readme_and_the_docs(name: str) -> None:
    assert re.search(rf"dltrain {name}\b", README)
    section = PAGE.split(f"## dltrain {name}\n")[1].split("\n## ")[0]
    for param in COMMANDS[name].params:
        assert f"- `{param.opts[0] if param.param_type_name == 'option' else param.metavar}" in section


def test_the_readme_leads_to_the_docs() -> None:
    korean = (ROOT / "README.ko.md").read_text("utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert f"(docs/{page.name})" in (korean if page.name.endswith(".ko.md") else README)


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")], ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for file, _, heading in re.findall(r"\]\((?!https?:)([^)#\s]*)(#([^)\s]+))?\)", text):
        target = page.parent / file if file else page
        assert target.exists(), file
        titles = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE) if heading else []
        anchors = [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles]
        assert not heading or heading in anchors, f"{file}#{heading}"
