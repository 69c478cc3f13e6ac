"""The comparison of initial weights can be run, and compares what it says."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest
import torch

from benchmarks import processes
from benchmarks.initializers import table, workloads
from benchmarks.initializers.schemes import SCHEMES
from dltrain.commands.preparing.setup import prepare
from dltrain.models.initializers import INITIALIZERS
from dltrain.spec.loading import load


def test_the_table_of_the_smallest_workload(tmp_path):
    words = [sys.executable, "-m", "benchmarks.initializers", "wine_linear", "--seeds", "2", "--schemes", "auto", "pytorch"]
    results = tmp_path / "results.jsonl"
    said = subprocess.run([*words, "--results", results], capture_output=True, text=True, check=True, cwd=processes.ROOT).stdout
    assert said.count("| wine_linear | ") == 3  # after 1 epoch, 5 and all
    records = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    assert [(record["scheme"], np.shape(record["losses"])) for record in records] == [("auto", (2, 40)), ("pytorch", (2, 40))]


def test_losses_are_ratios_to_the_best_and_differences_beyond_luck_are_marked():
    epochs = [4.0, 3.0, 2.5, 2.0, 1.0, 2.0]  # the best so far counts
    ours = [[loss + seed / 100 for loss in epochs] for seed in range(5)]
    worse = [[(2 + seed / 500) * loss for loss in own] for seed, own in enumerate(ours)]
    told = table.markdown({("w", "auto"): ours, ("w", "keras"): worse}, ["auto", "keras"])
    assert "| after 5 epochs | auto | keras |" in told
    assert told.count("| w | 1.00 | 2.00+ |") == 3
    assert told.count("| **geometric mean**, 1 workloads | **1.00** | **2.00** |") == 3


@pytest.mark.parametrize("name", workloads.SPECS)
def test_every_workload_is_a_sound_spec(name, tmp_path, monkeypatch):
    few = {made: (lambda make=make: tuple(array[:100] for array in make())) for made, make in workloads.MAKERS.items()}
    monkeypatch.setattr(workloads, "MAKERS", few)
    workloads.write(tmp_path)
    assert prepare(load(tmp_path / f"{name}.yaml")).resolved.plan.parameters > 0


def test_pytorchs_own_weights_and_biases():
    linear = SCHEMES["pytorch"].everywhere
    weight, bias = linear.draw((400, 25), np.random.default_rng(0)), linear.biases(400)
    for values in (weight, bias):
        assert np.abs(values).max() == pytest.approx(1 / 5, rel=0.02)
        assert values.std() == pytest.approx(1 / 5 / math.sqrt(3), rel=0.1)


def test_a_scheme_changes_all_layers_but_not_what_is_dltrains_own(tmp_path):
    workloads.write(tmp_path)
    plan = prepare(load(tmp_path / "residual_cnn.yaml")).resolved.plan
    assert SCHEMES["auto"].planned(plan) is plan
    changed = SCHEMES["he_normal"].planned(plan)
    he = INITIALIZERS["he_normal"]()
    assert [changed.layers[1].initializer, changed.layers[3].layers[0].initializer, changed.output.initializer] == [he, he, he]


def test_kerass_embeddings_are_small():
    embedding = torch.nn.Embedding(100, 8)
    SCHEMES["keras"].fill(embedding, torch.Generator().manual_seed(0))
    assert embedding.weight[1:].abs().max().item() == pytest.approx(0.05, rel=0.02)
    assert embedding.weight[0].tolist() == [0.0] * 8
