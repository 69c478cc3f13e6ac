"""The pictures of its answers that a run has drawn already, and that the other sections do not tell."""

from __future__ import annotations

import base64

from dltrain.report.markup import Markup, joined, tag
from dltrain.report.subject import Subject
from dltrain.report.words import Words

SHOWN = ("decision_regions", "samples", "policy", "episode")


def render(subject: Subject, words: Words) -> Markup | None:
    """Each picture within the page, with what is seen on it; None where the run has none, as with --no-pictures."""
    found = {name: png for name in SHOWN if (png := subject.run.read_chart(name)) is not None}
    return joined(*(_figure(png, words(f"pictures.{name}")) for name, png in found.items())) if found else None


def _figure(png: bytes, caption: str) -> Markup:
    source = f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
    return tag("figure", tag("img", src=source, alt=caption), tag("figcaption", caption), class_="drawn")
