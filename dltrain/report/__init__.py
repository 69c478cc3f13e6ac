"""The page of a run: one HTML file that opens from disk, with everything in it. The room's one door."""

from dltrain.report.making import make

__all__ = ["make"]
