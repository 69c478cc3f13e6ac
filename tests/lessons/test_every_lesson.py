"""Every lesson: whole in both languages, with commands that can be typed; and its page, of one always, of all with --whole."""

import re
import shlex

import pytest

from dltrain import lessons
from dltrain.lessons.words import FIGURE, PLACE
from dltrain.spec.loading import load
from dltrain.text.language import Language

WHOLE_ONLY = set(lessons.names()) - {"xor"}


@pytest.fixture(params=lessons.names())
def lesson(request):
    return lessons.read(request.param)


def test_both_languages_have_the_same_places_figures_and_commands(lesson):
    english, korean = (lesson.words(language) for language in Language)
    for found, group in ((PLACE, 1), (FIGURE, 2)):
        here, there = ({match[group] for match in found.finditer(words)} for words in (english, korean))
        assert here == there
    assert commands(english) == commands(korean)
    assert re.findall(r"^#+ ", english, re.MULTILINE) == re.findall(r"^#+ ", korean, re.MULTILINE)
    assert re.search("[가-힣]", korean)
    assert not re.search("[가-힣]", english)


def test_every_figure_is_shown_and_every_training_has_a_name_of_its_own(lesson):
    shown = [figure[2] for figure in FIGURE.finditer(lesson.words(Language.en))]
    assert sorted(shown) == sorted(lesson.contents.figures)
    assert not set(lesson.contents.figures) & set(lesson.trainings)
    assert set(lesson.contents.names or ()) <= set(lesson.trainings)
    for names in (lesson.contents.names or {}).values():
        assert len(names) == len(Language)


def test_it_begins_with_its_title_and_what_is_seen(lesson):
    for language in Language:
        assert lesson.words(language).startswith(f"# {lesson.title(language)}\n\n{lesson.seen(language)[:20]}")
        assert 20 < len(lesson.seen(language)) < 200


def test_the_trainings_are_of_specs_that_are_sound(lesson):
    assert {training.spec for training in lesson.trainings.values()} <= {path.stem for path in lesson.specs}
    for training in lesson.trainings.values():
        load(lesson.folder / f"{training.spec}.yaml", training.set)


def test_the_commands_can_be_typed(lesson):
    typed = commands(lesson.words(Language.en))
    assert typed
    for words in typed:
        assert words[0] == "dltrain"
        if words[1] in ("train", "sweep"):
            sets = [words[index + 1] for index, word in enumerate(words) if word == "--set"]
            load(lesson.folder / words[2].removeprefix("{{folder}}/"), sets)


def commands(words):
    """The words of each line of the blocks of commands."""
    blocks = re.findall(r"```sh\n(.*?)```", words, re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("language", list(Language))
def test_the_page_has_everything_in_it(lesson, language, tmp_path, whole):
    if lesson.name in WHOLE_ONLY and not whole:
        pytest.skip("with --whole")
    page = lessons.make(name=lesson.name, language=language, output=tmp_path / "page")
    text = page.read_text("utf-8")
    assert f'<html lang="{language}">' in text
    assert not re.search(r"https?:|<script|<link|src=|@import|url\((?!#)", text)
    assert "{{" not in text
    assert "–" not in re.sub(r"<figure.*?</figure>", "", text, flags=re.DOTALL)  # it stands for a number that is not there
    for name in lesson.contents.figures:
        (figure,) = re.findall(rf'<figure id="{name}">(.*?)</figure>', text, re.DOTALL)
        assert figure.count("<svg") >= 1
        assert (page.parent / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)
    assert {path.name for path in lesson.specs} <= {path.name for path in page.parent.iterdir()}
    assert sorted(path.name for path in (page.parent / "runs").iterdir()) == sorted(lesson.trainings)
