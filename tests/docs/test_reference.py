"""The reference page is as the code makes it now, its examples are valid, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dltrain.spec.declarations import fields_of, hints
from dltrain.spec.experiment import Experiment
from dltrain.spec.reading import fits
from docs.make import PAGES
from docs.reference import Use, example, sections_of_spec, uses_of_choices
from docs.reference_examples import SECTIONS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference.md").read_text("utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_the_code_makes_it(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "type: python -m docs.make"


@pytest.mark.parametrize("use", uses_of_choices(), ids=lambda use: use.table.what)
def test_the_examples_of_choices_are_valid(use: Use) -> None:
    for name in use.table:
        key, _, value = example(use, name).partition(": ")
        assert fits(Experiment, hints(use.cls)[key], value), name


def test_the_examples_of_sections_are_valid() -> None:
    top, *sections = sections_of_spec()
    assert fits(Experiment, Experiment, SECTIONS[top.title])
    for section in sections:
        key, _, value = SECTIONS[section.title].partition(": ")
        assert fits(Experiment, section.cls, value), section.title
        assert key == section.title.split()[0].rpartition(".")[2]


def test_every_key_has_its_line() -> None:
    classes = [section.cls for section in sections_of_spec()]
    classes += [use.table[name] for use in uses_of_choices() for name in use.table]
    assert len(re.findall(r"^- \*\*`\w+`\*\*: ", PAGE, re.MULTILINE)) == sum(len(fields_of(cls)) for cls in classes)
    for cls in classes:
        for key in fields_of(cls):
            assert f"\n- `{key}`: " in PAGE or key == "type"  # in the index


def test_every_link_leads_to_a_heading() -> None:
    headings = [
        re.sub(r"[^a-z0-9_ -]", "", line.lower()).replace(" ", "-") for line in re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    ]
    assert len(headings) == len(set(headings))
    assert set(re.findall(r"\]\(#([^)]*)\)", PAGE)) <= set(headings)
