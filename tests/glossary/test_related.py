"""What is read beside an entry: what it names, what names it, and the lessons that there are."""

from dltrain import lessons as room
from dltrain.glossary.lookup import entries, find
from dltrain.glossary.related import lessons, related


def names(word):
    return [entry.english[0] for entry in related(find(word).entries)]


def test_what_an_entry_names_stands_before_what_names_it():
    assert names("chain rule")[:4] == ["backpropagation", "derivative", "composite function", "vanishing gradient"]
    assert "Jacobian matrix" in names("chain rule")


def test_nothing_stands_beside_itself_or_twice():
    for word in ("adam", "momentum", "softmax", "precision"):
        near = [name.lower().replace("_", " ") for name in names(word)]
        assert word not in near
        assert len(near) == len(set(near))


def test_a_choice_has_what_names_it():
    assert "ReLU" in names("leaky_relu")


def test_every_lesson_is_shown_by_something_and_no_other_is():
    assert set(lessons(entries())) == set(room.names())
