"""Which sections a page has of which kind of run, and what they tell."""

from __future__ import annotations

import html
import math
import re
from pathlib import Path

from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.report import make
from dltrain.text.language import Language


def page_of(folder: Path, spec: str, language: str = "en", charts: bool = False) -> str:
    """The page of a run of this spec, without its scripts."""
    (folder / "spec.yaml").write_text(spec, "utf-8")
    train(spec=folder / "spec.yaml", run_dir=folder / "run", display=Display(charts=charts))
    page = make(paths=[folder / "run"], language=Language(language)).read_text("utf-8")
    return html.unescape(re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))


def sections(page: str) -> list[str]:
    return re.findall(r'<section id="(\w+)"', page)


def test_a_run_of_classes(tmp_path: Path) -> None:
    page = page_of(tmp_path, "data: {source: iris}\nmodel: {layers: [4]}\ntraining: {epochs: 30}\n")
    assert sections(page) == [
        *("findings", "data", "network", "curves", "confusion", "calibration", "ranking", "importance", "mistakes", "health"),
        *("baselines", "reproduce"),
    ]
    assert "petal length (cm)" in page
    assert "4 → 4 relu → 3" in page


def test_a_run_of_values(tmp_path: Path) -> None:
    page = page_of(tmp_path, "data: {source: diabetes}\nmodel: {layers: []}\ntraining: {epochs: 5}\n", "ko")
    assert {"residuals", "mistakes", "importance"} <= set(sections(page))
    assert not {"confusion", "calibration", "ranking", "forecast"} & set(sections(page))
    assert re.search(r"시험 데이터 \d+개에서 root_mean_squared_error는", page)


def test_a_series(tmp_path: Path) -> None:
    lines = [f"{math.sin(i / 3):.4f},{i % 7}" for i in range(200)]
    (tmp_path / "waves.csv").write_text("wave,day\n" + "\n".join(lines), "utf-8")
    split = "split: {order: true, validation: 0.2, test: 0.2}"
    data = f"data: {{source: waves.csv, target: wave, window: {{length: 6, horizon: 2}}, {split}}}\n"
    page = page_of(tmp_path, f"{data}model: {{layers: [flatten, 4]}}\ntraining: {{epochs: 3}}\n")
    assert "Asked: forecast wave, 2 rows ahead, from the last 6 rows of waves.csv (2 columns)." in page
    assert {"wave_1, 1 row ahead", "wave_2, 2 rows ahead"} <= set(re.findall(r'aria-label="(wave[^"]*)"', page))


def test_pictures_are_shown_as_pictures(tmp_path: Path) -> None:
    page = page_of(tmp_path, "data: {source: digits, rows: 300}\nmodel: {layers: []}\ntraining: {epochs: 2}\n")
    images = re.findall(r'<img src="data:image/png;base64,[^"]+" alt="([^"]+)">', page)
    assert images[:10] == list("0123456789")  # one of each class
    assert len(images) > 10
    images = images[10:]
    assert all(re.match(r"row [\d,]+: \d, taken for \d, [\d.]+% sure$", alt) for alt in images)


def test_a_run_without_other_rows_says_what_is_missing(tmp_path: Path) -> None:
    source = "{type: inline, columns: [a, b, y], rows: [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]}"
    data = f"data: {{source: {source}, target: y, split: none}}\n"
    page = page_of(tmp_path, f"{data}model: {{layers: [2]}}\ntraining: {{epochs: 5}}\n")
    assert "There are no validation rows: the best epoch was chosen by train_loss." in page
    assert "There are no test rows" in page
    assert {"confusion", "importance"} <= set(sections(page))


def test_a_finding_has_its_patch(tmp_path: Path) -> None:
    page = page_of(tmp_path, "data: {source: iris}\nmodel: {layers: [16]}\ntraining: {epochs: 60, learning_rate: 5}\n")
    assert "learning rate too high" in page
    assert re.search(r"<code>training\.learning_rate: 0\.\d+", page)


def test_the_page_of_folds_says_where_the_network_of_one_is(tmp_path: Path) -> None:
    spec = "data: {source: iris, split: {folds: 3}}\nmodel: {layers: []}\ntraining: {epochs: 2}\n"
    page = page_of(tmp_path, spec, "ko")
    assert "아래는 모든 폴드를 합친 내용입니다" in page
    assert "/fold-1 로 볼 수 있습니다" in page
    assert "one of several" not in page
    assert re.search(r">수</td>.*>타깃</td>", page, re.DOTALL)  # the kinds of columns: numeric, target


def test_who_acts_has_episodes_and_no_data_that_changed(tmp_path: Path) -> None:
    page = page_of(
        tmp_path,
        'model: {type: policy, environment: {type: grid_world, map: [".G"]}, algorithm: q_learning}\ntraining: {epochs: 1}\n',
        charts=True,
    )
    assert "On the 100 test episodes its return is" in page
    assert "Completed 1 epoch in" in page
    assert "The network and each baseline on the test episodes" in page
    assert "It learned of no table: these are the episodes of grid_world" in page
    assert not re.search("The data has changed|cannot be shown|test rows", page)
    assert re.findall(r'<figure class="drawn"><img src="data:image/png;base64,[^"]+" alt="([^"]+)">', page) == [
        "Where it goes from each cell, and what it takes the cell to be worth.",
        "An episode, step by step.",
    ]


def test_what_is_fitted_at_once_has_no_epochs(tmp_path: Path) -> None:
    page = page_of(tmp_path, "data: {source: iris, split: none}\nmodel: {type: k_means, clusters: 3}\n")
    assert "Fitted to all training rows at once, in" in page
    assert not re.search("epoch", page.partition('id="reproduce"')[0])


def test_long_names_of_classes_stay_different(tmp_path: Path) -> None:
    names = [f"a species with a rather long name, number {number:02d}, that was found in the north" for number in (1, 2, 3)]
    rows = [f'{number % 3 + number / 100},"{names[number % 3]}"' for number in range(60)]
    (tmp_path / "species.csv").write_text("\n".join(["size,species", *rows]), "utf-8")
    page = page_of(tmp_path, "data: {source: species.csv, target: species}\nmodel: {layers: []}\ntraining: {epochs: 2}\n")
    (classes,) = re.findall(r"<tbody>.*?</tbody>", page.partition('id="data"')[2], re.DOTALL)[:1]
    assert re.findall(r"number (\d+)", classes) == ["01", "02", "03"]
