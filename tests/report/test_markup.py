"""HTML put together of tags: whatever is not markup is escaped."""

from __future__ import annotations

from dltrain.report.markup import Markup, folded, joined, table, tag


def test_text_is_escaped_and_markup_is_not() -> None:
    assert tag("p", "<b>", Markup("<b>"), None) == "<p>&lt;b&gt;<b></p>"


def test_attributes_are_escaped_and_left_out_where_there_is_none() -> None:
    assert tag("a", "x", href='"><script>', class_="c", aria_label=None, open=True) == (
        '<a href="&quot;&gt;&lt;script&gt;" class="c" open>x</a>'
    )


def test_children_may_be_lists_within_lists() -> None:
    assert joined(["a", [tag("i", "b"), None]], "&") == "a<i>b</i>&amp;"


def test_a_table_says_what_heads_a_row_and_a_column() -> None:
    made = table(["name", "<n>"], [["<script>", "1"]], label="of numbers")
    assert '<th scope="col">&lt;n&gt;</th>' in made
    assert '<th scope="row">&lt;script&gt;</th><td>1</td>' in made
    assert 'role="region" aria-label="of numbers" tabindex="0"' in made


def test_what_is_folded_opens_by_the_keyboard() -> None:
    assert folded("more", "x") == "<details><summary>more</summary>x</details>"
