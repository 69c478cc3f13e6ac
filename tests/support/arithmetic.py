"""Reads a line of arithmetic as it is printed, such as `√(3² + 4²) = 5`, and says whether it is right.

`x = 2` gives a name its value where it has none; after that every part between two `=` must be the same as the first. What is
written as a decimal number must agree in every digit that is there. Before a colon stands what the line is about. Tuples are
vectors and matrices: `·` is the product of matrices and the inner product, `⊙` that number by number.
"""

from __future__ import annotations

import ast
import math
import re
from typing import Any

import numpy as np

SIGNS = {"·": "*", "×": "*", "−": "-", "⊙": "@", "²": "**2", "³": "**3", "^": "**", "ᵀ": ".T", "⁻¹": "**-1", "½": "0.5", "∘": "*"}
LITERAL = re.compile(r"[−-]?\d[\d,]*(\.\d+)?(e-?\d+)?")


class Vector(np.ndarray):
    """An array whose `*` with another one is the product of matrices, whose `@` is that number by number."""

    def __mul__(self, other: Any) -> Any:
        return np.matmul(np.asarray(self), np.asarray(other)) if np.ndim(other) else _vector(np.asarray(self) * other)

    def __matmul__(self, other: Any) -> Any:
        return _vector(np.asarray(self) * np.asarray(other))

    def __pow__(self, other: Any) -> Any:
        return _vector(np.linalg.inv(np.asarray(self)) if other == -1 else np.asarray(self) ** other)


def _vector(values: Any) -> Any:
    return np.asarray(values, dtype=float).view(Vector)


def softmax(*scores: float) -> Any:
    """e^z / Σ e^z."""
    powers = np.exp(_vector(scores))
    return _vector(np.asarray(powers) / np.asarray(powers).sum())


NAMES: dict[str, Any] = {
    "e": math.e, "π": math.pi, "ln": np.log, "log2": np.log2, "exp": np.exp, "cos": np.cos, "sin": np.sin, "tanh": np.tanh,
    "sqrt": np.sqrt, "abs": np.abs, "max": max, "min": min, "σ": lambda z: 1 / (1 + np.exp(-z)), "softmax": softmax,
    "relu": lambda z: max(z, 0), "mean": lambda *x: float(np.mean(x)), "median": lambda *x: float(np.median(x)),
    "var": lambda *x: float(np.var(x)), "norm": lambda x: float(np.linalg.norm(x)), "C": math.comb, "factorial": math.factorial,
    "floor": math.floor, "ceil": math.ceil, "sign": np.sign,
    "det": lambda m: float(np.linalg.det(m)), "rank": lambda m: int(np.linalg.matrix_rank(m)),
}  # fmt: skip


def value(text: str, known: dict[str, Any]) -> Any:
    """What an expression comes to."""
    text = re.sub(r"‖(.+?)‖", r"norm(\1)", text)
    text = re.sub(r"\|([^|]+)\|", r"abs(\1)", text)
    text = re.sub(r"⌊([^⌋]+)⌋", r"floor(\1)", text)
    text = re.sub(r"⌈([^⌉]+)⌉", r"ceil(\1)", text)
    text = re.sub(r"√([\d.]+)", r"sqrt(\1)", text).replace("√", "sqrt").replace("log₂", "log2")
    text = re.sub(r"(\d)!", r"factorial(\1)", text)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    for sign, python in SIGNS.items():
        text = text.replace(sign, python)
    tree = ast.fix_missing_locations(_Tuples().visit(ast.parse(text.strip(), mode="eval")))
    return eval(compile(tree, text, "eval"), {"__builtins__": {}, "vector": _vector, **NAMES, **known})


class _Tuples(ast.NodeTransformer):
    """Puts `vector(...)` around every tuple."""

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:  # the name that ast asks for
        self.generic_visit(node)
        return ast.Call(ast.Name("vector", ast.Load()), [node], [])


def wrong_lines(text: str) -> list[str]:
    """The lines that are not right, or cannot be read."""
    known: dict[str, Any] = {}
    return [line for line in text.split("\n") if line.strip() and not _is_right(line, known)]


def _is_right(line: str, known: dict[str, Any]) -> bool:
    parts = re.split(r" [=≈] ", line.rpartition(": ")[2])
    name = parts[0].strip()
    if re.fullmatch(r"[^\W\d]\w*'?", name) and name not in known and name not in NAMES:
        known[name] = value(parts[1], known)
        return all(_agree(known[name], part, known) for part in parts[1:])
    first = value(name, known)
    return len(parts) > 1 and all(_agree(first, part, known) for part in parts[1:])


def _agree(exact: Any, part: str, known: dict[str, Any]) -> bool:
    """Whether a part is the value, every literal in it to the digits that are written."""
    literals = [part.strip()] if LITERAL.fullmatch(part.strip()) else []
    if not literals and "(" in part and re.fullmatch(r"[\s(),.\d−-]+", part):
        literals = LITERAL_IN_TUPLE.findall(part)
    slack = max((0.5 * 10 ** -len(text.partition(".")[2].partition("e")[0]) for text in literals), default=0)
    slack = slack if any("." in text for text in literals) else 0
    return bool(np.allclose(np.asarray(exact), np.asarray(value(part, known)), rtol=1e-9, atol=slack * 1.0001 + 1e-12))


LITERAL_IN_TUPLE = re.compile(r"\d+(?:\.\d+)?")
