"""The `sweep` section: several runs that differ in their seed alone."""

from __future__ import annotations

from dltrain.types import option, page


@page
class Sweep:
    """The runs of one experiment, from its own seed on."""

    seeds: int = option(help="how many runs, with the seeds seed, seed + 1, ...", at_least=1, at_most=10_000)
