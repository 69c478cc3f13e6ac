"""Repeating a default is always valid."""

from pathlib import Path

import pytest

from dltrain.errors import InputError
from dltrain.spec.loading import load_text
from dltrain.spec.writing import plain

SPEC = "data: {source: iris}\nmodel: {layers: [8]}\n"


def read(*sets):
    return load_text(SPEC, "a.yaml", Path(), "a", sets).experiment


def test_auto_may_be_written(dltrain):
    words = {
        "model": "{layers: [8], initializer: auto}",
        "training": "{loss: auto, learning_rate: 1e-3, weight_decay: auto, epochs: auto, batch_size: auto}",
    }
    Path("spec.yaml").write_text(
        f"data: {{source: iris}}\nmodel: {words['model']}\ntraining: {words['training']}\nthreads: auto\ndevice: auto\n", "utf-8"
    )
    assert dltrain("check", "spec.yaml").code == 0


def test_an_empty_list_says_the_same_as_leaving_the_key_out():
    for key in ("data.exclude", "data.missing_values", "data.augment", "model.freeze", "baselines", "track", "use", "use_sha256"):
        assert plain(read(f"{key}=[]")) == plain(read()), key
    source = "data.source={type: csv, path: a.csv, units: %s}"
    assert plain(read(source % "[]", "data.target=y")) == plain(read(source % "[kg]", "data.target=y", "data.source.units=[]"))
    assert plain(read("data.exclude=[]", "data.features=[a]")) == plain(read("data.features=[a]"))


@pytest.mark.parametrize("key", ["data.features", "data.target", "metrics"])
def test_a_list_that_must_have_something_is_refused_where_it_is_empty(key):
    with pytest.raises(InputError, match="is empty; name"):
        read(f"{key}=[]")
