"""The pages of several runs and of a sweep."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

from dltrain.text.formatting import number

SPEC = "data: {source: iris}\nmodel: {layers: [4]}\ntraining: {epochs: 6}\n"


def text_of(path: str) -> str:
    """A page without its scripts."""
    return html.unescape(re.sub(r"<script.*?</script>", "", Path(path).read_text("utf-8"), flags=re.DOTALL))


def test_several_runs_are_compared_on_one_page(dltrain, tmp_path):
    (tmp_path / "small.yaml").write_text(SPEC, "utf-8")
    for rate in ("0.001", "0.05"):
        words = ("--quiet", "--no-pictures", "--set", f"training.learning_rate={rate}")
        assert dltrain("train", "small.yaml", *words).code == 0
    result = dltrain("report", "runs/small-1", "runs/small-2", "--language", "en")
    assert (result.code, result.out) == (0, "open report.html\n")
    page = text_of("report.html")
    assert "2 runs compared" in page
    assert "small-2 is the best by accuracy on the validation rows" in page
    assert re.search(r'<th scope="col">training.learning_rate</th>', page)
    assert re.findall(r'<section id="(\w+)"', page) == ["luck", "results", "curves", "trainings", "baselines", "notes"]
    assert len(re.findall('<figure class="chart wide">', page)) == 3
    assert "서로 다른 키" in dltrain_page(dltrain, "runs/small-1", "runs/small-2")


def dltrain_page(dltrain, *runs):
    assert dltrain("report", *runs, "--language", "ko", "--output", "ko.html").code == 0
    return text_of("ko.html")


def test_a_sweep_has_its_members_and_the_page_of_the_best(dltrain, tmp_path):
    grid = "sweep:\n  parameters:\n    training.learning_rate: [0.0001, 0.05]\n    training.weight_decay: [0, 0.001]\n"
    (tmp_path / "grid.yaml").write_text(SPEC + grid, "utf-8")
    assert dltrain("sweep", "grid.yaml", "--quiet").code == 0
    assert dltrain("report", "runs/grid-1", "--language", "en").out == "open runs/grid-1/report.html\n"
    page = text_of("runs/grid-1/report.html")
    assert "4 members, of which 4 have ended." in page
    assert re.search(r"Member [234] is the best by validation_loss", page)
    sections = re.findall(r'<section id="(\w+)"', page)
    assert sections[:3] == ["members", "keys", "findings"]
    assert {"confusion", "network", "reproduce"} <= set(sections)
    assert "training.weight_decay against validation_loss" in page


def test_a_sweep_with_one_measured_member_or_none_has_no_charts_of_its_keys_and_says_why(dltrain, tmp_path):
    for name, rates, code in (("one", "[0.01]", 0), ("lost", "[1.0e30, 1.0e31]", 4)):
        (tmp_path / f"{name}.yaml").write_text(f"{SPEC}sweep: {{parameters: {{training.learning_rate: {rates}}}}}\n", "utf-8")
        swept = dltrain("sweep", f"{name}.yaml")
        assert swept.code == code, swept.err
        assert ("charts of the keys" in swept.err) == (code == 0)
        assert not (tmp_path / f"runs/{name}-1/keys.png").exists()
        assert dltrain("report", f"runs/{name}-1", "--language", "en").code == 0
        page = text_of(f"runs/{name}-1/report.html")
        keys = page.partition('<section id="keys"')[2].partition("</section>")[0]
        assert "There are no charts of the keys: they take two measured members that differ in one." in keys
        assert "<figure" not in keys
        assert "flatters" not in page  # nothing was chosen
        assert ("so nothing was chosen" in swept.err) == (code == 0)


def test_a_sweep_over_seeds_alone_has_chosen_nothing(dltrain, tmp_path):
    (tmp_path / "seeds.yaml").write_text(SPEC + "sweep: {seeds: 3}\n", "utf-8")
    assert dltrain("sweep", "seeds.yaml", "--quiet", "--no-pictures").code == 0
    assert dltrain("report", "runs/seeds-1", "--language", "en").code == 0
    page = text_of("runs/seeds-1/report.html")
    summary = json.loads(Path("runs/seeds-1/summary.json").read_text("utf-8"))
    mean, deviation = summary["test"]["accuracy"], summary["deviations"]["test"]["accuracy"]
    assert "The same spec with 3 seeds." in page
    assert f"Over them the accuracy on the test rows is {number(mean)} ± {number(deviation)}" in page
    table = page.partition('<section id="seeds"')[2].partition("</section>")[0]
    assert len(re.findall("<tr>", table)) == 1 + 3 + 1  # the head, a row a seed, their mean
    for one in summary["members"]:
        assert f">{number(one['test']['accuracy'])}<" in table
    assert not re.search("chosen|flatter|member", page.partition("<main")[0].partition("<header")[2])


def test_the_best_member_of_a_sweep_with_seeds_says_that_its_first_is_shown(dltrain, tmp_path):
    grid = "sweep: {seeds: 2, parameters: {training.learning_rate: [0.0001, 0.05]}}\n"
    (tmp_path / "grid.yaml").write_text(SPEC + grid, "utf-8")
    assert dltrain("sweep", "grid.yaml", "--quiet", "--no-pictures").code == 0
    assert dltrain("report", "runs/grid-1", "--language", "en").code == 0
    summary = json.loads(Path("runs/grid-1/summary.json").read_text("utf-8"))
    mean, deviation = summary["test"]["accuracy"], summary["deviations"]["test"]["accuracy"]
    member = text_of("runs/grid-1/report.html").partition("The best member")[2].partition("</header>")[0]
    assert "Of its 2 seeds the first, 0, is shown here and below." in member
    assert f"Over all of them the accuracy on the test rows is {number(mean)} ± {number(deviation)}." in member
