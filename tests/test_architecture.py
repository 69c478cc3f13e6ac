"""How the package is laid out: no circle between files, those of types alone included, nor between folders beside each other,
nothing too long to be read in one go, and no question of which kind of model or task it is outside the kind's or the task's own
file.

That imports run downward only is a contract in pyproject.toml, which lint-imports checks.
"""

from __future__ import annotations

import ast
import importlib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from dltrain.kinds import KINDS
from dltrain.spec.declarations import alternatives, hints, kinds_of
from dltrain.spec.experiment import Experiment
from dltrain.tasks import Task

PACKAGE = Path(__file__).parents[1] / "dltrain"
MAX_LINES = 350
MAX_LINES_OF_A_FUNCTION = 50


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    """What each file imports, within functions and for types too, as modules of the package."""
    graph = grimp.build_graph("dltrain", cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def fail_at_a_circle(imports: dict[str, set[str]]) -> None:
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' imported by '.join(error.args[1])}")


def test_no_file_imports_itself_by_way_of_others(imports: dict[str, set[str]]) -> None:
    fail_at_a_circle(imports)


def imports_of_folders(imports: dict[str, set[str]], parent: str) -> dict[str, set[str]]:
    """Which of the folders in `parent` each of them imports."""
    every = {module.rpartition(".")[0] for module in imports}
    result: dict[str, set[str]] = {folder: set() for folder in every if folder.rpartition(".")[0] == parent}
    for module, imported in imports.items():
        own, *others = (".".join(name.split(".")[: parent.count(".") + 2]) for name in (module, *imported))
        if own in result:
            result[own] |= result.keys() & {*others} - {own}
    return result


def test_folders_beside_each_other_import_one_way(imports: dict[str, set[str]]) -> None:
    for parent in {module.rpartition(".")[0] for module in imports} - {""}:
        fail_at_a_circle(imports_of_folders(imports, parent))


def test_a_circle_of_folders_is_found() -> None:
    imports = {"top.a.x": {"top.b.y"}, "top.b.y": set(), "top.b.z": {"top.a.w"}, "top.a.w": set()}
    with pytest.raises(pytest.fail.Exception, match="a circle"):
        fail_at_a_circle(imports_of_folders(imports, "top"))


def test_no_folder_of_commands_imports_a_command(imports: dict[str, set[str]]) -> None:
    """What commands are made of lies below them."""
    commands = {f"dltrain.commands.{path.stem}" for path in (PACKAGE / "commands").glob("*.py")} - {"dltrain.commands.__init__"}
    inner = {
        module: imported
        for module, imported in imports.items()
        if module.startswith("dltrain.commands.") and module.count(".") > 2
    }
    assert {module: found for module, imported in inner.items() if (found := imported & commands)} == {}


@pytest.fixture(scope="module")
def files() -> dict[str, ast.Module]:
    """The syntax tree of each file of the package, by its path."""
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}


def test_files_and_functions_are_short(files: dict[str, ast.Module]) -> None:
    functions = [(path, node) for path, tree in files.items() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    lengths = {f"{path} {node.name}": (node.end_lineno or 0) - node.lineno for path, node in functions}
    assert [name for name, lines in lengths.items() if lines >= MAX_LINES_OF_A_FUNCTION] == []
    assert [path for path in files if (PACKAGE / path).read_text("utf-8").count("\n") > MAX_LINES] == []


# What is of one kind of model: options, plans and networks. The files that may tell them apart are those that declare them.
OF_A_KIND = {"Model", "Autoencoder", "Gan", "Architecture", "Plan", "GanPlan", "Network", "Committee", "Adversaries"}
OF_THE_KINDS = ("kinds", "models/architecture.py", *(f"models/{kind}.py" for kind in KINDS))


def questions_of_kind(tree: ast.AST) -> list[int]:
    """The lines that ask for a class of one kind of model: `isinstance(plan, GanPlan)`, `type(model) is not Model`."""
    asked = [
        (node.lineno, node.args[1:] if isinstance(node, ast.Call) else node.comparators)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "isinstance")
    ]
    return [line for line, sides in asked if OF_A_KIND & {name for side in sides for name in names_in(side)}]


def names_in(side: ast.expr) -> set[str]:
    """The names and attributes that an expression is made of."""
    found = (getattr(part, "id", None) or getattr(part, "attr", None) for part in ast.walk(side))
    return {name for name in found if isinstance(name, str)}


def comparisons_of_names(tree: ast.AST) -> list[int]:
    """The lines that compare with the name of a task or a kind: `task == "binary"`, `kind in ("gan", "autoencoder")`."""
    names = {*map(str, Task), *KINDS} - {"linear"}  # an activation, and a kernel
    compared = [node for node in ast.walk(tree) if isinstance(node, ast.Compare)]
    return [node.lineno for node in compared for side in (node.left, *node.comparators) if names & constants_in(side)]


def constants_in(side: ast.expr) -> set[object]:
    """The constant that a side of a comparison is; of a tuple, list or set those in it."""
    items = side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side]
    return {item.value for item in items if isinstance(item, ast.Constant)}


def test_nothing_outside_its_own_file_asks_which_kind_of_model_or_task_it_is(files: dict[str, ast.Module]) -> None:
    others = {path: tree for path, tree in files.items() if not path.startswith(OF_THE_KINDS)}
    assert {path: lines for path, tree in others.items() if (lines := questions_of_kind(tree))} == {}
    others = {path: tree for path, tree in files.items() if path != "tasks.py"}
    assert {path: lines for path, tree in others.items() if (lines := comparisons_of_names(tree))} == {}


def test_every_kind_of_model_of_a_spec_is_at_work() -> None:
    classes = alternatives(hints(Experiment)["model"])
    assert {name for cls in classes for name in kinds_of(cls)} == set(KINDS)
    for module in KINDS.values():
        assert importlib.import_module(module).KIND


@pytest.mark.parametrize(
    ("code", "questions"),
    [
        ("isinstance(plan, GanPlan)", 1),
        ("isinstance(model, sequential.Model | Gan)", 1),
        ("type(model) is not Model", 1),
        ('task == "binary"', 1),
        ('"gan" in (kind, other)', 1),
        ('task not in ("binary", "multiclass")', 1),
        ('task.has_classes and isinstance(loss, Loss) and name == "adam"', 0),
    ],
)
def test_such_questions_are_found(code: str, questions: int) -> None:
    tree = ast.parse(code)
    assert len(questions_of_kind(tree) + comparisons_of_names(tree)) == questions
