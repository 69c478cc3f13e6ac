"""A drawn tree as lines of text, for terminals and logs."""

from __future__ import annotations

from collections.abc import Iterator

from dltrain.charts import Tree, TreeNode
from dltrain.kinds.classical.drawn_tree import FEW
from dltrain.text.formatting import count


def tree_in_words(tree: Tree) -> str:
    """The tree, a line a question or an answer, yes before no."""
    names = f"; rows are counted as {', '.join(tree.labels)}" if 0 < len(tree.labels) <= FEW else ""
    return "\n".join([f"{tree.which}{names}", *_lines(tree.root, "", "")])


def _lines(node: TreeNode, head: str, indent: str) -> Iterator[str]:
    if node.yes is None or node.no is None:
        cut = f", {count(node.cut, 'more question')}" if node.cut else ""
        yield f"{head}→ {node.answer}   {node.rows}{cut}".rstrip()
        return
    yield f"{head}{node.question}?   {node.rows}".rstrip()
    yield from _lines(node.yes, f"{indent}├─ yes  ", f"{indent}│       ")
    yield from _lines(node.no, f"{indent}└─ no   ", f"{indent}        ")
