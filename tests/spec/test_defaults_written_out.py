"""Repeating a default is always valid."""

from pathlib import Path


def test_auto_may_be_written(dltrain):
    words = {
        "model": "{layers: [8], initializer: auto}",
        "training": "{loss: auto, learning_rate: 1e-3, weight_decay: auto, epochs: auto, batch_size: auto}",
    }
    Path("spec.yaml").write_text(
        f"data: {{source: iris}}\nmodel: {words['model']}\ntraining: {words['training']}\nthreads: auto\ndevice: auto\n", "utf-8"
    )
    assert dltrain("check", "spec.yaml").code == 0
