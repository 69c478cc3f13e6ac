"""A run as a notebook shows it: in one line, and as a table with its curves."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dltrain.runs import SPLITS
from dltrain.text.formatting import count, number


def line_of(folder: Path, status: str, summary: Mapping[str, Any]) -> str:
    """`<run runs/iris-1: completed, 60 epochs; test accuracy 0.9667, loss 0.1>`; the status alone of one that has not ended."""
    if not summary:
        return f"<run {folder}: {status}>"
    split = next((name for name in reversed(SPLITS) if name in summary), None)
    measured = ", ".join(f"{name} {number(value)}" for name, value in summary[split].items()) if split else ""
    return f"<run {folder}: {summary['status']}, {count(summary['epochs'], 'epoch')}{f'; {split} {measured}' if split else ''}>"


def html_of(folder: Path, status: str, summary: Mapping[str, Any], curves: bytes | None) -> str:
    """The status, a table of what was measured of each split, what was found, and the curves."""
    splits = [name for name in SPLITS if name in summary]
    head = "".join(f"<th>{split}</th>" for split in splits)
    names = dict.fromkeys(name for split in splits for name in summary[split])
    cells = {name: "".join(f"<td>{number(summary[split].get(name))}</td>" for split in splits) for name in names}
    rows = "".join(f"<tr><th>{html.escape(name)}</th>{row}</tr>" for name, row in cells.items())
    table = f"<table><tr><th></th>{head}</tr>{rows}</table>" if splits else ""
    found = "".join(f"<p>{html.escape(str(one['message']))}</p>" for one in summary.get("findings", []))
    source = "" if curves is None else f"data:image/png;base64,{base64.b64encode(curves).decode()}"
    picture = f'<img src="{source}" alt="curves" style="max-width: 100%">' if source else ""
    return f"<p><b>{html.escape(f'{folder}: {status}')}</b></p>{table}{found}{picture}"
