"""A training whose batches are cut into shares, as it is typed: on one core and on two."""

import json

import pytest

from dltrain.runs import checkpoints

SPEC = """
data: {source: {type: moons, rows: 750}, split: {validation: 0.2, test: 0.2}}
model: {layers: [150, 150], activation: tanh}
training: {epochs: 2, batch_size: 200}
"""  # 200 rows × 23,000 weights: two shares


@pytest.mark.parametrize("engine", ["numpy", "explicit", "autograd"])
def test_the_weights_are_the_same_bit_for_bit_and_evaluate_says_what_training_said(commands, tmp_path, engine):
    (tmp_path / "s.yaml").write_text(SPEC, "utf-8")
    states = []
    for threads in (1, 2):
        run = f"on-{threads}"
        words = ["--set", f"engine={engine}", "--set", f"threads={threads}", "--run-dir", run, "--no-pictures", "--json"]
        trained = commands("train", "s.yaml", *words, folder=tmp_path)
        assert trained.code == 0, trained.err
        states.append(checkpoints.read(tmp_path / run / "checkpoints" / "last.safetensors")[0])
        evaluated = commands("evaluate", run, "--split", "test", "--json", folder=tmp_path)
        assert json.loads(trained.out)["test"] == json.loads(evaluated.out)["metrics"]
    one, two = states
    assert one.keys() == two.keys()
    assert all((one[name] == two[name]).all() for name in one if not name.startswith("history."))
