"""A name is offered only where it is clearly the nearest."""

import pytest

from dltrain.text.nearest import edits, nearest

OPTIMIZERS = ["sgd", "adam", "adamw", "nadam", "adamax", "radam"]


@pytest.mark.parametrize(
    ("word", "names", "meant"),
    [
        ("adma", OPTIMIZERS, "adam"),  # two letters exchanged are one slip
        ("Batch-Size", ["batch_norm", "batch_size"], "batch_size"),
        ("LEARNING RATE", ["learning_rate"], "learning_rate"),
        ("optim", ["optimizer", "loss"], "optimizer"),
        ("petal length", ["petal length (cm)", "petal width (cm)"], "petal length (cm)"),
        ("나 이", ["나이", "이름"], "나이"),
        ("이룸", ["나이", "이름"], None),  # half of the word is wrong
        ("xavier", ["xavier_normal", "xavier_uniform"], None),  # the beginning of two
        ("b.csv", ["a.csv", "c.csv"], None),  # as near to one as to the other
        ("hidden", ["whiten"], None),
        ("shuffle", ["schedule"], None),
        ("x", ["y"], None),
        ("", ["a"], None),
        ("a" * 1000, ["a" * 1001], None),
    ],
)
def test_only_the_clearly_nearest_name_is_offered(word, names, meant):
    assert nearest(word, names) == meant


def test_slips_of_a_hand_are_counted():
    assert [edits("adma", name) for name in ("adam", "adamw", "adma", "")] == [1, 2, 0, 4]
