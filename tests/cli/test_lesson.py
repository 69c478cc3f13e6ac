"""`dltrain lesson` as it is typed."""

import re


def test_without_a_name_all_are_listed_in_the_language_of_the_locale(dltrain, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert "\nxor: XOR: why one line is not enough\n" in "\n" + dltrain("lesson").out
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert "\nxor: XOR: 직선 하나로는 왜 안 되는가\n" in "\n" + dltrain("lesson").out
    assert "XOR: why" in dltrain("lesson", "--language", "en").out


def test_an_unknown_name_is_told_the_nearest(dltrain):
    result = dltrain("lesson", "gradient_decent")
    assert result.code == 2
    assert "unknown lesson 'gradient_decent'; did you mean 'gradient_descent'?" in result.err


def test_a_folder_that_is_not_empty_stays_as_it_is(dltrain, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    result = dltrain("lesson", "xor", "--output", "full")
    assert result.code == 2
    assert "'full' is not empty" in result.err
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_a_file_is_no_folder(dltrain, tmp_path):
    (tmp_path / "file").write_text("")
    result = dltrain("lesson", "xor", "--output", "file")
    assert (result.code, "is a file" in result.err) == (2, True)


def test_output_without_a_lesson_is_refused(dltrain):
    assert dltrain("lesson", "--output", "somewhere").code == 2


def test_it_says_which_file_to_open_and_counts_up(dltrain, tmp_path):
    (tmp_path / "lessons" / "xor-1").mkdir(parents=True)
    result = dltrain("lesson", "xor", "--language", "en")
    assert result.code == 0
    assert result.out == "open lessons/xor-2/index.html\n"
    assert re.search(r"dltrain train lessons/xor-2/two_lines\.yaml", (tmp_path / "lessons/xor-2/index.html").read_text("utf-8"))
