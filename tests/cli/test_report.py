"""`dltrain report` as it is typed."""

from pathlib import Path


def test_it_says_which_file_to_open(dltrain, tmp_path):
    (tmp_path / "small.yaml").write_text("data: {source: iris}\nmodel: {layers: [4]}\ntraining: {epochs: 2}\n", "utf-8")
    assert dltrain("train", "small.yaml", "--quiet", "--no-pictures").code == 0
    result = dltrain("report", "runs/small-1", "--language", "en")
    assert (result.code, result.out) == (0, "open runs/small-1/report.html\n")
    assert Path("runs/small-1/report.html").read_text("utf-8").startswith("<!doctype html>")
    assert dltrain("evaluate", "runs/small-1").code == 0
    assert (
        dltrain("report", "runs/small-1", "--language", "ko", "--output", "페이지.html").out == "브라우저로 여세요: 페이지.html\n"
    )


def test_a_path_that_is_no_run_is_told(dltrain):
    result = dltrain("report", "runs/nothing-1")
    assert result.code == 2
    assert "there is no run 'runs/nothing-1'" in result.err


def test_a_folder_that_is_not_there_is_told(dltrain, tmp_path):
    (tmp_path / "small.yaml").write_text("data: {source: iris}\nmodel: {layers: []}\ntraining: {epochs: 1}\n", "utf-8")
    assert dltrain("train", "small.yaml", "--quiet", "--no-pictures").code == 0
    result = dltrain("report", "runs/small-1", "--output", "nowhere/page.html")
    assert result.code == 2
    assert "there is no folder 'nowhere' to write 'page.html' in" in result.err


def test_a_file_that_is_no_page_is_never_written_over(dltrain, tmp_path):
    (tmp_path / "small.yaml").write_text("data: {source: iris}\nmodel: {layers: []}\ntraining: {epochs: 1}\n", "utf-8")
    assert dltrain("train", "small.yaml", "--quiet", "--no-pictures").code == 0
    before = Path("small.yaml").read_bytes()
    result = dltrain("report", "runs/small-1", "--output", "small.yaml")
    assert result.code == 2
    assert "'small.yaml': expected a file that ends in .html or .htm, such as report.html" in result.err
    assert Path("small.yaml").read_bytes() == before
    assert dltrain("report", "runs/small-1", "--output", "PAGE.HTM").code == 0
