"""A run's page, read as text: what is told, that nothing is fetched, and that no name in the data becomes a tag."""

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

SPEC = """\
data: {source: evil.csv, target: "<i>kind"}
model: {layers: [4]}
training: {epochs: 8, learning_rate: 0.05}
"""


def rows(count: int = 60) -> str:
    lines = [f"{i % 7 / 7},{(i * 3) % 11 / 11},{'<b>yes' if i % 7 > 3 else '아니요'}" for i in range(count)]
    return "\n".join(['"a""b",<script>alert(1)</script>,<i>kind', *lines]) + "\n"


@pytest.fixture(scope="module")
def evil(tmp_path_factory: Any) -> Path:
    """A run of a table whose column names and classes are tags."""
    from dltrain.commands.train import train
    from dltrain.commands.training.display import Display

    folder = tmp_path_factory.mktemp("evil")
    (folder / "evil.csv").write_text(rows(), "utf-8")
    (folder / "evil.yaml").write_text(SPEC, "utf-8")
    train(spec=folder / "evil.yaml", run_dir=folder / "run", display=Display(charts=False))
    return folder / "run"


def page_of(run: Path, output: Path, language: str = "en") -> str:
    from dltrain.report import make
    from dltrain.text.language import Language

    return make(paths=[run], language=Language(language), output=output).read_text("utf-8")


@pytest.fixture(scope="module")
def page(evil: Path, tmp_path_factory: Any) -> str:
    return page_of(evil, tmp_path_factory.mktemp("page") / "page.html")


def without_scripts(page: str) -> str:
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def charts_in(page: str) -> list[Any]:
    """The descriptions of each figure: one, or one and the same on the other kind of axis."""
    return [json.loads(data) for data in re.findall(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)]


def test_names_in_the_data_are_no_tags(page: str) -> None:
    told = without_scripts(page)
    assert "<i>kind" not in told
    assert "<b>yes" not in told
    assert "alert(1)</script>" not in page
    assert html.escape("<b>yes") in told


def test_nothing_is_fetched(page: str) -> None:
    assert "default-src 'none'" in page
    told = without_scripts(page)
    assert not re.search(r'(?:src|href)="(?!#|data:)', told)
    assert "@import" not in told
    assert "url(" not in told


def test_it_says_what_was_asked_and_how_good_it_is_beside_guessing(page: str) -> None:
    told = html.unescape(without_scripts(page))
    assert "Asked: tell <i>kind (2 classes) from 2 columns of evil.csv." in told
    assert re.search(
        r"It gets \d+\.\d% of the 12 test rows right\. Always guessing the most frequent class gets \d+\.\d%\.", told
    )


def test_every_figure_says_what_is_seen(page: str) -> None:
    figures = re.findall(r'<figure class="chart.*?</figure>', page, re.DOTALL)
    assert len(figures) >= 3
    assert all(re.search(r'role="img" aria-label="[^"]{10,}"', figure) for figure in figures)


def test_a_curve_has_its_logarithmic_twin_and_can_be_zoomed(page: str) -> None:
    loss = next(chart for chart in charts_in(page) if chart[0].get("title", {}).get("text") == "loss")
    kinds = {chart["encoding"]["y"]["scale"].get("type", "linear") for chart in loss}
    assert kinds == {"linear", "log"}
    assert loss[0]["layer"][0]["params"][0]["bind"] == "scales"


def test_headings_lead_to_their_sections(page: str) -> None:
    ways = re.findall(r'<a href="#(\w+)">', page)
    assert {"findings", "curves", "confusion", "network", "reproduce"} <= set(ways)
    assert all(f'<section id="{way}"' in page for way in ways)
    assert '<a class="skip" href="#content">' in page
    assert '<main id="content">' in page


def test_the_page_speaks_korean(evil: Path, tmp_path: Path) -> None:
    told = html.unescape(without_scripts(page_of(evil, tmp_path / "page.html", "ko")))
    assert '<html lang="ko">' in told
    assert "혼동 행렬" in told
    assert "Confusion" not in told


def test_a_run_is_only_read(evil: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in evil.rglob("*") if path.is_file()}
    page_of(evil, tmp_path / "page.html")
    assert {path: path.read_bytes() for path in evil.rglob("*") if path.is_file()} == before


def test_where_the_data_is_gone_the_page_says_so(evil: Path, tmp_path: Path) -> None:
    copy = tmp_path / "run"
    shutil.copytree(evil, copy)
    spec = (copy / "spec.yaml").read_text("utf-8")
    assert "evil.csv" in spec
    moved = evil.parent / "evil.csv"
    kept = moved.read_bytes()
    try:
        moved.unlink()
        assert "The data is no longer at" in page_of(copy, tmp_path / "gone.html")
        moved.write_text(rows(80), "utf-8")
        assert "The data has changed since the training" in page_of(copy, tmp_path / "changed.html")
    finally:
        moved.write_bytes(kept)


def test_a_run_that_has_not_ended_has_its_page(evil: Path, tmp_path: Path) -> None:
    copy = tmp_path / "run"
    shutil.copytree(evil, copy)
    for name in ("summary.json", "SHA256SUMS"):
        (copy / name).unlink()
    told = page_of(copy, tmp_path / "page.html")
    assert "It has not ended" in told
    assert '<section id="curves"' in told


def test_every_colour_of_letters_has_one_on_dark_paper() -> None:
    from dltrain import report
    from dltrain.charts.overlay import COLOURS
    from dltrain.charts.style import darker

    style = (Path(report.__file__).parent / "page.css").read_text("utf-8")
    assert [colour for colour in COLOURS if f'[fill="{darker(colour)}"]' not in style] == []


def test_findings_are_told_in_korean_by_their_korean_names(evil: Path, tmp_path: Path) -> None:
    copy = tmp_path / "run"
    shutil.copytree(evil, copy)
    summary = json.loads((copy / "summary.json").read_text("utf-8"))
    evidence = {"dead": 0.75, "step": 3}
    summary["findings"] = [
        {
            "problem": "dying_relu",
            "severity": "error",
            "confidence": 0.9,
            "where": "layers.0",
            "evidence": evidence,
            "message": "…",
        },
        {"fact": "threshold", "where": "a", "message": "the answer changes from <b>yes to 아니요 at a = 0.5"},
    ]
    (copy / "summary.json").write_text(json.dumps(summary), "utf-8")
    (copy / "SHA256SUMS").unlink()
    page = html.unescape(without_scripts(page_of(copy, tmp_path / "page.html", "ko")))
    assert "<h3>죽은 ReLU (dying_relu)</h3>" in page
    assert "layers.0의 유닛 가운데 75%가 3번째 스텝부터 그렇습니다" in page
    assert "a = 0.5에서 답이 <b>yes에서 아니요(으)로 바뀝니다" in page
