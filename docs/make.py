"""Writes the pages of this folder that are made from the code: `python docs/make.py`."""

from __future__ import annotations

from pathlib import Path

from dltrain.spec.reference import reference

PAGES = {"reference.md": reference}


def main() -> None:
    """Writes each page."""
    for name, made in PAGES.items():
        (Path(__file__).parent / name).write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    main()
