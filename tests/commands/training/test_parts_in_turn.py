"""Folds and seeds that are trained one after another end by a signal between two of them as by one within."""

import signal

import pytest
from carried_out import carried_out
from processes import outcome

from dltrain.commands.resume import resume
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished
from dltrain.training.loop import is_paused

BASE = """
threads: 1
data: {source: {type: moons, rows: 60, noise: 0.2}%s}
model: {layers: [4]}
training: {epochs: 2}
"""
SPECS = {
    "fold 2 of 2": BASE % ", split: {folds: 2}",
    "seed 1": BASE % "" + "engine: autograd\nsweep: {seeds: 2}\n",
}


def interrupting_at(text, number):
    """Sends a signal when a text is said."""

    def say(said):
        if said == text:
            signal.raise_signal(number)

    return Display(charts=False, say=say)


@pytest.mark.parametrize("between", SPECS)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_a_signal_between_two_parts_tells_how_to_go_on(tmp_path, between, number, code):
    spec, run = tmp_path / "s.yaml", tmp_path / "run"
    spec.write_text(SPECS[between], "utf-8")
    with pytest.raises(Unfinished) as caught:
        carried_out(spec=spec, run_dir=run, display=interrupting_at(between, number))
    assert caught.value.exit_code == code
    assert str(caught.value) == f"interrupted; everything is saved, go on with: dltrain resume {run}"
    assert sorted(path.name for path in run.iterdir() if path.is_dir()) == [{"f": "fold-1", "s": "seed-0"}[between[0]]]
    resume(run=run, display=Display(charts=False))
    carried_out(spec=spec, run_dir=tmp_path / "whole", display=Display(charts=False))
    assert outcome(run) == outcome(tmp_path / "whole")


def test_a_signal_within_a_fold_tells_how_to_go_on_with_all_of_them(tmp_path):
    def interrupting(start, records):
        for record in records:
            yield record
            if not is_paused(record):
                signal.raise_signal(signal.SIGTERM)

    (tmp_path / "s.yaml").write_text(SPECS["fold 2 of 2"], "utf-8")
    with pytest.raises(Unfinished) as caught:
        train(spec=tmp_path / "s.yaml", run_dir=tmp_path / "run", display=Display(charts=False, watch=interrupting))
    assert caught.value.exit_code == 143
    assert str(caught.value) == f"interrupted; everything is saved, go on with: dltrain resume {tmp_path / 'run'}"


def test_the_summary_above_folds_says_what_its_numbers_are(tmp_path):
    (tmp_path / "s.yaml").write_text(SPECS["fold 2 of 2"], "utf-8")
    said = []
    train(spec=tmp_path / "s.yaml", run_dir=tmp_path / "run", display=Display(charts=False, say=said.append))
    lines = said[-1].splitlines()
    assert lines[0].endswith("mean ± standard deviation over 2 folds")
    assert "  loss is binary_cross_entropy in nats; f1 is macro (the mean over the classes)" in lines


def test_a_signal_between_two_members_saves_the_first(tmp_path):
    (tmp_path / "s.yaml").write_text(BASE % "" + "ensemble: {type: averaging, members: 2}\n", "utf-8")
    with pytest.raises(Unfinished) as caught:
        train(spec=tmp_path / "s.yaml", run_dir=tmp_path / "run", display=interrupting_at("member 2 of 2", signal.SIGTERM))
    assert caught.value.exit_code == 143
    assert str(caught.value).endswith(f"; everything is saved, go on with: dltrain resume {tmp_path / 'run'}")
    resume(run=tmp_path / "run", display=Display(charts=False))
    train(spec=tmp_path / "s.yaml", run_dir=tmp_path / "whole", display=Display(charts=False))
    assert outcome(tmp_path / "run") == outcome(tmp_path / "whole")
