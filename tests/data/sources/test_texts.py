"""Folders of texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from dltrain.data.sources import SOURCES, Request
from dltrain.data.table import Table, Texts, Words
from dltrain.errors import DataError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in {
        "좋음/1.txt": "정말 좋다",
        "좋음/더/2.TXT": "최고\n",
        "나쁨/1.txt": "?",
        "나쁨/2.txt": " \n",
        "나쁨/.hidden.txt": "x",
        "나쁨/notes.md": "x",
        "readme.txt": "not a row",
    }.items():
        path = tmp_path / "리뷰" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def read(folder: Path, path: str = "리뷰", request: Request = Request(), **options: str) -> Table:
    return SOURCES["text"](path=path, **options).read(folder, request)


def cells(table: Table, name: str) -> list[str | None]:
    column = table.columns[name]
    assert isinstance(column, Words)
    return [None if code < 0 else column.levels[code] for code in column.codes]


def test_class_folders(folder: Path) -> None:
    table = read(folder)
    assert cells(table, "label") == ["나쁨", "나쁨", "좋음", "좋음"]
    assert cells(table, "text") == ["?", None, "정말 좋다", "최고\n"]
    assert isinstance(table.columns["text"], Texts)
    assert (table.rows, table.line_of(3)) == (4, "row 4 (좋음/더/2.TXT)")
    assert cells(read(folder, request=Request(frozenset({"?"}))), "text")[0] is None


def test_another_name_or_content_is_another_fingerprint(folder: Path) -> None:
    prints = [read(folder).fingerprint, read(folder).fingerprint]
    (folder / "리뷰/나쁨/1.txt").rename(folder / "리뷰/나쁨/3.txt")
    prints.append(read(folder).fingerprint)
    (folder / "리뷰/나쁨/3.txt").write_text("!", encoding="utf-8")
    prints.append(read(folder).fingerprint)
    assert [prints.count(one) for one in prints] == [2, 2, 1, 1]


def test_texts_without_labels_can_be_predicted(folder: Path) -> None:
    wanted = Request(target=("label",), needed=frozenset({"text"}))
    assert cells(read(folder, "리뷰/나쁨", wanted), "text") == ["?", None]
    assert cells(read(folder, "리뷰/좋음/1.txt", wanted), "text") == ["정말 좋다"]
    assert read(folder, request=wanted).left_out == ("label",)


@pytest.mark.parametrize(
    ("path", "options", "message"),
    [
        ("리뷰/나쁨", {}, "리뷰/나쁨: there are no class folders: expected a folder a class, with its .txt files in it"),
        ("리븀", {}, "리븀: there is no such folder in '{folder}'"),
        ("빈", {}, "빈: there are no texts in it, nor in the folders in it (.txt)"),
        (
            "리뷰",
            {"encoding": "ascii"},
            "리뷰: 나쁨/../1.txt",
        ),
    ],
)
def test_what_cannot_be_read(folder: Path, path: str, options: dict[str, str], message: str) -> None:
    (folder / "빈").mkdir()
    with pytest.raises(DataError) as raised:
        read(folder, path, Request(target=("label",)), **options)
    if not options:
        assert str(raised.value) == message.replace("{folder}", str(folder))
    else:
        assert str(raised.value).startswith(
            "리뷰: 2 of 4 texts cannot be used; write source: {type: text, path: 리뷰, encoding: utf-8}"
        )
