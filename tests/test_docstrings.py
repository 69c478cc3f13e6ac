"""What a linter cannot ask of docstrings: those of methods, which a base class or a protocol may have told already; the errors
that a function raises; the shapes of arrays; and where what has a name of its own comes from."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dltrain
from dltrain.errors import DltrainError
from dltrain.losses import LOSSES
from dltrain.metrics import METRICS
from dltrain.models.activations import ACTIVATIONS
from dltrain.models.initializers import INITIALIZERS
from dltrain.optimizers import OPTIMIZERS
from dltrain.schedules import SCHEDULES

PACKAGE = Path(dltrain.__file__).parent
MODULES = sorted(m.name for m in pkgutil.walk_packages([str(PACKAGE)], "dltrain.") if not m.name.endswith("__main__"))
ROOMS = sorted({name.split(".")[1] for name in MODULES})
NUMERIC = ("losses", "metrics", "optimizers", "models.activations", "models.initializers", "schedules")
ARRAY = re.compile(r"Tensor|NDArray|ndarray|Array|Floats")
SHAPE = re.compile(r"\([a-z…][\w …·×+.]*,[^()]*\)|\b(scalar|shapes?|elementwise)\b")
SOURCE = re.compile(r"\b(1[89]|20)\d\d\b|[=←·∑Σ√∂²/|]|-ln p")  # the year of a paper, or a formula


def is_public(name: str) -> bool:
    return not name.startswith("_")


@functools.cache
def public_classes() -> dict[str, type]:
    """The public classes of the package by their full names."""
    found = {}
    for module in MODULES:
        for name, value in vars(importlib.import_module(module)).items():
            if issubclass(type(value), type) and is_public(name) and value.__module__ == module:  # BAD has no __class__
                found[f"{module}.{name}"] = value
    return found


@functools.cache
def protocols() -> dict[type, tuple[str, ...]]:
    """The protocols among them, with the names of what each asks for."""
    found = [one for one in public_classes().values() if getattr(one, "_is_protocol", False)]
    return {one: tuple(name for name, _ in methods(one)) for one in found}


def methods(cls: type) -> Iterator[tuple[str, Any]]:
    """The public methods and properties that a class defines itself."""
    for name, value in vars(cls).items():
        function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
        if is_public(name) and inspect.isfunction(function) and function.__qualname__ == f"{cls.__name__}.{name}":
            yield name, function


def doc_of(cls: type, method: str) -> str:
    """A method's docstring, or that of the base class or of a protocol that the class fulfils."""
    asking = {one: names for one, names in protocols().items() if method in vars(one) and one is not cls}
    fulfilled = [one for one, names in asking.items() if all(hasattr(cls, name) for name in names)]
    docs = (inspect.getdoc(getattr(one, method)) for one in (cls, *fulfilled))
    return next((doc for doc in docs if doc), "")


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_method_is_told(room: str) -> None:
    untold = [
        f"{name}.{method}"
        for name, cls in public_classes().items()
        if name.split(".")[1] == room
        for method, _ in methods(cls)
        if not doc_of(cls, method)
    ]
    assert not untold


@functools.cache
def errors_by_name() -> dict[str, type[DltrainError]]:
    """The classes of errors that users see."""
    found, rest = {}, [DltrainError]
    for module in MODULES:
        importlib.import_module(module)
    while rest:
        cls = rest.pop()
        found[cls.__name__] = cls
        rest += cls.__subclasses__()
    return found


def raised(function: ast.FunctionDef) -> set[str]:
    """The names of the classes that a function raises in its own body."""
    names, rest = set(), list(ast.iter_child_nodes(function))
    while rest:
        node = rest.pop()
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Raise) and node.exc is not None:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            names |= {part.id for part in ast.walk(error) if isinstance(part, ast.Name)}
            names |= {part.attr for part in ast.walk(error) if isinstance(part, ast.Attribute)}
        rest += ast.iter_child_nodes(node)
    return names


def public_functions(node: ast.AST, name: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """The public functions and methods below a node, not those of private classes or within functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef) and is_public(child.name):
            if isinstance(child, ast.FunctionDef):
                yield f"{name}{child.name}", child
            else:
                yield from public_functions(child, f"{name}{child.name}.")


@pytest.mark.parametrize("room", ["__main__", "__init__", *ROOMS])
def test_what_a_function_raises_is_told(room: str) -> None:
    paths = [PACKAGE / f"{room}.py", *(PACKAGE / room).rglob("*.py")]
    assert [f"{path}: {error}" for path in paths if path.exists() for error in untold_errors(path)] == []


def test_every_file_is_of_a_room() -> None:
    parts = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")}
    assert parts == {"__main__", "__init__", *ROOMS}


def untold_errors(path: Path) -> list[str]:
    """The errors that the public functions of a file raise, of which nothing is in their docstrings."""
    errors = errors_by_name()
    module = ".".join(["dltrain", *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__")
    untold = []
    for name, function in public_functions(ast.parse(path.read_text("utf-8"))):
        cls = public_classes().get(f"{module}.{name.rpartition('.')[0]}")
        doc = doc_of(cls, function.name) if cls else ast.get_docstring(function) or ""
        known = [error for error in raised(function) if error in errors]
        untold += [f"{name}: {error}" for error in known if not any(base.__name__ in doc for base in errors[error].__mro__)]
    return untold


def takes_arrays(function: Any) -> bool:
    """Whether an array is among what a function takes or returns."""
    return any(ARRAY.search(str(annotation)) for annotation in function.__annotations__.values())


@pytest.mark.parametrize("module", [name for name in MODULES if name.removeprefix("dltrain.").startswith(NUMERIC)])
def test_functions_of_arrays_tell_their_shapes(module: str) -> None:
    docs = {}
    for name, cls in public_classes().items():
        if cls.__module__ == module:
            docs |= {f"{name}.{method}": (function, doc_of(cls, method)) for method, function in methods(cls)}
    for name, function in vars(importlib.import_module(module)).items():
        if inspect.isfunction(function) and is_public(name) and function.__module__ == module:
            docs[name] = function, inspect.getdoc(function) or ""
    unshaped = [name for name, (function, doc) in docs.items() if takes_arrays(function) and not SHAPE.search(doc)]
    assert not unshaped


@pytest.mark.parametrize("table", [LOSSES, METRICS, OPTIMIZERS, ACTIVATIONS, INITIALIZERS, SCHEDULES], ids=lambda t: t.what)
def test_what_has_a_name_has_a_formula_or_a_paper(table: Any) -> None:
    assert [name for name in table if not SOURCE.search(inspect.getdoc(table[name]) or "")] == []
