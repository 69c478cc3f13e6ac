"""Vega, Vega-Lite and Vega-Embed as one script, which vl-convert puts together and which a page carries along."""

from __future__ import annotations

from contextlib import suppress

from dltrain.charts.fonts import library as drawing_library
from dltrain.errors import DltrainError
from dltrain.files.atomic import write_atomically
from dltrain.files.cache_folder import cache_folder

MIN_LENGTH = 500_000  # characters, below which a file is not the whole of it


def library() -> str:
    """The script, which sets `vegaEmbed`. It takes seconds to put together, so it is kept beside other programs' caches."""
    kept = cache_folder() / f"vega-{drawing_library().__version__}.js"
    with suppress(OSError, UnicodeDecodeError):
        text = kept.read_text("utf-8")
        if len(text) > MIN_LENGTH:
            return text
    made: str = drawing_library().javascript_bundle()
    if "</script" in made:
        raise AssertionError("the script would end before its end")
    script = f"(() => {{\n{made}\n}})();"
    with suppress(OSError, DltrainError):  # a home that is read-only, or none
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, script.encode("utf-8"))
    return script
