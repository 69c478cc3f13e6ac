"""A histogram as small as a word, which stands in a cell of a table."""

from __future__ import annotations

import html
from collections.abc import Sequence

WIDTH, HEIGHT = 120, 26


def sparkline(counts: Sequence[float], label: str) -> str:
    """Bars of these heights side by side, as an SVG; what is above 0 can be seen. label: what is seen, for those who do not see
    it."""
    most, step = max(counts, default=0) or 1, WIDTH / max(1, len(counts))
    bars = "".join(
        f'<rect x="{index * step:.1f}" y="{HEIGHT - tall:.1f}" width="{max(step - 0.6, 0.6):.1f}" height="{tall:.1f}"/>'
        for index, count in enumerate(counts)
        if (tall := max(1.0, HEIGHT * count / most) if count else 0.0)
    )
    box = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg class="spark" {box} role="img" aria-label="{html.escape(label)}">{bars}</svg>'
