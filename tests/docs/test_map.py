"""docs/architecture.md is true: every name that it gives stands in the code, and its how-tos work as they are written."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAP = (ROOT / "docs" / "architecture.md").read_text("utf-8")
PROSE = re.sub(r"```.*?```", "", MAP, flags=re.DOTALL)
MAX_STOPS = 12


def sections(text: str, level: str) -> dict[str, str]:
    """The text below each heading of a level, by heading: `##` or `###`."""
    parts = re.split(rf"^{level} (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


CHAPTERS = sections(MAP, "##")
WAYS = sections(CHAPTERS["Three ways through the house"], "###")
HOW_TOS = sections(CHAPTERS["How to add"], "###")


def defined(file: Path) -> set[str]:
    """What a module defines, as `name` and `Class.name`: functions, classes, methods, fields and constants."""

    def names(body: list[ast.stmt], before: str = "") -> set[str]:
        result: set[str] = set()
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                result.add(before + node.name)
                result |= names(node.body, f"{node.name}.") if isinstance(node, ast.ClassDef) else set()
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
            result |= {before + target.id for target in targets if isinstance(target, ast.Name)}
        return result

    return names(ast.parse(file.read_text("utf-8")).body)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:dltrain|tests|benchmarks|configs|docs)/[\w./<>*-]*)`", PROSE))))
def test_every_path_is_there(path):
    assert "<" in path or list(ROOT.glob(path)), path


@pytest.mark.parametrize(("path", "name"), re.findall(r"`(dltrain/[\w/]+\.py)` `([\w.]+)`", PROSE))
def test_every_name_stands_in_its_file(path, name):
    assert name in defined(ROOT / path)


@pytest.mark.parametrize("way", WAYS)
def test_a_way_has_a_dozen_stops_at_most(way):
    stops = re.findall(r"^\d+\. `dltrain/[\w/]+\.py` `[\w.]+`", WAYS[way], re.MULTILINE)
    assert 5 <= len(stops) <= MAX_STOPS
    assert len(stops) == len(re.findall(r"^\d+\.", WAYS[way], re.MULTILINE))  # each begins with where it is


def test_the_rooms_are_those_of_the_import_contract():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    floors = [re.split(r"\s*[|:]\s*", layer) for layer in layers]
    wanted = [[name.removeprefix("dltrain.").replace(".", "/") for name in floor] for floor in floors]
    table = [line for line in CHAPTERS["The rooms"].splitlines() if line.startswith("| `")]
    assert [re.findall(r"`dltrain/([\w/]+?)(?:/|\.py)`", line.split("|")[1]) for line in table] == wanted


def test_every_package_is_a_room():
    packages = {path.parent.name for path in (ROOT / "dltrain").glob("*/__init__.py")}
    assert packages <= set(re.findall(r"`dltrain/(\w+)/`", CHAPTERS["The rooms"]))


@pytest.mark.parametrize("what", HOW_TOS)
def test_a_how_to_works_as_it_is_written(commands, what, tmp_path):
    """The code of a how-to is entered, as if it stood in its file, named files are written, and the command below them is run."""
    blocks = dict(re.findall(r"```(\w+)\n(.*?)```", HOW_TOS[what], re.DOTALL))
    for name, text in re.findall(r"```\w+ (\S+)\n(.*?)```", HOW_TOS[what], re.DOTALL):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "spec.yaml").write_text(blocks.get("yaml", ""), "utf-8")
    (tmp_path / "added.py").write_text(blocks.get("python", ""), "utf-8")
    words = blocks["sh"].split()
    assert words[0] == "dltrain"
    pictures = ["--no-pictures"] * (words[1] == "train")  # to draw them takes longer than the training
    ended = commands(*words[1:], *pictures, folder=tmp_path, first="added")
    assert ended.code == 0, ended.err
    for expected in re.findall(r"prints `(.+?)`", HOW_TOS[what]):
        assert expected in ended.out + ended.err
    for file, entry in re.findall(r"`(dltrain/[\w/]+\.py)`, with `(.+?)`", HOW_TOS[what]):
        assert entry in (ROOT / file).read_text("utf-8")
