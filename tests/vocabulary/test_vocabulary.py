"""Every word of another tool leads to something that may be written here."""

import dataclasses
import re
from pathlib import Path
from typing import get_args, get_origin

import pytest
import typer

from dltrain import vocabulary
from dltrain.cli import app
from dltrain.data.options.columns import COLUMN_KINDS
from dltrain.data.options.targets import TARGET_KINDS
from dltrain.data.sources import SOURCES
from dltrain.data.transforms.augmentation import AUGMENTATIONS
from dltrain.data.transforms.reduction import REDUCTIONS
from dltrain.losses import LOSSES
from dltrain.metrics import METRICS
from dltrain.models.activations import ACTIVATIONS
from dltrain.models.baselines import BASELINES
from dltrain.models.ensembles import ENSEMBLES
from dltrain.models.initializers import INITIALIZERS
from dltrain.models.layers import LAYERS
from dltrain.optimizers import OPTIMIZERS
from dltrain.schedules import SCHEDULES
from dltrain.spec.declarations import alternatives, choices_of, fields_of, hints, limits_of
from dltrain.spec.experiment import Experiment
from dltrain.spec.key_locations import key_locations
from dltrain.spec.loading import load_text
from dltrain.spec.reading import Reader
from dltrain.spec.suggestions import EXAMPLE, annotation_at
from dltrain.spec.yaml12 import parse_value
from dltrain.text.nearest import normalized
from dltrain.trackers import TRACKERS
from dltrain.vocabulary import keys
from dltrain.vocabulary.commands import COMMANDS, OPTIONS
from dltrain.vocabulary.values import CORRECTIONS

TABLES = {
    table.what: table
    for table in (
        *(ACTIVATIONS, AUGMENTATIONS, BASELINES, COLUMN_KINDS, ENSEMBLES, INITIALIZERS, LAYERS),
        *(LOSSES, METRICS, OPTIMIZERS, REDUCTIONS, SCHEDULES, SOURCES, TARGET_KINDS, TRACKERS),
    )
}
LINE = re.compile(r"write (\w+): (\{(?:[^{}]|\{[^}]*\})*\}|\[.*?\]+|[\w.%-]+)")


def words_of(table):
    return [(word, meaning) for meaning, words in table.items() for word in words.split()]


def is_phrase(meaning):
    return " " in meaning and not meaning.startswith("{")


def classes_of(annotation, seen):
    """All classes of options that are reached from an annotation."""
    for member in alternatives(annotation):
        if get_origin(member) in (list, dict):
            classes_of(get_args(member)[-1], seen)
        for cls in choices_of(member).classes() if choices_of(member) else [member]:
            if dataclasses.is_dataclass(cls) and cls not in seen:
                seen.add(cls)
                for inner in hints(cls).values():
                    classes_of(inner, seen)
    return seen


def valid(key, text):
    """Whether a text is a value of one of the options that have this name."""
    for cls in classes_of(Experiment, set()):
        if key in fields_of(cls):
            reader = Reader(Experiment)
            reader.value(hints(cls)[key], parse_value(text), ("it",), limits_of(cls, key))
            if not reader.problems:
                return True
    return False


def test_every_table_of_choices_has_a_vocabulary():
    assert {*vocabulary.CHOICES} == {*TABLES}


@pytest.mark.parametrize("what", TABLES)
def test_another_tools_name_leads_to_a_name_of_the_table(what):
    table, told = TABLES[what], {}
    for word, meaning in words_of(vocabulary.CHOICES[what]):
        assert normalized(word) not in map(normalized, table), word  # it is ours already
        assert told.setdefault(normalized(word), meaning) == meaning, word  # one word, one meaning
        for mapping in re.findall(r"\{type: .*\}", meaning):
            reader = Reader(Experiment)
            reader._choice(table, parse_value(mapping), ("it",))
            assert reader.problems == [], word
        if not is_phrase(meaning) and not meaning.startswith("{"):
            assert meaning in table, word


def test_another_tools_key_leads_to_a_key_of_the_spec():
    told = {}
    for word, meanings in words_of(keys.WORDS):
        assert told.setdefault(normalized(word), meanings) == meanings, word
        for meaning in meanings.split(" | "):
            if "." in meaning and not is_phrase(meaning):
                annotation_at(Experiment, tuple(meaning.split(".")))
            elif not is_phrase(meaning):
                assert meaning in key_locations(Experiment), word


def test_a_line_that_is_to_be_written_is_valid():
    told = [meaning for table in (keys.WORDS, *vocabulary.CHOICES.values()) for meaning in table]
    lines = {line for meaning in told for line in LINE.findall(re.sub(EXAMPLE, r"\1", meaning))}
    assert len(lines) > 20
    assert [line for line in lines if not valid(*line)] == []


def test_what_is_meant_by_a_slip_has_a_key_of_the_spec():
    assert [key for key in CORRECTIONS if key not in {*key_locations(Experiment), "type"}] == []


def test_what_is_said_of_commands_and_options_can_be_typed():
    """The options that are offered are those of a command; what they set is a key with a value that it takes."""
    group = typer.main.get_command(app)
    assert {*COMMANDS} <= {*group.commands}
    options = {name for command in group.commands.values() for option in command.params for name in option.opts}
    for meaning in (part for meanings in OPTIONS for part in meanings.split(" | ") if part.startswith("--")):
        name, _, value = meaning.partition(" ")
        assert name in options, meaning
        if name == "--set" and value:
            load_text("data: {source: iris}\nmodel: {layers: [8]}\n", "a.yaml", Path(), "a", [value])
