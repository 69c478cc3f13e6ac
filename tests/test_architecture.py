"""How the package is laid out: no circle between files, those of types alone included, and nothing too long to be read in one go.

That imports run downward only is a contract in pyproject.toml, which lint-imports checks.
"""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

PACKAGE = Path(__file__).parents[1] / "dltrain"
MOST_LINES = 350
MOST_LINES_OF_A_FUNCTION = 50

# What is still to be taken apart. Whoever does takes it from here, too.
CIRCLES = [
    ("dltrain.data.sources.base", "dltrain.data.table"),
]
LONG: list[str] = []


def test_no_file_imports_itself_by_way_of_others() -> None:
    graph = grimp.build_graph("dltrain", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    for one, other in CIRCLES:
        assert other in imports[one] and one in imports[other], f"no circle any more: {one}, {other}"  # noqa: PT018
        imports[one].discard(other)
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' imported by '.join(error.args[1])}")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text("utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    long = [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION]
    is_long = text.count("\n") > MOST_LINES or bool(long)
    assert is_long == (path.relative_to(PACKAGE).as_posix() in LONG), long
