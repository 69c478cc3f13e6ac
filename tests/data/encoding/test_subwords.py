"""Subwords by byte-pair encoding: merged by hand, deterministic, and giving every text back."""

import dataclasses
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dltrain.data.columns import TableColumn
from dltrain.data.encoding.feature import FitData
from dltrain.data.encoding.subwords import Subwords, alphabet, trained
from dltrain.data.encoding.text import TextFeature, fit
from dltrain.data.options.columns import Text
from dltrain.data.sources.cells import words_of
from dltrain.data.table import Table
from dltrain.files.typed_json import read_fields
from dltrain.kinds.language_model.writing import Written

KOREAN = ["값진 말이 값을 한다", "말이 씨가 된다", "말 한마디에 천 냥 빚도 갚는다"]


def test_the_most_frequent_pairs_are_merged_first():
    made = trained(["ab ab ab ac"], 258, 2)  # ab three times, then the blank and ab twice: "Ġab" of the words behind the first
    assert made.merges[:1] == ("a b",)
    assert made.merges[1:] in (("Ġ ab",), ("Ġ a",))
    assert len(made.known) == 258
    assert [made.known[number] for number in made.encode("ab")] == ["ab"]


def test_the_alphabet_has_a_character_for_each_byte():
    assert sorted(alphabet().values()) == list(range(256))
    assert (alphabet()["a"], alphabet()["Ġ"], alphabet()["Ċ"]) == (ord("a"), ord(" "), ord("\n"))


MADE = trained(KOREAN, 300, 1)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_comes_back(text):
    assert MADE.decode(MADE.encode(text).tolist()) == text


def test_the_same_texts_give_the_same_tokens_in_any_process():
    code = f"from dltrain.data.encoding.subwords import trained; print(repr(trained({KOREAN!r}, 300, 1)))"
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8", "TOKENIZERS_PARALLELISM": parallel},
            capture_output=True,
            check=True,
        ).stdout.decode("utf-8")
        for seed, parallel in (("1", "true"), ("2", "false"))
    ]
    assert told[0] == told[1] == f"{MADE!r}\n"


@pytest.mark.parametrize(
    ("known", "merges", "where"),
    [
        (MADE.known[1:], (), "known"),
        ((*MADE.known, "값"), MADE.merges, f"known.{len(MADE.known)}"),
        (MADE.known, ("a",), "merges.0"),
        (MADE.known, ("! !",), "merges.0"),
    ],
)
def test_what_no_training_made_is_told(known, merges, where):
    assert next(Subwords(known, merges).misfits())[0] == where
    assert not list(MADE.misfits())


def test_a_column_of_texts_in_subwords_of_the_training_rows():
    cells = words_of([*KOREAN, "처음 보는 말", None], ())
    place = TableColumn(Table("a.csv", {"text": cells}, 5, ""), "text")
    feature = fit(Text(tokenizer="subword", vocabulary=300), place, FitData(np.arange(3), 0, "none"))
    made = Subwords(feature.known, feature.merges)
    assert made == MADE
    codes, notice = feature.encode(place, np.arange(5))
    assert notice is None
    lines = [[code - 2 for code in row if code > 1] for row in codes.tolist()]  # behind padding and unknown
    assert [made.decode(line) for line in lines[:2]] == KOREAN[:2]
    assert codes[4, 0] == 1  # a blank cell is an unknown token
    assert read_fields(TextFeature, dataclasses.asdict(feature), "") == feature
    assert not list(feature.misfits())


def test_a_character_is_never_torn_in_what_is_written():
    pieces = [bytes([byte]) for byte in range(256)]
    written = Written(pieces)
    first, *rest = "값".encode()
    assert not written.takes(rest[0])  # no character begins so
    for byte in (first, *rest):
        assert written.takes(byte)
        written.add(byte)
        assert not (byte != rest[-1] and written.takes(ord("a")))  # within a character only a byte of it may come
    assert (written.text, written.length) == ("값", 1)


def test_a_missing_package_is_told_with_what_to_install(dltrain, monkeypatch):
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with open("a.csv", "w", encoding="utf-8") as file:
        file.write("text,y\n" + "".join(f"{text},{number % 2}\n" for number, text in enumerate(KOREAN * 10)))
    with open("a.yaml", "w", encoding="utf-8") as file:
        file.write(
            "data: {source: a.csv, target: y, columns: {text: {type: text, tokenizer: subword}}}\n"
            "model: {layers: [{type: embedding, dimensions: 4}, global_average_pool]}\n"
        )
    result = dltrain("train", "a.yaml")
    assert result.code == 2
    assert "needs the package tokenizers: pip install 'dltrain[tokenizers]'" in result.err
    result = dltrain("train", "a.yaml", "--set", "data.columns.text.vocabulary=100")
    assert "expected at least 256, not 100" in result.err
