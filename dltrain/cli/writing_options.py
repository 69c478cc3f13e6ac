"""The options of `dltrain predict` that say how a language model writes a text on."""

from __future__ import annotations

from typing import Annotated

import typer

LengthOption = Annotated[
    int | None, typer.Option("--length", min=1, metavar="N", help="Write the text on by so many characters; 200 if omitted.")
]
TemperatureOption = Annotated[
    float | None,
    typer.Option(
        "--temperature", min=0.0, metavar="T", help="Below 1 likely tokens are taken more often, at 0 always; 1 if omitted."
    ),
]
TopKOption = Annotated[
    int | None, typer.Option("--top-k", min=1, metavar="K", help="Draw from the K likeliest tokens alone; all if omitted.")
]
SeedOption = Annotated[
    int | None,
    typer.Option("--seed", min=0, metavar="N", help="Of what is drawn: the same seed, the same text or episode; 0 if omitted."),
]
