"""A run on folders of pictures from its spec to predictions, and augmentation that resumes to the bit."""

import json

import numpy as np
import pytest
from PIL import Image

from dltrain.commands.check import check
from dltrain.commands.evaluate import evaluate
from dltrain.commands.predict import predict
from dltrain.commands.resume import resume
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished
from dltrain.data.transforms.augmentation import AUGMENTATIONS
from dltrain.runs import checkpoints
from dltrain.training.loop import is_paused

QUIET = Display(charts=False)

SPEC = """
data:
  source: {type: images, path: 사진, size: 12, colour: false}
  augment:
    [flip, {type: shift, pixels: 1}, {type: crop, smallest: 0.9}, {type: rotate, degrees: 5}, {type: erase, size: 2}, noise]
model:
  layers: [{type: conv2d, channels: 6, kernel_size: 3}, {type: conv2d, channels: 4, kernel_size: 3, stride: 2}, flatten, 8]
  batch_norm: true
  dropout: 0.1
training: {epochs: 6, learning_rate: 0.01, batch_size: 8}
"""


@pytest.fixture
def spec(tmp_path, monkeypatch):
    """Rising and falling stripes, 20 pictures each."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    chance = np.random.default_rng(0)
    for label, axis in (("가로", 0), ("세로", 1)):
        (tmp_path / "사진" / label).mkdir(parents=True)
        for number in range(20):
            stripes = np.indices((16, 16))[axis] // 2 % 2 * 200 + chance.integers(0, 50, (16, 16))
            Image.fromarray(stripes.astype(np.uint8)).save(tmp_path / "사진" / label / f"{number}.png")
    path = tmp_path / "spec.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


def bits(run):
    """The bytes of the last state of a run, and its losses."""
    tensors, _ = checkpoints.read(run / "checkpoints" / "last.safetensors")
    records = [json.loads(line) for line in (run / "metrics.jsonl").read_text("utf-8").splitlines()]
    return {name: array.tobytes() for name, array in tensors.items()}, [record["train_loss"] for record in records]


def test_augmented_training_is_exact_when_resumed_and_when_repeated_from_its_own_spec(spec, tmp_path):
    def interrupting(start, records):
        for record in records:
            yield record
            if record["epoch"] == 3 and not is_paused(record):
                raise KeyboardInterrupt

    train(spec=spec, run_dir=tmp_path / "whole", display=QUIET)
    with pytest.raises((KeyboardInterrupt, Unfinished)):
        train(spec=spec, run_dir=tmp_path / "broken", display=Display(watch=interrupting))
    resume(run=tmp_path / "broken", display=QUIET)
    train(spec=tmp_path / "whole" / "spec.yaml", run_dir=tmp_path / "again", display=QUIET)
    assert bits(tmp_path / "broken") == bits(tmp_path / "whole")
    assert bits(tmp_path / "again") == bits(tmp_path / "whole")


@pytest.mark.parametrize("name", list(AUGMENTATIONS))
def test_every_augmentation_changes_what_is_trained_on(spec, tmp_path, name):
    options = {"erase": "{type: erase, size: 2}"}.get(name, name)
    runs = {}
    for run, augment in (("with", f"[{options}]"), ("seed", f"[{options}]")):
        seed = "seed=1" if run == "seed" else "seed=0"
        sets = [f"data.augment={augment}", "training.epochs=1", "model.dropout=0", seed, "data.split={validation: 0, test: 0.2}"]
        runs[run] = train(spec=spec, sets=sets, run_dir=tmp_path / run, display=QUIET).plain()
    assert runs["with"]["train"] != runs["seed"]["train"]


def test_only_the_rows_that_train_are_augmented(spec, tmp_path):
    """Without learning, validation loss stays; the loss of the batches varies from epoch to epoch."""
    sets = ["training.learning_rate=1e-30", "training.weight_decay=0", "model.batch_norm=false", "model.dropout=0"]
    run = tmp_path / "run"
    train(spec=spec, sets=[*sets, "training.batch_size=all", "data.augment=[{type: noise, std: 1}]"], run_dir=run, display=QUIET)
    records = [json.loads(line) for line in (run / "metrics.jsonl").read_text("utf-8").splitlines()]
    assert len({record["validation_loss"] for record in records}) == 1
    assert len({record["train_loss"] for record in records}) == len(records)


def test_new_pictures_are_predicted_and_measured_from_the_checkpoint_alone(spec, tmp_path):
    run = tmp_path / "run"
    summary = train(spec=spec, sets=["training.epochs=15"], run_dir=run, display=QUIET).plain()
    (tmp_path / "사진").rename(tmp_path / "새 사진")
    one = predict(checkpoint=run, data=tmp_path / "새 사진" / "세로" / "3.png")
    assert (list(one.columns["row"]), one.columns["file"]) == ([0], ["3.png"])
    assert list(one.columns) == ["row", "file", "predicted", "probability_가로", "probability_세로"]
    folder = predict(checkpoint=run, data=tmp_path / "새 사진" / "세로")
    assert folder.columns["file"] == sorted(f"{number}.png" for number in range(20))
    assert folder.columns["probability_세로"][folder.columns["file"].index("3.png")] == pytest.approx(
        one.columns["probability_세로"][0], abs=1e-5
    )
    everything = predict(checkpoint=run, data=tmp_path / "새 사진")
    assert everything.columns["file"][0].startswith("가로/")
    measured = evaluate(checkpoint=run, data=tmp_path / "새 사진")
    truth = [file.split("/")[0] for file in everything.columns["file"]]
    right = np.mean([said == true for said, true in zip(everything.columns["predicted"], truth, strict=True)])
    assert measured.metrics["accuracy"] == pytest.approx(right)
    assert measured.count == 40
    assert summary["data"]["rows"] == {"train": 24, "validation": 8, "test": 8}


def test_check_shows_pictures(spec):
    shown = check(spec=spec)
    assert [(column.name, column.encoding) for column in shown.columns] == [
        ("image", "1 × 12 × 12 numbers"),
        ("label", "2 classes"),
    ]
