"""`precision: auto`, settled once and written out."""

import pytest

from dltrain.commands.preparing import setup
from dltrain.spec.loading import load

SPEC = """
data: {{source: digits, scale: min_max, rows: 300}}
precision: {precision}
device: cpu
model: {{layers: [{{type: reshape, shape: [1, 8, 8]}}, {layers}flatten]}}
training: {{epochs: 1}}
"""
CONVOLUTION = "{type: conv2d, channels: 4, kernel_size: 3}, "
INSIDE = "{type: residual, layers: [{type: conv2d, channels: 4, kernel_size: 3, padding: same}]}, "


@pytest.mark.parametrize(
    ("precision", "layers", "units", "settled"),
    [
        ("auto", CONVOLUTION, True, "bfloat16"),
        ("auto", INSIDE, True, "bfloat16"),
        ("auto", CONVOLUTION, False, "float32"),
        ("auto", "", True, "float32"),
        ("float32", CONVOLUTION, True, "float32"),
        ("bfloat16", "", False, "bfloat16"),
    ],
)
def test_convolutions_take_bfloat16_where_the_processor_has_units_for_it(
    tmp_path, monkeypatch, precision, layers, units, settled
):
    monkeypatch.setattr(setup, "has_bfloat16_units", lambda: units)
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC.format(precision=precision, layers=layers), "utf-8")
    assert setup.prepare_to_train(load(spec, ())).resolved.experiment.precision == settled


def test_what_was_settled_is_written_out(dltrain, tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "has_bfloat16_units", lambda: True)
    (tmp_path / "spec.yaml").write_text(SPEC.format(precision="auto", layers=CONVOLUTION), "utf-8")
    assert dltrain("train", "spec.yaml", "--no-pictures", "--run-dir", "first").code == 0
    assert "precision: bfloat16\n" in (tmp_path / "first/spec.yaml").read_text("utf-8")
    monkeypatch.setattr(setup, "has_bfloat16_units", lambda: False)  # the run repeats as it was, slower
    assert dltrain("train", "first/spec.yaml", "--no-pictures", "--run-dir", "second").code == 0
    checkpoints = [
        (tmp_path / run / "metrics.jsonl").read_text("utf-8").split('"learning_rate"')[0] for run in ("first", "second")
    ]
    assert checkpoints[0] == checkpoints[1]
