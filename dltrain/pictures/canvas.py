"""What all pictures share: one look, text that is drawn as it is written, and PNG bytes that depend on nothing else."""

from __future__ import annotations

import logging
import math
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from dltrain.pictures.fonts import families, fonts_for, printable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK = "#222222"
GREY = "#6b6b6b"
FAINT = "#e6e6e6"
# Okabe and Ito's colours, told apart by colour-blind readers as well; without the yellow, which white paper swallows.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#555555")

_LOOK = {
    "figure.dpi": 130.0,
    "font.size": 10.0,
    "text.color": INK,
    "text.parse_math": False,  # a label such as "$5 to $10" is no formula
    "axes.edgecolor": "#b0b0b0",
    "axes.labelcolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "xtick.color": "#b0b0b0",
    "ytick.color": "#b0b0b0",
    "xtick.labelcolor": GREY,
    "ytick.labelcolor": GREY,
    "lines.solid_capstyle": "round",
    "lines.solid_joinstyle": "round",
}


@contextmanager
def drawing(text: str) -> Iterator[None]:
    """Matplotlib with dltrain's look whatever the user's settings, with the fonts that `text` needs, and without its remarks."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import matplotlib

            settings: dict[Any, Any] = {k: v for k, v in matplotlib.rcParamsDefault.items() if not k.startswith("backend")}
            with matplotlib.rc_context(settings | _LOOK | {"font.family": families(text)}):
                yield
    finally:
        logger.setLevel(level)


def empty_figure(width: float, height: float) -> Figure:
    """A figure of that many inches that knows how wide its texts are."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    """The figure, cut to what is drawn on it, as a PNG without date or version."""
    drawn = figure.get_tightbbox()  # savefig(bbox_inches="tight") would lay everything out twice
    data = BytesIO()
    figure.savefig(data, format="png", dpi="figure", bbox_inches=drawn.padded(0.2), metadata={"Software": None})
    return data.getvalue()


def darker(colour: str) -> str:
    """The colour (`#rrggbb`) for letters, which are thinner than lines and need more contrast."""
    return "#" + "".join(f"{int(int(colour[i : i + 2], 16) * 0.72):02x}" for i in (1, 3, 5))


def drawable_title(title: str, width: int = 70) -> str:
    """The title as it can be drawn: shortened, and empty where the system has no font for it."""
    return "" if fonts_for(title).missing else shortened(title, width)


def drawable_labels(labels: Sequence[object], width: int = 24) -> list[str]:
    """Each label as it can be drawn: shortened, and its number (`#3`, from 1) where the system has no font for it."""
    return [
        f"#{number}" if fonts_for(str(label)).missing else shortened(str(label), width) for number, label in enumerate(labels, 1)
    ]


def shortened(text: str, width: int) -> str:
    """`text` cut in its middle to at most `width` columns; an East Asian character is two columns wide."""
    text = printable(text)
    if sum(map(_columns, text)) <= width:
        return text
    head, tail = "", ""
    for character in text:
        if sum(map(_columns, head + character)) > (width - 1) * 2 // 3:
            break
        head += character
    for character in reversed(text):
        if sum(map(_columns, head + "…" + character + tail)) > width:
            break
        tail = character + tail
    return f"{head}…{tail}"


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def in_figures(value: float) -> str:
    """A value in three significant figures: `0.970`, `12.3`, `4,510`, `1.20e-5`; an en dash where there is none."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    if 100 <= abs(value) < 1e6:
        return f"{value:,.0f}"
    if 1e-3 <= abs(value) < 100:
        return f"{value:#.3g}"
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    return f"{mantissa}e{int(exponent)}"
