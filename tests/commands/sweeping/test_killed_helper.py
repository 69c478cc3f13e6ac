"""A process that computes shares of a batch, or trains members of a stack, killed from outside in the midst of a training."""

import os
import signal

import pytest

from dltrain.commands.resume import resume
from dltrain.commands.sweep import sweep
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.errors import InputError
from dltrain.training.explicit.workers import Worker
from dltrain.training.shares import Shares

SPEC = """
threads: 2
data: {source: {type: moons, rows: 750}, split: {validation: 0.2, test: 0}}
model: {layers: [150, 150]}
training: {epochs: 4, batch_size: 200}
"""  # 200 rows × 23,000 weights: two shares


def test_the_states_before_it_are_saved_and_the_run_goes_on(tmp_path, monkeypatch):
    (tmp_path / "s.yaml").write_text(SPEC, "utf-8")
    steps, original = [], Shares.run

    def run(self, task, *numbers):
        steps.append(task)
        if len(steps) == 6:  # 3 steps an epoch: the third of the second
            os.kill(self._helpers[0]._process, signal.SIGKILL)
        original(self, task, *numbers)

    with monkeypatch.context() as patch:
        patch.setattr(Shares, "run", run)
        with pytest.raises(InputError) as caught:
            train(spec=tmp_path / "s.yaml", run_dir=tmp_path / "run", display=Display(charts=False))
    assert str(caught.value) == (
        "a process that computed shares of a batch was killed, as systems do when their memory runs out; the states before it "
        f"are saved, go on with: dltrain resume {tmp_path / 'run'}"
    )
    went_on = resume(run=tmp_path / "run", display=Display(charts=False)).plain()
    whole = train(spec=tmp_path / "s.yaml", run_dir=tmp_path / "whole", display=Display(charts=False)).plain()
    assert went_on["validation"] == whole["validation"]


MANY = """
threads: 2
data: {source: {type: moons, rows: 100}}
model: {layers: [4]}
training: {epochs: 6, save_every: 0.001s}
sweep: {seeds: 4}
"""


@pytest.mark.parametrize("asked", ["epoch", "state"])
def test_so_it_is_with_a_stack(tmp_path, monkeypatch, asked):
    (tmp_path / "s.yaml").write_text(MANY, "utf-8")
    begun, original = [], Worker.begin

    def begin(self, name, *arguments):
        begun.append(name)
        if begun.count(asked) == 6 and name == asked:  # two processes: the third time
            os.kill(self._copy._process, signal.SIGKILL)
        original(self, name, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "begin", begin)
        with pytest.raises(InputError) as caught:
            sweep(spec=tmp_path / "s.yaml", run_dir=tmp_path / "run", display=Display(charts=False))
    assert str(caught.value) == (
        "a process that trained members of a stack was killed, as systems do when their memory runs out; the states before it "
        f"are saved, go on with: dltrain resume {tmp_path / 'run'}"
    )
    went_on = resume(run=tmp_path / "run", display=Display(charts=False)).plain()
    whole = sweep(spec=tmp_path / "s.yaml", run_dir=tmp_path / "whole", display=Display(charts=False)).plain()
    assert went_on["members"] == whole["members"]
