"""Policies of networks, from the spec to the predictions; how copies of an environment go on where they were."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from dltrain.environments import ENVIRONMENTS
from dltrain.kinds.policy.copies import Copies

CORRIDOR = '{type: grid_world, map: ["S..G"], most_steps: 20}'
SHORT = {
    "dqn": ("{type: dqn, steps: 200, first_steps: 50, copies: 4, target_every: 20}", 5),
    "reinforce": ("{type: reinforce, episodes: 8}", 60),
    "actor_critic": ("{type: actor_critic, updates: 20}", 8),
    "ppo": ("{type: ppo, steps: 16, updates: 2}", 10),
}


def spec(environment, algorithm, epochs, rest="", layers="[16]"):
    lines = [
        f"model: {{type: policy, environment: {environment}, algorithm: {algorithm}, layers: {layers}, validation_episodes: 2,",
        f"  test_episodes: 3{rest}}}",
        f"training: {{epochs: {epochs}, learning_rate: 1e-2}}",
    ]
    Path("spec.yaml").write_text("\n".join(lines), "utf-8")
    return "spec.yaml"


@pytest.mark.parametrize("name", SHORT)
def test_it_finds_the_way_along_a_corridor(dltrain, name):
    algorithm, epochs = SHORT[name]
    result = dltrain("train", spec(CORRIDOR, algorithm, epochs), "--run-dir", "run", "--no-pictures")
    assert result.code == 0, result.err
    summary = json.loads(Path("run/summary.json").read_text("utf-8"))
    assert summary["test"] == {"return": pytest.approx(1 - 3 * 0.04), "return_deviation": 0.0, "length": 3.0}
    assert summary["baselines"]["random"]["test"]["return"] < summary["test"]["return"]
    Path("states.csv").write_text("state\n0\n2\n", "utf-8")
    lines = dltrain("predict", "run", "states.csv").out.splitlines()
    assert [line.split(",")[1] for line in lines] == ["predicted", "right", "right"]


def test_torch_finds_it_too(dltrain):
    dltrain("train", spec(CORRIDOR, SHORT["dqn"][0], 4), "--run-dir", "run", "--no-pictures", "--set", "engine=autograd")
    summary = json.loads(Path("run/summary.json").read_text("utf-8"))
    assert summary["test"]["length"] == 3.0
    assert json.loads(dltrain("evaluate", "run", "--json").out)["metrics"] == summary["test"]
    exported = dltrain("export", "run", "--format", "torch")  # which checks that it answers as the run does
    assert exported.code == 0, exported.err


@pytest.mark.parametrize("name", ["dqn", "ppo"])
def test_a_run_that_was_cut_off_in_the_middle_of_episodes_ends_as_a_whole_one(dltrain, name):
    pytest.importorskip("gymnasium")
    algorithm = {"dqn": "{type: dqn, steps: 100, first_steps: 50}", "ppo": "{type: ppo, steps: 16, updates: 1}"}[name]
    rest = ", exploration: constant" if name == "dqn" else ""
    for folder, epochs in (("whole", 5), ("cut", 2)):
        result = dltrain("train", spec("cartpole", algorithm, epochs, rest), "--run-dir", folder, "--no-pictures")
        assert result.code == 0, result.err
    assert dltrain("resume", "cut", "--set", "training.epochs=5", "--no-pictures").code == 0
    whole, cut = (load_file(f"{folder}/checkpoints/last.safetensors") for folder in ("whole", "cut"))
    assert whole["copies.lengths"].any()  # the copies were in the middle of something
    differing = [tensor for tensor in whole if not np.array_equal(whole[tensor], cut[tensor], equal_nan=True)]
    assert [tensor for tensor in differing if "seconds" not in tensor and "rows_per_second" not in tensor] == []


def test_copies_are_replayed_to_where_they_were():
    pytest.importorskip("gymnasium")
    copies = Copies(ENVIRONMENTS["cartpole"](), 3, seed=1)
    random = np.random.default_rng(0)
    for _ in range(40):
        copies.step(random.integers(2, size=3))
    other = Copies(ENVIRONMENTS["cartpole"](), 3, seed=1)
    for name, tensor in other.tensors().items():
        tensor[...] = copies.tensors()[name]
    other.replay()
    assert np.array_equal(other.seen, copies.seen)
    assert other.episodes.max() > 2  # some have begun another one
    moves = [one.step(np.zeros(3, np.int64)) for one in (copies, other)]
    assert np.array_equal(moves[0].entered, moves[1].entered)


@pytest.mark.parametrize(
    ("environment", "algorithm", "message"),
    [
        ("cartpole", "q_learning", "q_learning keeps a table, and cartpole has no states to number; write dqn"),
        ("{type: gymnasium, id: Pendulum-v1}", "ppo", "takes actions that are a Box"),
        ("{type: gymnasium, id: CartPole-v9}", "ppo", "there is CartPole-v0, CartPole-v1"),
        (CORRIDOR, "{type: dqn, copies: 9, steps: 8}", "9 copies take 9 steps at once, and 'steps' is 8"),
    ],
)
def test_what_does_not_go_together_is_refused(dltrain, environment, algorithm, message):
    pytest.importorskip("gymnasium")
    Path("spec.yaml").write_text(f"model: {{type: policy, environment: {environment}, algorithm: {algorithm}}}", "utf-8")
    result = dltrain("check", "spec.yaml")
    assert result.code == 2
    assert message in result.err


def test_a_missing_package_is_told_in_a_sentence(dltrain, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "gymnasium", None)
    Path("spec.yaml").write_text("model: {type: policy, environment: cartpole, algorithm: ppo}", "utf-8")
    result = dltrain("check", "spec.yaml")
    assert result.code == 2
    assert "comes with gymnasium, which is not installed; type: pip install 'dltrain[rl]'" in result.err
