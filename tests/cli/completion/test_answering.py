"""What may be typed next, as the scripts of zsh and fish ask for it: `_DLTRAIN_COMPLETE` and the line up to the cursor."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from dltrain.cli import app
from dltrain.cli.completion.answering import answer_lines
from dltrain.cli.completion.line import split
from dltrain.cli.completion.offers import FREE, OF_METAVAR, OF_OPTION, OF_THE_SHELL
from dltrain.lessons.contents import names
from dltrain.spec.loading import load_text

GROUP: Any = typer.main.get_command(app)


def offered(line, shell="zsh", breaks=""):
    """The words that are offered behind a line, without their help."""
    return [word.partition("\t")[0] for word in answer_lines(GROUP, shell, line, breaks)]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder with two runs and a table."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for age, name in enumerate(("붓꽃 하나-1", "iris-1")):
        (tmp_path / "runs" / name).mkdir(parents=True)
        for file in ("spec.yaml", "log.txt"):
            (tmp_path / "runs" / name / file).write_text("", encoding="utf-8")
        os.utime(tmp_path / "runs" / name, (age, age))
    (tmp_path / "runs/notes").mkdir()
    (tmp_path / "a.csv").write_text('id,"a, b",나이\n1,2,3\n', encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("dltrain tr", ["train"]),
        ("dltrain check", ["check"]),
        ("dltrain train ", [":specs"]),
        ("dltrain train a.yaml --q", ["--quiet"]),
        ("dltrain train a.yaml -q --q", []),  # it is there already
        ("dltrain train a.yaml -s seed=1 --se", ["--set"]),  # another may follow
        ("dltrain --vers", ["--version"]),
        ("dltrain train --vers", []),  # an option of dltrain alone
        ("dltrain train --us", ["--use"]),  # may stand anywhere
        ("dltrain train --use ", [":files"]),
        ("dltrain train -s dat", [":nospace", "data."]),
        ("dltrain train -s seed", [":nospace", "seed="]),
        ("dltrain train -qs seed", [":nospace", "seed="]),
        ("dltrain train --set=seed", [":nospace", "--set=seed="]),
        ("dltrain train --set training.early_stopping.p", [":nospace", "training.early_stopping.patience="]),
        ("dltrain train --set training.optimizer.nest", [":nospace", "training.optimizer.nesterov="]),
        ("dltrain train -s data.split.stratify=", ["data.split.stratify=true", "data.split.stratify=false"]),
        ("dltrain train -s training.epochs=", ["training.epochs=auto"]),
        ("dltrain train -s device=c", ["device=cpu", "device=cuda"]),
        ("dltrain train -s training.optimizer=adamw", ["training.optimizer=adamw"]),
        ("dltrain train -s metrics=acc", []),  # it is a list
        ("dltrain train -s metrics=[acc", [":nospace", "metrics=[accuracy"]),
        ("dltrain train -s metrics=[f1,acc", [":nospace", "metrics=[f1,accuracy"]),
        ("dltrain train -s epoch=", []),
        ("dltrain sweep a.yaml --grid training.optimizer=sgd,lio", ["training.optimizer=sgd,lion"]),
        ("dltrain train -s 'training.optimizer=adamw", ["training.optimizer=adamw"]),
        ("dltrain resume ", ["latest", "iris-1", "붓꽃 하나-1", ":files"]),  # the newest first
        ("dltrain compare iris-1 ", ["latest", "붓꽃 하나-1", ":files"]),
        ("dltrain evaluate iris-1 --split v", ["validation"]),
        ("dltrain evaluate iris-1 --split=v", ["--split=validation"]),
        ("dltrain predict iris-1 ", [":files"]),
        ("dltrain predict iris-1 a.csv --keep ", ["id", "a, b", "나이"]),
        ("dltrain init a.csv --target 나", ["나이"]),
        ("dltrain predict iris-1 a.csv --encoding cp", ["cp949"]),
        ("dltrain predict iris-1 -- -", [":files"]),  # behind -- nothing is an option
        ("dltrain runs --sort-by sta", ["started", "status"]),
        ("dltrain compare --sort-by test_acc", ["test_accuracy"]),
        ("dltrain explain 기울", ["기울기", "기울기값"]),
        ("dltrain explain Vanishing ", ["gradient", "gradients"]),
        ("dltrain explain --language ", ["en", "ko"]),
        ("dltrain lesson xo", ["xor", ":folders"]),
        ("dltrain init --example optimizers/adamw", ["optimizers/adamw"]),
        ("dltrain train a.yaml --note ", []),
        ("dltrain lunch ", []),
        ("dltrain ", [*GROUP.commands]),
    ],
)
def test_what_is_offered(line, words):
    assert offered(line) == words


def test_help_stands_behind_a_word_in_the_language_of_the_locale(monkeypatch):
    adamw = [*answer_lines(GROUP, "fish", "dltrain train -s training.optimizer=adamw")]
    assert adamw == ["training.optimizer=adamw\tAdam with decoupled weight decay"]
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert (
        "옵티마이저" in [*answer_lines(GROUP, "zsh", "dltrain train -s training.opt")][1]
        or "기울기" in [*answer_lines(GROUP, "zsh", "dltrain train -s training.opt")][1]
    )


def test_bash_is_given_what_it_puts_in_place_of_its_own_word():
    """It divides words at `=` and `:`, and escapes nothing where no files are among what is offered."""
    assert offered("dltrain train -s training.optimizer=adamw", "bash", " =:") == ["adamw"]
    assert offered("dltrain train -s 'training.optimizer=adamw", "bash", " =:") == ["training.optimizer=adamw"]
    assert offered("dltrain train -s training.optimizer=adamw", "bash", " ") == ["training.optimizer=adamw"]
    assert offered("dltrain predict iris-1 a.csv --keep a", "bash") == ["a,\\ b"]
    assert "붓꽃 하나-1" in offered("dltrain resume ", "bash")  # bash escapes it as it does files


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("dltrain 'a b' c", (["dltrain", "a b"], "c", False)),
        ("dltrain a ", (["dltrain", "a"], "", False)),
        (r"dltrain a\ b", (["dltrain"], "a b", False)),
        ('dltrain x "a b', (["dltrain", "x"], "a b", True)),
        ("dltrain # 둘", (["dltrain", "#"], "둘", False)),
        ("", ([], "", False)),
    ],
)
def test_a_line_in_words(line, expected):
    assert split(line) == expected


def test_every_option_and_argument_is_known_here():
    """A new one is offered something, or is named as one that nobody can know."""
    known = {*OF_METAVAR, *OF_THE_SHELL, *FREE}
    for command in (GROUP, *GROUP.commands.values()):
        for param in command.params:
            flag = getattr(param, "is_flag", False) or getattr(param.type, "choices", None)
            assert flag or param.opts[0] in OF_OPTION or param.metavar in known, (command.name, param.opts)


def test_the_lessons_are_those_that_there_are():
    assert offered("dltrain lesson ")[:-1] == sorted(names())


def test_what_is_offered_of_a_spec_can_be_set():
    """Words, choices, true and false, and lists, of keys that go with any spec."""
    spec = "data: {source: iris}\nmodel: {layers: [8]}\n"
    for path in ("device", "precision", "data.scale", "data.split.stratify", "training.optimizer", "metrics"):
        words = [word for word in offered(f"dltrain train -s {path}=") if word[0] != ":"]
        assert words
        for word in words:
            load_text(spec, "a.yaml", Path(), "a", [f"{word}]" if "[" in word else word])
    load_text(spec, "a.yaml", Path(), "a", ["training.optimizer=sgd", "training.optimizer.momentum=0.9"])


def test_answering_is_quick(tmp_path):
    """Nothing that reads a spec or data is imported, whatever is asked for."""
    program = (
        "import sys, runpy; sys.argv = ['dltrain', sys.argv[1]]\n"
        "try: from dltrain.cli import main; main()\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'polars', 'numpy', 'rich', 'dltrain.spec.experiment', 'dltrain.models', 'dltrain.training'}\n"
        "print(*heavy & {*sys.modules}, file=sys.stderr)"
    )
    for line in ("dltrain train -s training.optimizer=a", "dltrain resume l"):
        given = [sys.executable, "-c", program, line]
        environment = os.environ | {"_DLTRAIN_COMPLETE": "fish"}
        ended = subprocess.run(given, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert (ended.returncode, ended.stderr.strip()) == (0, "")
        assert ended.stdout
