"""The records of a training on their way: to the display, the log and the disk."""

import json

import pytest

from dltrain.commands.resume import resume
from dltrain.commands.sweep import sweep
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.errors import InputError
from dltrain.training.explicit.engine import ExplicitEngine
from dltrain.training.loop import is_paused

SPEC = """
threads: 1
engine: numpy
data: {source: iris, split: {validation: 0.2, test: 0.2}}
model: {layers: [4]}
training: {epochs: 4, batch_size: 16, save_every: 0s}
"""


def written(folder, text=SPEC):
    (folder / "s.yaml").write_text(text, "utf-8")
    return folder / "s.yaml"


def test_a_display_sees_every_record_and_every_pause(tmp_path):
    seen = []

    def watch(start, records):
        for record in records:
            seen.append(record)
            yield record

    train(spec=written(tmp_path), run_dir=tmp_path / "run", display=Display(charts=False, watch=watch))
    lines = (tmp_path / "run" / "metrics.jsonl").read_text("utf-8").splitlines()
    assert [record for record in seen if not is_paused(record)] == [json.loads(line) for line in lines]
    assert len(lines) == 4
    assert all(record.keys() == {"epoch", "steps"} for record in seen if is_paused(record))
    assert {"epoch": 2, "steps": 3} in seen  # saved between two steps of an epoch


def test_the_last_epoch_is_logged_whoever_watches(tmp_path):
    train(spec=written(tmp_path), run_dir=tmp_path / "run", display=Display(charts=False))
    last = json.loads((tmp_path / "run" / "metrics.jsonl").read_text("utf-8").splitlines()[-1])
    spec, line, *_ = (tmp_path / "run" / "log.txt").read_text("utf-8").splitlines()
    began = json.loads(spec.removeprefix("spec: "))
    assert (began["file"], began["set"]) == (str(tmp_path / "s.yaml"), [])
    assert line.startswith(f"epoch 4 of 4   train_loss {last['train_loss']:.4f}   validation_loss ")


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("pause", ["0s", "5m"])
def test_a_stack_that_runs_out_of_memory_says_what_to_do(tmp_path, monkeypatch, threads, pause):
    original, steps = ExplicitEngine.one_step, []

    def one_step(self, *given):
        steps.append(1)
        if len(steps) > 8:
            raise MemoryError
        return original(self, *given)

    monkeypatch.setattr(ExplicitEngine, "one_step", one_step)
    sets, run = [f"threads={threads}", f"training.save_every={pause}"], tmp_path / "run"
    with pytest.raises(InputError) as caught:
        sweep(spec=written(tmp_path), seeds=2, sets=sets, run_dir=run, display=Display(charts=False))
    advice = "try --set training.batch_size=8"
    if pause == "0s":
        advice = f"the states before it are saved, go on where there is more with: dltrain resume {run}"
    assert str(caught.value) == f"a step on 16 rows needs more than the memory of this machine; {advice}"
    monkeypatch.undo()
    whole = sweep(spec=written(tmp_path), seeds=2, sets=sets, run_dir=tmp_path / "whole", display=Display(charts=False))
    assert resume(run=run, display=Display(charts=False)).members == whole.members
