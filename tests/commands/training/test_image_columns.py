"""A run on pictures beside columns, from its spec to predictions; it resumes to the bit, and a new table has its own folder."""

import json
import shutil

import numpy as np
import pytest
from PIL import Image

from dltrain.commands.resume import resume
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished
from dltrain.runs import checkpoints
from dltrain.training.loop import is_paused

QUIET = Display(charts=False)
SPEC = """
data:
  source: rows.csv
  target: label
  columns: {photo: image, note: text, town: {type: categorical, encoding: embedding}}
  augment: [flip, noise]
model: {layers: [8], dropout: 0.1, batch_norm: true}
training: {epochs: 4, batch_size: 8}
"""


@pytest.fixture
def spec(tmp_path, monkeypatch):
    """40 rows with a picture of stripes that rise or fall, which tells the label."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    chance, lines = np.random.default_rng(0), ["photo,note,town,size,label"]
    (tmp_path / "사진").mkdir()
    for row in range(40):
        stripes = np.indices((8, 8))[row % 2] // 2 % 2 * 200 + chance.integers(0, 50, (8, 8))
        Image.fromarray(stripes.astype(np.uint8)).save(tmp_path / "사진" / f"{row}.png")
        lines.append(
            f"사진/{row}.png,{('좋다', '나쁘다 정말')[row // 2 % 2]},{'abc'[row % 3]},{row % 7},{('가로', '세로')[row % 2]}"
        )
    (tmp_path / "rows.csv").write_text("\n".join(lines), "utf-8")
    (tmp_path / "spec.yaml").write_text(SPEC, "utf-8")
    return tmp_path / "spec.yaml"


def bits(run):
    tensors, _ = checkpoints.read(run / "checkpoints" / "last.safetensors")
    return {name: array.tobytes() for name, array in tensors.items()}


def test_training_is_exact_when_resumed_and_when_repeated_from_its_own_spec(spec, tmp_path):
    def interrupting(start, records):
        for record in records:
            yield record
            if record["epoch"] == 2 and not is_paused(record):
                raise KeyboardInterrupt

    train(spec=spec, run_dir=tmp_path / "whole", display=QUIET)
    with pytest.raises((KeyboardInterrupt, Unfinished)):
        train(spec=spec, run_dir=tmp_path / "broken", display=Display(watch=interrupting))
    resume(run=tmp_path / "broken", display=QUIET)
    train(spec=tmp_path / "whole" / "spec.yaml", run_dir=tmp_path / "again", display=QUIET)
    assert bits(tmp_path / "broken") == bits(tmp_path / "whole") == bits(tmp_path / "again")


def test_new_rows_are_read_from_the_folder_of_their_table_and_pixels_are_taken_as_they_are(spec, tmp_path, dltrain):
    import dltrain as package

    assert dltrain("train", "spec.yaml", "--run-dir", "run", "--no-pictures").code == 0
    whole = dltrain("predict", "run", "rows.csv").out
    (tmp_path / "away").mkdir()
    (tmp_path / "rows.csv").rename(tmp_path / "away" / "new.csv")
    refused = dltrain("predict", "run", "away/new.csv")
    assert refused.code == 2
    assert f"row 1 (line 2): 사진/0.png: there is no folder '사진' in '{tmp_path}/away'" in refused.err
    shutil.move(tmp_path / "사진", tmp_path / "away" / "사진")
    assert dltrain("predict", "run", "away/new.csv").out == whole
    evaluated = dltrain("evaluate", "run", "--data", "away/new.csv", "--json")
    assert json.loads(evaluated.out)["rows"] == 40
    row = {"photo": ["away/사진/1.png"], "note": ["좋다"], "town": ["b"], "size": [1]}
    model = package.load("run")
    by_path = model.predict(row)["probability_세로"].to_list()
    pixels = np.asarray(Image.open(tmp_path / "away" / "사진" / "1.png").convert("RGB")).transpose(2, 0, 1)[None]
    by_pixels = model.predict({name: np.array(cells) for name, cells in row.items()} | {"photo": pixels})
    assert by_pixels["probability_세로"].to_list() == by_path
    assert by_path[0] == pytest.approx(float(whole.splitlines()[2].split(",")[-1]), abs=1e-6)


def test_a_picture_that_has_changed_is_noticed(spec, tmp_path, dltrain):
    assert dltrain("train", "spec.yaml", "--run-dir", "run", "--no-pictures", "--set", "training.epochs=1").code == 0
    Image.new("L", (8, 8)).save(tmp_path / "사진" / "3.png")
    result = dltrain("evaluate", "run")
    assert result.code == 2
    assert "the data of the run has changed" in result.err


def test_a_first_spec_reads_the_pictures(spec, dltrain):
    result = dltrain("init", "rows.csv", "--target", "label", "--output", "drafted.yaml")
    assert result.code == 0, result.err
    assert "    photo: image" in spec.with_name("drafted.yaml").read_text("utf-8")
    assert dltrain("check", "drafted.yaml").code == 0
