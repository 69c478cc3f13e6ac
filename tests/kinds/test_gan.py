"""A generative adversarial network from its spec to its summary, and each of its steps against torch's own autograd."""

import csv
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from dltrain.arrays import torch_arrays
from dltrain.commands.train import train
from dltrain.diagnosis.checks.mode_collapse import has_collapsed
from dltrain.kinds.gan.engine import AdversarialEngine
from dltrain.kinds.gan.findings import coverage
from dltrain.kinds.gan.likeness import normal_rows, subsample
from dltrain.kinds.gan.samples import image_shape
from dltrain.losses import LOSSES
from dltrain.metrics import METRICS, Outcome
from dltrain.models.gan import GanPlan
from dltrain.modules import Adversaries
from dltrain.optimizers import OPTIMIZERS
from dltrain.optimizers.averages import AVERAGES
from dltrain.statistics.clusters import cluster_centers, nearest_center
from dltrain.tasks import Task
from dltrain.training.autograd.engine import Rows, Settings

SPEC = """
data: {source: {type: ring_of_blobs, rows: 400}}
model: {type: gan, latent: 2, generator: [16], discriminator: [16]}
training: {epochs: 12, learning_rate: 2e-3, early_stopping: {monitor: auto, patience: 12}}
threads: 1
"""
ROOT = Path(__file__).parents[2]

TORCH = torch_arrays()


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A short run, with its pictures."""
    folder = tmp_path_factory.mktemp("gan")
    (folder / "spec.yaml").write_text(SPEC, "utf-8")
    train(spec=folder / "spec.yaml", run_dir=folder / "run")
    return folder / "run"


@pytest.fixture
def trained(dltrain, kept):
    """A copy of it in the folder `run`."""
    shutil.copytree(kept, "run")
    return Path("run")


def summary_of(run):
    return json.loads((run / "summary.json").read_text("utf-8"))


def test_a_run_holds_records_measures_pictures_and_a_baseline(trained):
    records = [json.loads(line) for line in (trained / "metrics.jsonl").read_text("utf-8").splitlines()]
    names = ["epoch", "train_loss", "discriminator_loss", "validation_energy_distance", "learning_rate", "seconds"]
    assert [*records[0]] == [*names, "rows_per_second"]
    summary = summary_of(trained)
    assert summary["monitor"] == "validation_energy_distance"
    lowest = min(records, key=lambda record: record["validation_energy_distance"])
    assert summary["best_epoch"] == lowest["epoch"]
    assert summary["validation"]["energy_distance"] == lowest["validation_energy_distance"]
    assert [*summary["baselines"]["normal"]] == ["validation", "test"]
    pictures = {path.name for path in trained.glob("*.png")}
    samples = {"samples.png", *(f"samples-{epoch:04d}.png" for epoch in range(1, 13))}
    assert pictures == {"curves.png", "activations.png", "gradients.png"} | samples


def test_the_resolved_spec_trains_again_to_the_same_bits(trained, dltrain):
    assert dltrain("train", trained / "spec.yaml", "--run-dir", "again", "--no-pictures").code == 0
    first, second = summary_of(trained), summary_of(Path("again"))
    assert first["test"] == second["test"]
    assert not list(Path("again").glob("*.png"))


def test_the_checkpoint_alone_evaluates_and_generates(trained, dltrain):
    evaluated = json.loads(dltrain("evaluate", trained, "--json").out)
    assert evaluated["metrics"] == summary_of(trained)["test"]
    Path("rows.csv").write_text("x1,x2\n" + "0,0\n" * 500, "utf-8")
    assert dltrain("evaluate", trained, "--data", "rows.csv").code == 0
    said = dltrain("predict", trained, "rows.csv").out
    assert said == dltrain("predict", trained, "rows.csv").out
    rows = list(csv.DictReader(io.StringIO(said)))
    assert [*rows[0]] == ["row", "x1", "x2"]
    points = np.array([[float(row["x1"]), float(row["x2"])] for row in rows])
    assert points.shape == (500, 2)
    assert 0.5 < np.abs(points).max() < 20  # in the data's own unit: the ring has radius 2


def test_check_shows_both_networks(dltrain):
    Path("spec.yaml").write_text(SPEC, "utf-8")
    said = dltrain("check", "spec.yaml").out
    for line in ("generator.layers.0", "generator.output", "discriminator.layers.0", "discriminator.output"):
        assert line in said
    assert said.rstrip().endswith("8 steps an epoch, 96 in all")


def test_rows_need_no_target(dltrain):
    Path("rows.csv").write_text("a,b\n" + "".join(f"{i % 7},{i % 5}\n" for i in range(60)), "utf-8")
    Path("spec.yaml").write_text(
        "data: {source: rows.csv, scale: min_max, split: none}\n"
        "model: {type: gan, generator: [8], discriminator: [8]}\ntraining: {epochs: 2, loss: least_squares}\n",
        "utf-8",
    )
    assert dltrain("train", "spec.yaml", "--run-dir", "run").code == 0
    assert summary_of(Path("run"))["monitor"] == "train_energy_distance"
    assert " target:" not in (Path("run") / "spec.yaml").read_text("utf-8")
    assert dltrain("train", "run/spec.yaml", "--run-dir", "again").code == 0
    assert summary_of(Path("again"))["train"] == summary_of(Path("run"))["train"]


def test_pictures_and_short_epochs(dltrain):
    """Digits are drawn as they are; with 50 critic steps some epochs have no step of the generator, and so no loss."""
    Path("spec.yaml").write_text(
        "data: {source: digits, scale: min_max, rows: 300}\n"
        "model: {type: gan, generator: [8], discriminator: [8]}\n"
        "training: {epochs: 3, batch_size: 64, loss: {type: wasserstein, critic_steps: 5}}\n",
        "utf-8",
    )
    assert dltrain("train", "spec.yaml", "--run-dir", "run").code == 0
    losses = [json.loads(line)["train_loss"] for line in (Path("run") / "metrics.jsonl").read_text("utf-8").splitlines()]
    assert losses[0] is None  # 180 rows are 3 steps an epoch; the generator's turn is the fifth
    assert losses[1] is not None
    assert (Path("run") / "samples-0003.png").read_bytes().startswith(b"\x89PNG")


def test_a_generator_that_makes_always_the_same_is_noticed():
    random = np.random.default_rng(0)
    angle = 2 * np.pi * random.integers(8, size=1000) / 8
    ring = 2 * np.column_stack([np.cos(angle), np.sin(angle)]) + 0.1 * random.standard_normal((1000, 2))
    same = ring[:1] + 0.1 * random.standard_normal((1000, 2))
    half = np.where(ring[:, :1] > 0, ring, ring * [[-1, 1]])
    assert not has_collapsed(coverage(ring, ring, seed=0))
    assert coverage(ring, random.permutation(ring), seed=0).reached == 20
    assert has_collapsed(coverage(ring, same, seed=0))
    assert has_collapsed(coverage(ring, half, seed=0))


def test_the_energy_distance_is_that_of_its_formula():
    """x = 0, 2 and y = 1, 5: E|x - y| = (1 + 5 + 1 + 3) / 4 = 2.5, E|x - x'| = 2, E|y - y'| = 4; 2 · 2.5 - 2 - 4 = -1."""
    metric = METRICS["energy_distance"]()
    assert metric.value(Outcome(Task.GENERATION, np.array([[0.0], [2.0]]), np.array([[1.0], [5.0]]))) == pytest.approx(-1.0)
    random = np.random.default_rng(1)
    real, near, far = (shift + random.standard_normal((500, 3)) for shift in (0.0, 0.0, 3.0))
    assert abs(metric.value(Outcome(Task.GENERATION, real, near))) < 0.02
    assert metric.value(Outcome(Task.GENERATION, real, far)) > 3
    assert metric.value(Outcome(Task.GENERATION, real[:1], near[:1])) is None


def test_the_baseline_has_mean_and_covariance_of_the_rows():
    random = np.random.default_rng(0)
    rows = random.standard_normal((300, 3)) @ np.array([[2.0, 1.0, 0.0], [0.0, 1.0, 0.5], [0.0, 0.0, 0.3]]) + [5.0, 0.0, -1.0]
    drawn = normal_rows(Rows(TORCH, (torch.from_numpy(rows),), torch.empty(len(rows), 0), None, len(rows)), 40_000, random)
    np.testing.assert_allclose(drawn.mean(axis=0), rows.mean(axis=0), atol=0.05)
    np.testing.assert_allclose(np.cov(drawn.T), np.cov(rows.T, bias=True), atol=0.1)


def test_clusters_are_found():
    random = np.random.default_rng(0)
    rows = np.concatenate([center + 0.01 * random.standard_normal((30, 2)) for center in ((0, 0), (5, 0), (0, 5))])
    centers = cluster_centers(rows, 3, seed=0)
    np.testing.assert_allclose(sorted(centers.round().tolist()), [[0, 0], [0, 5], [5, 0]])
    assert len(set(nearest_center(rows, centers)[:30])) == 1
    assert len(cluster_centers(np.zeros((10, 2)), 4, seed=0)) == 1


@pytest.mark.parametrize(
    ("name", "real", "generated"),
    [
        ("binary_cross_entropy", np.log1p(np.exp(-2.0)), np.log1p(np.exp(2.0))),  # -ln σ(2), -ln σ(-2)
        ("least_squares", 0.5, 2.0),  # (2 - 1)² / 2, 2² / 2
        ("wasserstein", -2.0, 2.0),
    ],
)
def test_losses_of_a_score_of_2(name, real, generated):
    score = torch.tensor([[2.0]], dtype=torch.float64)
    targets = [torch.tensor([[y]], dtype=torch.float64) for y in (1.0, 0.0)]
    values = [float(LOSSES[name]().values_and_gradients(TORCH, score, y, Task.GENERATION)[0]) for y in targets]
    assert values == pytest.approx([real, generated])


def linear_game(loss, **options):
    """Generator z → 3z, critic x → (3, 4)·x, whose slope is 5 everywhere."""
    generator, critic = torch.nn.Linear(2, 2, bias=False), torch.nn.Linear(2, 1, bias=False)
    with torch.no_grad():
        generator.weight.copy_(3 * torch.eye(2))
        critic.weight.copy_(torch.tensor([[3.0, 4.0]]))
    real = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    rows = Rows(TORCH, (real,), torch.empty(2, 0), None, 2)
    settings = Settings(0, "all", 0.0, 0.0, None, False, **options)
    engine = AdversarialEngine(Adversaries(generator, critic, 2), OPTIMIZERS["sgd"](), loss, rows, settings, "cpu")
    return engine, generator, critic, real


def test_a_step_of_a_critic_with_a_penalty_has_known_numbers():
    """Real scores 3 and 4, generated 9 and 12 of the noise (1, 0), (0, 1): loss -3.5 + 10.5 + 2 (5 - 1)² = 39. Its gradient is
    mean(made) - mean(real) + 2 · 2 (5 - 1) (3, 4) / 5 = (1, 1) + (9.6, 12.8)."""
    engine, generator, critic, real = linear_game(LOSSES["wasserstein"](penalty=2.0, critic_steps=1))
    losses = engine.one_step(real, torch.eye(2), torch.full((2, 1), 0.5), turn=True, rate=0.1)
    torch.testing.assert_close(critic.weight.detach(), torch.tensor([[3.0 - 1.06, 4.0 - 1.38]]))
    torch.testing.assert_close(losses[1], torch.tensor(39.0))
    # The generator's loss -mean(critic(Gz)) by the new critic (1.94, 2.62): -3 (1.94 + 2.62) / 2; its gradient is -w z / 2.
    torch.testing.assert_close(losses[0], torch.tensor(-6.84))
    expected = 3 * torch.eye(2) + 0.1 * torch.tensor([[1.94, 1.94], [2.62, 2.62]]) / 2
    torch.testing.assert_close(generator.weight.detach(), expected)


@pytest.mark.parametrize("name", ["binary_cross_entropy", "least_squares"])
def test_a_step_is_that_of_torch(name):
    engine, generator, critic, real = linear_game(LOSSES[name]())
    own, judge = (torch.nn.Linear(2, units, bias=False) for units in (2, 1))
    own.load_state_dict(generator.state_dict())
    judge.load_state_dict(critic.state_dict())
    noise = torch.tensor([[0.3, -0.2], [0.1, 0.4]])
    engine.one_step(real, noise, None, turn=True, rate=0.1)

    def loss(scores, target):
        if name == "least_squares":
            return 0.5 * torch.nn.functional.mse_loss(scores, torch.full_like(scores, target))
        return torch.nn.functional.binary_cross_entropy_with_logits(scores, torch.full_like(scores, target))

    first, second = torch.optim.SGD(judge.parameters(), 0.1), torch.optim.SGD(own.parameters(), 0.1)
    (loss(judge(real), 1.0) + loss(judge(own(noise).detach()), 0.0)).backward()
    first.step()
    own.zero_grad()
    loss(judge(own(noise)), 1.0).backward()
    second.step()
    torch.testing.assert_close(critic.weight, judge.weight)
    torch.testing.assert_close(generator.weight, own.weight)


def test_the_averages_of_both_networks_are_what_there_is_between_epochs():
    loss, seen = LOSSES["least_squares"](), []
    plain, generator, _, _ = linear_game(loss)
    for epoch in (1, 2, 3):
        plain.epoch(epoch, lambda step: 0.05, lambda: False)
        seen.append(generator.weight.detach().clone())
    engine, averaged, _, _ = linear_game(loss, average=AVERAGES["ema"](decay=0.5), epochs=3)
    for epoch in (1, 2, 3):
        engine.epoch(epoch, lambda step: 0.05, lambda: False)
    expected = (0.25 * seen[0] + 0.5 * seen[1] + seen[2]) / 1.75
    torch.testing.assert_close(averaged.weight.detach(), expected)
    np.testing.assert_array_equal(engine.snapshot()["optimizer.generator.weights"], seen[2].flatten().numpy())


def test_only_what_is_a_picture_is_drawn_as_one():
    class Bare:
        layers = ()

    def shape(rows, names):
        return image_shape(GanPlan(Bare(), Bare(), rows), names)

    assert shape((3, 4, 5), []) == (3, 4, 5)
    assert shape((2, 4, 5), []) is None
    assert shape((4,), ["pixel_0_0", "pixel_0_1", "pixel_1_0", "pixel_1_1"]) == (1, 2, 2)
    assert shape((4,), ["pixel_0_0", "pixel_1_0", "pixel_0_1", "pixel_1_1"]) is None
    assert shape((2,), ["x1", "x2"]) is None


def test_the_ring_of_eight_is_covered(dltrain):
    """A shorter run of the config: every cloud gets its share of generated points."""
    words = ["--set", "training.epochs=60", "--no-pictures", "--run-dir", "run"]
    assert dltrain("train", ROOT / "configs" / "gan_ring.yaml", *words).code == 0
    Path("rows.csv").write_text("x1,x2\n" + "0,0\n" * 2000, "utf-8")
    rows = csv.DictReader(io.StringIO(dltrain("predict", "run", "rows.csv").out))
    points = np.array([[float(row["x1"]), float(row["x2"])] for row in rows])
    angles = 2 * np.pi * np.arange(8) / 8
    distance = np.linalg.norm(points[:, None] - 2 * np.column_stack([np.cos(angles), np.sin(angles)]), axis=2)
    near = distance.min(axis=1) <= 3 * 0.1
    assert np.bincount(distance.argmin(axis=1)[near], minlength=8).min() > 10


def test_of_many_pictures_only_those_compared_become_numbers_of_eight_bytes():
    pixels = (torch.tensor(0.0), torch.tensor(1 / 255))
    rows = Rows(
        torch_arrays(), (torch.randint(0, 256, (5000, 3, 4, 4), dtype=torch.uint8),), torch.empty(5000, 0), None, 5000, (pixels,)
    )
    found = subsample(rows)
    assert found.shape == (1000, 48)
    np.testing.assert_allclose(found[-1], rows.inputs[0][-1].flatten().numpy() / 255, atol=1e-6)
    np.testing.assert_allclose(normal_rows(rows, 2000, np.random.default_rng(0)).mean(), 0.5, atol=0.02)
