"""Trainings on a GPU that is really there: `python -m pytest -m gpu`. They are skipped where there is none."""

import json
import time
import warnings

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from dltrain.modules import Network, Recurrence
from dltrain.optimizers import OPTIMIZERS
from dltrain.training.autograd.parameters import Parameters
from dltrain.training.minibatches.batches import Settings

pytestmark = pytest.mark.gpu
QUIET = ("-q", "--no-pictures")
PICTURES = "{type: reshape, shape: [1, 8, 8]}"
CNN = f"{PICTURES}, {{type: conv2d, channels: 8, kernel_size: 3, batch_norm: true}}, {{type: max_pool2d, size: 2}}, flatten"
REVIEWS = "data: {source: REVIEWS, columns: {text: text}, target: label}\n"
SPECS = {
    "dense": "data: {source: digits}\nmodel: {layers: [64, 32]}\n",
    "convolution": f"data: {{source: digits}}\nmodel: {{layers: [{CNN}]}}\n",
    "regression": "data: {source: diabetes}\nmodel: {layers: [32]}\n",
    "lstm": REVIEWS + "model: {layers: [{type: embedding, dimensions: 8}, {type: lstm, units: 8, bidirectional: true}]}\n",
    "transformer": REVIEWS
    + "model: {layers: [{type: embedding, dimensions: 8}, {type: transformer, heads: 2, units: 16, dropout: 0}, "
    "{type: batch_norm}, global_average_pool]}\n",
    "autoencoder": "data: {source: digits}\nmodel: {type: autoencoder, encoder: [32, 8], decoder: [32]}\n",
    "ensemble": "data: {source: digits}\nmodel: {layers: [16]}\nensemble: {type: averaging, members: 2}\n",
}
GAN = "data: {source: circles}\nmodel: {type: gan, generator: [16], discriminator: [16], latent: 4}\n"
MASKS = (
    "data: {source: pictures.npz, target: y, augment: [flip, shift]}\n"
    "model: {layers: [{type: conv2d, channels: 4, kernel_size: 3}, flatten, 16], dropout: 0.2}\n"
)
SAME_BITS = {**SPECS, "masks and augmentation": MASKS, "gan": GAN}


@pytest.fixture
def spec(tmp_path):
    """Writes a spec, and the few reviews and pictures that some are about."""
    words = np.random.default_rng(0).choice(["good", "bad", "dull", "bright", "long", "short"], (200, 12))
    lines = [f"{' '.join(row[: 3 + number % 10])},{int('good' in row[:3])}" for number, row in enumerate(words)]
    (tmp_path / "reviews.csv").write_text("\n".join(["text,label", *lines]), encoding="utf-8")

    source = np.random.default_rng(0)
    np.savez(tmp_path / "pictures.npz", x=source.random((200, 1, 8, 8), np.float32), y=source.integers(3, size=200))

    def write(text, epochs=3):
        text = text.replace("REVIEWS", "reviews.csv")
        text = text if "training:" in text else f"{text}training: {{epochs: {epochs}}}\n"
        (tmp_path / "a.yaml").write_text(text, encoding="utf-8")

    return write


def losses(folder):
    return epochs_of(folder, "train_loss")


def epochs_of(folder, name):
    lines = (folder / "metrics.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)[name] for line in lines]


def carried_out(dltrain, *words):
    ended = dltrain(*words)
    assert ended.code == 0, ended.err
    return ended


@pytest.mark.parametrize("kind", SPECS)
def test_a_training_there_is_that_of_the_processor_to_rounding(kind, gpu, spec, dltrain, row, tmp_path):
    spec(SPECS[kind])
    carried_out(dltrain, "train", "a.yaml", *QUIET, "-s", "device=cuda", "-o", "there")
    carried_out(dltrain, "train", "a.yaml", *QUIET, "-s", "device=cpu", "-s", "engine=autograd", "-o", "here")
    there, here = losses(tmp_path / "there"), losses(tmp_path / "here")
    row("last loss, and on the processor", kind, f"{there[-1]:.6f}", f"{here[-1]:.6f}")
    assert there == pytest.approx(here, rel=5e-3)


@pytest.mark.parametrize("kind", SAME_BITS)
def test_a_resumed_run_has_the_bits_of_one_that_was_never_stopped(kind, gpu, spec, dltrain, row, tmp_path):
    spec(SAME_BITS[kind], epochs=4)
    cuda = ("-s", "device=cuda", "-s", "training.save_every=0s") if kind != "ensemble" else ("-s", "device=cuda")
    carried_out(dltrain, "train", "a.yaml", *QUIET, *cuda, "-o", "whole")
    carried_out(dltrain, "train", "a.yaml", *QUIET, *cuda, "-o", "parts", "-s", "training.epochs=2")
    if kind == "ensemble":  # of a finished one no member goes on: it is repeated
        carried_out(dltrain, "train", "whole/spec.yaml", *QUIET, "-o", "again")
    else:
        carried_out(dltrain, "resume", "parts", *QUIET, "-s", "training.epochs=4")
    other = "again" if kind == "ensemble" else "parts"
    whole, again = (load_file(tmp_path / folder / "checkpoints/last.safetensors") for folder in ("whole", other))
    names = [name for name in whole if not name.startswith("history.")]
    differing = [name for name in names if whole[name].tobytes() != again[name].tobytes()]
    row("tensors of another bit after a resume", kind, len(differing), f"of {len(names)}")
    assert differing == []


@pytest.mark.parametrize("shuffle", ["rows", "blocks"])
def test_rows_that_it_does_not_hold_go_there_in_windows(shuffle, gpu, spec, dltrain, row, tmp_path, monkeypatch):
    """1,078 training rows of 64 numbers, in windows of 16 blocks of 4 KiB: 256 rows."""
    spec(SPECS["convolution"])
    monkeypatch.setattr("dltrain.training.minibatches.windows.BLOCK", 2**12)
    monkeypatch.setattr("dltrain.training.minibatches.windows.WINDOW", 16)
    order = ("-s", "device=cuda", "-s", f"training.shuffle={shuffle}", "-o")
    carried_out(dltrain, "train", "a.yaml", *QUIET, *order, "resident")
    monkeypatch.setattr("dltrain.training.minibatches.held.free_memory", lambda device: 0)
    carried_out(dltrain, "train", "a.yaml", *QUIET, *order, "held")
    ours, others = losses(tmp_path / "held"), losses(tmp_path / "resident")
    row("last loss of rows that it does not hold, and that it holds", shuffle, f"{ours[-1]!r}", f"{others[-1]!r}")
    assert ours == pytest.approx(others, rel=1e-6)


@pytest.mark.parametrize("kind", ["dense", "convolution", "masks and augmentation", "gan"])
def test_steps_are_started_as_graphs_to_the_same_bits(kind, gpu, spec, dltrain, row, tmp_path, monkeypatch):
    spec(SAME_BITS[kind])
    carried_out(dltrain, "train", "a.yaml", *QUIET, "-s", "device=cuda", "-o", "recorded")
    monkeypatch.setattr("dltrain.training.cuda_graph.Recorded.__call__", lambda self, batch, by_hand: self.work(batch))
    carried_out(dltrain, "train", "a.yaml", *QUIET, "-s", "device=cuda", "-o", "usual")
    log = (tmp_path / "recorded/log.txt").read_text("utf-8")
    row(
        "steps started as a graph, and if not why",
        kind,
        "CUDA graphs" not in log,
        log.partition("takes longer: ")[2].split("\n")[0],
    )
    assert losses(tmp_path / "recorded") == pytest.approx(losses(tmp_path / "usual"), rel=1e-5)


@pytest.mark.parametrize("kind", [torch.nn.LSTM, torch.nn.GRU, torch.nn.RNN])
@pytest.mark.parametrize("given", ["texts", "numbers"])
def test_cudnn_reads_recurrent_weights_where_they_are(given, kind, gpu, row):
    """Else it warns that it copies them together at each step."""
    core = Recurrence(kind(5, 6, num_layers=2, bidirectional=True, batch_first=True), "last")
    network = Network(None, [torch.nn.Embedding(7, 5), core] if given == "texts" else [core], torch.nn.Linear(12, 1))
    x = torch.arange(24).view(3, 8) % 7 if given == "texts" else torch.randn(3, 8, 5)
    here = network(x)
    network.to("cuda")
    parameters = Parameters(network, OPTIMIZERS["sgd"](), Settings(0, "all", 0.0, 0.0, None), "cuda")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        there = network(x.to("cuda"))
        there.sum().backward()
    row("recurrent weights read where they are", f"{kind.__name__} of {given}", True, "")
    assert there.detach().cpu().numpy() == pytest.approx(here.detach().numpy(), rel=1e-4, abs=1e-6)
    assert parameters.gradients[0].cpu().count_nonzero() > 0


def test_many_seeds_are_one_stack(gpu, spec, dltrain, row, tmp_path):
    seeds = 8 if gpu == "pretended" else 64
    spec("data: {source: digits}\nmodel: {layers: [64, 32], dropout: 0.2}\n")
    carried_out(dltrain, "sweep", "a.yaml", *QUIET, "--seeds", seeds, "-s", "device=cuda", "-o", "there")
    carried_out(dltrain, "sweep", "a.yaml", *QUIET, "--seeds", seeds, "-s", "device=cpu", "-o", "here")
    there, here = losses(tmp_path / "there"), losses(tmp_path / "here")
    row(f"mean last loss of {seeds} seeds, and on the processor", "dense", f"{there[-1]:.6f}", f"{here[-1]:.6f}")
    seconds = [epochs_of(tmp_path / folder, "seconds")[-1] for folder in ("there", "here")]
    row(f"seconds of an epoch of {seeds} seeds, and on the processor", "dense", *(f"{one:.4f}" for one in seconds))
    assert there == pytest.approx(here, rel=5e-3)


def test_a_gan_is_trained_there(gpu, spec, dltrain, row, tmp_path):
    spec(GAN)
    carried_out(dltrain, "train", "a.yaml", *QUIET, "-s", "device=cuda", "-o", "there")
    row("last loss", "gan", f"{losses(tmp_path / 'there')[-1]:.4f}", "")


def test_predictions_there_are_those_of_the_processor(gpu, spec, dltrain, row, tmp_path, monkeypatch):
    spec(SPECS["regression"])
    carried_out(dltrain, "train", "a.yaml", *QUIET, "-s", "device=cuda", "-o", "run")
    there = json.loads(carried_out(dltrain, "evaluate", "run", "--json").out)["metrics"]
    monkeypatch.setattr("dltrain.commands.loading.saved.device_like", lambda name: "cpu")
    here = json.loads(carried_out(dltrain, "evaluate", "run", "--json").out)["metrics"]
    row("test loss, and evaluated on the processor", "regression", f"{there['loss']:.6f}", f"{here['loss']:.6f}")
    assert there == pytest.approx(here, rel=1e-4)


@pytest.mark.parametrize("precision", ["float32", "tf32", "bfloat16"])
def test_each_precision_learns(precision, gpu, spec, dltrain, row, tmp_path):
    spec(SPECS["dense"], epochs=30)
    if gpu != "pretended" and precision != "float32" and torch.cuda.get_device_capability() < (8, 0):
        pytest.skip(f"{gpu} has no units for {precision}")
    words = ("-s", "device=cuda", "-s", f"precision={precision}", "-o", "run")
    carried_out(dltrain, "train", "a.yaml", *QUIET, *words)
    accuracy = json.loads((tmp_path / "run/summary.json").read_text("utf-8"))["test"]["accuracy"]
    row("accuracy of digits", precision, f"{accuracy:.3f}", "0.95 or more")
    assert accuracy >= 0.95


def test_speed_and_memory_beside_plain_pytorch(gpu, spec, dltrain, row, tmp_path):
    """An epoch of 784-512-256-10 in batches of 512, rows resident, the best of the later ones."""
    rows, epochs = (2_000, 2) if gpu == "pretended" else (100_000, 6)
    source = np.random.default_rng(0)
    x, y = source.random((rows, 784), np.float32), source.integers(10, size=rows)
    np.savez(tmp_path / "a.npz", x=x, y=y)
    spec(
        "data: {source: a.npz, target: y, scale: none, columns: {y: categorical}, split: none}\n"
        f"model: {{layers: [512, 256]}}\ntraining: {{epochs: {epochs}, batch_size: 512}}\n"
    )
    if gpu != "pretended":
        torch.cuda.reset_peak_memory_stats()
    carried_out(dltrain, "train", "a.yaml", *QUIET, "-s", "device=cuda", "-o", "run")
    lines = (tmp_path / "run/metrics.jsonl").read_text("utf-8").splitlines()
    ours = min(json.loads(line)["seconds"] for line in lines[1:])
    if gpu != "pretended":
        row("memory, MiB, and of the rows", "dense", torch.cuda.max_memory_allocated() >> 20, x.nbytes >> 20)
    theirs = plain_epoch(torch.from_numpy(x).to("cuda"), torch.from_numpy(y).to("cuda"), epochs)
    row("seconds of an epoch, and of plain PyTorch", "dense", f"{ours:.3f}", f"{theirs:.3f}")


def plain_epoch(x, y, epochs):
    """The least seconds of an epoch of a loop as tutorials have it, with the rows on the device."""
    network = torch.nn.Sequential(
        torch.nn.Linear(784, 512), torch.nn.ReLU(), torch.nn.Linear(512, 256), torch.nn.ReLU(), torch.nn.Linear(256, 10)
    ).to("cuda")
    optimizer, took = torch.optim.Adam(network.parameters()), []
    for _ in range(epochs):
        began = time.perf_counter()
        order, total = torch.randperm(len(x), device="cuda"), 0.0
        for batch in order.split(512):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(network(x[batch]), y[batch])
            loss.backward()
            optimizer.step()
            total += loss.item()
        took.append(time.perf_counter() - began)
    return min(took)
