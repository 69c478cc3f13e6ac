"""What all charts have in common: colours, sizes, and the frame around the views."""

from __future__ import annotations

import textwrap
from typing import Any

from dltrain.charts.fonts import family
from dltrain.charts.names import drawable_title

Spec = dict[str, Any]  # a Vega-Lite specification, or a part of one

# Okabe and Ito's colours (2008), which colour-blind readers tell apart as well.
BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"
PINK, AMBER, SKY, BROWN, VIOLET = "#CC79A7", "#E69F00", "#56B4E9", "#8C510A", "#6A51A3"  # all but the last two are theirs
COLOURS = (BLUE, ORANGE, GREEN, PINK, AMBER, SKY, BROWN, VIOLET, "#6b6b6b")
INK, GREY, FAINT = "#222222", "#6b6b6b", "#e6e6e6"

SIZE = 11  # of text, in pixels
LABEL = 12  # of text in a panel, which a page shows as it is
LINE = 14  # from one line of text to the next
# Numbers with a hyphen for a minus: some fonts have no other, and the whole number would be in another one.
_NUMBERS = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""], "minus": "-"}


def chart(body: Spec, *, title: str, subtitle: list[str], width: int, texts: str = "") -> Spec:
    """The whole chart around its views.

    width: how much room the words above them have. texts: what else is written in it, which settles the font.
    """
    columns = round(width / 0.48 / SIZE)
    heading = drawable_title(title, max(30, round(columns * SIZE / 15)))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "padding": 16,
        "title": {
            "text": heading,
            "subtitle": [line for words in subtitle for line in textwrap.wrap(words, columns)],
            "anchor": "start",
            "frame": "group",
            "fontSize": 15,
            "subtitleFontSize": SIZE,
            "subtitleLineHeight": LINE + 2,
            "subtitleColor": GREY,
            "offset": 12,
        },
        **body,
        "config": {
            "font": family(heading + texts),
            "locale": {"number": _NUMBERS},
            "view": {"stroke": None},
            "text": {"fontSize": SIZE, "color": INK},
            "title": {"fontWeight": 600, "color": INK, "subtitlePadding": 5},
            "axis": {
                "labelFontSize": SIZE,
                "titleFontSize": SIZE,
                "titleFontWeight": "normal",
                "titleColor": GREY,
                "labelColor": GREY,
                "gridColor": FAINT,
                "domainColor": "#b0b0b0",
                "tickColor": "#b0b0b0",
                "titlePadding": 8,
            },
        },
    }


def darker(colour: str) -> str:
    """The colour (`#rrggbb`) for letters, which are thinner than lines and need more contrast."""
    return "#" + "".join(f"{int(int(colour[i : i + 2], 16) * 0.72):02x}" for i in (1, 3, 5))
