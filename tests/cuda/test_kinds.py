"""Every kind of model on a GPU that is pretended: trained without a step that waits, evaluated, and taken away."""

import json

import numpy as np
import pytest
from tiny_models import picture_model

import dltrain as package

PICTURES = "data: {source: pictures.npz, target: y}\n"
CNN = "layers: [{type: conv2d, channels: 2, kernel_size: 3}, flatten, 4], dropout: 0.2, batch_norm: true"
SPECS = {
    "several targets": "data: {source: wine, target: {target: class, proline: {type: value, loss: huber}}}\n"
    "model: {layers: [4]}\n",
    "mixed pictures": f"data: {{source: pictures.npz, target: y, augment: [flip, shift]}}\nmodel: {{{CNN}}}\n"
    "training: {mixup: 0.4, cutmix: 1.0, accumulate: 2, average_weights: {type: ema, decay: 0.9}, class_weights: balanced}\n",
    "pretrained": PICTURES + "model: {type: pretrained, name: ./model}\n",
    "language model": "data: {source: {type: text, path: sums.txt}}\nmodel: {type: language_model, tokenizer: character, "
    "context: 8, layers: [{type: embedding, dimensions: 4}, {type: transformer, heads: 2, units: 4, causal: true}]}\n",
    "gan": PICTURES + "model: {type: gan, latent: 2, generator: [8], discriminator: [flatten, 8]}\n"
    "training: {loss: {type: wasserstein, penalty: 1.0}}\n",
    "autoencoder": "data: {source: iris}\nmodel: {type: autoencoder, encoder: [2], decoder: [3], noise: 0.1}\n",
    "series": "data: {source: sine.csv, target: v, window: {length: 5, horizon: 1}, split: {order: true}}\n"
    "model: {layers: [{type: gru, units: 3, bidirectional: true}]}\n",
    "text beside": "data: {source: words.csv, target: label, columns: {words: text}}\nmodel: {layers: [4]}\n",
    "boosting": "data: {source: iris}\nmodel: {layers: [4]}\nensemble: {type: boosting, members: 2}\n",
    "stacking": "data: {source: iris}\nmodel: {layers: [4]}\nensemble: {type: stacking, members: 2, folds: 2}\n",
    "folds": "data: {source: iris, split: {folds: 2}}\nmodel: {layers: [4]}\n",
}
QUIET = ("-q", "--no-pictures", "-s", "device=cuda", "-s", "training.epochs=1")


@pytest.fixture
def place(tmp_path):
    random = np.random.default_rng(0)
    pictures = (random.random((40, 3, 6, 6)) * 255).astype(np.uint8)
    np.savez(tmp_path / "pictures.npz", x=pictures, y=random.integers(3, size=40))
    (tmp_path / "sums.txt").write_text("\n".join(f"{a}+{a + 1}={2 * a + 1}" for a in range(40)), encoding="utf-8")
    words = [f"{k % 7},{('good', 'bad')[k % 2]} film,{k % 2}" for k in range(60)]
    (tmp_path / "words.csv").write_text("\n".join(["a,words,label", *words]), encoding="utf-8")
    (tmp_path / "sine.csv").write_text("\n".join(["v", *map(str, np.sin(np.arange(60) / 3))]), encoding="utf-8")
    return tmp_path


def carried_out(dltrain, *words):
    ended = dltrain(*words)
    assert ended.code == 0, ended.err
    return ended.out


@pytest.mark.parametrize("kind", SPECS)
def test_it_trains_without_waiting(kind, place, gpu, dltrain):
    if kind == "pretrained":
        pytest.importorskip("transformers")
        picture_model(place / "model", "resnet", 6)
    (place / "a.yaml").write_text(SPECS[kind], encoding="utf-8")
    carried_out(dltrain, "train", "a.yaml", *QUIET, "-o", "run")
    assert gpu.waits
    assert [str(wait) for wait in gpu.waits if wait.in_step] == []
    run = "run/fold-1" if kind == "folds" else "run"
    assert json.loads((place / run / "summary.json").read_text("utf-8"))["device"] == "cuda"
    assert json.loads(carried_out(dltrain, "evaluate", run, "--json"))["metrics"]


def test_what_was_trained_there_is_asked_and_taken_away(place, gpu, dltrain):
    (place / "a.yaml").write_text(f"{PICTURES}model: {{{CNN}}}\n", encoding="utf-8")
    carried_out(dltrain, "train", "a.yaml", *QUIET, "-o", "run")
    for words in (("predict", "run", "pictures.npz"), ("report", "run"), ("diagnose", "run")):
        carried_out(dltrain, *words)
    assert "the same answers" in carried_out(dltrain, "export", "run", "--format", "torch")
    there = package.load(place / "run")
    assert str(next(there.network.parameters()).device) == "cuda:0"
    assert len(there.predict(place / "pictures.npz")) == 40


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("data: {source: iris}\nmodel: {type: tree, depth: 2}\n", "this model is fitted on the CPU"),
        ("model: {type: policy, environment: cartpole, algorithm: reinforce}\n", "a policy acts on the CPU, step by step"),
    ],
)
def test_what_is_never_there_is_refused(model, said, place, gpu, dltrain):
    (place / "a.yaml").write_text(model, encoding="utf-8")
    ended = dltrain("train", "a.yaml", "-q", "-s", "device=cuda")
    assert (ended.code, f"'device' can never act: {said}" in ended.err) == (2, True)
