"""YAML as the 1.2 core schema reads it (https://yaml.org/spec/1.2.2, 10.3.2), and the faults of a text."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dltrain.spec.yaml12 import Fault, parse, parse_value, scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("012", 12),
        ("0o14", 12),
        ("0x1F", 31),
        ("+3", 3),
        (".5", 0.5),
        ("1.", 1.0),
        ("true", True),
        ("FALSE", False),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2024-01-01", "2024-01-01"),
        ("~", None),
        ("null", None),
        ("-.inf", float("-inf")),
    ],
)
def test_plain_scalars_read_as_yaml_1_2_reads_them(text, value):
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


def test_a_quoted_scalar_is_always_a_word():
    root, faults = parse("a: '1e-3'\nb: \"true\"\n")
    assert root.plain() == {"a": "1e-3", "b": "true"}
    assert faults == []


def test_every_value_and_key_knows_its_place():
    root, _ = parse("이름: 값\nb:\n  - 1\n  - {c: 2}\n")
    assert (root.key_marks["이름"].line, root.key_marks["이름"].column) == (1, 1)
    assert (root.value["이름"].mark.line, root.value["이름"].mark.column) == (1, 5)
    second = root.value["b"].value[1]
    assert (second.value["c"].mark.line, second.value["c"].mark.column) == (4, 9)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "the file is empty; a spec needs at least 'data' and 'model'"),
        ("a:\n\tb: 1\n", 2, 1, "a tab cannot indent YAML; use spaces"),
        ("a: b: c\n", 1, 5, "a second ':' in one line; put the text in quotes, or begin a new line"),
        ("a: b\n   c: 2\n", 2, 5, "a key cannot stand below a value; indent this line as the lines above, or complete these"),
        ("a: 1\nb 3\nc: 2\n", 2, 1, "expected a ':' and a space after the key"),
        ("a: 'b' c\n", 1, 8, "the value ends before this; put all of it in quotes, or begin a new line"),
        ('a: "C:\\data"\n', 1, 7, "in \"double quotes\" a '\\' begins an escape; write '\\\\', or use 'single quotes'"),
        ("a: 1\n이름: 1\x1b\n", 2, 6, "the character U+001B is not allowed in YAML"),
        ("a: *x\n", 1, 4, "*x has no anchor &x before it; text that begins with '*' must stand in quotes"),
        ("a: &a [*a]\n", 1, 8, "*a refers to the value that it stands in"),
        ("a: 1\n---\nb: 2\n", 2, 1, "a second document starts here; a spec is one document"),
        ("a: {b: 1\n", 1, 4, "the mapping that begins with '{' is not closed, or a ',' is missing"),
        ("a: 'x\n", 1, 4, "the text in quotes is not closed"),
        ("a: @x\n", 1, 4, "this character cannot begin a value; put the text in quotes"),
    ],
)
def test_a_text_that_cannot_be_read_says_where(text, line, column, message):
    with pytest.raises(Fault) as caught:
        parse(text)
    assert (caught.value.mark.line, caught.value.mark.column, caught.value.message) == (line, column, message)


def test_faults_that_leave_the_text_readable_come_together():
    _, faults = parse("a: 1\na: 2\nb: !!python/object:os.system x\n? [c]\n: 3\n")
    assert [fault.message for fault in faults] == [
        "duplicate key 'a'; it stands in line 1 already",
        "the tag !!python/object:os.system is not allowed; write a plain value",
        "a key must be a word",
    ]


def test_an_alias_bomb_is_refused_before_it_is_built():
    bomb = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
    for one, next_one in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{next_one}: &{next_one} [{', '.join([f'*{one}'] * 10)}]\n"
    with pytest.raises(Fault, match="the aliases stand for more than 10,000 values"):
        parse(bomb)


def test_a_deep_nesting_is_refused():
    with pytest.raises(Fault, match="nested more than 100 deep"):
        parse("[" * 200 + "]" * 200)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(Fault):
        parse(text)


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans()))
def test_numbers_round_trip(value):
    assert parse_value(repr(value).lower() if isinstance(value, bool) else repr(value)).value == value
