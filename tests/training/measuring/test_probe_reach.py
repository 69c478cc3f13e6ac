"""What is sampled of several networks of one training, each with its tags, and goes on bitwise after an interruption."""

import functools
import signal

import pytest

from dltrain import runs
from dltrain.commands.resume import resume
from dltrain.commands.sweep import sweep
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished
from dltrain.diagnosis.health import by_network, in_words
from dltrain.training.loop import is_paused

QUIET = Display(charts=False)
IRIS = "data: {source: iris}\nmodel: {layers: [8], dropout: 0.1}\ntraining: {epochs: 9}\n"
KINDS = {
    "stacking": IRIS.replace("9", "4") + "ensemble: {type: stacking, members: 2, folds: 2}",
    "gan": "data: {source: iris}\nmodel: {type: gan, generator: [8], discriminator: [8], latent: 2}\ntraining: {epochs: 4}\n",
    "stack": IRIS,
}
WHOSE = {
    "stacking": [*(f"member {m}{fold}" for m in (1, 2) for fold in ("", ", fold 1", ", fold 2"))],
    "gan": ["the generator", "the discriminator"],
    "stack": ["seed 0", "seed 2", "seed 4"],
}


def steps_of(samples):
    return [sample["step"] for sample in samples]


def lines(folder):
    return (folder / "health.jsonl").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_each_network_is_sampled_and_a_resumed_run_has_the_same_samples(kind, tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text(KINDS[kind], "utf-8")

    def stopping(start, given):
        for record in given:
            yield record
            if record["epoch"] == 3 and record.get("member", 2) == 2 and not is_paused(record):
                signal.raise_signal(signal.SIGTERM)

    trained = functools.partial(sweep, seeds=5) if kind == "stack" else train
    trained(spec=spec, run_dir=tmp_path / "whole", display=QUIET)
    groups = by_network(runs.open(tmp_path / "whole").health.read())
    assert sorted(map(in_words, groups)) == sorted(WHOSE[kind])
    assert all(steps_of(samples)[:2] == [1, 6] for samples in groups.values())
    with pytest.raises(Unfinished):
        trained(spec=spec, run_dir=tmp_path / "cut", display=Display(charts=False, watch=stopping))
    (tmp_path / "cut" / "health.jsonl").write_bytes(lines(tmp_path / "whole"))  # as if more had been written than was saved
    resume(run=tmp_path / "cut", display=QUIET)
    assert lines(tmp_path / "cut") == lines(tmp_path / "whole")


def test_a_member_of_a_stack_shows_what_its_own_run_does(tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text(IRIS, "utf-8")
    sweep(spec=spec, seeds=3, run_dir=tmp_path / "stack", display=QUIET)
    train(spec=spec, sets=["seed=2"], run_dir=tmp_path / "own", display=QUIET)
    *_, (tags, last) = by_network(runs.open(tmp_path / "stack").health.read()).items()
    assert tags == (("seed", 2),)
    for mine, own in zip(last, runs.open(tmp_path / "own").health.read(), strict=True):
        assert mine["step"] == own["step"]
        for name, layer in own["layers"].items():
            quantiles = mine["layers"][name].pop("quantiles"), layer.pop("quantiles")
            assert quantiles[0].keys() == quantiles[1].keys()
            assert mine["layers"][name] == pytest.approx(layer, rel=1e-3)
