"""The page: its sections with a way to each, its looks, and all that draws its charts; it fetches nothing."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from dltrain.report.library import library
from dltrain.report.markup import Markup, joined, tag
from dltrain.report.words import Words

HERE = Path(__file__).parent
OF_BUTTONS = ("logarithmic", "closer", "farther", "earlier", "later", "all")


@dataclass(frozen=True)
class Section:
    """A part of a page: what its address ends in, its title, and what is told there."""

    name: str
    title: str
    content: Markup


def document(title: str, lead: Markup, sections: Sequence[Section], words: Words) -> str:
    """The whole page, as HTML."""
    way = [tag("li", tag("a", one.title, href=f"#{one.name}")) for one in sections]
    parts = [
        tag(
            "section", tag("h2", one.title, id=f"{one.name}-title"), one.content, id=one.name, aria_labelledby=f"{one.name}-title"
        )
        for one in sections
    ]
    head = tag("header", tag("h1", title), lead, tag("nav", tag("ul", *way), aria_label=words("page.sections")))
    body = joined(head, tag("main", *parts, id="content"))
    buttons = json.dumps({name: words(f"button.{name}") for name in OF_BUTTONS}, ensure_ascii=False)
    return Template((HERE / "page.html").read_text("utf-8")).substitute(
        language=words.language,
        title=html.escape(title),
        style=(HERE / "page.css").read_text("utf-8"),
        skip=html.escape(words("page.skip")),
        body=body,
        words=buttons.replace("<", "\\u003c"),
        library=library(),
        script=(HERE / "page.js").read_text("utf-8"),
    )
