"""A lesson's page: one HTML file with everything in it, that fetches nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from dltrain.lessons.words import parts
from dltrain.text.language import Language

TEMPLATE = Path(__file__).parent / "page.html"


def document(words: str, figures: Mapping[str, Sequence[str]], language: Language) -> str:
    """The page of words in Markdown, with places for figures; of each figure the SVGs of its panels. Raises KeyError where the
    words show a figure that is not there."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    body = []
    for text, name in parts(words):
        body.append(markdown.render(text) if name is None else _figure(name, text, figures[name]))
    title = words.split("\n")[0].removeprefix("# ")
    return Template(TEMPLATE.read_text("utf-8")).substitute(language=language, title=html.escape(title), body="\n".join(body))


def _figure(name: str, caption: str, svgs: Sequence[str]) -> str:
    panels = "\n".join(inlined(svg, f"{name}{number}-") for number, svg in enumerate(svgs))
    shown = html.escape(caption)
    return (
        f'<figure id="{name}">\n<div class="panels" role="img" aria-label="{shown}">\n{panels}\n</div>\n'
        f'<figcaption>{shown} <a href="{name}.png">PNG</a></figcaption>\n</figure>\n'
    )


def inlined(svg: str, prefix: str) -> str:
    """An SVG as it stands within a page: its ids are its own, and it names no address."""
    svg = re.sub(r' xmlns(:xlink)?="[^"]*"', "", svg)
    svg = svg.replace("xlink:href=", "href=").replace(' id="', f' id="{prefix}').replace("url(#", f"url(#{prefix}")
    return re.sub(r' (role|aria-[a-z]+)="[^"]*"', "", svg)
