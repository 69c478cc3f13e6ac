"""A column of texts: the vocabulary and the length come from the training rows, and every other text is seen by them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from dltrain.data.columns import TableColumn
from dltrain.data.dataset import Dataset, encode_new, prepare
from dltrain.data.encoding import serialization as encoding_json
from dltrain.data.encoding.description import Described, describe
from dltrain.data.encoding.feature import Block, FitData
from dltrain.data.encoding.text import TextFeature, fit
from dltrain.data.options.columns import Text
from dltrain.data.options.section import Data
from dltrain.data.options.split import Split
from dltrain.data.reading import Tables
from dltrain.data.sources.cells import words_of
from dltrain.data.table import Column, Numbers, Table, Texts, Words
from dltrain.errors import DataError


def place_of(column: Column) -> TableColumn:
    return TableColumn(Table("reviews.csv", {"review": column}, 9, ""), "review")


def fitted(cells: list[str | None], train: int, **options: Any) -> TextFeature:
    """Fitted to the first `train` cells."""
    column = words_of(cells, ())
    return fit(Text(**options), place_of(column), FitData(np.arange(train), cells[:train].count(None), "none"))


def encoded(feature: TextFeature, cells: list[str | None]) -> tuple[list[list[int]], str | None]:
    column = words_of(cells, ())
    codes, notice = feature.encode(place_of(column), np.arange(len(cells)))
    assert codes.dtype == np.int32
    return codes.tolist(), notice


def test_the_training_rows_alone_give_the_vocabulary() -> None:
    cells: list[str | None] = ["좋은 영화 좋은", "나쁜 영화", "좋은 배우 배우 배우 배우"]
    feature = fitted(cells, 2)
    assert feature.known == ("영화", "좋은", "나쁜")  # twice, twice, once; ties by code point
    assert feature.length == 3
    assert encoded(feature, cells) == ([[3, 2, 3], [4, 2, 0], [3, 1, 1]], None)


def test_a_text_that_occurs_twice_counts_twice() -> None:
    assert fitted(["b", "b", "a c"], 3, vocabulary=1).known == ("b",)


def test_a_blank_cell_is_one_unknown_token() -> None:
    cells = [None, "a b", " "]
    feature = fitted(cells, 3)
    assert feature.missing == 1
    assert encoded(feature, cells)[0] == [[1, 0], [2, 3], [1, 0]]


@pytest.mark.parametrize(
    ("options", "length", "known"),
    [
        ({}, 4, ("a", "b", "c", "d")),
        ({"length": 2}, 2, ("a", "b", "c", "d")),
        ({"vocabulary": 2}, 4, ("a", "b")),
        ({"minimum_count": 2}, 4, ("a", "b")),
        ({"lowercase": False}, 4, ("a", "B", "b", "c", "d")),
    ],
)
def test_options(options: dict[str, Any], length: int, known: tuple[str, ...]) -> None:
    feature = fitted(["a B", "a b c d", "a"], 3, **options)
    assert (feature.length, feature.known) == (length, known)


def test_the_length_is_that_which_nineteen_of_twenty_texts_have_at_most() -> None:
    texts: list[str | None] = [" ".join("a" * count) for count in range(1, 101)]
    assert fitted(texts, 100).length == 95
    assert fitted(["a " * 1000] * 3, 3).length == 512


def test_where_long_texts_are_cut() -> None:
    cells: list[str | None] = ["a b c"]
    assert encoded(fitted(cells, 1, length=2), cells)[0] == [[2, 3]]
    assert encoded(fitted(cells, 1, length=2, truncate="start"), cells)[0] == [[3, 4]]


def test_a_file_in_another_language_is_noticed() -> None:
    feature = fitted(["good film", "bad film"], 2)
    assert encoded(feature, ["좋은 film", "나쁜 영화"])[1] == "75% of its words are not in the vocabulary"
    assert encoded(feature, ["good film", None, None, None])[1] is None


def test_a_vocabulary_without_words_is_an_error() -> None:
    with pytest.raises(DataError) as raised:
        fitted(["a b", "c"], 2, minimum_count=2)
    message = "reviews.csv: column 'review' has no word that occurs 2 times in the training rows; the most is 1"
    assert str(raised.value) == message


def test_the_page_and_the_json_give_the_same_feature() -> None:
    feature = fitted(["가나 a", "다"], 2, tokenizer="jamo", vocabulary=5, truncate="start", lowercase=False)
    assert feature.options == Text(tokenizer="jamo", vocabulary=5, length=6, truncate="start", lowercase=False)


CELLS: list[str | None] = ["good film", "bad film", "good", None, "not bad at all"]
LABELS = words_of(["+", "-", "+", "-", "+"], ())


def made(features: dict[str, Column], **options: Any) -> Dataset:
    table = Table("reviews.csv", {**features, "y": LABELS}, 5, "print")
    data = Data("reviews.csv", target="y", split="none", columns={"review": Text(**options)} if options else None)
    return prepare(data, Tables(table, None, None, ("y",), "print"), scale_target=True, soft_classes=False)


def test_a_text_alone_enters_token_by_token() -> None:
    dataset = made({"review": words_of(CELLS, ())}, length="auto")
    assert dataset.encoding.blocks == [Block("review", (4,), 8, 0)]
    assert dataset.train.inputs["review"].shape == (5, 4)
    assert describe(dataset.encoding)[0] == Described("review", "text", "the first 4 words, of 6 known", 4, 1, 6)
    again = encoding_json.from_json(json.loads(json.dumps(encoding_json.as_json(dataset.encoding))))
    assert again == dataset.encoding
    new = Table("new.csv", {"review": words_of(["not good film", "?"], ())}, 2, "")
    assert encode_new(again, new, with_target=False)[0].inputs["review"].tolist() == [[7, 4, 3, 0], [1, 0, 0, 0]]


def test_beside_other_columns_it_becomes_a_vector() -> None:
    stars = Numbers.of(np.array([5.0, 1, 4, 2, 3]))
    dataset = made({"stars": stars, "review": words_of(CELLS, ())}, tokenizer="word")
    assert dataset.encoding.blocks == [Block("features", (1,)), Block("review", (4,), 8, 64)]
    kind = dataset.encoding.kinds()["review"]
    assert isinstance(kind, Text)
    assert (kind.dimensions, kind.length) == (64, 4)
    words = "the first 4 words, of 6 known, as the mean of vectors of 64"
    assert describe(dataset.encoding)[1] == Described("review", "text", words, 64, 1, 6)


def test_alone_it_becomes_a_vector_where_one_is_asked_for() -> None:
    assert made({"review": words_of(CELLS, ())}, dimensions=3).encoding.blocks == [Block("review", (4,), 8, 3)]


def test_a_source_can_say_that_words_are_texts() -> None:
    read = words_of(CELLS, ())
    dataset = made({"review": Texts(read.codes, read.levels)})
    assert dataset.encoding.features[0].kind == "text"
    assert isinstance(Texts(read.codes, read.levels).select(np.arange(2)), Texts)


def sentences(count: int) -> Words:
    return words_of([f"review number {number} of many" for number in range(count)], ())


def test_the_notice_of_many_different_words_with_spaces_says_how_to_declare_texts() -> None:
    stars = words_of(["two", "four", "five", "one"] * 10, ())
    table = Table("reviews.csv", {"review": sentences(40), "stars": stars, "y": words_of(["+", "-"] * 20, ())}, 40, "")
    data = Data("reviews.csv", target="y", split=Split(validation=0.1, test=0.1))
    dataset = prepare(data, Tables(table, None, None, ("y",), ""), scale_target=True, soft_classes=False)
    assert dataset.notices == [
        "column 'review' has 40 different values in 40 rows, like an identifier; "
        "write columns: {review: text}, or exclude: [review]"
    ]
    alone = Table("reviews.csv", {"review": sentences(40), "y": words_of(["+", "-"] * 20, ())}, 40, "")
    dataset = prepare(data, Tables(alone, None, None, ("y",), ""), scale_target=True, soft_classes=False)
    assert dataset.notices[0].endswith("; write columns: {review: {type: text, dimensions: 64}}")  # whatever layers follow
    names = words_of([f"Kim {number}" for number in range(40)], ())  # of two words each, as people and tickets have
    table = Table("reviews.csv", {"name": names, "stars": stars, "y": words_of(["+", "-"] * 20, ())}, 40, "")
    dataset = prepare(data, Tables(table, None, None, ("y",), ""), scale_target=True, soft_classes=False)
    assert dataset.notices[0].endswith("; write exclude: [name], or columns: {name: text}")
