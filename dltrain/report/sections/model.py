"""A model that is no network: what it is, and its tree where it is one."""

from __future__ import annotations

from dltrain import charts
from dltrain.kinds.classical.tree_in_words import tree_in_words
from dltrain.report.figures import figure
from dltrain.report.markup import Markup, folded, joined, paragraphs, tag
from dltrain.report.subject import Subject
from dltrain.report.words import Words

DEEP, DEEPEST = 4, 7  # questions that are drawn, and that are told in words
BESIDE = 24  # pixels


def render(subject: Subject, words: Words) -> Markup | None:
    """What it is, with the picture of its tree; None of a network, and where it is not known."""
    if subject.resolved is None or subject.resolved.plan.lines:
        return None
    lead = paragraphs(words("model.words", words=subject.resolved.plan.words))
    drawn = None if subject.saved is None else subject.saved.trained.drawn_tree
    if drawn is None:
        return lead
    tree = drawn(DEEP)
    answers = {"yes": words("tree.yes"), "no": words("tree.no"), "more": words("tree.more")}
    shown = figure(charts.tree(tree, **answers), label=words("tree.label", question=tree.root.question), caption=_caption(words))
    text = tag("pre", tree_in_words(drawn(DEEPEST)))
    return joined(lead, paragraphs(words("tree.which", which=tree.which)), shown, folded(words("tree.text"), text))


def _caption(words: Words) -> str:
    return words("tree.caption", depth=DEEP)
