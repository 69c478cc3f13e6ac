"""Finding a font for any script, and what is said and drawn where there is none."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from dltrain.charts import confusion_matrix, curves, fonts, missing_font
from dltrain.charts.character_map import drawn_by
from dltrain.charts.words import drawable_labels, drawable_title, key

MATRIX = [[3, 1], [0, 2]]


def square_font(path: Path, characters: str) -> Path:
    """A font file in which each of `characters` is a black square."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 700), (800, 700), (800, 0)):
        pen.lineTo(corner)
    pen.closePath()
    names = [".notdef", *(f"uni{ord(c):04X}" for c in characters)]
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"uni{ord(c):04X}" for c in characters})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (900, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": path.stem, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)
    return path


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """A system that has no font folders but this one."""

    def set_folder(folder: Path) -> None:
        monkeypatch.setattr(fonts, "folders", lambda: (folder,))

    return set_folder


def test_what_the_fonts_at_hand_draw_needs_no_search(only: Callable[[Path], None], tmp_path: Path) -> None:
    only(tmp_path)
    assert missing_font("setosa, naïve Ωmega, Привет, سلام") is None


def test_a_script_without_a_font_is_named_with_a_remedy(only: Callable[[Path], None], tmp_path: Path) -> None:
    only(tmp_path)
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


def test_a_font_is_taken_for_the_characters_it_has_not_for_its_name(only: Callable[[Path], None], tmp_path: Path) -> None:
    square_font(tmp_path / "NanumGothic.ttf", "가나")
    (tmp_path / "NotoSansKR.ttf").write_bytes(b"no font at all")
    has_it = square_font(tmp_path / "deep/in/Zebra.ttf", "감귤배")
    only(tmp_path)
    assert fonts.fonts_for("감귤") == fonts.Fonts((has_it,))
    assert missing_font("감귤 배") is None
    assert missing_font("감귤 배추") is not None


def test_each_script_may_have_its_own_font(only: Callable[[Path], None], tmp_path: Path) -> None:
    korean = square_font(tmp_path / "a.ttf", "감귤")
    thai = square_font(tmp_path / "b.ttf", "แมว")
    only(tmp_path)
    assert set(fonts.fonts_for("감귤 แมว").files) == {korean, thai}


def test_plain_faces_come_before_bold_ones(only: Callable[[Path], None], tmp_path: Path) -> None:
    square_font(tmp_path / "NanumGothicBold.ttf", "감")
    square_font(tmp_path / "Aa.ttf", "감")
    plain = square_font(tmp_path / "NanumGothic.ttf", "감")
    only(tmp_path)
    assert fonts.fonts_for("감").files == (plain,)


def test_the_users_folders_are_searched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    font = square_font(tmp_path / "mine/my.ttf", "\U000f0001")
    monkeypatch.setenv("DLTRAIN_FONTS", str(tmp_path / "mine"))
    assert fonts.fonts_for("\U000f0001").files == (font,)
    monkeypatch.delenv("DLTRAIN_FONTS")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    square_font(tmp_path / ".fonts/home.ttf", "\U000f0002")
    assert fonts.fonts_for("\U000f0002").files == (tmp_path / ".fonts/home.ttf",)


def test_labels_without_a_font_are_numbered(only: Callable[[Path], None], tmp_path: Path) -> None:
    only(tmp_path)
    assert confusion_matrix(["橘", "pear"], MATRIX, title="果") == confusion_matrix(["#1", "pear"], MATRIX, title="")


def test_korean_and_kana_without_a_font_have_their_sound_and_a_key(only: Callable[[Path], None], tmp_path: Path) -> None:
    only(tmp_path)
    labels = ["감귤", "みかん", "pear", "橘", "감귤 橘"]
    assert drawable_labels(labels) == ["#1 gamgyul", "#2 mikan", "pear", "#4", "#5"]
    assert key(labels) == ["#1 is 감귤", "#2 is みかん", "#4 is 橘", "#5 is 감귤 橘"]
    assert drawable_title("과일: test rows") == "gwail: test rows"


def test_labels_with_a_font_are_drawn(only: Callable[[Path], None], tmp_path: Path) -> None:
    square_font(tmp_path / "squares.ttf", "감귤배")
    only(tmp_path)
    drawn = confusion_matrix(["감귤", "배"], MATRIX, title="")
    assert drawn != confusion_matrix(["#1", "#2"], MATRIX, title="")
    assert drawn != confusion_matrix(["감", "배"], MATRIX, title="")


def test_korean_with_a_font_of_this_system(capfd: pytest.CaptureFixture[str]) -> None:
    if notice := missing_font("감귤"):
        pytest.skip(notice)
    assert confusion_matrix(["감귤", "배"], MATRIX, title="과일") != confusion_matrix(["#1", "#2"], MATRIX, title="")
    assert capfd.readouterr() == ("", "")


def test_decomposed_names_are_composed() -> None:
    assert fonts.printable(unicodedata.normalize("NFD", "한라봉.png")) == "한라봉.png"


def test_marks_that_are_not_drawn_are_left_out() -> None:
    assert fonts.printable("  two\nlines\tand\u200e a\ufeff mark\ufe0f ") == "two lines and a mark"
    assert fonts.printable("broken\udc80name") == "broken\N{REPLACEMENT CHARACTER}name"


def test_nothing_is_said_while_drawing(only: Callable[[Path], None], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    only(tmp_path)
    confusion_matrix(["แมว", "\U000f0000"], MATRIX, title="แมว")
    curves([{"epoch": 1, "train_loss": 1.0}], best_epoch=1, title="감귤\U000f0000")
    assert capfd.readouterr() == ("", "")


def test_the_characters_of_a_font_are_those_that_fonttools_finds() -> None:
    characters = {chr(code) for code in range(0x20, 0x3000)} | {"\U0001d538", "\U0001f600", "감", "\uffff"}
    known = TTFont(fonts.DEJAVU).getBestCmap()
    assert drawn_by(fonts.DEJAVU, characters) == {character for character in characters if ord(character) in known}
