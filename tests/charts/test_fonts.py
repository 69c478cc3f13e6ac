"""Which labels can be drawn, and what is said and drawn where there is no font for them."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from dltrain.charts import confusion_matrix, curves, fonts, key, missing_font, png
from dltrain.charts.names import drawable_labels, drawable_title

ASSETS = Path(__file__).parents[1] / "assets"
MATRIX = [[3, 1], [0, 2]]
NOWHERE = "\U000f0002"  # of the private use area: in no font


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that draws the scripts of Europe alone."""
    monkeypatch.setattr(fonts, "_boxes", lambda characters: frozenset(one for one in characters if ord(one) >= 0x0590))


def test_what_the_library_brings_needs_no_font_of_the_system() -> None:
    assert missing_font("setosa, naïve Ωmega, Привет – … × ½ → ≤") is None


def test_what_no_font_has_is_found_out() -> None:
    assert fonts.undrawable(f"a{NOWHERE}é") == {NOWHERE}


@pytest.mark.usefixtures("no_fonts")
def test_a_script_without_a_font_is_named_with_a_remedy() -> None:
    notice = missing_font("감귤 7.5 cm")
    assert notice is not None
    assert notice.startswith("no font with Korean characters was found; install one (apt install fonts-nanum)")
    assert "~/.fonts" in notice
    several = missing_font("감귤 แมว 犬")
    assert several is not None
    assert "Chinese and Korean and Thai" in several
    sign = missing_font("\U000f0000")
    assert sign is not None
    assert "the characters \U000f0000" in sign


def test_of_a_script_some_characters_are_tried_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def boxes(characters: tuple[str, ...]) -> frozenset[str]:
        tried.append(len(characters))
        return frozenset(one for one in characters if one == "가")

    monkeypatch.setattr(fonts, "_boxes", boxes)
    syllables = [chr(code) for code in range(ord("가"), ord("가") + 3000)]
    assert len(fonts.undrawable("".join(syllables))) == 1 + 3000 - tried[0]
    assert fonts.undrawable("".join(syllables[1:])) == frozenset()
    assert max(tried) <= 20


@pytest.mark.usefixtures("no_fonts")
def test_labels_without_a_font_are_numbered() -> None:
    assert confusion_matrix(["橘", "pear"], MATRIX, title="果") == confusion_matrix(["#1", "pear"], MATRIX, title="")


@pytest.mark.usefixtures("no_fonts")
def test_korean_and_kana_without_a_font_have_their_sound_and_a_key() -> None:
    labels = ["감귤", "みかん", "pear", "橘", "감귤 橘"]
    assert drawable_labels(labels) == ["#1 gamgyul", "#2 mikan", "pear", "#4", "#5"]
    assert key(labels) == ["#1 is 감귤", "#2 is みかん", "#4 is 橘", "#5 is 감귤 橘"]
    assert drawable_title("과일: test rows") == "gwail: test rows"


def test_a_font_in_a_folder_of_the_users_is_found_by_what_it_draws() -> None:
    """The asset has U+F0001, 감 and 귤, each a black square."""
    code = (
        "import sys; from dltrain.charts import confusion_matrix, missing_font, png;"
        "sys.stdout.buffer.write(repr([missing_font('감귤 \\U000f0001'), missing_font('감귤 배\\U000f0002') is None]).encode());"
        "sys.stdout.buffer.write(png(confusion_matrix(['\\U000f0001', 'b'], [[3, 1], [0, 2]], title='')))"
    )
    environment = os.environ | {"DLTRAIN_FONTS": str(ASSETS), "PYTHONUTF8": "1"}
    with_font = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
    assert with_font.stdout.startswith(b"[None, False]\x89PNG")
    without = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=os.environ | {"PYTHONUTF8": "1"})
    assert with_font.stdout[-9000:] != without.stdout[-9000:]
    assert with_font.stderr == b""


def test_korean_with_a_font_of_this_system(capfd: pytest.CaptureFixture[str]) -> None:
    if notice := missing_font("감귤"):
        pytest.skip(notice)
    drawn = png(confusion_matrix(["감귤", "배"], MATRIX, title="과일"))
    assert drawn != png(confusion_matrix(["배", "감귤"], MATRIX, title="과일"))
    assert capfd.readouterr() == ("", "")


def test_decomposed_names_are_composed() -> None:
    assert fonts.printable(unicodedata.normalize("NFD", "한라봉.png")) == "한라봉.png"


def test_marks_that_are_not_drawn_are_left_out() -> None:
    assert fonts.printable("  two\nlines\tand\u200e a\ufeff mark\ufe0f ") == "two lines and a mark"
    assert fonts.printable("broken\udc80name") == "broken\N{REPLACEMENT CHARACTER}name"


def test_nothing_is_said_while_drawing(capfd: pytest.CaptureFixture[str]) -> None:
    png(confusion_matrix(["แมว", NOWHERE, "broken\udc80name"], [[1, 0, 0]] * 3, title="แมว"))
    png(curves([{"epoch": 1, "train_loss": 1.0}], best_epochs=[1], title=f"감귤{NOWHERE}"))
    assert capfd.readouterr() == ("", "")
