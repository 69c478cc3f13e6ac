"""What is said of pictures, wherever they come from: what each of them is brought to."""

from __future__ import annotations

from typing import Literal

from dltrain.types import option, options


@options
class PictureOptions:
    """The size, the channels and the proportions of every picture."""

    size: int | list[int] | None = option(
        None,
        help="height and width that every picture is brought to, one number or two; if omitted, the size that all pictures have, "
        "of at most 512 × 512, or else 64",
        at_least=1,
        most=65_536,
    )
    colour: bool = option(True, help="three channels, red, green and blue; false: one of grey")
    fit: Literal["resize", "crop", "pad"] = option(
        "resize",
        help="how other proportions fit: resize stretches, crop cuts the middle out, pad leaves black borders",
    )

    def size_problem(self) -> str | None:
        """What is wrong with the size, in words; None where nothing is."""
        if not isinstance(self.size, list) or len(self.size) == 2:
            return None
        return f"'size' is one number, or a height and a width, not {self.size}"
