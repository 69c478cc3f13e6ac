"""HTML put together of tags. Whatever is not `Markup` already is escaped, so that no name in the data can become a tag."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence


class Markup(str):
    """Text that is HTML."""

    __slots__ = ()


EMPTY = frozenset({"br", "img"})  # elements that hold nothing

Child = str | Markup | None | Iterable["str | Markup | None"]


def tag(name: str, *children: Child, **attributes: str | bool | None) -> Markup:
    """An element. Of attributes `class_` is class and `aria_label` is aria-label; True has no value, None is left out."""
    told = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{html.escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Markup(f"<{name}{told}>" if name in EMPTY else f"<{name}{told}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Markup:
    """The children one after another; None is nothing."""
    parts: list[str] = []
    for child in children:
        if isinstance(child, str):
            parts.append(child if isinstance(child, Markup) else html.escape(child))
        elif child is not None:
            parts.append(joined(*child))
    return Markup("".join(parts))


def table(head: Sequence[Child], rows: Iterable[Sequence[Child]], *, label: str, numbers: bool = True) -> Markup:
    """A table whose first column names its rows, in a box of its own that scrolls, also by the keyboard. label: what it is, for
    those who do not see it. numbers: whether the other columns are numbers, which stand at the right."""
    top = tag("tr", [tag("th", one, scope="col") for one in head])
    body = [tag("tr", tag("th", first, scope="row"), [tag("td", one) for one in rest]) for first, *rest in rows]
    whole = tag("table", tag("thead", top), tag("tbody", body), class_="numbers" if numbers else None)
    return tag("div", whole, class_="scroll", role="region", aria_label=label, tabindex="0")


def folded(title: Child, *children: Child, is_open: bool = False) -> Markup:
    """What is shown once its title is pressed."""
    return tag("details", tag("summary", title), *children, open=is_open)


def paragraphs(*texts: Child) -> Markup:
    """A paragraph each; None is none."""
    return joined(*(tag("p", text) for text in texts if text is not None))
